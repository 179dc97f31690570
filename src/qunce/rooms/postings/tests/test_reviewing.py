"""From the application to the slot it is planned for: states, quota, names, the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.screens import lines_of
from qunce.kernel.slots import Moment
from qunce.ledger.contracts import Assignment
from qunce.ledger.models import Entry, Errand, Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.postings import (
    applying,
    keeping,
    letters,
    names,
    personal,
    publishing,
    queries,
    reviewing,
)
from qunce.rooms.postings.deciding import POSTING, PostingState, PostingVerb, Result
from qunce.rooms.postings.models import CompanyName, Posting, PostingRemark, TwoCompanies
from qunce.rooms.postings.slots.recruitment import compose
from qunce.rooms.postings.tests.offers import DRAFT, offer

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def wednesday(noon: datetime, weeks: int = 0) -> datetime:
    return noon.replace(day=25, hour=20) + weeks * WEEK


def test_every_state_is_reached_and_every_verb_used() -> None:
    assert set(POSTING.moves.values()) | {PostingState.WAITING} == set(PostingState)
    assert {verb for _state, verb in POSTING.moves} == set(PostingVerb)


def test_the_same_form_twice_is_one_application(
    community: Community, web_group: Group, ben: Person, noon: datetime
) -> None:
    way = applying.Way(form="form-token-of-a-browser-x", person=ben)
    first = applying.send(community, DRAFT, way, now=noon)
    assert applying.send(community, DRAFT, way, now=noon) == first
    assert Posting.objects.count() == 1
    assert Entry.objects.filter(fact="postings.PostingSent").count() == 1
    assert Task.objects.get(kind="postings").due == noon + timedelta(hours=24)


def test_a_deadline_in_the_past_is_refused(
    community: Community, web_group: Group, noon: datetime
) -> None:
    with pytest.raises(RefusedError):
        offer(community, noon, deadline=date(2026, 11, 22))
    assert offer(community, noon, deadline=date(2026, 11, 23)).deadline


def test_an_approval_plans_it_for_the_next_slot_and_ends_the_line_of_the_desk(
    community: Community, web_group: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    found = offer(community, noon, ben)
    assert reviewing.approve(found, by=as_actor(mia), now=noon) == wednesday(noon)
    assert (found.state, found.slot_at) == (PostingState.APPROVED, wednesday(noon))
    assert Task.objects.get(kind="postings").state == "done"


def test_the_third_of_a_company_goes_to_the_week_after_whatever_its_spelling(
    community: Community, web_group: Group, ben: Person, hal: Person, noon: datetime
) -> None:
    spellings = ("云杉精密有限公司", "云杉精密（苏州）", "雲杉精密股份有限公司")
    at = [
        reviewing.approve(
            offer(community, noon, person, company=name, title=title), by=SHELL, now=noon
        )
        for name, title, person in zip(
            spellings, ("薪酬主管", "HRBP", "招聘专员"), (ben, hal, ben), strict=True
        )
    ]
    assert at == [wednesday(noon), wednesday(noon), wednesday(noon, 1)]


def test_one_job_in_several_groups_counts_once(
    community: Community, web_group: Group, manual_group: Group, noon: datetime
) -> None:
    for group in (web_group, manual_group):
        found = offer(community, noon, groups=(group,))
        assert reviewing.approve(found, by=SHELL, now=noon) == wednesday(noon)
    other = offer(community, noon, title="HRBP")
    assert reviewing.approve(other, by=SHELL, now=noon) == wednesday(noon)
    third = offer(community, noon, title="HRD")
    assert reviewing.approve(third, by=SHELL, now=noon) == wednesday(noon, 1)


def test_what_does_not_fit_under_the_cap_goes_to_the_next_slot(
    community: Community, web_group: Group, noon: datetime
) -> None:
    playbook.change(community, "slots.recruitment", {"cap": 1}, by=SHELL, now=noon)
    first, second = (offer(community, noon, company=f"公司{n}号店") for n in "甲乙")
    assert reviewing.approve(first, by=SHELL, now=noon) == wednesday(noon)
    assert reviewing.approve(second, by=SHELL, now=noon) == wednesday(noon, 1)


def test_what_does_not_fit_on_the_screen_goes_to_the_next_slot(
    community: Community, web_group: Group, manual_group: Group, mia: Person, noon: datetime
) -> None:
    """Room is counted in each group: a post of another group takes none."""
    long: dict[str, Any] = {
        "introduction": "做汽车零部件的公司，" * 15,
        "details": "负责核薪报税，" * 40,
    }
    playbook.change(community, "slots.recruitment", {"lines": 20}, by=SHELL, now=noon)
    wishes = [("云杉精密", web_group), ("远山软件", web_group), ("星河科技", manual_group)]
    found = [
        offer(community, noon, company=company, groups=(group,), **long)
        for company, group in wishes
    ]
    planned = [reviewing.approve(each, by=as_actor(mia), now=noon) for each in found]
    assert planned == [wednesday(noon), wednesday(noon, 1), wednesday(noon)]
    due = wednesday(noon)
    moment = Moment(community.pk, (web_group.pk, manual_group.pk), due)
    config = queries.slot_config(community.pk)
    for draft in compose(replace(moment, facts=publishing.gather(moment)), config):
        assert lines_of(str(draft.text)) <= 20
    playbook.change(community, "slots.recruitment", {"lines": 15}, by=SHELL, now=noon)
    assert len(publishing.gather(moment)) == 2  # one alone goes out, however long


def test_a_slot_after_the_deadline_is_no_slot(
    community: Community, web_group: Group, noon: datetime
) -> None:
    found = offer(community, noon, deadline=date(2026, 11, 24))
    with pytest.raises(RefusedError, match="after the deadline"):
        reviewing.approve(found, by=SHELL, now=noon)
    playbook.change(community, "slots.recruitment", {"is_on": False}, by=SHELL, now=noon)
    with pytest.raises(RefusedError, match="switched off"):
        reviewing.approve(found, by=SHELL, now=noon)
    assert found.state == PostingState.WAITING


def test_of_two_reviewers_the_slower_one_is_told(
    community: Community, web_group: Group, mia: Person, noon: datetime
) -> None:
    found = offer(community, noon)
    same = Posting.objects.get(pk=found.pk)
    reviewing.decline(found, "重复", by=as_actor(mia), now=noon)
    with pytest.raises(StaleError):
        reviewing.approve(same, by=as_actor(mia), now=noon, seen="waiting")
    with pytest.raises(RefusedError):
        reviewing.decline(found, "no such reason", by=as_actor(mia), now=noon)
    reviewing.reopen(found, by=as_actor(mia), now=noon)
    assert (found.state, found.reason_words, found.decided_at) == ("waiting", "", None)


def test_a_question_is_answered_and_a_change_is_reviewed_again(
    community: Community, web_group: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    found = offer(community, noon, ben)
    reviewing.ask(found, "薪资是税前吗？", by=as_actor(mia), now=noon)
    with pytest.raises(RefusedError):
        applying.answer(found, "  ", now=noon, by=as_actor(ben))
    later = noon + timedelta(hours=5)
    applying.answer(found, "税前", now=later, by=as_actor(ben))
    assert (found.state, found.due_at) == ("waiting", later + timedelta(hours=24))
    reviewing.approve(found, by=as_actor(mia), now=later)
    applying.change(found, DRAFT, [], now=later, by=as_actor(ben))
    assert (found.state, found.slot_at) == ("waiting", None)
    applying.withdraw(found, now=later, by=as_actor(ben))
    with pytest.raises(RefusedError):
        applying.change(found, DRAFT, [], now=later, by=as_actor(ben))


@given(
    verbs=st.lists(
        st.sampled_from(["approve", "decline", "ask", "answer", "change", "withdraw", "reopen"]),
        max_size=8,
    )
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_people_press_only_what_is_approved_has_a_slot(
    community: Community, web_group: Group, noon: datetime, verbs: list[str]
) -> None:
    found = offer(community, noon)
    press: dict[str, Callable[[], object]] = {
        "approve": lambda: reviewing.approve(found, by=SHELL, now=noon),
        "decline": lambda: reviewing.decline(found, "重复", by=SHELL, now=noon),
        "ask": lambda: reviewing.ask(found, "？", by=SHELL, now=noon),
        "answer": lambda: applying.answer(found, "好", now=noon, by=SHELL),
        "change": lambda: applying.change(found, DRAFT, [], now=noon, by=SHELL),
        "withdraw": lambda: applying.withdraw(found, now=noon, by=SHELL),
        "reopen": lambda: reviewing.reopen(found, by=SHELL, now=noon),
    }
    for verb in verbs:
        try:
            press[verb]()
        except RefusedError:
            continue
        assert (found.slot_at is not None) >= (found.state == PostingState.APPROVED)
        stored = Posting.objects.get(pk=found.pk)
        assert (stored.state, stored.slot_at) == (found.state, found.slot_at)
    Posting.objects.all().delete()


# --- what the applicant is told -----------------------------------------------------------------


def test_a_decision_is_told_a_little_later_unless_it_is_undone(
    community: Community, web_group: Group, ben: Person, noon: datetime
) -> None:
    undone, kept = offer(community, noon, ben), offer(community, noon, ben, title="HRBP")
    reviewing.approve(undone, by=SHELL, now=noon)
    reviewing.decline(kept, "重复", by=SHELL, now=noon, words="上周刚发过")
    reviewing.reopen(undone, by=SHELL, now=noon + timedelta(minutes=1))
    sent = [letters.execute(each) for each in assignments(noon + timedelta(minutes=3))]
    assert len(sent) == 2
    (told,) = mail.outbox
    assert "「HRBP」" in told.body
    assert "上周刚发过" in told.body
    assert kept.token in told.body


def test_who_has_no_address_is_told_by_a_person(
    community: Community, manual_group: Group, noon: datetime
) -> None:
    found = offer(community, noon)
    reviewing.approve(found, by=SHELL, now=noon)
    for each in assignments(noon):
        letters.execute(each)
    task = Task.objects.get(kind="tell")
    assert found.token in str(task.words)


def assignments(now: datetime) -> list[Assignment]:
    """Return the letters that wait, as the worker hands them out."""
    return [
        Assignment(each.pk, each.key, each.community_id, each.payload, 1, now, lambda: None)
        for each in Errand.objects.filter(kind=letters.LETTER).order_by("pk")
    ]


# --- names --------------------------------------------------------------------------------------


def test_near_names_are_proposed_and_count_together_once_confirmed(
    community: Community, web_group: Group, noon: datetime
) -> None:
    offer(community, noon, company="云杉精密")
    other = offer(community, noon, company="上海云杉精密")
    (near,) = names.near_to(community, other.company, noon)
    assert {near.one, near.other} == {"云杉精密", "上海云杉精密"}
    names.join(community, near.one, near.other, by=SHELL, now=noon)
    assert queries.keys_of(community.pk, "云杉精密") == {"云杉精密", "上海云杉精密"}
    assert names.list_near(community, noon) == []
    row = CompanyName.objects.get(key="上海云杉精密")
    names.take_out(row, by=SHELL, now=noon)
    assert queries.keys_of(community.pk, "云杉精密") == {"云杉精密"}
    names.keep_apart(community, near.one, near.other, by=SHELL, now=noon)
    assert names.list_near(community, noon) == []
    assert TwoCompanies.objects.count() == 1
    with pytest.raises(RefusedError):
        names.join(community, "云杉精密", "云杉精密有限公司", by=SHELL, now=noon)


def test_names_join_into_one_company_whatever_the_order(
    community: Community, noon: datetime
) -> None:
    for one, other in (
        ("甲公司科技", "乙厂机械"),
        ("丙店餐饮", "丁所咨询"),
        ("乙厂机械", "丁所咨询"),
    ):
        names.join(community, one, other, by=SHELL, now=noon)
    (joined,) = names.list_joined(community)
    assert len(joined.names) == 4


# --- the clock ----------------------------------------------------------------------------------


def test_what_is_past_its_time_lapses(
    community: Community, web_group: Group, mia: Person, noon: datetime
) -> None:
    late = offer(community, noon, deadline=date(2026, 11, 24))
    silent = offer(community, noon, title="HRBP")
    reviewing.ask(silent, "？", by=as_actor(mia), now=noon)
    keeping.tick(noon + timedelta(days=1))
    late.refresh_from_db()
    assert late.state == "waiting"
    keeping.tick(noon + timedelta(days=2))
    late.refresh_from_db()
    assert late.state == "lapsed"
    keeping.tick(noon + timedelta(days=8))
    silent.refresh_from_db()
    assert silent.state == "lapsed"


@pytest.mark.parametrize(
    ("deadline", "days", "asked"),
    [
        (None, 29, False),
        (None, 30, True),
        (date(2026, 12, 5), 12, False),
        (date(2026, 12, 5), 13, True),
    ],
)
def test_what_came_of_it_is_asked_once_after_the_deadline_or_a_month(
    community: Community,
    web_group: Group,
    ben: Person,
    noon: datetime,
    deadline: date | None,
    days: int,
    asked: bool,
) -> None:
    found = offer(community, noon, ben, deadline=deadline)
    Posting.objects.filter(pk=found.pk).update(state=PostingState.POSTED, posted_at=noon)
    for _ in range(2):
        keeping.tick(noon + timedelta(days=days))
    found.refresh_from_db()
    assert (found.asked_at is not None) is asked
    applying.tell_result(found, Result.FILLED, now=noon + timedelta(days=days), by=as_actor(ben))
    assert found.result == "filled"


def test_a_result_is_for_what_was_posted(community: Community, noon: datetime) -> None:
    with pytest.raises(RefusedError):
        applying.tell_result(offer(community, noon), Result.FILLED, now=noon, by=SHELL)


def test_what_was_kept_long_enough_is_erased_with_its_names(
    community: Community, web_group: Group, ben: Person, noon: datetime
) -> None:
    found = offer(community, noon, ben)
    reviewing.ask(found, "？", by=SHELL, now=noon)
    applying.withdraw(found, now=noon, by=as_actor(ben))
    keeping.tick(noon + timedelta(days=364))
    assert Posting.objects.exists()
    keeping.tick(noon + timedelta(days=366))
    assert not Posting.objects.exists()
    assert not PostingRemark.objects.exists()
    assert Entry.objects.filter(fact="postings.PostingErased").count() == 1


def test_a_person_takes_along_what_they_applied_for(
    community: Community, web_group: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    mine, other = offer(community, noon, ben), offer(community, noon, mia)
    reviewing.approve(other, by=as_actor(ben), now=noon)
    assert [row["title"] for row in personal.export(ben)] == ["薪酬主管", "薪酬主管"]
    personal.erase(ben)
    left = Posting.objects.get()
    assert (left.pk, left.decided_by) == (other.pk, None)
    assert mine.pk != other.pk
