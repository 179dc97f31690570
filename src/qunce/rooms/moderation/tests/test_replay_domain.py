"""The pure parts of a replay: shares with intervals, what differs, who has which strikes when."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.clauses import Charter, Step
from qunce.kernel.errors import RefusedError
from qunce.rooms.moderation.domain import Answer, Strike, Verdict, Why
from qunce.rooms.moderation.replay.book import Book, Input
from qunce.rooms.moderation.replay.domain import (
    LEFT,
    Change,
    Outcome,
    RuleSet,
    Version,
    change_of,
)
from qunce.rooms.moderation.replay.figures import wilson
from qunce.rooms.moderation.replay.periods import stretch
from qunce.rooms.moderation.tests.build import BEN, NOON, message

WARNED = Outcome(Answer.ACT, Why.LADDER, "ads", Step.WARN)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (8, 10, 0.4902, 0.9433), (0, 20, 0.0, 0.1611), (263, 263, 0.9856, 1.0)],
)
def test_the_interval_of_a_share_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        (LEFT, WARNED, Change.NEW),
        (WARNED, LEFT, Change.GONE),
        (WARNED, WARNED, Change.SAME),
        (WARNED, replace(WARNED, step=Step.REMOVE), Change.OTHER),
        (WARNED, replace(WARNED, clause="tools"), Change.OTHER),
        (WARNED, replace(WARNED, answer=Answer.COUNT), Change.OTHER),
        (LEFT, LEFT, Change.MISSED),
    ],
)
def test_what_differs(was: Outcome, now: Outcome, change: Change) -> None:
    assert change_of(was, now) is change


def test_versions_count_from_their_time_on() -> None:
    rules = RuleSet(tuple(Version(NOON + n * HOUR, ()) for n in range(3)))
    assert [rules.place_at(NOON + n * HOUR / 2) for n in (-1, 0, 1, 2, 3, 9)] == [0, 0, 0, 1, 1, 2]


def test_a_stretch_of_days_has_its_last_day_and_no_more() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    day = NOON.date()
    since, until = stretch(day, day, zone)
    assert until - since == timedelta(days=1)
    with pytest.raises(RefusedError):
        stretch(day, day - timedelta(days=1), zone)


# --- who has which strikes ----------------------------------------------------------------------

WHO = (("person", 70), ("identity", 7))


def strike(hours: float, clause: str = "ads") -> Strike:
    """Return a strike for a message sent so many hours after noon."""
    return Strike(clause, NOON + hours * HOUR)


def count(book: Book, hours: float) -> int:
    """Return how many strikes Ben has so many hours after noon."""
    at = NOON + hours * HOUR
    book.go_on(at)
    return len(book.standing(BEN, at).strikes)


def acted(clause_key: str = "ads") -> Verdict:
    """Return a verdict that is acted on."""
    clause = Charter().clause(clause_key)
    return Verdict(Answer.ACT, Why.LADDER, clause, Step.WARN, strike=1)


def test_a_recorded_decision_counts_from_its_time_until_it_was_withdrawn() -> None:
    book = Book([Input(-1, WHO, strike(0), NOON + HOUR, NOON + 3 * HOUR)], {})
    assert [count(book, hours) for hours in (0, 1, 2, 3, 4)] == [0, 1, 1, 0, 0]


def test_a_withdrawal_takes_back_what_is_decided_anew() -> None:
    book = Book([Input(1, WHO, strike(0), None, NOON + 2 * HOUR)], {})
    book.go_on(NOON)
    book.note(message(key=1), acted())
    assert [count(book, hours) for hours in (1, 2)] == [1, 0]


def test_what_was_withdrawn_before_the_machine_came_to_it_never_counts() -> None:
    book = Book([Input(1, WHO, strike(0), None, NOON + HOUR)], {})
    book.go_on(NOON + HOUR)
    book.note(message(key=1), acted())
    assert count(book, 2) == 0


def test_an_answer_counts_only_where_the_question_is_asked_again() -> None:
    answer = Input(1, WHO, strike(0), NOON + HOUR, needs_question=True)
    silent, asking = Book([answer], {}), Book([answer], {})
    asking.ask(1)
    assert (count(silent, 2), count(asking, 2)) == (0, 1)


def test_who_held_a_role_at_that_time_is_staff() -> None:
    book = Book([], {70: [(NOON, NOON + HOUR)]})
    staff = [book.standing(BEN, NOON + n * HOUR / 2).is_staff for n in (-1, 0, 1, 2)]
    assert staff == [False, True, True, False]


Event = tuple[int, int, int | None]  # message, decided at, withdrawn at, in hours


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 20), st.none() | st.integers(0, 20)),
        unique_by=lambda each: each[0],
    ),
    st.lists(st.integers(0, 25), min_size=1).map(sorted),
)
def test_the_book_agrees_with_looking_at_all_decisions_each_time(
    events: list[Event], moments: list[int]
) -> None:
    events = [each for each in events if each[2] is None or each[2] > each[1]]
    book = Book(
        [
            Input(
                -1 - key,
                WHO,
                strike(key),
                NOON + at * HOUR,
                None if until is None else NOON + until * HOUR,
            )
            for key, at, until in events
        ],
        {},
    )
    for moment in moments:
        expected = sum(
            at <= moment and (until is None or moment < until) for _, at, until in events
        )
        assert count(book, moment) == expected
