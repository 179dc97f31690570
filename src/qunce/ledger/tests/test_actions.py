"""The record: entries with what follows from them, and the tasks of the desk."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from qunce.facts.base import Fact
from qunce.facts.ledger import TaskDone
from qunce.facts.people import GroupOpened, MemberJoined, MemberLeft, PersonsMerged
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.effects import Recall, SendText
from qunce.kernel.errors import NotFoundError, RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries, registry
from qunce.ledger.contracts import Cause, Reaction, TaskDraft
from qunce.ledger.domain import ErrandState, TaskState
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.wording import effect_of, fact_key, fact_of, fact_type
from qunce.people.models import Community, Group, Person

MIA = Actor(ActorKind.PERSON, 1, "Mia")


@pytest.fixture(autouse=True)
def _nobody_reacts() -> Iterator[None]:
    with registry.handed_out():
        yield


Draft = Callable[..., TaskDraft]


@pytest.fixture
def draft(community: Community) -> Draft:
    def make(key: str = "t", **about: object) -> TaskDraft:
        title = Words("Post the %(what)s", {"what": "news"})
        return TaskDraft(community.pk, "post", title, Role.CONTENT, key, **about)  # type: ignore[arg-type]  # the test names the fields

    return make


# --- entries ------------------------------------------------------------------------------------


def test_an_entry_keeps_the_fact_its_actor_and_its_subjects(
    community: Community, web_group: Group, noon: datetime
) -> None:
    fact = MemberJoined(person=5, group=web_group.pk, name="Ben", way="qr")
    entry = ledger.record(fact, by=MIA, now=noon, community=community)
    stored = Entry.objects.get(pk=entry.pk)
    assert fact_of(stored) == fact
    assert (stored.fact, stored.actor_person, stored.actor_name) == (
        "people.MemberJoined",
        1,
        "Mia",
    )
    about = stored.subjects.order_by("kind").values_list("kind", "key")
    assert list(about) == [("group", web_group.pk), ("person", 5)]


def test_a_fact_about_several_persons_is_in_the_history_of_each(
    community: Community, noon: datetime
) -> None:
    ledger.record(PersonsMerged((3, 4, 4), "Ben"), by=MIA, now=noon, community=community)
    assert queries.list_entries(community.pk, person=3).count() == 1
    assert queries.list_entries(community.pk, person=4).count() == 1
    assert queries.list_entries(community.pk, person=5).count() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_of_the_transaction_of_the_change(noon: datetime) -> None:
    fact = PersonsMerged((1,), "Ben")
    with pytest.raises(RuntimeError):
        ledger.record(fact, by=MACHINE, now=noon, community=None)
    with transaction.atomic():
        ledger.record(fact, by=MACHINE, now=noon, community=None)
    assert Entry.objects.count() == 1


def test_a_fact_is_found_by_its_place_and_nowhere_else() -> None:
    assert fact_type(fact_key(MemberLeft)) is MemberLeft
    for wrong in ("people.Nobody", "nowhere.MemberLeft", "people.dataclass", "MemberLeft"):
        with pytest.raises((ValueError, TypeError)):
            fact_type(wrong)
    with pytest.raises(ValueError, match=r"qunce\.facts"):
        fact_key(type("Stranger", (Fact,), {}))


def test_each_effect_becomes_an_errand_with_its_own_key(
    community: Community, web_group: Group, noon: datetime
) -> None:
    recall = Recall(web_group.pk, 9, Words("advertisement"))
    post = SendText(web_group.pk, Words("Please read clause %(n)s", {"n": 3}))
    entry = ledger.record(
        PersonsMerged((1,), "Ben"), by=MIA, now=noon, community=community, effects=(recall, post)
    )
    first, second = Errand.objects.order_by("id")
    assert (first.key, second.key) == (f"{entry.pk}:0", f"{entry.pk}:1")
    assert (effect_of(first), effect_of(second)) == (recall, post)
    assert (first.state, first.group_id) == (ErrandState.WAITING, web_group.pk)
    assert first.priority > second.priority


def test_a_reaction_to_the_fact_becomes_an_errand_in_its_communitys_lane(
    community: Community, web_group: Group, noon: datetime
) -> None:
    def call(fact: MemberJoined, cause: Cause, now: datetime) -> None:
        raise AssertionError

    with registry.handed_out(reactions=[Reaction("r.on_member_joined", MemberJoined, call)]):
        joined = MemberJoined(5, web_group.pk, "Ben")
        left = MemberLeft(5, web_group.pk, "Ben")
        entry = ledger.record(joined, by=MIA, now=noon, community=community)
        ledger.record(left, by=MIA, now=noon, community=community)
    errand = Errand.objects.get()
    assert errand.key == f"{entry.pk}:r.on_member_joined"
    assert errand.lane == f"react:{community.pk}"


def test_two_reactions_of_one_key_are_an_error() -> None:
    def call(fact: MemberJoined, cause: Cause, now: datetime) -> None:
        raise AssertionError

    twice = [Reaction("same", MemberJoined, call), Reaction("same", MemberLeft, call)]
    with pytest.raises(ValueError, match="same"), registry.handed_out(reactions=twice):
        pass


def test_an_errand_of_the_same_key_is_queued_once(community: Community, noon: datetime) -> None:
    later = noon + timedelta(hours=1)
    first = ledger.enqueue("mail", {"to": 1}, community=community, now=noon, key="k")
    second = ledger.enqueue("mail", {"to": 2}, community=None, now=later, key="k")
    assert first.pk == second.pk
    assert second.payload == {"to": 1}


# --- history ------------------------------------------------------------------------------------


def test_the_history_is_newest_first_and_of_one_community_only(
    community: Community, other_community: Community, web_group: Group, noon: datetime
) -> None:
    opened = GroupOpened(web_group.pk, "general", "general", "web")
    joined = MemberJoined(5, web_group.pk, "Ben")
    first = ledger.record(opened, by=MIA, now=noon, community=community)
    second = ledger.record(joined, by=MIA, now=noon, community=community)
    foreign = ledger.record(joined, by=MIA, now=noon, community=other_community)
    assert list(queries.list_entries(community.pk)) == [second, first]
    assert list(queries.list_entries(community.pk, kinds=[GroupOpened])) == [first]
    assert list(queries.list_entries(community.pk, before=second.pk)) == [first]
    assert list(queries.list_entries(community.pk, group=web_group.pk)) == [second, first]
    assert list(queries.list_entries_about(community.pk, "person", 5)) == [second]
    with pytest.raises(NotFoundError):
        queries.access_entry(community.pk, foreign.pk)


def test_a_thread_leads_from_the_first_cause_to_the_outcome(
    community: Community, web_group: Group, draft: Draft, noon: datetime
) -> None:
    joined = MemberJoined(5, web_group.pk, "Ben")
    left = MemberLeft(5, web_group.pk, "Ben", removed=True)
    recall = Recall(web_group.pk, 9, Words("advertisement"))
    root = ledger.record(joined, by=MIA, now=noon, community=community, effects=(recall,))
    child = ledger.record(left, by=MIA, now=noon, community=community, cause=root)
    task = ledger.open_task(draft(), now=noon, entry=child)
    ledger.finish_task(task, by=MIA, now=noon)
    steps = queries.thread_of(child)
    assert [step.depth for step in steps] == [0, 1, 2]
    assert [type(step.fact) for step in steps] == [MemberJoined, MemberLeft, TaskDone]
    assert [errand.kind for errand in steps[0].errands] == ["Recall"]
    assert steps[1].tasks == [task]


def test_the_line_of_an_entry_has_the_words_of_the_fact_in_it(
    community: Community, draft: Draft, noon: datetime
) -> None:
    task = ledger.open_task(draft(), now=noon)
    ledger.finish_task(task, by=MIA, now=noon)
    entry = queries.list_entries(community.pk)[0]
    assert str(queries.sentence_of(entry, str)) == "Mia finished the task “Post the news”."


# --- tasks --------------------------------------------------------------------------------------


def test_a_task_of_the_same_key_is_opened_once(draft: Draft, noon: datetime) -> None:
    first = ledger.open_task(draft(), now=noon)
    assert ledger.open_task(draft(), now=noon + timedelta(hours=1)) == first
    assert queries.task_title(first) == draft().title


def test_a_finished_task_says_who_when_and_how_it_is_known(
    community: Community, ben: Person, draft: Draft, noon: datetime
) -> None:
    task = ledger.open_task(draft(subjects=(("person", ben.pk), ("case", 8))), now=noon)
    ledger.finish_task(task, by=MIA, now=noon, proof="seen in the group")
    task.refresh_from_db()
    assert (task.state, task.ended_by, task.ended_at) == (TaskState.DONE, 1, noon)
    entry = queries.list_entries(community.pk, person=ben.pk).get()
    fact = fact_of(entry)
    assert isinstance(fact, TaskDone)
    assert (fact.case, fact.proof) == ((8,), "seen in the group")


def test_a_task_ends_once(draft: Draft, noon: datetime) -> None:
    task = ledger.open_task(draft(), now=noon)
    same = Task.objects.get(pk=task.pk)
    ledger.skip_task(task, by=MIA, now=noon, reason="not needed")
    with pytest.raises(RefusedError):
        ledger.finish_task(task, by=MIA, now=noon)
    with pytest.raises(StaleError):
        ledger.finish_task(same, by=MIA, now=noon)


def test_one_text_for_many_groups_is_done_when_all_are_ticked(
    community: Community, web_group: Group, manual_group: Group, draft: Draft, noon: datetime
) -> None:
    groups = (web_group.pk, manual_group.pk)
    task = ledger.open_task(draft(groups=groups), now=noon)
    first, second = task.targets.order_by("id")
    ledger.tick_target(first, by=MIA, now=noon)
    assert queries.list_tasks(community.pk).get() == task
    with pytest.raises(StaleError):
        ledger.tick_target(first, by=MIA, now=noon)
    ledger.tick_target(second, by=MIA, now=noon + timedelta(minutes=1))
    task.refresh_from_db()
    assert task.state == TaskState.DONE
    assert queries.list_entries(community.pk, group=manual_group.pk).count() == 1


def test_undoing_the_end_takes_back_the_last_act_only(
    web_group: Group, manual_group: Group, draft: Draft, noon: datetime
) -> None:
    task = ledger.open_task(draft(groups=(web_group.pk, manual_group.pk)), now=noon)
    first, second = task.targets.order_by("id")
    ledger.tick_target(first, by=MIA, now=noon)
    ledger.tick_target(second, by=MIA, now=noon + timedelta(minutes=1))
    task.refresh_from_db()
    ledger.reopen_task(task, by=MIA, now=noon + timedelta(minutes=2))
    ticked = task.targets.order_by("id").values_list("ticked_at", flat=True)
    assert (task.state, list(ticked)) == (TaskState.OPEN, [noon, None])
    ledger.finish_task(task, by=MIA, now=noon + timedelta(minutes=3))
    ledger.untick_target(first, by=MIA, now=noon + timedelta(minutes=4))
    task.refresh_from_db()
    assert (task.state, task.targets.filter(ticked_at=None).count()) == (TaskState.OPEN, 1)


def test_the_desk_is_in_the_order_of_urgency_and_time(
    community: Community, other_community: Community, draft: Draft, noon: datetime
) -> None:
    for each in (
        draft("whenever"),
        draft("late", due=noon + timedelta(hours=5)),
        draft("soon", due=noon + timedelta(hours=1)),
        draft("urgent", due=noon + timedelta(hours=9), urgent=True),
        replace(draft("ops"), role=Role.OPS),
    ):
        ledger.open_task(each, now=noon)
    keys = queries.list_tasks(community.pk, [Role.CONTENT]).values_list("key", flat=True)
    assert list(keys) == ["urgent", "soon", "late", "whenever"]
    assert queries.list_tasks(community.pk, None).count() == 5
    assert queries.list_tasks(other_community.pk, None).count() == 0
    with pytest.raises(NotFoundError):
        queries.access_task(other_community.pk, Task.objects.get(key="ops").pk)
