"""The history as rules may look at it: each message with what its author had written by then."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from qunce.chat.models import Message as Row
from qunce.chat.models import MessageVersion, is_erased
from qunce.chat.queries import KINDS, SOURCES, Line, as_messages
from qunce.facts.reads import CountAllowed
from qunce.kernel.messages import Author, Message, Source
from qunce.kernel.protected import Protected
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.queries import is_judged
from qunce.rooms.moderation.registered import protected_in
from qunce.rooms.moderation.replay.domain import Order, Plan
from qunce.shell.hours import Hour

Place = tuple[datetime, int]  # when a message was sent, and its key
COLUMNS = (*Line._fields, "received_at", "edited_at", "erased_at")
# So soon is a message read after it came in: what was taken back before is nobody's business.
READ_WITHIN = timedelta(minutes=1)
AT_ONCE = 500  # keys in one query


class Bounds(NamedTuple):
    """A part of the stretch: the first and the last message, and how many there are."""

    first: Place
    last: Place
    size: int


class Stored(NamedTuple):
    """A stored message with the times that say what it was when."""

    line: Line
    received_at: datetime
    edited_at: datetime | None
    erased_at: datetime | None

    @property
    def place(self) -> Place:
        """Return where the message stands in time."""
        return self.line.sent_at, self.line.id


class Read(NamedTuple):
    """A message that takes part, and the virtual time at which it is decided about.

    An edited one is read again after each edit: `edit` counts them (0: as it was said at first),
    `edits` is how many there are.
    """

    message: Message
    at: datetime
    edit: int = 0
    edits: int = 0


def rows_of(plan: Plan) -> QuerySet[Row]:
    """Return the messages of a plan in the order in which they are taken."""
    rows = _said_in(plan).order_by("sent_at", "id")
    if plan.order is Order.AS_READ:
        rows = rows.filter(source=Source.LIVE).order_by("id")
    return rows


def count_left_out(plan: Plan) -> int:
    """Return how many messages of the stretch take no part: they did not come in live."""
    rows = _said_in(plan).exclude(source=Source.LIVE)
    return rows.count() if plan.order is Order.AS_READ else 0


def _said_in(plan: Plan) -> QuerySet[Row]:
    return Row.objects.filter(group_id=plan.group, sent_at__gte=plan.since, sent_at__lt=plan.until)


def cut(plan: Plan, size: int) -> Iterator[Bounds]:
    """Yield the parts of a plan's stretch, each of `size` messages, the last one smaller."""
    places = rows_of(plan).values_list("sent_at", "id").iterator(chunk_size=size)
    while part := list(islice(places, size)):
        yield Bounds(part[0], part[-1], len(part))


def _stored(rows: QuerySet[Row]) -> list[Stored]:
    width = len(Line._fields)
    return [Stored(Line(*row[:width]), *row[width:]) for row in rows.values_list(*COLUMNS)]


def _part(plan: Plan, bounds: Bounds) -> list[Stored]:
    """Return the messages of a part in their order."""
    first, last = bounds.first, bounds.last
    if plan.order is Order.AS_READ:
        return _stored(rows_of(plan).filter(id__gte=first[1], id__lte=last[1]))
    found = _stored(rows_of(plan).filter(sent_at__gte=first[0], sent_at__lte=last[0]))
    return [each for each in found if first <= each.place <= last]


def _around(plan: Plan, rows: Sequence[Stored], window: timedelta) -> list[Stored]:
    """Return what else was said in the time that rules look back on."""
    if not (rows and window):
        return []
    times = [each.line.sent_at for each in rows]
    found = Row.objects.filter(
        group_id=plan.group, sent_at__gte=min(times) - window, sent_at__lte=max(times)
    )
    if plan.order is Order.AS_SAID:  # then the part itself has no gaps
        found = found.filter(sent_at__lte=min(times))
    own = {each.line.id for each in rows}
    return [each for each in _stored(found.order_by("sent_at", "id")) if each.line.id not in own]


