"""Company names: what means the same beyond doubt, and what a person is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.companies import Nearness, company_key, nearness

SPRUCE = "云杉精密"


@pytest.mark.parametrize(
    "spelling",
    [
        "云杉精密",
        "云杉精密有限公司",
        "云杉精密股份有限公司",
        "云杉精密（上海）有限公司",
        "云杉精密(苏州)",
        "雲杉精密集團",
        " 云 杉 精 密 ",
        "云杉·精密集团控股",
        "【云杉】云杉精密有限责任公司",
        "云杉精密集团有限公司 ",
    ],
)
def test_spellings_that_mean_one_company_have_one_key(spelling: str) -> None:
    assert company_key(spelling) == SPRUCE


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Acme Co., Ltd.", "acme"),
        ("ＡＣＭＥ Inc", "acme"),
        ("上海电气集团", "上海电气"),
        ("集团", "集团"),
        ("(上海)", "上海"),
        ("zinc", "zinc"),
        ("", ""),
        ("！？", ""),
    ],
)
def test_enough_of_a_name_is_left(name: str, key: str) -> None:
    assert company_key(name) == key


@given(st.text(alphabet="云杉精密上海集团股份有限公司(）inc. ltd-", max_size=14))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert company_key(company_key(name)) == company_key(name)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("上海云杉精密", "云杉精密", Nearness.CORE),
        ("云杉精密科技", "云杉精密", Nearness.CORE),
        ("云衫精密", "云杉精密", Nearness.SOUND),
        ("云杉精密", "云杉精密苏州工厂", Nearness.PART),
        ("中行", "中国银行", Nearness.SHORT),
        ("云杉精工", "云杉精密", Nearness.SLIP),
        ("云杉精密", "云杉精密部", Nearness.PART),
        ("云杉精密", "北辰物流", None),
        ("云杉", "云帆", None),
        ("云杉精密", "云杉精密", None),
        ("", "云杉精密", None),
    ],
)
def test_near_names_are_told_with_the_reason(one: str, other: str, why: Nearness | None) -> None:
    assert nearness(one, other) is why
    assert nearness(other, one) is why
