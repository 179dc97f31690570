"""Taking messages in: recognised, known ones left out, stored, indexed, announced."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat import bulk
from qunce.chat.domain import (
    MINUTE,
    Fresh,
    Matcher,
    Stored,
    free_key,
    mark_of,
)
from qunce.chat.known import read_stored, refine, utc
from qunce.chat.models import ALIAS_LENGTH, Message, StreamHead
from qunce.chat.news import publish, publish_new
from qunce.chat.search import index
from qunce.kernel.incoming import (
    Incoming,
    Movement,
    Precision,
    Skipped,
    Speaker,
    TakenBack,
    storable,
)
from qunce.kernel.messages import MessageKind, Source
from qunce.people import movements
from qunce.people.identify import Recognised, Sighting, recognise, shown_name
from qunce.people.models import Group

RECALL_WINDOW = timedelta(minutes=3)  # WeChat lets an author recall within two

Arrival = Incoming | Movement | TakenBack | Skipped


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a batch.

    `ids` has an entry for each arrival: its message, or None for what is none. `added` and
    `known` are keys of messages, `matched` and `new_people` of persons, `unclear` of
    identities, `recalled` of messages; `moved` counts changed memberships.
    """

    ids: tuple[int | None, ...] = ()
    added: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    recalled: tuple[int, ...] = ()
    moved: int = 0
    matched: tuple[int, ...] = ()
    new_people: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()


@transaction.atomic
def ingest(
    group: Group, arrivals: Sequence[Arrival], *, source: Source, now: datetime, origin: str = ""
) -> Ingested:
    """Store what a channel or a file brought, in its order; what is known is left out.

    One short transaction: hand in at most 1,000 at a time (`batches` cuts a file so that equal
    messages of one second stay together). `origin` names an import that can be undone.
    """
    head = lock_head(group)
    intake = _Intake(group, arrivals, source, now, origin)
    intake.store()
    if intake.added:
        head.last_id = intake.added[-1]
        head.save(update_fields=["last_id"])
    moves = [each for each in arrivals if isinstance(each, Movement)]
    live = source is Source.LIVE
    if live and intake.added:
        publish_new(group.pk, intake.added, now=now)
    moved = movements.apply(group, moves, intake.who, live=live) if moves else 0
    recalled = intake.take_back()
    return Ingested(
        ids=tuple(intake.ids),
        added=tuple(intake.added),
        known=tuple(intake.known),
        recalled=recalled,
        moved=moved,
        matched=intake.who.matched,
        new_people=intake.who.created,
        unclear=intake.who.unclear,
    )


def batches(arrivals: Iterable[Arrival], size: int = 500) -> Iterator[list[Arrival]]:
    """Cut what a file brings into batches of about `size`, never between messages of one time.

    So `ingest` sees all equal messages of a second together and can count them.
    """
    batch: list[Arrival] = []
    last: datetime | None = None
    for each in arrivals:
        at = each.sent_at if isinstance(each, Incoming) else None
        if len(batch) >= size and at is not None and at != last:
            yield batch
            batch = []
        batch.append(each)
        last = at or last
    if batch:
        yield batch


def lock_head(group: Group) -> StreamHead:
    """Return the head of a group's stream, locked until the transaction ends."""
    locked = StreamHead.objects.select_for_update()
    head = locked.filter(group=group).first()
    if head is None:
        about = {"community_id": group.community_id}
        StreamHead.objects.get_or_create(group=group, defaults=about)
        head = locked.get(group=group)
    return head


