"""A member is muted as long as the decisions that stand say together, not as the last one says."""

from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Charter, Step
from qunce.people.models import Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals
from qunce.rooms.moderation.models import Case
from qunce.store.codecs import encode
from stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def longer_mutes(web_stage: Stage) -> Stage:
    """Let a clause mute for 12 hours, then for 72."""
    clauses = [encode(each) for each in Charter().clauses]
    respect = next(each for each in clauses if each["key"] == "respect")
    respect |= {"ladder": ["mute", "mute", "remove"], "mutes": [12, 72]}
    values = {"clauses": clauses}
    playbook.change(web_stage.group.community, "charter", values, by=SHELL, now=web_stage.now)
    return web_stage


def case_of(stage: Stage, said: str, ben: Person, mia: Person, step: Step | None = None) -> Case:
    """Let Mia decide about something that Ben said before."""
    row = stage.say(ben, said)
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=stage.now)
    return decide(stage, case, mia, step)


def decide(stage: Stage, case: Case, mia: Person, step: Step | None) -> Case:
    moderation.act(case, by=as_actor(mia), now=stage.now, step=step)
    stage.work()
    return case


def until(stage: Stage, ben: Person) -> datetime | None:
    return Membership.objects.get(group=stage.group, person=ben).muted_until


def two_open(stage: Stage, ben: Person, mia: Person, other: str = "respect") -> tuple[Case, Case]:
    """Let two messages wait for a decision, the second under a clause that is perhaps another."""
    cases = []
    for said, clause in (("周末的课我就不来了", "respect"), ("这周也不来", other)):
        row = stage.say(ben, said)
        cases.append(moderation.open_by_hand(row, clause, by=as_actor(mia), now=stage.now))
        stage.now += timedelta(seconds=5)
    return cases[0], cases[1]


def test_a_shorter_mute_does_not_end_a_longer_one(
    longer_mutes: Stage, ben: Person, mia: Person
) -> None:
    stage = longer_mutes
    first, second = two_open(stage, ben, mia)
    decide(stage, second, mia, None)  # 12 hours
    Case.objects.filter(pk=second.pk).update(mute_length=timedelta(hours=100))
    end = stage.now + timedelta(hours=100)
    stage.later(hours=1)
    decide(stage, first, mia, None)
    assert until(stage, ben) == end


def test_a_withdrawn_mute_leaves_the_mute_of_another_case(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    first, second = two_open(web_stage, ben, mia, "topics")
    decide(web_stage, first, mia, Step.MUTE)
    web_stage.later(hours=2)
    decide(web_stage, second, mia, Step.MUTE)
    end = web_stage.now + timedelta(hours=24)
    web_stage.later(hours=1)
    appeals.overturn(first, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert until(web_stage, ben) == end
    appeals.overturn(second, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert until(web_stage, ben) is None


def test_without_the_first_case_the_second_mute_is_as_long_as_a_first_one(
    longer_mutes: Stage, ben: Person, mia: Person
) -> None:
    stage = longer_mutes
    first = case_of(stage, "周末的课我就不来了", ben, mia)
    stage.later(hours=13)
    second = case_of(stage, "这周也不来", ben, mia)
    began = stage.now
    assert until(stage, ben) == began + timedelta(hours=72)
    stage.later(hours=1)
    (eased,) = appeals.overturn(first, by=as_actor(mia), now=stage.now)
    stage.work()
    assert eased.pk == second.pk
    second.refresh_from_db()
    assert (second.step, second.strike, second.mute_length) == ("mute", 1, timedelta(hours=12))
    assert until(stage, ben) == began + timedelta(hours=12)


def test_who_was_removed_by_another_case_as_well_stays_away(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    first, second = two_open(web_stage, ben, mia)
    decide(web_stage, first, mia, Step.REMOVE)
    decide(web_stage, second, mia, Step.REMOVE)
    there = Membership.objects.filter(group=web_stage.group, person=ben)
    appeals.overturn(first, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert there.get().state == "removed"
    appeals.overturn(second, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert there.get().state == "active"


def test_a_removal_reduced_to_a_mute_lasts_as_the_clause_says(
    longer_mutes: Stage, ben: Person, mia: Person
) -> None:
    case = case_of(longer_mutes, "周末的课我就不来了", ben, mia, Step.REMOVE)
    longer_mutes.later(hours=5)
    appeals.reduce(case, Step.MUTE, by=as_actor(mia), now=longer_mutes.now)
    longer_mutes.work()
    assert until(longer_mutes, ben) == longer_mutes.now + timedelta(hours=12)
