"""The charter's defaults and what is refused."""

from dataclasses import replace

from qunce.kernel.clauses import DEFAULT_CLAUSES, Charter, check_charter


def test_the_default_charter_is_sound_and_has_the_manuals_clauses() -> None:
    charter = Charter()
    assert check_charter(charter) == []
    keys = [each.key for each in charter.clauses]
    first = ["ads", "recruitment", "tools", "repost", "respect", "topics", "flood"]
    assert keys == [*first, "privacy", "nickname"]
    assert all(each.allowed and each.forbidden for each in charter.clauses)


def test_a_clause_is_found_by_its_key_or_not_at_all() -> None:
    found = Charter().clause("ads")
    assert found is not None
    assert found.number == 1
    assert Charter(clauses=()).clause("ads") is None


def test_equal_keys_equal_numbers_and_empty_ladders_are_refused() -> None:
    first = DEFAULT_CLAUSES[0]
    doubled = Charter(clauses=(first, replace(first, ladder=())))
    assert check_charter(doubled) == [
        "Two clauses have the same key.",
        "Two clauses have the same number.",
        "A clause needs a ladder of at least one step.",
    ]
