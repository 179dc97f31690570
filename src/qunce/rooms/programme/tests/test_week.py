"""The text of the week's summary: pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from qunce.kernel.screens import lines_of, shortened
from qunce.kernel.slots import Moment
from qunce.rooms.programme.slots.week import (
    COMING,
    Config,
    Figures,
    Line,
    Part,
    Picked,
    Week,
    compose,
    in_order,
    moved,
    refs_of,
    seen_by,
    text_of,
)

SINCE = datetime(2026, 11, 15, 18, tzinfo=UTC)
CONFIG = Config()
READERS = {1: frozenset({"manager"}), 2: frozenset({"beginner", "manager"}), 3: frozenset({""})}


def line(ref: str, *, groups: tuple[int, ...] = (), tiers: tuple[str, ...] = ()) -> Line:
    return Line(
        ref, f"标题{ref}", SINCE, f"/c/{ref}", f"/m/{ref}", "王岚", frozenset(groups), tiers
    )


def week(*parts: Part, **more: object) -> Week:
    made = Week(SINCE, SINCE + timedelta(days=7), parts, readers=READERS, site="https://q.cn")
    return replace(made, **more)  # type: ignore[arg-type]


def moment(found: Week, *groups: int) -> Moment:
    return Moment(1, groups, SINCE + timedelta(days=7, hours=2), (found,))


def test_groups_that_may_read_the_same_share_a_text() -> None:
    found = week(Part("library", "New", (line("a"), line("b", groups=(2,)))))
    drafts = compose(moment(found, 1, 2, 3), CONFIG)
    assert [each.groups for each in drafts] == [(1, 3), (2,)]
    assert ["标题b" in str(each.text) for each in drafts] == [False, True]
    assert all(each.is_ready for each in drafts)


@pytest.mark.parametrize(
    ("group", "is_told"),
    [(1, True), (2, False), (3, False), (9, False)],
    ids=["managers only", "beginners too", "nobody knows their tier", "nobody known"],
)
def test_what_is_for_managers_is_told_only_where_all_are(group: int, is_told: bool) -> None:
    found = week(Part("library", "New", (line("a"), line("b", tiers=("manager",)))))
    (draft,) = compose(moment(found, group), CONFIG)
    assert ("标题b" in str(draft.text)) is is_told


def test_a_member_sees_what_is_for_their_tier_and_groups() -> None:
    part = Part("library", "New", (line("a", groups=(1,)), line("b", tiers=("manager",))))
    assert seen_by(week(part), frozenset({2}), "beginner") == ()
    (both,) = seen_by(week(part), frozenset({1, 2}), "manager")
    assert [each.ref for each in both.lines] == ["a", "b"]


def test_a_week_without_anything_has_no_text_and_empty_parts_are_left_out() -> None:
    assert list(compose(moment(week(), 1, 2), CONFIG)) == []
    found = week(Part("a", "Mine", (line("a", groups=(1,)),)), Part("b", "All", (line("b"),)))
    (draft,) = compose(moment(found, 2), CONFIG)
    assert "Mine" not in str(draft.text)


def test_the_text_stands_on_one_screen_with_the_best_of_each_part_first() -> None:
    parts = [
        Part(key, f"Part {key}", tuple(line(f"{key}{number}") for number in range(5)))
        for key in "abcd"
    ]
    found = week(*parts, page="https://q.cn/m/hr/weeks/1/")
    small = replace(CONFIG, rows=24)
    text = str(text_of(found, 1, small))
    assert lines_of(text) <= 24
    told = refs_of(found, 1, small)
    assert {"a0", "b0", "c0"} <= told
    assert f"{20 - len(told)} more" in text
    wide = replace(CONFIG, rows=200)
    assert len(refs_of(found, 1, wide)) == 4 * wide.per_part


def test_what_a_person_chose_stands_there_in_their_words_and_nothing_else() -> None:
    found = week(Part("a", "Shares", (line("x"), line("y"))))
    picked = Picked({"y": "一句话版", "gone": ""}, opening="这周很热闹")
    (draft,) = compose(moment(replace(found, picked=picked), 1), CONFIG)
    text = str(draft.text)
    assert "这周很热闹" in text
    assert "1. 一句话版\nhttps://q.cn/m/y" in text
    assert "标题x" not in text


def test_lines_stand_as_somebody_put_them_and_the_others_follow() -> None:
    found = (line("x"), line("y"), line("z"))
    assert [each.ref for each in in_order(found, ("z", "gone", "x"))] == ["z", "x", "y"]
    assert [each.ref for each in in_order(found, ())] == ["x", "y", "z"]
    assert moved(["x", "y", "z"], "z", -1) == ["x", "z", "y"]
    for ref, step in (("x", -1), ("z", 1), ("gone", 1)):
        assert moved(["x", "y", "z"], ref, step) == ["x", "y", "z"]


def test_a_choice_shows_nobody_what_is_not_for_them() -> None:
    found = week(Part("a", "Shares", (line("x", tiers=("manager",)),)))
    picked = Picked({"x": "给管理者的"})
    assert list(compose(moment(replace(found, picked=picked), 2), CONFIG)) == []


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (None, "most on 11/18."),
        (100, "20% more"),
        (150, "20% less"),
        (118, "About as many"),
    ],
)
def test_figures_are_compared_where_there_is_something_to_compare_with(
    before: int | None, words: str
) -> None:
    figures = Figures(120, 30, date(2026, 11, 18), before)
    (draft,) = compose(moment(week(figures={1: figures}), 1), CONFIG)
    assert words in str(draft.text)
    assert "120 messages from 30 people" in str(draft.text)


def test_what_is_to_come_has_its_day_and_links_can_be_left_out() -> None:
    found = week(Part(COMING, "Next", (line("a"),)))
    assert list(compose(moment(found, 1), CONFIG)) == []  # it sums up nothing by itself
    text = str(text_of(found, 1, replace(CONFIG, links=False)))
    assert "1. 11/15 标题a" in text
    assert "https://" not in text


def test_a_long_title_is_cut_at_the_end_of_a_clause() -> None:
    assert shortened("续签要提前三十天通知，别等到最后一周", 14) == "续签要提前三十天通知…"
    assert shortened("一 \n二", 14) == "一 二"
