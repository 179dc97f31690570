"""What was pasted: looked at before it is taken in, and taken in as said just now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from qunce.chat import actions as chat
from qunce.facts.reads import Weighed, WeighTexts
from qunce.gateway.channels.manual.parse import paste, system
from qunce.kernel.incoming import Arrival, Incoming, Precision, Speaker
from qunce.kernel.messages import Author, Message, Source
from qunce.kernel.rules import Finding
from qunce.people.models import Group, Identity, Membership, Person
from qunce.people.queries import staff_of, zone_of
from qunce.shell.house import house

JUST_NOW = timedelta(hours=48)
"""What is older is history: nothing follows from it by itself."""

MOST_MESSAGES = 200
"""Messages of one paste; more is an export and belongs into the import."""


@dataclass(frozen=True, slots=True)
class Look:
    """A pasted message as the page shows it. `segments` are (text, is it marked)."""

    place: int
    said: Incoming
    speaker: str
    is_known: bool
    segments: tuple[tuple[str, bool], ...]
    weighed: Weighed | None = None

    @property
    def has_time(self) -> bool:
        """Say whether the paste told when it was said."""
        return self.said.precision is not Precision.NONE


def names_in(group: Group) -> list[str]:
    """Return the names that members carry in a group, for choosing a speaker."""
    active = Membership.objects.filter(group=group, state="active").exclude(nickname="")
    return sorted(set(active.values_list("nickname", flat=True)))


def split(group: Group, text: str, *, now: datetime, me: str = "") -> list[Arrival]:
    """Return what a paste holds; `now` is the moment in which it was pasted.

    `me` is the name in the group of whoever pastes: what is pasted calls them 我.
    """
    arrivals = paste.read(text, around(group, now)).arrivals[:MOST_MESSAGES]
    return [
        _spoken_by(one, me)
        if isinstance(one, Incoming) and one.speaker and one.speaker.name == system.ME
        else one
        for one in arrivals
    ]


def around(group: Group, now: datetime) -> paste.Around:
    """Return what helps to understand what was said in a group and is pasted now."""
    return paste.Around(zone_of(group.community), now, frozenset(names_in(group)))


def name_of(group: Group, person: Person) -> str:
    """Return the name that a person carries in a group, "" where they are no member."""
    mine = Membership.objects.filter(group=group, person=person)
    return mine.values_list("nickname", flat=True).first() or ""


def look(group: Group, arrivals: Sequence[Arrival]) -> list[Look]:
    """Return the pasted messages with what each amounts to; nothing is stored."""
    said = [
        (at, one)
        for at, one in enumerate(arrivals)
        if isinstance(one, Incoming) and one.speaker is not None
    ]
    authors = _authors(group, {one.speaker.name for _, one in said if one.speaker})
    asked = [_as_message(group, one, authors) for _, one in said]
    weigh = house.ask(WeighTexts)
    weighed: list[Weighed | None] = [None] * len(asked)
    if weigh:
        weighed = list(weigh(group.community_id, group.pk, asked))
    return [
        Look(at, one, name, name in authors, tuple(_segments(one.text, found)), found)
        for (at, one), found in zip(said, weighed, strict=True)
        for name in (one.speaker.name if one.speaker else "",)
    ]


def _authors(group: Group, names: set[str]) -> Mapping[str, Author]:
    """Return who carries a name in the group, where it is one person only."""
    staff = staff_of(group.community_id)
    held: dict[str, list[Identity]] = {}
    for one in Identity.objects.filter(group=group, name__in=names - {""}, person__isnull=False):
        held.setdefault(one.name, []).append(one)
    return {
        name: Author(same[0].pk, same[0].person_id, name, same[0].person_id in staff)
        for name, same in held.items()
        if len({one.person_id for one in same}) == 1
    }


def _as_message(group: Group, one: Incoming, authors: Mapping[str, Author]) -> Message:
    return Message(
        id=0,
        group=group.pk,
        author=authors.get(one.speaker.name) if one.speaker else None,
        text=one.text,
        sent_at=one.sent_at,
        kind=one.kind,
        mentions=one.mentions,
        attachments=one.attachments,
    )


def _segments(text: str, weighed: Weighed | None) -> Iterator[tuple[str, bool]]:
    """Cut a text at the ends of what was found in it."""
    findings: Sequence[Finding] = weighed.findings if weighed else ()
    place = 0
    for start, end in sorted({each.span for each in findings}):
        begin = max(start, place)
        if begin >= end:
            continue
        yield text[place:begin], False
        yield text[begin:end], True
        place = end
    yield text[place:], False


def take(
    group: Group, arrivals: Sequence[Arrival], speakers: Mapping[int, str], *, now: datetime
) -> int:
    """Take pasted messages in, with the speakers that were chosen; return how many are new.

    What was said within two days is live: cases and tasks follow. Older messages are history.
    """
    named = [_spoken_by(one, speakers.get(at)) for at, one in enumerate(arrivals)]
    added = 0
    for source in (Source.HISTORY, Source.LIVE):
        part = [one for one in named if _source(one, now) is source]
        if part:
            added += len(chat.ingest(group, part, source=source, now=now).added)
    return added


def _spoken_by(one: Arrival, name: str | None) -> Arrival:
    if name is not None and isinstance(one, Incoming) and one.speaker is not None:
        return replace(one, speaker=Speaker(name=name.strip()))
    return one


def _source(one: Arrival, now: datetime) -> Source:
    at = one.sent_at if isinstance(one, Incoming) else getattr(one, "at", now)
    return Source.LIVE if now - at <= JUST_NOW else Source.HISTORY
