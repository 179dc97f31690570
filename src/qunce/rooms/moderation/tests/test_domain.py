"""What follows from findings: ladders, strikes, and who is never sanctioned."""

from datetime import timedelta

import pytest

from qunce.kernel.clauses import Charter, Clause, Step
from qunce.kernel.effects import Capability
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Source
from qunce.kernel.rules import Certainty, Finding, Label, RuleState
from qunce.rooms.moderation.domain import (
    CASE,
    Answer,
    CaseState,
    CaseVerb,
    Ladders,
    Standing,
    Strike,
    Why,
    decide,
)
from qunce.rooms.moderation.tests.build import MIA, NOON, finding, message, seen

LADDER = (Step.REMIND, Step.WARN, Step.MUTE, Step.REMOVE)
CHARTER = Charter(
    clauses=(
        Clause("ads", 1, "Ads", "No ads.", LADDER),
        Clause("respect", 2, "Respect", "Respect.", (Step.REMOVE,)),
    )
)
LADDERS = Ladders(CHARTER)


def strikes(*days_ago: float, clause: str = "ads") -> Standing:
    return Standing(strikes=[Strike(clause, NOON - timedelta(days=each)) for each in days_ago])


@pytest.mark.parametrize(
    ("standing", "step", "following", "count"),
    [
        (Standing(), Step.REMIND, Step.WARN, 1),
        (strikes(1), Step.WARN, Step.MUTE, 2),
        (strikes(1, 2), Step.MUTE, Step.REMOVE, 3),
        (strikes(1, 2, 3), Step.REMOVE, Step.REMOVE, 4),
        (strikes(1, 2, 3, 4, 5), Step.REMOVE, Step.REMOVE, 6),
        (strikes(90), Step.WARN, Step.MUTE, 2),
        (strikes(90.001), Step.REMIND, Step.WARN, 1),
        (strikes(0), Step.REMIND, Step.WARN, 1),
        (strikes(1, clause="respect"), Step.REMIND, Step.WARN, 1),
    ],
)
def test_the_ladder_climbs_with_strikes_that_expire(
    standing: Standing, step: Step, following: Step, count: int
) -> None:
    verdict = decide(seen(), [finding()], LADDERS, standing)
    assert verdict.answer is Answer.ACT
    assert (verdict.step, verdict.next_step, verdict.strike) == (step, following, count)
    assert verdict.recall


def test_without_findings_or_with_permitted_ones_nothing_follows() -> None:
    praised = finding(rule="recruitment", clause="recruitment", label=Label.RECRUIT_OK)
    assert decide(seen(), [], LADDERS, Standing()).answer is Answer.LEAVE
    assert decide(seen(), [praised], LADDERS, Standing()).why is Why.CLEAN


def test_owner_and_admins_are_never_sanctioned() -> None:
    by_role = decide(seen(message(author=MIA)), [finding()], LADDERS, Standing())
    by_standing = decide(seen(), [finding()], LADDERS, Standing(is_staff=True))
    for verdict in (by_role, by_standing):
        assert (verdict.answer, verdict.why) == (Answer.COUNT, Why.STAFF)
        assert verdict.step is Step.NOTHING
        assert not verdict.recall


def test_what_is_only_likely_goes_to_a_person_with_the_step_as_a_proposal() -> None:
    verdict = decide(seen(), [finding(certainty=Certainty.LIKELY)], LADDERS, Standing())
    assert (verdict.answer, verdict.why, verdict.step) == (Answer.ASK, Why.LIKELY, Step.REMIND)


def test_a_sure_finding_weighs_more_than_a_harsher_likely_one() -> None:
    likely = finding(clause="respect", label=Label.ATTACK, certainty=Certainty.LIKELY)
    verdict = decide(seen(), [likely, finding()], LADDERS, Standing())
    assert verdict.answer is Answer.ACT
    assert verdict.clause is not None
    assert verdict.clause.key == "ads"


def test_of_two_sure_findings_the_harsher_step_is_taken() -> None:
    verdict = decide(
        seen(), [finding(), finding(clause="respect", label=Label.ATTACK)], LADDERS, Standing()
    )
    assert verdict.step is Step.REMOVE


def test_a_watched_rule_is_counted_and_nothing_follows() -> None:
    watching = Ladders(CHARTER, {"ad_words": RuleState.OBSERVE})
    verdict = decide(seen(), [finding()], watching, Standing())
    assert (verdict.answer, verdict.why) == (Answer.COUNT, Why.WATCHED)
    assert len(verdict.watched) == 1
    both: list[Finding] = [finding(), finding(rule="links")]
    verdict = decide(seen(), both, watching, Standing())
    assert verdict.answer is Answer.ACT
    assert [each.rule for each in verdict.findings] == ["links"]
    assert [each.rule for each in verdict.watched] == ["ad_words"]


def test_imported_history_is_counted_only() -> None:
    verdict = decide(seen(message(source=Source.HISTORY)), [finding()], LADDERS, Standing())
    assert (verdict.answer, verdict.why, verdict.recall) == (Answer.COUNT, Why.HISTORY, False)


def test_an_unknown_author_and_a_dropped_clause_are_for_a_person() -> None:
    unknown = decide(seen(message(author=None)), [finding()], LADDERS, Standing())
    dropped = decide(seen(), [finding(clause="gone")], LADDERS, Standing())
    assert (unknown.answer, unknown.why) == (Answer.ASK, Why.UNKNOWN_AUTHOR)
    assert (dropped.answer, dropped.why) == (Answer.ASK, Why.NO_CLAUSE)


@pytest.mark.parametrize(
    ("missing", "standing", "step"),
    [
        ({Capability.MUTE}, strikes(1), Step.WARN),
        ({Capability.MUTE}, strikes(1, 2), Step.REMOVE),
        ({Capability.REMOVE}, strikes(1, 2, 3), Step.MUTE),
        ({Capability.MUTE, Capability.REMOVE}, strikes(1, 2, 3), Step.WARN),
        (set(Capability), strikes(1), Step.WARN),
    ],
)
def test_a_ladder_uses_only_the_steps_that_can_be_taken_here(
    missing: set[Capability], standing: Standing, step: Step
) -> None:
    ladders = Ladders(CHARTER, capabilities=frozenset(Capability) - missing)
    assert decide(seen(), [finding()], ladders, standing).step is step


def test_a_case_moves_as_its_table_says() -> None:
    state = CASE.after(CaseState.OPEN, CaseVerb.ACT)
    state = CASE.after(state, CaseVerb.APPEAL)
    assert CASE.after(state, CaseVerb.OVERTURN) is CaseState.OVERTURNED
    with pytest.raises(RefusedError):
        CASE.after(CaseState.DISMISSED, CaseVerb.APPEAL)
