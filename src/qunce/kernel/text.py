"""Words for people, marked in pure code and rendered by the shell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name for "mark, do not translate yet")
    """Mark an English msgid for the catalogue and return it unchanged."""
    return msgid


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for a person: an English msgid with named placeholders, and their values.

    `Words(N_("%(count)s messages within %(seconds)s s"), {"count": 6, "seconds": 30})` is
    translated where it is shown (`shell.words.render`), in the reader's language. A value that
    is Words itself is rendered first, in the same language.
    """

    msgid: str
    params: Mapping[str, str | int | float | Words] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the English sentence: for logs and for tests."""
        return self.msgid % self.params if self.params else self.msgid


NOTHING = Words("")
