"""How the tests of this floor write a conversation down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from qunce.chat import actions as chat
from qunce.chat.models import Message
from qunce.kernel.incoming import Incoming, Precision, Speaker
from qunce.kernel.messages import Source
from qunce.people.models import Group

DAWN = datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = DAWN + timedelta(hours=20)


@dataclass(frozen=True)
class Line:
    """A line of a conversation: second after dawn, speaker, text."""

    second: int
    who: str
    text: str

    @property
    def at(self) -> datetime:
        return DAWN + timedelta(seconds=self.second)


LONG_TALK = [Line(n // 2, f"成员{n % 40}", f"第{n % 7}句") for n in range(400)]


def exact(line: Line, *, with_ids: bool = True, alias: str = "") -> Incoming:
    """Return a line as an export has it."""
    speaker = Speaker(f"wxid_{line.who}" if with_ids else "", line.who)
    return Incoming(speaker, line.text, line.at, platform_id=alias)


def to_the_minute(line: Line) -> Incoming:
    """Return a line as it is pasted from the desktop."""
    at = line.at.replace(second=0)
    return Incoming(Speaker("", line.who), line.text, at, precision=Precision.MINUTE)


def timeless(line: Line, now: datetime = LATER) -> Incoming:
    """Return a line as it is pasted from the phone: the time is that of the paste."""
    return Incoming(Speaker("", line.who), line.text, now, precision=Precision.NONE)


def take_in(group: Group, arrivals: Iterable[object], **about: object) -> chat.Ingested:
    """Ingest as history."""
    options = {"source": Source.HISTORY, "now": LATER} | about
    return chat.ingest(group, list(arrivals), **options)  # type: ignore[arg-type]  # (a test)


def told(group: Group) -> list[tuple[int, str, str]]:
    """Return what is stored: (second after dawn, name, text), in the order of the conversation."""
    rows = Message.objects.filter(group=group).order_by("sent_at", "id")
    return [(int((r.sent_at - DAWN).total_seconds()), r.author_name, r.text) for r in rows]
