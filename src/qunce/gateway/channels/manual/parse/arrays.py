"""Big JSON arrays, one member at a time, and small values beside them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import ijson

from qunce.gateway.channels.manual.parse import decode
from qunce.gateway.channels.manual.parse.arrivals import skipped
from qunce.gateway.channels.manual.parse.shapes import (
    NOT_A_MESSAGE,
    TRUNCATED,
    ExportFile,
    Meter,
    Setting,
)
from qunce.kernel.incoming import Arrival

Item = Mapping[str, Any]
Take = Callable[[Item, int, Setting], Iterator[Arrival]]


def text(value: object) -> str:
    """Return a JSON value as text: "" for null, and for what is no single value."""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def whole(value: object) -> int:
    """Return a JSON value as a whole number, 0 where it is none."""
    try:
        return int(value)  # type: ignore[call-overload,no-any-return]  # anything may stand there
    except (TypeError, ValueError, OverflowError):
        return 0


def items(parts: Iterator[str], meter: Meter, prefix: str) -> Iterator[tuple[int, Any]]:
    """Yield the members of an array with their number; 0 and None where the array breaks off."""
    source = decode.Utf8(parts)
    try:
        yield from enumerate(ijson.items(source, prefix, use_float=True), start=1)
    except (ijson.JSONError, UnicodeError, OverflowError):
        meter.truncated = True
        yield 0, None


def reading(
    prefix: str, make: Callable[[ExportFile, Setting], Take]
) -> Callable[[ExportFile, Setting, Meter], Iterator[Arrival]]:
    """Return the function that reads the array at ijson's `prefix`; `make` prepares for a file."""

    def read(file: ExportFile, setting: Setting, meter: Meter) -> Iterator[Arrival]:
        take = make(file, setting)
        number = 0
        with closing(file.open()) as stream:
            for at, item in items(decode.blocks(stream, meter), meter, prefix):
                number = at or number + 1
                if at == 0:
                    yield skipped(number, TRUNCATED)
                elif isinstance(item, dict):
                    yield from take(item, number, setting)
                else:
                    yield skipped(number, NOT_A_MESSAGE, item)

    return read


def before_messages(file: ExportFile) -> dict[str, Any]:
    """Return the values of the outermost object that stand before its messages."""
    found: dict[str, Any] = {}
    with closing(file.open()) as stream:
        source = decode.Utf8(decode.blocks(stream, Meter(file.size)))
        builder, key = ijson.ObjectBuilder(), ""
        try:
            for prefix, event, value in ijson.parse(source, use_float=True):
                if not prefix:
                    key = value if event == "map_key" else key
                    builder = ijson.ObjectBuilder()
                elif prefix == "messages":
                    break
                else:
                    builder.event(event, value)
                    if prefix == key:
                        found[key] = getattr(builder, "value", None)
        except (ijson.JSONError, UnicodeError):
            return found
    return found


def part(values: Item, key: str) -> Item:
    """Return the object at `key`, an empty one where there is none."""
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def list_of(values: Item, key: str) -> list[Item]:
    """Return the objects in the list at `key`."""
    found = values.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def first(file: ExportFile, prefix: str) -> Item:
    """Return the first object of an array, an empty one where there is none."""
    with closing(file.open()) as stream:
        parts = decode.blocks(stream, Meter(file.size))
        _, item = next(items(parts, Meter(file.size), prefix), (0, None))
    return item if isinstance(item, dict) else {}