class _Intake:
    """One call of `ingest`."""

    def __init__(
        self,
        group: Group,
        arrivals: Sequence[Arrival],
        source: Source,
        now: datetime,
        origin: str,
    ) -> None:
        self.group = group
        self.arrivals = arrivals
        self.source = source
        self.now = now
        self.origin = origin
        self.who = _recognise(group, arrivals, now)
        self.ids: list[int | None] = [None] * len(arrivals)
        self.added: list[int] = []
        self.known: list[int] = []

    def store(self) -> None:
        """Store the messages that are new and refine those that are known better now."""
        places = [i for i, each in enumerate(self.arrivals) if isinstance(each, Incoming)]
        if not places:
            return
        incoming = [_storable(each) for each in self.arrivals if isinstance(each, Incoming)]
        fresh = [self._fresh(each) for each in incoming]
        stored = read_stored(self.group, fresh)
        found = Matcher(fresh, stored).pair()
        taken = {each.key for each in stored}
        first = _first_of_alias(fresh, found)
        self._refine(fresh, found, taken)
        new = [i for i, known in enumerate(found) if known is None and first[i] == i]
        self.added = list(bulk.reserve_ids(len(new))) if new else []
        mine = dict(zip(new, self.added, strict=True))
        for i, place in enumerate(places):
            known = found[first[i]]
            self.ids[place] = known.id if known is not None else mine[first[i]]
        known_ids = (self.ids[place] for i, place in enumerate(places) if i not in mine)
        self.known = [pk for pk in known_ids if pk is not None]
        if new:
            self._insert([(incoming[i], fresh[i], mine[i]) for i in new], taken)

    def _refine(
        self, fresh: Sequence[Fresh], found: Sequence[Stored | None], taken: set[bytes]
    ) -> None:
        """Let known messages learn from what came."""
        aliases = {known.alias for known in found if known is not None}
        for new, known in zip(fresh, found, strict=True):
            if known is None:
                continue
            if new.alias in aliases:
                new.alias = ""
            aliases.add(new.alias)
            refine(self.group, new, known, taken)

    def _fresh(self, each: Incoming) -> Fresh:
        """Return what the matching has to know of an arrival."""
        identity = self.who.identities.get(each.speaker) if each.speaker else None
        second = int(each.sent_at.timestamp())
        if each.precision is Precision.MINUTE:
            second -= second % MINUTE
        return Fresh(
            second,
            mark_of(each.kind, each.text),
            identity.pk if identity else None,
            shown_name(each.speaker) if each.speaker else "",
            identity is not None and not identity.external,
            each.precision,
            each.platform_id[:ALIAS_LENGTH],
            self.source is Source.LIVE,
        )

    def _insert(self, rows: Sequence[tuple[Incoming, Fresh, int]], taken: set[bytes]) -> None:
        """Store new messages with their keys."""
        aliases = {new.alias: pk for _, new, pk in rows if new.alias}
        replies = _find_replies(self.group, [each for each, _, _ in rows], aliases)
        stamp = bulk.stamper()
        received = stamp(self.now)
        times = {second: stamp(utc(second)) for second in {new.second for _, new, _ in rows}}
        group, community = self.group.pk, self.group.community_id
        self._index(rows)
        bulk.insert(
            [
                (
                    pk,
                    community,
                    group,
                    new.speaker,
                    new.name,
                    each.text,
                    each.kind.value,
                    self.source.value,
                    times[new.second],
                    new.precision.value,
                    received,
                    free_key(new, taken),
                    new.alias,
                    replies.get(each.reply_platform_id) if each.reply_platform_id else None,
                    each.quoted,
                    _json(each.mentions),
                    _json(each.attachments),
                    None,
                    None,
                    "",
                    self.origin,
                    None,
                )
                for each, new, pk in rows
            ]
        )

    def _index(self, rows: Sequence[tuple[Incoming, Fresh, int]]) -> None:
        """Let the search find what people said; system lines are not searched."""
        group, community = self.group.pk, self.group.community_id
        index.add(
            index.make_entry(
                pk,
                new.second,
                (community, group, new.speaker, each.kind),
                index.text_of(each.text, each.attachments),
            )
            for each, new, pk in rows
            if each.kind is not MessageKind.SYSTEM
        )

    def take_back(self) -> tuple[int, ...]:
        """Mark what was recalled; a message that stands beside its own recall was not the one."""
        here = {pk for pk in self.ids if pk is not None}
        recalled: list[int] = []
        for each in self.arrivals:
            if not isinstance(each, TakenBack):
                continue
            message = self._find_taken_back(each, here)
            if message is not None:
                by = each.by or message.author_name
                mark_recalled(message, at=each.at, by=by, now=self.now)
                recalled.append(message.pk)
        return tuple(recalled)

    def _find_taken_back(self, each: TakenBack, here: set[int]) -> Message | None:
        mine = Message.objects.filter(group=self.group, recalled_at__isnull=True)
        if each.platform_id:
            alias = mine.filter(platform_id=each.platform_id).exclude(platform_id="")
            return alias.select_related("group").first()
        identity = self.who.identities.get(each.speaker) if each.speaker else None
        if identity is None:
            return None
        near = mine.filter(
            author=identity, sent_at__lte=each.at, sent_at__gte=each.at - RECALL_WINDOW
        )
        return near.exclude(pk__in=here).order_by("-sent_at", "-id").first()