@dataclass(slots=True)
class _Said:
    """What an author wrote, in the order of time, and when each came in."""

    places: list[Place] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    received: list[datetime] = field(default_factory=list)
    is_edited: bool = False

    def add(self, stored: Stored, author: Author) -> None:
        """Add the next message, in the shape in which `chat.recent` hands it over."""
        line = stored.line
        self.places.append(stored.place)
        self.received.append(stored.received_at)
        self.is_edited |= stored.edited_at is not None
        self.messages.append(
            Message(
                id=line.id,
                group=line.group_id,
                author=author,
                text=line.text,
                sent_at=line.sent_at,
                kind=KINDS[line.kind],
                source=SOURCES[line.source],
                reply_to=line.reply_to_id,
            )
        )


class Past:
    """A part of the stretch with what rules may read of the time before.

    `reads` are the messages that are judged; `missing` counts those whose words were erased.
    """

    def __init__(self, plan: Plan, bounds: Bounds, window: timedelta, zone: ZoneInfo) -> None:
        self.zone = zone
        self.community = plan.community
        self.missing = 0
        self._plan = plan
        self._is_as_read = plan.order is Order.AS_READ
        rows = _part(plan, bounds)
        around = _around(plan, rows, window)
        self._versions = _versions(
            each.line.id for each in (*rows, *around) if each.edited_at is not None
        )
        self.reads = self._read(rows)
        self._at = {id(each.message): each.at for each in self.reads}
        self._said = self._by_author((*around, *rows))

    def _read(self, rows: Sequence[Stored]) -> list[Read]:
        """Return the messages that take part; count those that were erased."""
        opened = _opened(self._plan, rows) if self._is_as_read else {}
        seen = _with_hit([each.line.id for each in rows if each.line.recalled_at]) | opened.keys()
        kept: list[tuple[Line, datetime, int, int]] = []
        for each in rows:
            line = each.line
            if is_erased(each.erased_at, line.author_id, line.text):
                self.missing += 1
                continue
            back = line.recalled_at
            if back and line.id not in seen and back <= each.received_at + READ_WITHIN:
                continue
            kept += self._readings(each, opened.get(line.id))
        messages = as_messages([line for line, *_ in kept])
        if not self._is_as_read:
            messages = [_as_live(each) for each in messages]
        found = zip(messages, kept, strict=True)
        return [
            Read(message, at, edit, edits)
            for message, (_, at, edit, edits) in found
            if is_judged(message)
        ]

    def _readings(
        self, stored: Stored, opened: datetime | None
    ) -> list[tuple[Line, datetime, int, int]]:
        """Return a message as it was at first and after each edit: with when, which, how many."""
        line = stored.line
        edits = self._versions.get(line.id, ())
        first = stored.received_at if self._is_as_read else line.sent_at
        if self._is_as_read and opened and not (edits and opened >= edits[0][1]):
            first = opened
        times = [first]
        for place, (_, until) in enumerate(edits):
            following = edits[place + 1][1] if place + 1 < len(edits) else None
            led_to_it = opened and opened >= until and (not following or opened < following)
            is_gone = line.recalled_at and line.recalled_at <= until and not led_to_it
            if until > first and not is_gone:
                times.append(opened if self._is_as_read and opened and led_to_it else until)
        last = len(times) - 1
        return [
            (line._replace(text=self._text(line.id, line.text, at)), at, number, last)
            for number, at in enumerate(times)
        ]

    def _text(self, key: int, text: str, at: datetime) -> str:
        """Return what a message said at a time, before later edits."""
        return next((was for was, until in self._versions.get(key, ()) if until > at), text)

    def _by_author(self, rows: Iterable[Stored]) -> Mapping[int, _Said]:
        authors: dict[int, Author] = {}
        for each in self.reads:
            if each.message.author is not None:
                authors.setdefault(each.message.author.identity, each.message.author)
        said: dict[int, _Said] = defaultdict(_Said)
        for row in sorted(rows, key=lambda row: row.place):
            author = authors.get(row.line.author_id or 0)
            if author is not None:
                said[author.identity].add(row, author)
        return said

    # --- what rules ask -------------------------------------------------------------------------

    def recent(
        self, batch: Sequence[Message], window: timedelta
    ) -> Mapping[int, Sequence[Message]]:
        """Return for each message what its author had written before it, as `chat.recent` does."""
        found: dict[int, Sequence[Message]] = {}
        for place, message in enumerate(batch):
            if message.author is None:
                continue
            said = self._said.get(message.author.identity) or _Said()
            first = bisect_left(said.places, (message.sent_at - window, 0))
            last = bisect_left(said.places, (message.sent_at, message.id))
            found[place] = self._as_of(said, first, last, self._at[id(message)])
        return found

    def _as_of(self, said: _Said, first: int, last: int, at: datetime) -> list[Message]:
        """Return a piece of what an author wrote as it stood at a time."""
        piece = said.messages[first:last]
        if self._is_as_read:
            here = zip(piece, said.received[first:last], strict=True)
            piece = [each for each, received in here if received <= at]
        if said.is_edited:
            piece = [
                replace(each, text=self._text(each.id, each.text, at))
                if each.id in self._versions
                else each
                for each in piece
            ]
        return piece


