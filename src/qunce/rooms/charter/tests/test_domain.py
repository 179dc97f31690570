"""Differences, the ladder in words, and how a draft is changed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.clauses import DEFAULT_CLAUSES, Charter, Clause, Step, check_charter
from qunce.kernel.errors import RefusedError
from qunce.rooms.charter import announcing
from qunce.rooms.charter.domain import (
    VERSION,
    Asking,
    ChangeKind,
    Paragraph,
    Settings,
    Sheet,
    VersionState,
    VersionVerb,
    accept_by,
    asks,
    differences,
    moved,
    new_key,
    put,
    steps_of,
    without,
)

ADS = Paragraph("ads", 1, "No ads", "None.", ("fine",), ("not",), ("each time: removed",))
FLOOD = Paragraph("flood", 2, "No floods", "None.")
SHEET = Sheet("For HR", (ADS, FLOOD), ("Share",), "Tell us", "Appeal", ("90 days",))


@pytest.mark.parametrize(
    ("after", "found"),
    [
        pytest.param(SHEET, [], id="the same"),
        pytest.param(
            replace(SHEET, clauses=(replace(ADS, text="Few."), FLOOD)),
            [(ChangeKind.CHANGED, "No ads")],
            id="another text",
        ),
        pytest.param(
            replace(SHEET, clauses=(replace(ADS, allowed=("this", "that")), FLOOD)),
            [(ChangeKind.CHANGED, "No ads")],
            id="another example",
        ),
        pytest.param(replace(SHEET, clauses=(ADS,)), [(ChangeKind.GONE, "No floods")], id="gone"),
        pytest.param(
            replace(SHEET, clauses=(ADS, FLOOD, replace(FLOOD, key="new", number=3))),
            [(ChangeKind.NEW, "No floods")],
            id="new",
        ),
        pytest.param(
            replace(SHEET, clauses=(replace(FLOOD, number=1), replace(ADS, number=2))),
            [(ChangeKind.MOVED, "No floods"), (ChangeKind.MOVED, "No ads")],
            id="only moved",
        ),
        pytest.param(
            replace(SHEET, preamble="For all", terms=("30 days",)),
            [
                (ChangeKind.CHANGED, "What the group is for"),
                (ChangeKind.CHANGED, "What holds for all clauses"),
            ],
            id="the other parts",
        ),
    ],
)
def test_what_differs_between_two_versions(
    after: Sheet, found: list[tuple[ChangeKind, str]]
) -> None:
    assert [(each.kind, each.title) for each in differences(SHEET, after)] == found


@pytest.mark.parametrize(
    ("ladder", "said"),
    [
        ((Step.REMOVE,), ["each time: removed from the group"]),
        (
            (Step.WARN, Step.MUTE, Step.REMOVE),
            [
                "number 1: a warning",
                "number 2: muted for 24 hours",
                "from number 3 on: removed from the group",
            ],
        ),
    ],
)
def test_the_ladder_is_told_in_words(ladder: tuple[Step, ...], said: list[str]) -> None:
    clause = Clause("x", 1, "X", "X.", ladder)
    assert [str(each) for each in steps_of(clause, Charter())] == said


@pytest.mark.parametrize(
    ("asking", "material", "asked"),
    [
        (Asking.MATERIAL, True, True),
        (Asking.MATERIAL, False, False),
        (Asking.ALWAYS, False, True),
        (Asking.NEVER, True, False),
    ],
)
def test_the_owner_chooses_when_members_are_asked(
    asking: Asking, material: bool, asked: bool
) -> None:
    assert asks(Settings(asking=asking), material=material) is asked


def test_a_version_counts_once_and_is_withdrawn_only_before() -> None:
    in_force = VERSION.after(VersionState.SCHEDULED, VersionVerb.ENFORCE)
    assert VERSION.after(in_force, VersionVerb.REPLACE) is VersionState.PAST
    with pytest.raises(RefusedError):
        VERSION.after(in_force, VersionVerb.WITHDRAW)


def test_who_joins_later_has_as_long(noon: datetime) -> None:
    settings = Settings()
    later = noon + timedelta(days=30)
    assert accept_by(noon, None, settings) == noon + timedelta(days=14)
    assert accept_by(noon, noon - timedelta(days=90), settings) == noon + timedelta(days=14)
    assert accept_by(noon, later, settings) == later + timedelta(days=14)


KEYS = [each.key for each in DEFAULT_CLAUSES]


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.integers(-12, 12)), max_size=12))
def test_moving_loses_no_clause_and_numbers_stay_in_a_row(moves: list[tuple[str, int]]) -> None:
    charter = Charter()
    for key, by in moves:
        charter = moved(charter, key, by)
    assert sorted(each.key for each in charter.clauses) == sorted(KEYS)
    assert [each.number for each in charter.clauses] == list(range(1, len(KEYS) + 1))


def test_clauses_are_added_changed_and_removed() -> None:
    charter = Charter()
    key = new_key([each.key for each in charter.clauses])
    longer = put(charter, Clause(key, 0, "New", "New."))
    assert (longer.clauses[-1].key, longer.clauses[-1].number) == (key, len(KEYS) + 1)
    assert new_key([key]) != key
    changed = put(longer, replace(longer.clauses[-1], title="Newer"))
    assert [each.title for each in changed.clauses[-1:]] == ["Newer"]
    shorter = without(changed, KEYS[0])
    assert shorter.clauses[0].number == 1
    assert check_charter(shorter) == []
    assert moved(charter, "nothing", 1) == charter


def test_the_announcement_says_what_follows() -> None:
    told = str(
        announcing.announcement(
            2, "2026-12-01 00:00", "Calmer.", "https://x/", accept_until="2026-12-15"
        )
    )
    assert "“I accept” until 2026-12-15" in told
    assert "What changed: Calmer." in told
    assert "继续留群即视为知悉" in str(announcing.announcement(2, "2026-12-01", "", "https://x/"))


def test_a_hundred_names_are_cut_and_counted() -> None:
    told = str(announcing.chase([f"m{n}" for n in range(100)], 2, "https://x/"))
    assert "@m59" in told
    assert "@m60" not in told
    assert "40 more" in told