def mark_recalled(message: Message, *, at: datetime, by: str, now: datetime) -> None:
    """Enter that a message was taken back, and by whom (a name); it leaves the search."""
    index.remove([index.entry_of(message)])
    message.recalled_at = at
    message.recalled_by = by[:120]
    message.save(update_fields=["recalled_at", "recalled_by"])
    publish(message, "recalled", now=now)


# --- reading ------------------------------------------------------------------------------------


def _recognise(group: Group, arrivals: Sequence[Arrival], now: datetime) -> Recognised:
    """Find out who the speakers are."""
    spans: dict[tuple[Speaker, bool], list[datetime]] = {}
    for each in arrivals:
        if isinstance(each, Skipped) or each.speaker is None:
            continue
        at = each.sent_at if isinstance(each, Incoming) else each.at
        spoke = not isinstance(each, Movement)
        span = spans.get((each.speaker, spoke))
        if span is None:
            spans[each.speaker, spoke] = [at, at]
        elif at > span[1]:
            span[1] = at
        elif at < span[0]:
            span[0] = at
    sightings = [
        Sighting(speaker, first, last, spoke)
        for (speaker, spoke), (first, last) in spans.items()
        if speaker.external or speaker.name.strip() or speaker.nickname.strip()
    ]
    return recognise(group, sightings, now=now) if sightings else Recognised({})


def _first_of_alias(fresh: Sequence[Fresh], found: Sequence[Stored | None]) -> list[int]:
    """Return for each arrival its place, or that of the one that has the same alias."""
    home: dict[str, int] = {}
    for i, (each, known) in enumerate(zip(fresh, found, strict=True)):
        if each.alias and (known is not None or each.alias not in home):
            home[each.alias] = i
    return [
        home.get(each.alias, i) if known is None else i
        for i, (each, known) in enumerate(zip(fresh, found, strict=True))
    ]


def _find_replies(
    group: Group, incoming: Sequence[Incoming], aliases: dict[str, int]
) -> dict[str, int]:
    """Return the keys of the messages that are answered, by their aliases."""
    asked = {each.reply_platform_id for each in incoming if each.reply_platform_id}
    missing = asked.difference(aliases)
    if not missing:
        return aliases
    mine = Message.objects.filter(group=group, platform_id__in=missing).exclude(platform_id="")
    return aliases | dict(mine.values_list("platform_id", "pk"))


# --- writing ------------------------------------------------------------------------------------


def _storable(each: Incoming) -> Incoming:
    """Return a message that the database will not refuse: nearly always the same one."""
    words = (each.text, each.quoted, each.platform_id, *each.mentions, *each.attachments)
    if all(map(_is_storable, words)):
        return each
    return replace(
        each,
        text=storable(each.text),
        quoted=storable(each.quoted),
        platform_id=storable(each.platform_id),
        mentions=tuple(map(storable, each.mentions)),
        attachments=tuple(map(storable, each.attachments)),
    )


def _is_storable(text: str) -> bool:
    return (text.isascii() and "\0" not in text) or storable(text) == text


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False) if values else "[]"
