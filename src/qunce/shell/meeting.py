"""Two who wrote at once: both changes in one text, ready to be saved, and what the page says.

A page that finds a newer text under what somebody saved keeps both and calls `meet`; it puts
`text` into its form again and `{% include "shell/parts/meeting.html" %}` above it.
"""

from dataclasses import dataclass

from qunce.kernel.merging import merge
from qunce.kernel.text import N_, Words
from qunce.shell.words import render

THEIRS = N_("[%(name)s wrote here:]")
MINE = N_("[You wrote here:]")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What came of two texts; `name` is who wrote `theirs`. `conflicts` counts the places."""

    text: str
    conflicts: int
    name: str
    theirs: str
    mine: str


def meet(base: str, theirs: str, mine: str, name: str) -> Meeting:
    """Put two texts together that came from `base`; where both changed it, both stand labelled."""
    labels = (render(Words(THEIRS, {"name": name})), render(Words(MINE)))
    merged = merge(base, theirs, mine, labels)
    return Meeting(merged.text, merged.conflicts, name, theirs, mine)
