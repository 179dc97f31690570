"""Settings as plain values and back."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.options import Option, option
from qunce.playbook.plain import PlainError, format_length, from_plain, to_plain


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Step:
    at: time = option(time(20, 0), "At")


@dataclass(frozen=True)
class Settings:
    limit: int = option(2, "Limit", low=1, high=10)
    share: float = option(0.5, "Share", low=0, high=1)
    name: str = option("hr", "Name", high=5)
    window: timedelta = option(timedelta(days=21), "Window", low=60)
    colour: Colour = option(Colour.RED, "Colour")
    words: tuple[str, ...] = option(("a",), "Words", high=3)
    steps: tuple[Step, ...] = option((Step(),), "Steps")
    since: date = option(date(2026, 1, 1), "Since")
    is_on: bool = option(default=True, label="On")
    most: int | None = option(None, "Most", low=1)


PLAIN = {
    "limit": 2,
    "share": 0.5,
    "name": "hr",
    "window": "21 d",
    "colour": "red",
    "words": ["a"],
    "steps": [{"at": "20:00"}],
    "since": "2026-01-01",
    "is_on": True,
    "most": None,
}


def test_settings_become_plain_values_and_come_back() -> None:
    assert to_plain(Settings()) == PLAIN
    assert from_plain(Settings, PLAIN) == Settings()


def test_what_is_left_out_has_its_default() -> None:
    assert from_plain(Settings, {"limit": 3}) == Settings(limit=3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"limit": 0}, "x.limit: The least is 1."),
        ({"limit": 11}, "x.limit: The most is 10."),
        ({"limit": True}, "x.limit: Write a whole number."),
        ({"limit": "2"}, "x.limit: Write a whole number."),
        ({"share": "much"}, "x.share: Write a number."),
        ({"name": "too long"}, "x.name: Write at most 5 characters."),
        ({"window": "soon"}, "x.window: Write a length of time"),
        ({"window": "30 s"}, "x.window: The least is 1 min."),
        ({"colour": "green"}, "x.colour: Choose one of: red, blue."),
        ({"words": "a"}, "x.words: Write a list"),
        ({"words": ["a", 1]}, "x.words[2]: Write a text"),
        ({"words": ["a", "b", "c", "d"]}, "x.words: Give at most 3 entries."),
        ({"steps": [{"at": "25:00"}]}, "x.steps[1].at: Write a time of day"),
        ({"steps": ["20:00"]}, "x.steps[1]: Write a table"),
        ({"since": "yesterday"}, "x.since: Write a date"),
        ({"is_on": 1}, "x.is_on: Write true or false."),
        ({"most": 0}, "x.most: The least is 1."),
        ({"limits": 3}, "x.limits: There is no such setting. Did you mean “limit”?"),
        ({"zzzz": 3}, "x.zzzz: There is no such setting."),
        ([], "x: Write a table"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(data: Any, said: str) -> None:
    with pytest.raises(PlainError) as caught:
        from_plain(Settings, data, "x")
    assert str(caught.value).startswith(said)


@given(st.integers(0, 10**8))
def test_a_length_is_read_as_it_is_written(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert from_plain(timedelta, format_length(length)) == length


def test_a_list_of_words_holds_none_that_is_blank_and_none_twice() -> None:
    said = ["带货", " ", "", "\u200b", "\u3000 ", " 带货 ", "刷\u200b单", "刷单"]
    assert from_plain(tuple[str, ...], said) == ("带货", "刷单")
    with pytest.raises(PlainError):
        from_plain(tuple[str, ...], [" ", "\u200b"], "words", Option("Words", low=1))


def test_a_fault_in_a_list_is_at_the_number_that_was_typed() -> None:
    about = Option("Colours", choices=(("red", "Red"), ("blue", "Blue")))
    with pytest.raises(PlainError) as caught:
        from_plain(tuple[str, ...], ["red", " ", "red", "gren", "blue"], "colours", about)
    assert str(caught.value).startswith("colours[4]: ")
