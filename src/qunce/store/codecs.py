"""Facts, effects and settings to JSON and back, without the kernel knowing how."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def encode(value: Any) -> Any:
    """Return a dataclass as plain JSON values; times are ISO 8601, lengths ISO durations."""
    return msgspec.to_builtins(value)


def decode(kind: type[T], data: Any) -> T:
    """Return `data` (plain JSON values) as an instance of `kind`.

    Raises msgspec.ValidationError, which names the place, where it does not fit.
    """
    return msgspec.convert(data, kind)
