"""Screenshots of a chat: read, corrected by a person, then messages like those of a paste."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

import msgspec

from qunce.gateway.channels.manual import ocr
from qunce.gateway.channels.manual.parse import bodies, paste, screenshot, system
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive
from qunce.gateway.channels.manual.parse.screenshot import Piece
from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Arrival, Precision, Speaker
from qunce.kernel.messages import MessageKind
from qunce.kernel.text import N_

MOST_PICTURES = 9
"""Pictures of one paste: as many as WeChat sends at once."""

WITHIN = timedelta(minutes=15)
"""How long after a time in the middle of a chat something was said at the latest."""

LIKE = 0.85
"""How alike (0 to 1) a name that was read is to the member's that is meant."""

LONGEST = 4_000
"""Characters of a corrected message."""

_BROKEN = N_("What was read from the picture did not come back whole. Send the picture again.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A message of a screenshot with what a person is to see: its time, what needs a look.

    `at` is when it was said at the latest; it is exact to the minute where `is_exact`.
    """

    piece: Piece
    at: datetime
    is_exact: bool

    @property
    def needs_a_look(self) -> bool:
        """Say whether anything about it is uncertain."""
        is_open = not (self.piece.who or self.piece.is_system)
        return bool(self.piece.doubts) or self.piece.is_cut or is_open

    @property
    def local(self) -> str:
        """Return its time as a field of a form takes it, "" where none is told."""
        return f"{self.at:%Y-%m-%dT%H:%M}" if self.is_exact else ""


def read(pictures: Sequence[bytes], around: paste.Around, *, me: str) -> list[Reading]:
    """Return the messages in pictures that were taken one after the other.

    `me` is the name in the group of whoever took them. RefusedError where a picture is none.
    """
    shots = [ocr.read_screenshot(each).pieces for each in pictures[:MOST_PICTURES]]
    pieces = [_named(piece, around.names, me) for piece in screenshot.join(shots)]
    return _timed(pieces, around)


def _named(piece: Piece, names: Collection[str], me: str) -> Piece:
    """Give a piece the member's name that is nearest to the one that was read."""
    if piece.who == system.ME:
        return replace(piece, who=me)
    if not piece.who or piece.who in names:
        return piece
    near = get_close_matches(piece.who, names, n=2, cutoff=LIKE)
    if len(near) != 1:
        return piece
    return replace(piece, who=near[0], doubts=(*piece.doubts, piece.who))


def _timed(pieces: Sequence[Piece], around: paste.Around) -> list[Reading]:
    """Give each message the time above it; what is above the first time was said before it."""
    told = [paste.moment_of(piece.time, around) if piece.time else None for piece in pieces]
    timed: list[Reading] = []
    latest = around.now
    for piece, at in reversed(list(zip(pieces, told, strict=True))):
        if at is not None and piece.is_first:
            timed.append(Reading(piece, at, is_exact=True))
            latest = at
        else:
            by = latest if at is None else min(latest, at + WITHIN)
            timed.append(Reading(piece, by, is_exact=False))
    timed.reverse()
    return timed


def to_text(readings: Sequence[Reading]) -> str:
    """Return what was read in the form that a page carries along."""
    return msgspec.json.encode(readings).decode()


def corrected(text: str, told: Mapping[str, str], zone: ZoneInfo) -> list[Reading]:
    """Return what `to_text` gave, with a person's corrections; RefusedError where it is broken.

    `told` holds `who-0`, `what-0` and `when-0` for the first message and so on. A message whose
    words were emptied is left out.
    """
    try:
        readings = msgspec.json.decode(text, type=list[Reading])
    except (msgspec.MsgspecError, ValueError) as error:
        raise RefusedError(_BROKEN) from error
    right = [_corrected(each, place, told, zone) for place, each in enumerate(readings)]
    return [each for each in right if each.piece.text.strip()]


def _corrected(one: Reading, place: int, told: Mapping[str, str], zone: ZoneInfo) -> Reading:
    what = told.get(f"what-{place}")
    if what is None:
        return one
    text = what.replace("\r\n", "\n")[:LONGEST]
    who = told.get(f"who-{place}", one.piece.who).strip()[: paste.LONGEST_NAME]
    piece = replace(one.piece, who=who, text=text, doubts=(), is_cut=False)
    when = told.get(f"when-{place}", "")
    try:
        at = datetime.fromisoformat(when).replace(tzinfo=zone) if when else None
    except ValueError:
        at = None
    if at is None:
        return replace(one, piece=piece)
    return Reading(piece, at, is_exact=True)


def arrivals(readings: Sequence[Reading]) -> list[Arrival]:
    """Return what is taken in; `line` is the place of a message among the readings."""
    found: list[Arrival] = []
    for place, one in enumerate(readings):
        piece = one.piece
        body = bodies.by_placeholder(piece.text)
        if piece.is_system:
            body = bodies.of_kind(MessageKind.SYSTEM, piece.text)
        precision = Precision.MINUTE if one.is_exact else Precision.NONE
        speaker = None if piece.is_system else Speaker(name=piece.who)
        row = Row(place, one.at, speaker, quoted=piece.quoted, precision=precision)
        found.extend(arrive(row, body))
    return found
