"""Two who wrote at once: nothing of either is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.merging import merge

BASE = "一\n二\n三\n四"
LINES = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8)


@pytest.mark.parametrize(
    ("theirs", "mine", "text", "conflicts"),
    [
        (BASE, "一\n二\n三\n四\n五", "一\n二\n三\n四\n五", 0),
        ("零\n" + BASE, "一\n二\n三\n四\n五", "零\n一\n二\n三\n四\n五", 0),
        ("一\n贰\n三\n四", "一\n二\n三\n肆", "一\n贰\n三\n肆", 0),
        ("一\n贰\n三\n四", "一\n两\n三\n四", "一\n他\n贰\n我\n两\n三\n四", 1),
        ("一\n三\n四", "一\n二\n三\n四", "一\n三\n四", 0),
        ("一\n三\n四", "一\n两\n三\n四", "一\n我\n两\n三\n四", 1),
        ("一\n贰\n三\n四", "一\n贰\n三\n四", "一\n贰\n三\n四", 0),
    ],
)
def test_what_both_changed_stands_together(
    theirs: str, mine: str, text: str, conflicts: int
) -> None:
    found = merge(BASE, theirs, mine, ("他", "我"))
    assert (found.text, found.conflicts) == (text, conflicts)


@given(LINES, LINES, LINES)
def test_every_new_line_of_both_is_there(
    base: list[str], theirs: list[str], mine: list[str]
) -> None:
    one, two, three = ("\n".join(each) for each in (base, theirs, mine))
    found = merge(one, two, three).text.split("\n")
    added = (set(theirs) | set(mine)) - set(base)
    assert added <= set(found)


@given(LINES, LINES)
def test_where_one_changed_nothing_the_other_counts(base: list[str], mine: list[str]) -> None:
    one, other = "\n".join(base), "\n".join(mine)
    assert merge(one, one, other).text == other
    assert merge(one, other, one).text == other
