"""Texts go into a chat in pieces that can be read, each within the limit of the chat."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.screens import MEDIA, WECHAT, WECOM, Medium, lines_of, numbered, split

SMALL = Medium("small", "small", 60)
LINK = "https://www.mohrss.gov.cn/zcfg/202611/t20261123_1.html"


@pytest.mark.parametrize("medium", MEDIA, ids=lambda each: each.key)
def test_what_fits_goes_in_one_piece(medium: Medium) -> None:
    assert split("【HR早报】\n1. 新规（人社部）\n", medium) == ["【HR早报】\n1. 新规（人社部）"]
    assert split(" \n ", medium) == []


def test_a_robot_of_wecom_counts_bytes() -> None:
    pieces = split("\n\n".join("工" * 300 for _ in range(5)), WECOM)
    assert [len(each.encode()) <= 2048 for each in pieces] == [True] * 3
    assert "".join(pieces).count("工") == 1500


def test_it_is_cut_between_paragraphs_where_that_is_possible() -> None:
    text = f"{'甲' * 40}\n\n{'乙' * 30}\n{'丙' * 20}"
    assert split(text, SMALL) == ["甲" * 40, f"{'乙' * 30}\n{'丙' * 20}"]


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    text = f"{'甲' * 30}。{'乙' * 25}！{'丙' * 20}"
    assert split(text, SMALL) == [f"{'甲' * 30}。{'乙' * 25}！", "丙" * 20]


def test_a_line_keeps_its_link_and_its_source() -> None:
    line = "2. 【政策】工伤保险条例修订征求意见（人社部官网）"
    text = f"{'甲' * 50}\n{line}\n{LINK}"
    medium = Medium("small", "small", len(line) + len(LINK) + 1)
    assert split(text, medium) == ["甲" * 50, f"{line}\n{LINK}"]
    long = f"{'乙' * 30}，{'丙' * 27}。（人社部官网）"
    assert split(long, SMALL)[-1].endswith("。（人社部官网）")
    assert all("（" not in each or "）" in each for each in split(long, SMALL))


def test_a_link_is_never_cut_through_while_it_fits() -> None:
    pieces = split("看" * 40 + LINK + "看" * 40, SMALL)
    assert any(LINK in each for each in pieces)


@given(
    st.lists(
        st.sampled_from(["工伤。", "政策，", LINK, "\n", "\n\n", "（来源）\n", "a b ", "甲" * 70])
    ),
    st.integers(55, 200),
    st.booleans(),
)
def test_nothing_is_lost_and_nothing_is_too_long(
    parts: list[str], most: int, in_bytes: bool
) -> None:
    text = "".join(parts)
    medium = Medium("any", "any", most, in_bytes=in_bytes)
    pieces = split(text, medium)
    assert all(medium.takes(each) and each for each in pieces)
    bare = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", "".join(pieces)) == bare


def test_several_pieces_are_numbered_and_one_is_not() -> None:
    assert numbered("【HR早报】\n一条\n", WECHAT) == ["【HR早报】\n一条"]
    assert numbered(" ", WECHAT) == []
    pieces = numbered("\n\n".join("工" * 600 for _ in range(9)), WECHAT)
    assert [each.split("\n")[0] for each in pieces] == ["（1/3）", "（2/3）", "（3/3）"]
    for medium in (WECHAT, WECOM):
        long = numbered("短句。" * 4000, medium)
        assert all(medium.takes(each) for each in long)
        assert "".join(each.split("\n", 1)[1] for each in long) == "短句。" * 4000


@given(st.text(max_size=400), st.integers(4, 50))
def test_any_text_can_be_split(text: str, most: int) -> None:
    medium = Medium("any", "any", most, in_bytes=True)
    assert all(
        medium.takes(each) for each in split(text.encode("utf-8", "ignore").decode(), medium)
    )


def test_lines_are_counted_as_a_phone_shows_them() -> None:
    assert lines_of("") == 1
    assert lines_of("工" * 16) == 1
    assert lines_of("工" * 17 + "\nabc") == 3
