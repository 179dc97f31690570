"""The nickname: proposed from the record, and what is shown compared with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.companies import same_company, short_company
from qunce.people.domain import read_nickname
from qunce.rooms.admission.naming import (
    LONGEST,
    Naming,
    Record,
    judge,
    propose,
    same_position,
)

RECORD = Record("李娜", "北京字节跳动科技有限公司", "招聘经理")


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ("李娜-字节-招聘经理", Naming.FITS),
        ("李娜-字节跳动-招聘经理", Naming.FITS),
        ("李娜 - 北京字节跳动科技有限公司 - 招聘", Naming.FITS),
        ("李娜—字节跳动—经理", Naming.FITS),
        ("李娜|字节|招聘经理", Naming.FITS),
        ("李娜", Naming.INCOMPLETE),
        ("李娜-字节", Naming.INCOMPLETE),
        ("", Naming.INCOMPLETE),
        ("王芳-字节-招聘经理", Naming.NAME),
        ("李娜-腾讯-招聘经理", Naming.COMPANY),
        ("李娜-字节-财务总监", Naming.POSITION),
    ],
)
def test_a_nickname_is_compared_with_the_record(shown: str, verdict: Naming) -> None:
    assert judge(shown, RECORD) is verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("字节", "字节跳动"),
        ("中行", "中国银行"),
        ("招行", "招商银行股份有限公司"),
        ("腾讯", "深圳市腾讯计算机系统有限公司"),
        ("腾讯科技", "腾讯科技(深圳)有限公司"),
        ("阿里", "阿里巴巴(中国)网络技术有限公司"),
        ("ByteDance", "bytedance Ltd."),
        ("华为", "华为技术有限公司"),
    ],
)
def test_a_company_is_known_by_its_shorter_spellings(one: str, other: str) -> None:
    assert same_company(one, other)
    assert same_company(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("腾讯", "字节跳动"),
        ("工行", "中国银行"),
        ("", "字节"),
        ("北京科技有限公司", "上海网络有限公司"),
        ("百", "百度"),
    ],
)
def test_other_companies_are_others(one: str, other: str) -> None:
    assert not same_company(one, other)


def test_positions_may_be_shorter_than_in_the_record() -> None:
    assert same_position("HRBP", "hrbp")
    assert same_position("总监", "人力资源总监")
    assert same_position("招经", "招聘经理")
    assert not same_position("", "HRBP")


def test_the_proposal_is_short_and_has_three_parts() -> None:
    assert propose(RECORD) == "李娜-北京字节跳动科技-招聘经理"
    assert short_company("阿里巴巴(中国)有限公司") == "阿里巴巴"
    assert propose(Record("李娜")) == "李娜"
    assert propose(Record("", "字节", "HR")) == ""
    assert len(propose(Record("名" * 40, "司" * 40, "岗" * 40))) <= LONGEST
    assert propose(Record("An-Na Li", "A/B", "HR | BP")) == "AnNaLi-AB-HRBP"


names = st.text("李王张娜芳伟明华", min_size=2, max_size=4)
companies = st.text("中国银行腾讯字节跳动招商", min_size=2, max_size=6)


@given(name=names, company=companies, position=st.sampled_from(["HRBP", "招聘经理", "人事"]))
def test_what_is_proposed_always_fits(name: str, company: str, position: str) -> None:
    record = Record(name, company, position)
    assert judge(propose(record), record) is Naming.FITS
    assert read_nickname(propose(record)).is_complete


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_the_order_of_two_companies_does_not_matter(one: str, other: str) -> None:
    assert same_company(one, other) == same_company(other, one)
