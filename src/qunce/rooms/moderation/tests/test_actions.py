"""From a message to the case, and from the case to the last word about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import as_actor
from qunce.chat import stream
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Step
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.messages import Source
from qunce.ledger import repeating
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Entry, Errand, Task
from qunce.people.models import Identity, Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, queries
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.room import CARD as MODERATION
from stage import Stage

pytestmark = pytest.mark.django_db

ADVERTISEMENT = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
QUESTION = "请问代缴社保合法吗，有没有被查的？"


def test_a_case_names_clause_span_and_step_and_its_errands_are_done(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    case = Case.objects.get()
    assert (case.state, case.clause, case.step, case.strike) == ("acted", "ads", "warn", 1)
    (finding, *_) = queries.findings_of(case)
    assert ADVERTISEMENT[slice(*finding.span)]
    assert set(Errand.objects.exclude(kind="reaction").values_list("kind", "state")) >= {
        ("Recall", "done"),
        ("Notify", "done"),
    }


def test_professional_talk_makes_no_case(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, QUESTION)
    web_stage.work()
    assert not Case.objects.exists()


def test_the_ladder_goes_on_and_strikes_expire(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.later(days=100)
    web_stage.say(ben, ADVERTISEMENT + "。")
    web_stage.work()
    web_stage.later(days=1)
    web_stage.say(ben, ADVERTISEMENT + "！")
    web_stage.work()
    steps = Case.objects.order_by("id").values_list("step", "strike")
    assert list(steps) == [("warn", 1), ("warn", 1), ("remove", 2)]
    membership = Membership.objects.get(group=web_stage.group, person=ben)
    assert membership.state == "removed"


def test_what_is_acted_on_in_a_batch_counts_for_the_rest_of_it(
    web_stage: Stage, ben: Person
) -> None:
    for end in "。！？":
        web_stage.say(ben, ADVERTISEMENT + end)
        web_stage.now += timedelta(minutes=5)
    web_stage.work()
    acted = Case.objects.filter(clause="ads").order_by("id").values_list("step", "strike")
    assert list(acted) == [("warn", 1), ("remove", 2), ("remove", 3)]


def test_a_batch_takes_as_many_queries_however_many_break_a_clause(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, QUESTION)
    web_stage.work()
    needed = []
    for count in (1, 6):
        for _ in range(count):
            web_stage.say(ben, ADVERTISEMENT)
            web_stage.now += timedelta(days=2)
        with CaptureQueriesContext(connection) as queries_made:
            stream.read_once([*MODERATION.listeners], web_stage.now)
        needed.append(len(queries_made))
    assert Case.objects.count() == 7
    assert needed[0] == needed[1]


def test_history_is_counted_and_nothing_follows(manual_stage: Stage) -> None:
    manual_stage.hear("小王", ADVERTISEMENT, source=Source.HISTORY)
    manual_stage.work()
    assert Hit.objects.filter(clause="ads").exists()
    assert not Case.objects.exists()
    assert not Task.objects.exists()
    assert not Errand.objects.filter(kind="SendText").exists()


def test_what_an_admin_wrote_is_not_offered_among_the_fresh_findings(
    manual_stage: Stage, mia: Person
) -> None:
    manual_stage.hear("Mia", ADVERTISEMENT, source=Source.HISTORY)
    manual_stage.hear("小王", ADVERTISEMENT, source=Source.HISTORY)
    manual_stage.work()
    Identity.objects.filter(name="Mia").update(person=mia)
    hits = queries.list_fresh(manual_stage.group, manual_stage.now)
    assert [hit.message.author_name for hit in hits] == ["小王"]


def test_fresh_findings_of_an_export_become_tasks_when_chosen(manual_stage: Stage) -> None:
    manual_stage.hear("小王", ADVERTISEMENT, source=Source.HISTORY)
    manual_stage.work()
    later = manual_stage.now + timedelta(hours=47)
    hits = queries.list_fresh(manual_stage.group, later)
    assert len(hits) == 1
    (case,) = moderation.open_fresh(hits, now=later)
    assert case.state == "open"
    assert all(each.reason.msgid for each in queries.findings_of(case))
    assert [task.kind for task in manual_stage.tasks()] == ["review"]
    assert queries.list_fresh(manual_stage.group, later) == []
    moderation.act(case, by=SHELL, now=later)
    manual_stage.now = later
    manual_stage.work()
    kinds = {task.kind for task in manual_stage.tasks()}
    assert "post" in kinds
    assert "review" not in kinds


def test_a_rule_that_only_watches_is_counted_and_nothing_follows(
    web_stage: Stage, ben: Person
) -> None:
    community = web_stage.group.community
    for rule in ("ad_words", "links", "second_look"):
        values = {"state": "observe"}
        playbook.change(community, f"rules.{rule}", values, by=SHELL, now=web_stage.now)
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    assert set(Hit.objects.values_list("state", flat=True)) == {"observe"}
    assert not Case.objects.exists()


def test_a_rule_that_is_off_finds_nothing(web_stage: Stage, ben: Person) -> None:
    community = web_stage.group.community
    for rule in ("ad_words", "links", "second_look"):
        values = {"state": "off"}
        playbook.change(community, f"rules.{rule}", values, by=SHELL, now=web_stage.now)
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    assert not Hit.objects.exists()


def test_reading_the_stream_again_makes_no_second_case(web_stage: Stage, ben: Person) -> None:
    said = web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    before = Case.objects.count(), Errand.objects.count()
    with pytest.raises(RefusedError, match="case already"):
        moderation.open_by_hand(Message.objects.get(pk=said.pk), "ads", by=SHELL, now=web_stage.now)
    assert (Case.objects.count(), Errand.objects.count()) == before


def test_an_admin_opens_a_case_without_the_machine(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    said = web_stage.say(ben, "周末的课我就不来了")
    web_stage.work()
    row = Message.objects.get(pk=said.pk)
    case = moderation.open_by_hand(
        row, "respect", by=as_actor(mia), now=web_stage.now, note="阴阳怪气"
    )
    moderation.act(case, by=as_actor(mia), now=web_stage.now, step=Step.MUTE)
    web_stage.work()
    membership = Membership.objects.get(group=web_stage.group, person=ben)
    assert membership.muted_until is not None
    case.refresh_from_db()
    assert (case.decided_name, case.step) == (mia.name, "mute")


def test_of_two_who_decide_at_once_one_wins(web_stage: Stage, ben: Person, mia: Person) -> None:
    row = web_stage.say(ben, "你们公司的人真是的")
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=web_stage.now)
    same = queries.access_case(web_stage.group.community, case.pk)
    moderation.dismiss(case, by=as_actor(mia), now=web_stage.now)
    with pytest.raises(StaleError):
        moderation.act(same, by=SHELL, now=web_stage.now)
    assert Entry.objects.filter(fact="moderation.CaseDismissed").count() == 1


def test_overturned_counts_as_if_it_never_happened(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    case = Case.objects.get()
    appeals.appeal(case, "这是同事托我问的", by=as_actor(ben), now=web_stage.now)
    assert [task.kind for task in web_stage.tasks()] == ["appeal"]
    appeals.overturn(case, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert web_stage.tasks() == []
    web_stage.later(days=1)
    web_stage.say(ben, ADVERTISEMENT + "！")
    web_stage.work()
    assert Case.objects.order_by("id").last().strike == 1  # type: ignore[union-attr]


def test_what_failed_of_a_withdrawn_decision_is_not_tried_again(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    recall = Errand.objects.get(kind="Recall")
    Errand.objects.filter(pk=recall.pk).update(state=ErrandState.REFUSED)
    recall.refresh_from_db()
    assert repeating.why_not(recall, web_stage.now) is None
    appeals.overturn(Case.objects.get(), by=as_actor(mia), now=web_stage.now)
    with pytest.raises(RefusedError, match="withdrawn"):
        repeating.repeat(recall, by=as_actor(mia), now=web_stage.now)


def test_an_appeal_needs_a_reason_and_comes_in_time(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    case = Case.objects.get()
    with pytest.raises(RefusedError, match="few words"):
        appeals.appeal(case, "  ", by=as_actor(ben), now=web_stage.now)
    late = web_stage.now + timedelta(days=8)
    with pytest.raises(RefusedError, match="older"):
        appeals.appeal(case, "我不服", by=as_actor(ben), now=late)


def test_who_was_removed_by_mistake_is_in_the_group_again(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    row = web_stage.say(ben, "你们公司的人真是的")
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=web_stage.now)
    moderation.act(case, by=as_actor(mia), now=web_stage.now, step=Step.REMOVE)
    web_stage.work()
    there = Membership.objects.filter(group=web_stage.group, person=ben)
    assert there.get().state == "removed"
    appeals.overturn(case, by=as_actor(mia), now=web_stage.now)
    assert there.get().state == "active"


def test_in_a_group_by_hand_the_way_back_is_a_task(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    row = manual_stage.hear("Ben", "今天下班早，先撤了")
    manual_stage.work()
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=manual_stage.now)
    moderation.act(case, by=as_actor(mia), now=manual_stage.now, step=Step.REMOVE)
    appeals.overturn(case, by=as_actor(mia), now=manual_stage.now)
    assert "invite" in {task.kind for task in manual_stage.tasks()}
