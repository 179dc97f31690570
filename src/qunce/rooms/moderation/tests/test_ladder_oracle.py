"""Ladder, expiry and points against an oracle that counts day by day, slowly and simply."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.clauses import Charter, Clause, Step
from qunce.kernel.effects import Capability
from qunce.rooms.moderation.domain import Ladders, Standing, Strike, decide, decide_by_person
from qunce.rooms.moderation.tests.build import NOON, finding, seen

HARSH = ["nothing", "remind", "warn", "mute", "remove"]
CLAUSES = ("ads", "respect")

steps = st.sampled_from([*Step])
clauses = st.builds(
    lambda key, number, ladder, mutes, weight, proved: Clause(
        key,
        number,
        key,
        key,
        tuple(ladder),
        mutes=tuple(mutes),
        weight=weight,
        proved_removes=proved,
    ),
    st.just("x"),
    st.just(1),
    st.lists(steps, min_size=1, max_size=6),
    st.lists(st.integers(1, 720), max_size=3),
    st.integers(1, 4),
    st.booleans(),
)
missing = st.sets(st.sampled_from([Capability.MUTE, Capability.REMOVE]))
strikes = st.lists(
    st.tuples(st.sampled_from(CLAUSES), st.integers(-2, 60), st.integers(1, 4)), max_size=12
)


def charter_of(first: Clause, second: Clause, days: int, limit: int) -> Charter:
    named = (replace(first, key="ads"), replace(second, key="respect", number=2))
    return Charter(named, strikes_expire=timedelta(days=days), points_limit=limit)


def climb(ladder: list[str], able: set[str], number: int) -> list[str]:
    """Return what follows the first violation, the second, … up to so many."""
    rungs: list[str] = []
    for wanted in ladder:
        name = wanted
        while name not in able:
            name = HARSH[HARSH.index(name) - 1]
        if name == wanted or name not in rungs:
            rungs.append(name)
    while len(rungs) < number:
        rungs.append(rungs[-1])
    return rungs


def hours_of(lengths: list[int], mutes_before: int) -> int:
    """Return the length of the next mute."""
    while len(lengths) <= mutes_before:
        lengths.append(lengths[-1])
    return lengths[mutes_before]


def oracle(
    charter: Charter, before: list[tuple[str, int, int]], able: set[str]
) -> tuple[str, int, int, int]:
    """Return step, number, points and hours of a mute, told as one would tell it to a person."""
    clause = charter.clauses[0]
    counted = [each for each in before if 0 < each[1] <= charter.strikes_expire.days]
    number = len([each for each in counted if each[0] == "ads"]) + 1
    points = clause.weight
    for each in counted:
        points += each[2]
    climbed = climb([str(each) for each in clause.ladder], able, number)
    step = climbed[number - 1]
    top = next(name for name in ("remove", "mute", "warn") if name in able)
    if step != "nothing" and charter.points_limit and points >= charter.points_limit:
        step = max(step, top, key=HARSH.index)
    mutes_before = climbed[: number - 1].count("mute")
    hours = hours_of(list(clause.mutes) or [24], mutes_before) if step == "mute" else 0
    return step, number, points, hours


@given(clauses, clauses, st.integers(1, 45), st.integers(0, 12), missing, strikes)
def test_a_verdict_is_what_the_oracle_says(
    first: Clause,
    second: Clause,
    days: int,
    limit: int,
    lacks: set[Capability],
    before: list[tuple[str, int, int]],
) -> None:
    charter = charter_of(first, second, days, limit)
    ladders = Ladders(charter, capabilities=frozenset(Capability) - lacks)
    known = [Strike(key, NOON - timedelta(days=ago), weight) for key, ago, weight in before]
    verdict = decide(seen(), [finding()], ladders, Standing(strikes=known))
    able = {str(step) for step in Step} - {str(each) for each in lacks}
    step, number, points, hours = oracle(charter, before, able)
    assert (verdict.step, verdict.strike, verdict.points) == (step, number, points)
    assert verdict.mute_length == timedelta(hours=hours)
    assert verdict.next_step in able


@given(clauses, clauses, missing, strikes)
def test_what_comes_next_is_what_comes_next(
    first: Clause, second: Clause, lacks: set[Capability], before: list[tuple[str, int, int]]
) -> None:
    charter = charter_of(first, second, 45, 9)
    ladders = Ladders(charter, capabilities=frozenset(Capability) - lacks)
    known = [Strike(key, NOON - timedelta(days=ago), weight) for key, ago, weight in before]
    said = decide(seen(), [finding()], ladders, Standing(strikes=known))
    # The next one within the same hour: nothing expires in between.
    this = Strike("ads", NOON - timedelta(minutes=1), said.weight)
    again = decide(seen(), [finding()], ladders, Standing(strikes=[*known, this]))
    assert said.next_step is again.step


@given(clauses, missing, strikes)
def test_a_report_that_proved_true_is_never_milder_than_the_ladder(
    clause: Clause, lacks: set[Capability], before: list[tuple[str, int, int]]
) -> None:
    charter = charter_of(clause, clause, 45, 0)
    ladders = Ladders(charter, capabilities=frozenset(Capability) - lacks)
    known = [Strike(key, NOON - timedelta(days=ago), weight) for key, ago, weight in before]
    standing = Standing(strikes=known)
    plain = decide_by_person([finding()], NOON, ladders, standing)
    proved = decide_by_person([finding()], NOON, ladders, standing, proved=True)
    assert HARSH.index(proved.step) >= HARSH.index(plain.step)
    if clause.proved_removes:
        assert proved.step is ladders.removal
