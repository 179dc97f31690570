"""Who appears in a group is matched to who was let in: sure from one to one, else a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.rooms.admission.matching import Doubt, Expected, Ground, Match, Newcomer, match, says
from qunce.rooms.admission.naming import Record

LI = Expected(1, Record("李娜", "字节跳动"), ("李娜-字节跳动-HRBP",), "lina_hr", "K7MP")
WANG = Expected(2, Record("王芳", "腾讯"), ("王芳-腾讯-招聘经理",), "", "9TXR")
OTHER_LI = Expected(3, Record("李娜", "中国银行"), ("李娜-中国银行-人事",), "", "W4HD")


@pytest.mark.parametrize(
    ("newcomer", "ground"),
    [
        (Newcomer(9, "娜娜", "LiNa_HR"), Ground.ACCOUNT),
        (Newcomer(9, "娜娜", "", ("大家好，暗号 k7mp",)), Ground.CODE),
        (Newcomer(9, "娜娜K7MP"), Ground.CODE),
        (Newcomer(9, "李娜 - 字节跳动 - HRBP"), Ground.NICKNAME),
        (Newcomer(9, "李娜-字节"), Ground.NICKNAME),
    ],
)
def test_what_points_from_one_to_one_is_sure(newcomer: Newcomer, ground: Ground) -> None:
    found = match([LI, WANG], [newcomer])
    assert found.sure == (Match(1, 9, ground),)
    assert not found.doubts


@pytest.mark.parametrize("name", ["李娜", "李娜-阿里-HRBP", "小李娜呀"])
def test_a_name_alone_is_a_question(name: str) -> None:
    found = match([LI, WANG], [Newcomer(9, name)])
    assert not found.sure
    assert found.doubts == (Doubt(9, (1,), Ground.NAME),)


def test_two_of_one_name_are_a_question_with_both_candidates() -> None:
    found = match([LI, OTHER_LI], [Newcomer(9, "李娜")])
    assert found.doubts == (Doubt(9, (1, 3), Ground.NAME),)


def test_one_nickname_shown_twice_is_a_question() -> None:
    twice = [Newcomer(8, "李娜-字节跳动-HRBP"), Newcomer(9, "李娜-字节跳动-HRBP")]
    found = match([LI], twice)
    assert not found.sure
    assert [each.identity for each in found.doubts] == [8, 9]


def test_a_code_word_settles_what_nicknames_leave_open() -> None:
    twice = [Newcomer(8, "李娜-字节跳动-HRBP"), Newcomer(9, "李娜-字节跳动-HRBP", "", ("K7MP",))]
    assert match([LI], twice).sure == (Match(1, 9, Ground.CODE),)


def test_strangers_are_left_alone() -> None:
    found = match([LI, WANG], [Newcomer(9, "赵强-华为-HRD"), Newcomer(8, "~")])
    assert (found.sure, found.doubts) == ((), ())


def test_a_code_word_is_a_word_of_its_own() -> None:
    assert says("暗号K7MP，谢谢", "K7MP")
    assert not says("AK7MPX", "K7MP")


expecteds = st.lists(
    st.builds(
        Expected,
        st.integers(1, 6),
        st.builds(Record, st.sampled_from(["李娜", "王芳"]), st.sampled_from(["字节", "腾讯", ""])),
        code=st.sampled_from(["", "K7MP", "9TXR"]),
    ),
    max_size=5,
    unique_by=lambda each: each.arrival,
)
newcomers = st.lists(
    st.builds(
        Newcomer,
        st.integers(1, 6),
        st.sampled_from(["李娜-字节-HR", "李娜", "王芳-腾讯-HR", "张三", "K7MP"]),
    ),
    max_size=5,
    unique_by=lambda each: each.identity,
)


@given(expected=expecteds, appeared=newcomers)
def test_nobody_is_used_twice_and_no_doubt_is_about_who_is_sure(
    expected: list[Expected], appeared: list[Newcomer]
) -> None:
    found = match(expected, appeared)
    arrivals = [each.arrival for each in found.sure]
    identities = [each.identity for each in found.sure]
    assert len(set(arrivals)) == len(arrivals)
    assert len(set(identities)) == len(identities)
    for doubt in found.doubts:
        assert doubt.identity not in identities
        assert not set(doubt.arrivals) & set(arrivals)
