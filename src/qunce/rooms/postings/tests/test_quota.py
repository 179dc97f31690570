"""The quota of a company against a slow and simple oracle, for both kinds of week (M39)."""

from datetime import datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.rooms.postings.jobs_named import core_of
from qunce.rooms.postings.quota import Quota, Room, Shown, count, place
from qunce.rooms.postings.rules.recruitment import Week, job_key, week_of

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)
WEDNESDAY = datetime(2026, 11, 25, 20, tzinfo=ZONE)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
posts = st.lists(
    st.builds(
        Shown,
        st.sampled_from(["hrbp", "主管", "专员"]),
        st.integers(1, 3),
        # Hours around two turns of the week, also at midnight to the second.
        st.integers(-200, 400).map(lambda hours: MONDAY + timedelta(hours=hours)),
    ),
    max_size=12,
)


def count_slowly(shown: list[Shown]) -> int:
    """Number each job's posts in each group, then count the different (job, number)."""
    numbered = set()
    for place_, each in enumerate(shown):
        before = [old for old in shown[:place_] if (old.job, old.group) == (each.job, each.group)]
        numbered.add((each.job, len(before)))
    return len(numbered)


def weeks_slowly(at: datetime, week: Week) -> list[set[int]]:
    """Return every week that holds a time, as the hours since the Monday that are in it."""
    hours = range(-600, 800)
    if week is Week.CALENDAR:
        this = at.astimezone(ZONE).isocalendar()[:2]
        same = {h for h in hours if (MONDAY + timedelta(hours=h)).isocalendar()[:2] == this}
        return [same]
    here = int((at - MONDAY) / timedelta(hours=1))
    return [set(range(start, start + 168)) for start in range(here - 167, here + 1)]


@given(posts)
def test_posts_are_counted_as_by_numbering_them(shown: list[Shown]) -> None:
    assert count(shown) == count_slowly(shown)


@given(posts, st.sampled_from(list(Week)), st.integers(-100, 300), st.integers(1, 3))
@settings(max_examples=150)
def test_the_fullest_week_is_the_one_that_trying_all_finds(
    taken: list[Shown], week: Week, hour: int, groups: int
) -> None:
    at = MONDAY + timedelta(hours=hour)
    new = [Shown("hrbp", group, at) for group in range(1, groups + 1)]
    every = [*taken, *new]
    slowly = max(
        count_slowly([each for each in every if (each.at - MONDAY) // timedelta(hours=1) in hours])
        for hours in weeks_slowly(at, week)
    )
    quota = Quota(2, week, ZONE)
    assert quota.most(taken, new) == slowly
    assert quota.fits(taken, new) is (slowly <= 2)


@given(posts, st.sampled_from(list(Week)))
@settings(max_examples=60)
def test_no_week_is_ever_fuller_than_the_limit_when_each_one_fits(
    wishes: list[Shown], week: Week
) -> None:
    """However posts come in, none that fitted when it was let in makes a week too full."""
    quota, stood = Quota(2, week, ZONE), list[Shown]()
    for each in wishes:
        if quota.fits(stood, [each]):
            stood.append(each)
    for each in stood:
        for hours in weeks_slowly(each.at, week):
            inside = [one for one in stood if (one.at - MONDAY) // timedelta(hours=1) in hours]
            assert count_slowly(inside) <= 2


@given(posts)
def test_the_order_does_not_matter(shown: list[Shown]) -> None:
    assert len({count(list(each)) for each in permutations(shown[:4])}) == 1


@pytest.mark.parametrize(
    ("shown", "counted"),
    [
        ([("主管", 1), ("主管", 2), ("主管", 3)], 1),  # one job in three groups
        ([("主管", 1), ("主管", 1)], 2),  # the same again in a group
        ([("主管", 1), ("专员", 1)], 2),
        ([("主管", 1), ("主管", 2), ("主管", 2), ("专员", 3)], 3),
        ([], 0),
    ],
)
def test_one_job_in_several_groups_counts_once(shown: list[tuple[str, int]], counted: int) -> None:
    assert count(Shown(job, group, WEDNESDAY) for job, group in shown) == counted


@pytest.mark.parametrize(
    ("week", "ago", "counts"),
    [
        (Week.CALENDAR, timedelta(days=2, hours=20), True),  # Monday at midnight
        (Week.CALENDAR, timedelta(days=2, hours=20, seconds=1), False),
        (Week.ROLLING, WEEK - timedelta(seconds=1), True),
        (Week.ROLLING, WEEK, False),  # the hour of last week
    ],
)
def test_where_a_week_begins(week: Week, ago: timedelta, counts: bool) -> None:
    before = Shown("主管", 1, WEDNESDAY - ago)
    quota = Quota(1, week, ZONE)
    assert quota.fits([before], [Shown("专员", 1, WEDNESDAY)]) is not counts
    assert (before.at >= week_of(WEDNESDAY, ZONE, week)) is counts


def test_what_does_not_fit_goes_to_the_next_slot_with_room() -> None:
    times = [WEDNESDAY + n * WEEK for n in range(4)]
    room = Room(times, cap=3, load={times[0]: 3, times[1]: 2})
    quota = Quota(2, Week.CALENDAR, ZONE)
    assert place("主管", [1], [], room, quota) == times[1]
    taken = [Shown("专员", 1, times[1]), Shown("助理", 1, times[1])]
    assert place("主管", [1], taken, room, quota) == times[2]
    assert place("专员", [2], taken, room, quota) == times[1]  # that job, in another group
    assert place("主管", [1], [], Room(times, cap=3, load=dict.fromkeys(times, 3)), quota) is None
    assert place("主管", [1], taken, room, Quota(0, Week.CALENDAR, ZONE)) == times[1]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("薪酬主管", "【急】薪酬主管（上海）2名", True),
        ("HRBP", "人力资源业务合作伙伴", True),
        ("HRBP-上海", "HRBP（杭州）", True),
        ("招聘专员", "招聘专员岗", True),
        ("薪酬绩效经理", "绩效薪酬经理", True),
        ("HRBP", "资深HRBP 25-35K", False),  # a grade is another job
        ("资深HRBP", "资深HRBP 25-35K·14薪", True),
        ("招聘经理", "招聘专员", False),
        ("人事经理", "行政经理", False),
        ("前端", "后端", False),
        ("上海", "杭州", False),  # nothing would be left
    ],
)
def test_a_reworded_title_is_the_same_job(one: str, other: str, is_same: bool) -> None:
    assert (core_of(job_key(one)) == core_of(job_key(other))) is is_same
    shown = [Shown(job_key(one), 1, WEDNESDAY), Shown(job_key(other), 2, WEDNESDAY)]
    assert count(shown) == (1 if is_same else 2)
