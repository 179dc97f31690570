"""Patterns that people write: what is refused, and that none is slow."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qunce.kernel import patterns
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import Words

# What makes an engine that tries one way after the other hang.
CATASTROPHIC = ["(a+)+$", "(a|a)*b", "(.*a){20}b", "([a-z]+)*1", "(x+x+)+y"]


class TookTooLongError(Exception):
    """The time was up."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer."""

    def stop(*_: object) -> None:
        raise TookTooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_no_pattern_hangs(pattern: str) -> None:
    patterns.check(pattern)
    with at_most(5):
        assert patterns.find(pattern, "a" * 2000 + "!") is None
        assert patterns.find(pattern, "x" * 2000 + "!") is None


def test_python_s_own_engine_does_hang_on_one_of_them() -> None:
    with pytest.raises(TookTooLongError), at_most(0.5):
        re.search(CATASTROPHIC[0], "a" * 2000 + "!")


@pytest.mark.parametrize(
    "pattern",
    ["(", "[", "a{2000}", "(?=a)", r"(a)\1", "*", "a" * 201, "a*", "", "(a{100}){100}", "x|"],
)
def test_a_bad_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(RefusedError) as refused:
        patterns.check(pattern)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        ("年假|带薪假", "请问带薪假怎么算", (2, 5)),
        (r"^群规$", "群规", (0, 2)),
        (r"^群规$", "群规呢", None),
        ("HR", "hr 聚会", (0, 2)),
        ("🙂+", "好🙂🙂", (1, 3)),
    ],
)
def test_a_pattern_is_found_in_characters(
    pattern: str, text: str, span: tuple[int, int] | None
) -> None:
    patterns.check(pattern)
    assert patterns.find(pattern, text) == span


@pytest.mark.parametrize(
    "pattern",
    ["(a", "a)", "[a", "[z-a]", "*a", "a**", "a{2000}", r"(a)\1", "a\\", "(?<=a)b", "(?P<)b"],
)
def test_what_is_wrong_with_a_pattern_is_told_in_words_of_the_house(pattern: str) -> None:
    with pytest.raises(RefusedError) as refused:
        patterns.check(pattern)
    fault = refused.value.words.params["fault"]
    assert isinstance(fault, Words)
    assert fault.msgid in patterns.FAULTS.values()
