"""The tier by the rule: years and position, in a table (M25)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.people.domain import Tier
from qunce.people.tier_rule import Settings, is_director, tier_by_rule, years_on

SETTINGS = Settings()
NEW, OLD, TOP = Tier.BEGINNER, Tier.SENIOR, Tier.MANAGER


@pytest.mark.parametrize(
    ("years", "position", "tier"),
    [
        ("0", "HR专员", NEW),
        ("2.9", "招聘主管", NEW),
        ("3", "招聘主管", OLD),
        ("3.0", "", OLD),
        ("9.9", "HR经理", OLD),
        ("10", "HR经理", OLD),
        ("10.1", "高级HRBP", OLD),
        ("35", "人事主任", OLD),
        ("0.5", "人力资源总监", TOP),
        ("12", "人力资源总监", TOP),
        (None, "人力资源总监", TOP),
        (None, "HR经理", None),
        (None, "", None),
        ("-1", "HR经理", None),
        ("12", "总监助理", OLD),
        ("1", "总监助理", NEW),
        (None, "总监助理", None),
    ],
)
def test_years_and_position_make_a_tier(years: str | None, position: str, tier: Tier) -> None:
    told = Decimal(years) if years is not None else None
    assert tier_by_rule(told, position, SETTINGS) is tier


DIRECTORS = [
    "总监",
    "人力资源总监",
    "HR总监",
    "招聘总监",
    "高级总监",
    "人力资源副总裁",
    "集团副总裁",
    "人力资源VP",
    "HRVP",
    "HRD",
    "ＨＲＤ",
    "hrd",
    "集团HRD",
    "首席人力资源官",
    "首席人才官",
    "CHRO",
    "总经理",
    "副总经理",
    "总裁",
    "人力资源总监（兼总经理助理）",
    "总经理助理兼HRD",
    "CEO/创始人",
    "HR_Director",
    "Director_of_HR",
    "Vice_President,_People",
    "Senior_Vice_President",
    "VP_People",
    "Chief_People_Officer",
    "Head_of_HR",
    "Head_of_People",
    "General_Manager",
    "CHRO&VP",
    "合伙人",
    "事业部总经理",
    "SVP_HR",
    "总_监",
]

OTHERS = [
    "总监助理",
    "人力资源总监助理",
    "总经理助理",
    "总经理秘书",
    "副总裁助理",
    "副总监",
    "人力资源副总监",
    "总经理办公室主任",
    "总经办专员",
    "HR经理",
    "高级经理",
    "招聘主管",
    "HRBP",
    "HRM",
    "人事专员",
    "储备总监",
    "实习生",
    "前总监",
    "Assistant_to_the_HR_Director",
    "Executive_Assistant,_HR",
    "Deputy_Director",
    "Former_HR_Director",
    "HR_Manager",
    "Directory_Editor",
    "VPN工程师",
    "HRDirectory",
    "MVP",
    "监事",
    "CEO助理",
    "总裁办公室文员",
    "Directorate",
]


@pytest.mark.parametrize("position", DIRECTORS)
def test_a_directors_post_is_known(position: str) -> None:
    assert is_director(position.replace("_", " "), SETTINGS)


@pytest.mark.parametrize("position", OTHERS)
def test_what_only_sounds_like_it_is_none(position: str) -> None:
    assert not is_director(position.replace("_", " "), SETTINGS)


def test_the_figures_and_words_are_settings() -> None:
    own = Settings(senior_from=5, director_words=("厂长", ""), except_words=())
    assert tier_by_rule(Decimal(4), "", own) is NEW
    assert tier_by_rule(Decimal(4), "副厂长", own) is TOP
    assert tier_by_rule(Decimal(5), "总监", own) is OLD


@given(st.decimals(0, 60, places=1), st.text(max_size=80))
def test_years_alone_never_make_a_manager(years: Decimal, position: str) -> None:
    tier = tier_by_rule(years, position, SETTINGS)
    assert tier is not None
    assert (tier is TOP) == is_director(position, SETTINGS)


@pytest.mark.parametrize(
    ("years", "told", "day", "now"),
    [
        ("2.5", date(2026, 1, 1), date(2026, 1, 1), "2.5"),
        ("2.5", date(2026, 1, 1), date(2026, 7, 2), "2.9"),
        ("2.5", date(2026, 1, 1), date(2026, 7, 3), "3.0"),
        ("2.5", date(2026, 1, 1), date(2027, 1, 1), "3.4"),
        ("2.5", date(2026, 1, 1), date(2027, 1, 2), "3.5"),
        ("2.5", date(2026, 1, 1), date(2025, 1, 1), "2.5"),
        (None, date(2026, 1, 1), date(2027, 1, 1), None),
    ],
)
def test_years_pass(years: str | None, told: date, day: date, now: str | None) -> None:
    found = years_on(Decimal(years) if years else None, told, day)
    assert (str(found) if found is not None else None) == now