def _versions(edited: Iterable[int]) -> Mapping[int, Sequence[tuple[str, datetime]]]:
    """Return by message what it said before its edits, oldest first, and until when."""
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for keys in _portions(edited):
        rows = MessageVersion.objects.filter(message__in=keys).order_by("id")
        for message, text, until in rows.values_list("message_id", "text", "until"):
            found[message].append((text, until))
    return dict(found)


def _opened(plan: Plan, rows: Sequence[Stored]) -> dict[int, datetime]:
    """Return when the machine read those messages that have a case."""
    keys = [each.line.id for each in rows]
    if not keys:
        return {}
    between = {"message__gte": min(keys), "message__lte": max(keys)}
    cases = Case.objects.filter(group_id=plan.group, **between)
    return dict(cases.values_list("message_id", "opened_at"))


def _with_hit(keys: Iterable[int]) -> set[int]:
    """Return those messages in which the machine found something."""
    found: set[int] = set()
    for some in _portions(keys):
        found.update(Hit.objects.filter(message__in=some).values_list("message_id", flat=True))
    return found


def _portions(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _as_live(message: Message) -> Message:
    """Return a message as if it had come in live: what follows is what is asked for."""
    return message if message.source is Source.LIVE else replace(message, source=Source.LIVE)


Slots = Mapping[str, Hour]  # by key


@dataclass(frozen=True, slots=True)
class Under:
    """The past as rules may read it while certain settings count (kernel.rules.View)."""

    past: Past
    open_slots: Slots
    posts: CountAllowed | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return self.past.zone

    def recent(
        self, batch: Sequence[Message], window: timedelta
    ) -> Mapping[int, Sequence[Message]]:
        """Return for each message what its author had written before it."""
        return self.past.recent(batch, window)

    def count_allowed(
        self, company: str, since: datetime, until: datetime, *, job: str = "", group: int = 0
    ) -> int:
        """Return how many posts of a company count beside one of this job in this group."""
        if self.posts is None:
            return 0
        return self.posts(company, since, until, job=job, group=group)

    def slot_open(self, slot: str, at: datetime) -> bool | None:
        """Say whether a slot was open at a moment; None where it was switched off."""
        return slot_open(self.open_slots, slot, at, self.zone)

    def protected(self) -> Sequence[Protected]:
        """Return the texts that were ever registered as protected: each counts in its time."""
        return protected_in(self.past.community)


def slot_open(slots: Slots, slot: str, at: datetime, zone: ZoneInfo) -> bool | None:
    """Say whether a slot of these is open at a moment; None where it is none of them."""
    hour = slots.get(slot)
    return None if hour is None else hour.is_open(at, zone)
