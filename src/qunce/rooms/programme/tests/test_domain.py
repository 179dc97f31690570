"""When a slot is due, how much a group gets, and what the briefing says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qunce.kernel.errors import RefusedError
from qunce.kernel.schedule import Schedule
from qunce.kernel.slots import Moment
from qunce.rooms.programme.domain import (
    DONE,
    ITEM,
    OPEN,
    OVER,
    ItemState,
    ItemVerb,
    Load,
    free_days,
    occasions,
    over_budget,
    overlaps,
)
from qunce.rooms.programme.slots import briefing

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GROUPS = some.frozensets(some.integers(1, 4), min_size=1)
TIMES = some.integers(0, 47).map(lambda hours: MORNING + HOUR * (hours - 9))
LOADS = some.lists(some.builds(Load, some.integers(1, 99), TIMES, GROUPS), max_size=12)


@pytest.mark.parametrize(
    ("span", "due"),
    [
        pytest.param(("2026-11-23 08:00", "2026-11-23 09:00"), [], id="not before its time"),
        pytest.param(
            ("2026-11-23 09:00", "2026-11-23 09:01"), ["briefing@2026-11-23T09:00"], id="at it"
        ),
        pytest.param(("2026-11-22 00:00", "2026-11-23 00:00"), [], id="not on Sunday"),
    ],
)
def test_a_slot_has_an_occasion_for_each_of_its_times(
    span: tuple[str, str], due: list[str]
) -> None:
    start, end = (datetime.fromisoformat(each).replace(tzinfo=SHANGHAI) for each in span)
    found = occasions("briefing", Schedule("0 9 * * 1-5"), (start, end), SHANGHAI)
    assert [occasion.key for occasion in found] == due


@pytest.mark.parametrize("cron", ["", "every day", "61 9 * * *", "0 9 * * * *", "0 9 30 2 *"])
def test_what_is_no_cron_expression_has_no_occasion(cron: str) -> None:
    span = (MORNING, MORNING + timedelta(days=400))
    assert list(occasions("briefing", Schedule(cron), span, SHANGHAI)) == []


def test_the_briefing_names_the_day_and_its_parts() -> None:
    text = str(briefing.compose(Moment(1, (1,), MORNING), briefing.Config()).text)
    assert text.startswith("【HR早报】11月23日 周一\n1. 政策：\n2. 行业：")


# --- the life of an item ------------------------------------------------------------------------


def test_what_is_open_can_be_posted_left_out_and_missed_and_nothing_else_can_be_missed() -> None:
    for state in ItemState:
        verbs = set(ITEM.verbs_from(state))
        assert (ItemVerb.MISS in verbs) is (state in OPEN)
        assert (ItemVerb.SKIP in verbs) is (state in OPEN)
        assert (ItemVerb.POST in verbs) is (state not in DONE)
        assert (ItemVerb.PLAN_AGAIN in verbs) is (state in OVER)


def test_nothing_is_ready_before_it_is_drafted() -> None:
    for state in (ItemState.PLANNED, ItemState.CHOSEN, ItemState.POSTED):
        with pytest.raises(RefusedError):
            ITEM.after(state, ItemVerb.REVIEW)


# --- the budget ---------------------------------------------------------------------------------


def load(hour: int, *groups: int, day: int = 0, item: int = 0) -> Load:
    return Load(item or hour, MORNING.replace(hour=hour) + DAY * day, frozenset(groups))


def test_the_fourth_post_of_a_day_is_too_much_for_the_groups_that_get_it() -> None:
    others = [load(9, 1, 2), load(12, 1), load(18, 1)]
    assert over_budget(load(20, 1, 2), others, 3, SHANGHAI) == {1}
    assert over_budget(load(20, 2), others, 3, SHANGHAI) == frozenset()
    assert over_budget(load(20, 1, day=1), others, 3, SHANGHAI) == frozenset()


def test_an_item_that_is_moved_within_its_day_does_not_count_twice() -> None:
    others = [load(9, 1), load(12, 1), load(18, 1, item=7)]
    assert over_budget(load(19, 1, item=7), others, 3, SHANGHAI) == frozenset()


@given(LOADS, some.integers(1, 4))
def test_who_is_over_the_budget_gets_more_than_it(loads: list[Load], limit: int) -> None:
    wanted = Load(0, MORNING, frozenset({1, 2, 3, 4}))
    over = over_budget(wanted, loads, limit, SHANGHAI)
    for group in wanted.groups:
        there = [x for x in loads if group in x.groups and x.at.date() == MORNING.date()]
        assert (group in over) is (len(there) + 1 > limit)


@given(LOADS)
def test_days_that_are_offered_have_room(loads: list[Load]) -> None:
    wanted = load(12, 1, item=100)
    for at in free_days(wanted, loads, 3, SHANGHAI):
        assert at > wanted.at
        assert not over_budget(Load(100, at, wanted.groups), loads, 3, SHANGHAI)


def test_posts_close_to_each_other_in_one_group_overlap() -> None:
    others = [load(9, 1, item=1), load(10, 2, item=2)]
    assert overlaps(load(9, 1, 2, item=3), others, HOUR / 2) == [1]
    assert overlaps(load(10, 1, item=3), others, HOUR) == []
