"""Bad and catastrophic patterns are refused when saved, and bounded when run."""

import time
from contextlib import suppress

import pytest

from qunce.kernel.patterns import (
    EMPTY,
    FAULTY,
    MATCHES_ALL,
    TOO_LONG,
    TOO_MANY,
    TOO_SLOW,
    TooSlowError,
    check_pattern,
    search,
)

CATASTROPHES = [
    ("(a|aa)+$", "a" * 80 + "b"),
    ("(好|好好)+吗$", "好" * 80 + "的"),
]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", EMPTY),
        ("  ", EMPTY),
        ("a" * 201, TOO_LONG),
        ("(微信", FAULTY),
        ("[z-a]", FAULTY),
        ("*", FAULTY),
        (r"\1", FAULTY),
        ("a*", MATCHES_ALL),
        ("(a|a?)+$", MATCHES_ALL),
        ("微信|", MATCHES_ALL),
        (".{1001}", TOO_MANY),
        ("((a{1,1000}){1,1000}){1,1000}", TOO_MANY),
    ],
)
def test_a_bad_pattern_is_refused_with_the_reason(pattern: str, why: str) -> None:
    said = check_pattern(pattern)
    assert said is not None
    assert said.msgid == why


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHES)
def test_a_catastrophe_is_refused_when_saved_and_bounded_when_run(pattern: str, text: str) -> None:
    said = check_pattern(pattern)
    assert said is not None
    assert said.msgid == TOO_SLOW
    began = time.thread_time()
    with suppress(TooSlowError):
        search(pattern, text)
    assert time.thread_time() - began < 1.0


def test_the_bound_works() -> None:
    with pytest.raises(TooSlowError):
        search(*CATASTROPHES[0])


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        ("微信|vx", "加VX聊", (1, 3)),
        (r"\d{3}-\d{4}", "打010-1234吧", (1, 9)),
        ("(?:\\d+,)+\\d+", "共1,234,567元", (1, 10)),
        (".*入职.*材料", "办入职要什么材料呢", (0, 8)),
        ("没有", "早上好", None),
        ("(微信", "微信", None),
    ],
)
def test_a_good_pattern_is_taken_and_found_where_it_stands(
    pattern: str, text: str, span: tuple[int, int] | None
) -> None:
    assert search(pattern, text) == span
    if not pattern.startswith("("):
        assert check_pattern(pattern) is None


def test_a_list_of_numbers_with_commas_is_no_catastrophe() -> None:
    assert check_pattern(r"(?:\d+,)+\d+") is None
