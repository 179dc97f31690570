"""Settings as plain values (for TOML, JSON and forms) and back, with the place of every fault.

Plain values are str, int, float, bool, lists and dicts. A length of time is written as people
write it: "30 s", "10 min", "3 h", "21 d"; a time of day "20:00"; a date "2026-11-23".
"""

import dataclasses
import re
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from qunce.kernel.options import Option, option_of
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy_lines
from qunce.kernel.weekly import is_cron

UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}
# In which unit the limits of a length are told, by the unit's msgid; without one in seconds.
UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}
LENGTH = re.compile(r"\s*(\d+)\s*(s|min|h|d|w)\s*")

NOT_A_LENGTH = N_("Write a length of time such as “30 s”, “10 min”, “3 h” or “21 d”.")
NOT_A_TIME = N_("Write a time of day such as “20:00”.")
NOT_A_DATE = N_("Write a date such as “2026-11-23”.")
NOT_A_NUMBER = N_("Write a number.")
NOT_A_WHOLE_NUMBER = N_("Write a whole number.")
NOT_A_SWITCH = N_("Write true or false.")
NOT_A_TEXT = N_("Write a text in quotation marks.")
NOT_A_LIST = N_("Write a list in square brackets.")
NOT_A_TABLE = N_("Write a table of names and values.")
NOT_A_CHOICE = N_("Choose one of: %(choices)s.")
NOT_A_CRON = N_("Write five fields such as “0 9 * * 1-5”: minute, hour, day, month, weekday.")
TOO_LOW = N_("The least is %(low)s.")
TOO_HIGH = N_("The most is %(high)s.")
TOO_SHORT = N_("Write at least %(low)s characters.")
TOO_LONG = N_("Write at most %(high)s characters.")
TOO_FEW = N_("Give at least %(low)s entries.")
TOO_MANY = N_("Give at most %(high)s entries.")
UNKNOWN = N_("There is no such setting. Did you mean “%(near)s”?")
UNKNOWN_AT_ALL = N_("There is no such setting.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: `place` is dotted ("rules.flood.limit")."""

    place: str
    words: Words

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


class PlainError(Exception):
    """A value does not fit; carries a Problem."""

    def __init__(self, place: str, words: Words) -> None:
        self.problem = Problem(place, words)
        super().__init__(str(self.problem))


def format_length(length: timedelta) -> str:
    """Return a length in the largest unit that divides it: `timedelta(days=21)` is "21 d"."""
    seconds = int(length.total_seconds())
    for unit in ("d", "h", "min"):
        if seconds and seconds % UNITS[unit] == 0:
            return f"{seconds // UNITS[unit]} {unit}"
    return f"{seconds} s"


def to_plain(value: Any) -> Any:
    """Return a settings value as plain values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = dataclasses.fields(value)
        return {each.name: to_plain(getattr(value, each.name)) for each in named}
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case timedelta():
            return format_length(value)
        case time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return value


def from_plain(kind: Any, data: Any, place: str = "", about: Option | None = None) -> Any:
    """Return plain values as an instance of `kind` (a class or a typing form).

    Raises PlainError with the place and what would be right. Limits in `about` are checked.
    """
    about = about or Option("")
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _table(kind, data, place)
    origin = get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        rest = [each for each in get_args(kind) if each is not type(None)]
        return None if data is None or data == "" else from_plain(rest[0], data, place, about)
    if origin is tuple:
        return _list(get_args(kind)[0], data, place, about)
    return _limited(_scalar(kind, data, place), place, about)


def _table(kind: Any, data: Any, place: str) -> Any:
    if not isinstance(data, dict):
        raise PlainError(place, Words(NOT_A_TABLE))
    hints = get_type_hints(kind)
    known = {each.name: each for each in dataclasses.fields(kind)}
    for name in data:
        if name not in known:
            raise PlainError(_join(place, name), _unknown(name, known))
    values = {
        name: from_plain(hints[name], value, _join(place, name), option_of(known[name]))
        for name, value in data.items()
    }
    return kind(**values)


def _list(kind: Any, data: Any, place: str, about: Option) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        raise PlainError(place, Words(NOT_A_LIST))
    numbered = [(n, from_plain(kind, each, f"{place}[{n}]")) for n, each in enumerate(data, 1)]
    if kind is str:
        numbered = _as_seen(numbered)
    values = tuple(value for _, value in numbered)
    _limited(values, place, about)
    known = [choice for choice, _ in about.choices]
    for number, value in numbered:
        if known and value not in known:
            said = Words(NOT_A_CHOICE, {"choices": ", ".join(known)})
            raise PlainError(f"{place}[{number}]", said)
    return values


def _as_seen(texts: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return texts as a person sees them, no blank ones, each once, by the number of the first."""
    numbers: dict[str, int] = {}
    for number, text in texts:
        if seen := tidy_lines(text).strip():
            numbers.setdefault(seen, number)
    return [(number, text) for text, number in numbers.items()]


def _scalar(kind: Any, data: Any, place: str) -> Any:
    readers = {bool: _switch, int: _whole, float: _number, str: _text, timedelta: _length}
    readers |= {time: _time, date: _date}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice(kind, data, place)
    reader = readers.get(kind)
    if reader is None:
        msg = f"{place}: a setting cannot be of the type {kind!r}"
        raise TypeError(msg)
    return reader(data, place)


def _choice(kind: type[Enum], data: Any, place: str) -> Enum:
    try:
        return kind(data)
    except ValueError:
        choices = ", ".join(str(each.value) for each in kind)
        raise PlainError(place, Words(NOT_A_CHOICE, {"choices": choices})) from None


def _switch(data: Any, place: str) -> bool:
    if isinstance(data, bool):
        return data
    raise PlainError(place, Words(NOT_A_SWITCH))


def _whole(data: Any, place: str) -> int:
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    raise PlainError(place, Words(NOT_A_WHOLE_NUMBER))


def _number(data: Any, place: str) -> float:
    if isinstance(data, int | float) and not isinstance(data, bool):
        return float(data)
    raise PlainError(place, Words(NOT_A_NUMBER))


def _text(data: Any, place: str) -> str:
    if isinstance(data, str):
        return data
    raise PlainError(place, Words(NOT_A_TEXT))


def _length(data: Any, place: str) -> timedelta:
    found = LENGTH.fullmatch(data) if isinstance(data, str) else None
    if found is None or len(found[1]) > 9:
        raise PlainError(place, Words(NOT_A_LENGTH))
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def _time(data: Any, place: str) -> time:
    if isinstance(data, time):
        return data
    try:
        return time.fromisoformat(data)
    except (TypeError, ValueError):
        raise PlainError(place, Words(NOT_A_TIME)) from None


def _date(data: Any, place: str) -> date:
    if isinstance(data, date):
        return data
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        raise PlainError(place, Words(NOT_A_DATE)) from None


def _limited(value: Any, place: str, about: Option) -> Any:
    size = value
    if isinstance(value, timedelta):
        size = value.total_seconds() / UNIT_SECONDS.get(about.unit, 1)
    elif isinstance(value, str | tuple):
        size = len(value)
    if isinstance(size, bool) or not isinstance(size, int | float):
        return value
    if about.low is not None and size < about.low:
        said = _said(value, TOO_LOW, TOO_SHORT, TOO_FEW)
        raise PlainError(place, Words(said, {"low": _shown(value, about.low, about)}))
    if about.high is not None and size > about.high:
        said = _said(value, TOO_HIGH, TOO_LONG, TOO_MANY)
        raise PlainError(place, Words(said, {"high": _shown(value, about.high, about)}))
    if about.is_cron and not is_cron(str(value)):
        raise PlainError(place, Words(NOT_A_CRON))
    return value


def _said(value: Any, number: str, text: str, entries: str) -> str:
    if isinstance(value, tuple):
        return entries
    return text if isinstance(value, str) else number


def _shown(value: Any, limit: float, about: Option) -> str:
    if isinstance(value, timedelta):
        return format_length(timedelta(seconds=limit * UNIT_SECONDS.get(about.unit, 1)))
    return f"{limit:g}"


def _unknown(name: str, known: typing.Iterable[str]) -> Words:
    near = _nearest(name, known)
    return Words(UNKNOWN, {"near": near}) if near else Words(UNKNOWN_AT_ALL)


def _nearest(name: str, known: typing.Iterable[str]) -> str:
    def distance(other: str) -> int:
        return len(set(_pairs(name)) ^ set(_pairs(other)))

    near = min(known, key=distance, default="")
    return near if near and distance(near) <= len(name) else ""


def _pairs(word: str) -> Iterator[str]:
    padded = f" {word} "
    return (padded[n : n + 2] for n in range(len(padded) - 1))


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
