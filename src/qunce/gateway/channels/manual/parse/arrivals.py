"""From a reader's row to arrivals: times, speakers, and what a system line adds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from qunce.gateway.channels.manual.parse import markup, system
from qunce.gateway.channels.manual.parse.bodies import Body, mentions
from qunce.gateway.channels.manual.parse.shapes import SAMPLE
from qunce.kernel.incoming import Arrival, Incoming, Precision, Skipped, Speaker
from qunce.kernel.messages import MessageKind

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""WeChat is younger than the first and this program older than the last."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message as its layout tells it."""

    line: int
    at: datetime
    speaker: Speaker | None
    platform_id: str = ""
    reply: str = ""
    quoted: str = ""
    precision: Precision = Precision.SECOND


def skipped(line: int, reason: str, sample: object = "") -> Skipped:
    """Return a skipped part with a short sample of it."""
    return Skipped(line, reason, " ".join(str(sample).split())[:SAMPLE])


def arrive(row: Row, body: Body) -> Iterator[Arrival]:
    """Yield the message, and after a system line the movements and recalls that it tells."""
    if body.kind is MessageKind.SYSTEM or row.speaker is None:
        yield from _system(row, body)
        return
    yield Incoming(
        speaker=row.speaker,
        text=body.text,
        sent_at=row.at,
        kind=body.kind,
        platform_id=row.platform_id,
        reply_platform_id=row.reply or body.reply,
        quoted=row.quoted or body.quoted,
        mentions=mentions(body.text),
        attachments=body.attachments,
        precision=row.precision,
        line=row.line,
    )


def _system(row: Row, body: Body) -> Iterator[Arrival]:
    told = markup.system_text(body.raw or body.text)
    yield Incoming(
        speaker=None,
        text=told.text,
        sent_at=row.at,
        kind=MessageKind.SYSTEM,
        platform_id=row.platform_id,
        precision=row.precision,
        line=row.line,
    )
    recalled = told.recalled or row.platform_id
    yield from system.mine(system.Line(told.text, row.at, row.line, recalled), told.ids)


def epoch(value: object, zone: ZoneInfo) -> datetime | None:
    """Return the moment of Unix seconds (or milliseconds), None where it is none."""
    try:
        seconds = float(value)  # type: ignore[arg-type]  # anything may stand in a file
        if seconds > 1e11:
            seconds /= 1000
        at = datetime.fromtimestamp(seconds, zone)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at if _FIRST <= at < _LAST else None


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of "2026-11-22 18:28:32" or an ISO time; local where no zone is told."""
    words = text.strip().replace("/", "-")
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at
    try:
        return at if _FIRST <= at < _LAST else None
    except OverflowError:
        return None


def by_span(text: str, last_day: date, zone: ZoneInfo) -> datetime | None:
    """Return the moment of "11-22 18:28:32" or "18:28:32": the last such one by `last_day`."""
    day, _, clock = text.rpartition(" ")
    if not day:
        return moment(f"{last_day.isoformat()} {clock}", zone)
    for year in (last_day.year, last_day.year - 1):
        at = moment(f"{year}-{day} {clock}", zone)
        if at and at.date() <= last_day + timedelta(days=1):
            return at
    return None
