"""Sections, layers, differences and TOML."""

from dataclasses import dataclass

import pytest

from qunce.kernel.errors import RefusedError
from qunce.kernel.options import Section, option
from qunce.playbook import domain, toml


@dataclass(frozen=True)
class Flood:
    limit: int = option(6, "Messages", "So many in a row are too many.", low=2, high=50)
    window: int = option(30, "Seconds", low=5)


@dataclass(frozen=True)
class Quota:
    per_week: int = option(2, "Posts a week", low=0, manual="M39")


def no_contradiction(flood: Flood) -> list[str]:
    return ["Fewer seconds than messages."] if flood.window < flood.limit else []


SECTIONS = {
    "quota": Section("quota", "Quota", Quota),
    "rules.flood": Section("rules.flood", "Flood", Flood, check=no_contradiction),
}


def test_layers_override_each_other_and_defaults_fill_the_rest() -> None:
    found = domain.effective(SECTIONS["rules.flood"], {"limit": 4}, {"window": 60})
    assert found == Flood(limit=4, window=60)


def test_a_stored_value_that_fits_no_more_is_left_out() -> None:
    found = domain.effective(SECTIONS["rules.flood"], {"limit": 4000, "gone": 1, "window": 9})
    assert found == Flood(window=9)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({}, []),
        ({"quota": {"per_week": 3}}, []),
        ({"quote": {}}, ["quote"]),
        ({"quota": {"per_week": -1, "per_day": 1}}, ["quota.per_week", "quota.per_day"]),
        ({"rules.flood": {"limit": 10, "window": 5}}, ["rules.flood"]),
        ({"quota": 3}, ["quota"]),
    ],
)
def test_every_fault_is_named_with_its_place(values: domain.Values, places: list[str]) -> None:
    assert [problem.place for problem in domain.check(values, SECTIONS)] == places


def test_what_is_common_has_no_place_in_a_group() -> None:
    common = {**SECTIONS, "quota": Section("quota", "Quota", Quota, is_common=True)}
    values = {"quota": {"per_week": 3}, "rules.flood": {"limit": 4}}
    assert domain.check(values, common) == []
    (problem,) = domain.check(values, common, of_group=True)
    assert (problem.place, problem.words.msgid) == ("quota", domain.COMMON)
    assert domain.without_common(values, common) == {"rules.flood": {"limit": 4}}
    levels = [{"quota": {"per_week": 3}}, values | {"quota": {"per_week": 9}}]
    assert domain.effective(common["quota"], *domain.layers_of(common["quota"], levels)) == Quota(3)
    assert domain.effective(common["rules.flood"], {}, {"limit": 4}) == Flood(limit=4)


def test_differences_name_section_and_field() -> None:
    before = {"quota": {"per_week": 3}}
    after = {"rules.flood": {"limit": 4}}
    changes = domain.differences(before, after, list(SECTIONS.values()))
    assert [(c.section, c.field, c.before, c.after) for c in changes] == [
        ("quota", "per_week", 3, None),
        ("rules.flood", "limit", None, 4),
    ]


def test_what_is_exported_is_read_back_and_shows_the_manuals_values() -> None:
    values = {"rules.flood": {"limit": 4}}
    text = toml.dump(values, list(SECTIONS.values()), title="HR")
    assert "# per_week = 2" in text
    assert "# So many in a row are too many." in text
    assert "# (M39)" in text
    assert toml.load(text, SECTIONS) == values


def test_comments_are_in_the_language_of_who_exports_and_keys_stay() -> None:
    text = toml.dump({}, list(SECTIONS.values()), title="HR", say=lambda said: f"译：{said}")
    assert "# 译：So many in a row are too many." in text
    assert "# per_week = 2" in text


@dataclass(frozen=True)
class Clause:
    key: str = option("", "Key")
    steps: tuple[str, ...] = option((), "Steps")


@dataclass(frozen=True)
class Charter:
    clauses: tuple[Clause, ...] = option((Clause("ads", ("warn",)), Clause("flood")), "Clauses")
    days: int = option(90, "Days")


def test_a_list_of_records_counts_as_soon_as_its_comment_signs_are_gone() -> None:
    section = Section("charter", "Charter", Charter)
    text = toml.dump({}, [section])
    live = "\n".join(line.removeprefix("# ") for line in text.splitlines() if line != "# Charter")
    clauses = [{"key": "ads", "steps": ["warn"]}, {"key": "flood", "steps": []}]
    assert toml.load(live, {"charter": section}) == {"charter": {"days": 90, "clauses": clauses}}


def test_a_list_of_records_keeps_to_itself_what_is_its_own() -> None:
    section = Section("charter", "Charter", Charter)
    values = {"charter": {"clauses": [{"key": "ads", "steps": ["warn"]}], "days": 30}}
    assert toml.load(toml.dump(values, [section]), {"charter": section}) == values


def test_an_unknown_table_keeps_its_place() -> None:
    values = toml.load("[rules.floods]\nlimit = 1\n[rules.flood]\nlimit = 3\n", SECTIONS)
    assert values == {"rules.floods": {"limit": 1}, "rules.flood": {"limit": 3}}


def test_what_is_no_toml_is_refused_with_the_line() -> None:
    with pytest.raises(RefusedError, match="line 1"):
        toml.load("limit = = 3", SECTIONS)


def test_only_what_differs_from_the_manual_is_kept() -> None:
    data = {"limit": 6, "window": 60}
    assert domain.only_changed(SECTIONS["rules.flood"], data) == {"window": 60}
