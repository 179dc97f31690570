"""The base of all facts, and how a fact tells whom and what it is about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import ClassVar

SUBJECTS = (
    *("person", "identity", "group", "message", "case", "task", "errand", "membership"),
    *("application", "invitation", "posting", "item", "question", "planned"),
    "study",
)
MOMENTS = ("until", "due", "since")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened. Subclasses are frozen dataclasses of plain values and keys.

    A field named as one of SUBJECTS (an int, None, or a tuple of ints) is the key of what the
    fact is about: the ledger indexes it, so that a person's or a group's history is one query.
    `sentence` is the msgid of the line on the history page; its placeholders are field names,
    and `%(actor)s`. `names` are the msgids of what a field of it may hold that is a word of the
    code ("upheld"). Fields called as one of MOMENTS are times, in ISO 8601.
    """

    sentence: ClassVar[str] = ""
    names: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def line(self) -> str:
        """Return the msgid of the line that tells this very fact."""
        return self.sentence

    def subjects(self) -> Iterator[tuple[str, int]]:
        """Yield `(kind, key)` of everything the fact is about."""
        for each in fields(self):
            if each.name in SUBJECTS:
                value = getattr(self, each.name)
                keys = value if isinstance(value, tuple) else (value,)
                yield from ((each.name, key) for key in keys if key is not None)
