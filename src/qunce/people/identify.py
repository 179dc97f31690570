"""Who spoke: from the names and ids that a channel or a file tells to identities and persons.

An external id always means the same identity. A name means one within its group only, and
only if it fits a single person there, the history of nicknames included; else the identity
stays without a person until somebody decides (DESIGN rules 6 and 8).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from qunce.kernel.incoming import Speaker, storable
from qunce.people.domain import (
    MEMBERSHIP,
    MembershipState,
    MembershipVerb,
    read_nickname,
)
from qunce.people.doubts import clear, decided, put_in_doubt
from qunce.people.models import Group, Identity, Membership, Nickname, Person
from qunce.people.turns import in_turn
from qunce.store.moves import move

HOUSE = "qunce"  # the external id under which a channel speaks as the community's own voice
NAME_LENGTH = 120
PERSON_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Sighting:
    """A speaker and the span of time in which they were seen; `spoke` is False for movements."""

    speaker: Speaker
    first: datetime
    last: datetime
    spoke: bool = True


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose identities the speakers are.

    `matched` and `created` are keys of persons, `unclear` keys of identities without one.
    """

    identities: Mapping[Speaker, Identity]
    matched: tuple[int, ...] = ()
    created: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when a nickname (its key) was seen."""

    pk: int
    first: datetime
    last: datetime


@dataclass(slots=True)
class _Book:
    """What is known of the speakers of one call; it grows while new ones are stored."""

    group: Group
    now: datetime
    by_external: dict[str, Identity] = field(default_factory=dict)
    by_name: dict[str, dict[int, Identity]] = field(default_factory=lambda: defaultdict(dict))
    created: list[int] = field(default_factory=list)


def shown_name(speaker: Speaker) -> str:
    """Return the name that a speaker carries in the group, as far as it is told."""
    name = speaker.name.strip() or speaker.nickname.strip() or speaker.external
    return storable(name)[:NAME_LENGTH]


def recognise(group: Group, sightings: Sequence[Sighting], *, now: datetime) -> Recognised:
    """Return the identities of speakers; store those that are new, with person and membership.

    Runs inside the caller's transaction. Two calls at the same time never store one account
    twice: who has to store takes the community's lock first.
    """
    speakers = [each.speaker for each in sightings]
    book = _read(group, speakers, now)
    found = _find(book, speakers)
    if len(found) < len(set(speakers)):
        in_turn(group.community_id)
        book = _read(group, speakers, now)
        found = _settle(book, speakers)
    _remember(group, sightings, found)
    _see_members(group, sightings, found)
    persons = {each.person_id for each in found.values() if each.person_id is not None}
    return Recognised(
        identities=found,
        matched=tuple(sorted(persons.difference(book.created))),
        created=tuple(book.created),
        unclear=tuple(sorted({i.pk for i in found.values() if is_unclear(i)})),
    )


def is_unclear(identity: Identity) -> bool:
    """Say whether somebody has to decide who this is."""
    return identity.person_id is None and identity.external != HOUSE


def _read(group: Group, speakers: Iterable[Speaker], now: datetime) -> _Book:
    """Read all identities that the speakers could be."""
    book = _Book(group, now)
    externals = {each.external for each in speakers if each.external}
    mine = Identity.objects.filter(community_id=group.community_id, channel=group.channel)
    book.by_external = {i.external: i for i in mine.filter(external__in=externals)}
    names = {shown_name(s) for s in speakers if s.external not in book.by_external}
    names |= {s.nickname.strip()[:NAME_LENGTH] for s in speakers if not s.external}
    names.discard("")
    if not names:
        return book
    for each in Identity.objects.filter(group=group, name__in=names):
        book.by_name[each.name][each.pk] = each
    carried = Nickname.objects.filter(group=group, name__in=names).select_related("identity")
    for nickname in carried:
        known = book.by_external.get(nickname.identity.external, nickname.identity)
        book.by_name[nickname.name].setdefault(known.pk, known)
    return book


def _find(book: _Book, speakers: Iterable[Speaker]) -> dict[Speaker, Identity]:
    """Return the identities of those speakers of whom nothing has to be stored."""
    found = {}
    for speaker in speakers:
        if speaker.external:
            identity = book.by_external.get(speaker.external)
        else:
            identity = _find_by_name(book, speaker)
        if identity is not None:
            found[speaker] = identity
    return found


def _find_by_name(book: _Book, speaker: Speaker) -> Identity | None:
    """Return the identity that a name means, if it is clear, or the unclear one stored for it."""
    name = shown_name(speaker)
    holders = book.by_name.get(name, {})
    known = decided(holders.values()) or clear(holders.values())
    if known is not None:
        return known
    if not holders and speaker.nickname.strip():
        known = clear(book.by_name.get(speaker.nickname.strip()[:NAME_LENGTH], {}).values())
        if known is not None:
            return known
    open_ones = (i for i in holders.values() if not i.external and i.person_id is None)
    return min(open_ones, key=lambda i: i.pk, default=None)


def _settle(book: _Book, speakers: Sequence[Speaker]) -> dict[Speaker, Identity]:
    """Return the identities of all speakers, storing what is missing: accounts, then names."""
    found: dict[Speaker, Identity] = {}
    fresh: dict[str, list[Speaker]] = defaultdict(list)
    for speaker in dict.fromkeys(speakers):
        if not speaker.external:
            continue
        if speaker.external in book.by_external:
            found[speaker] = book.by_external[speaker.external]
        else:
            fresh[shown_name(speaker)].append(speaker)
    for name, claimants in fresh.items():
        _settle_accounts(book, name, claimants)
        found |= {each: book.by_external[each.external] for each in claimants}
    for name, speaker in _names_to_store(book, speakers, found).items():
        holders = book.by_name[name].values()
        identity = _store(book, speaker, with_person=not holders)
        book.by_name[name][identity.pk] = identity
    for speaker in speakers:
        named = None if speaker in found else _find_by_name(book, speaker)
        if named is not None:  # stored above at the latest
            found[speaker] = named
    return found


def _names_to_store(
    book: _Book, speakers: Iterable[Speaker], found: Mapping[Speaker, Identity]
) -> dict[str, Speaker]:
    """Return those who are a name only and fit no identity that is stored."""
    return {
        shown_name(each): each
        for each in speakers
        if each not in found and _find_by_name(book, each) is None
    }


def _settle_accounts(book: _Book, name: str, claimants: Sequence[Speaker]) -> None:
    """Store accounts that carry one name; a single one takes over what was only a name."""
    # Who changed the name within one call has been stored under the first one.
    externals = {e.external: e for e in claimants if e.external not in book.by_external}
    holders = list(book.by_name[name].values())
    bare = [i for i in holders if not i.external and i.person_id is not None]
    is_alone = len(externals) == 1 and not any(i.external for i in holders)
    if is_alone and len(bare) == 1:
        identity = bare[0]
        (identity.external,) = externals
        identity.save(update_fields=["external"])
        book.by_external[identity.external] = identity
        return
    for each in bare:
        if each.settled_at is None:
            put_in_doubt(book.group, each)
    for external, speaker in externals.items():
        identity = _store(book, speaker, with_person=True)
        book.by_external[external] = identity
        book.by_name[name][identity.pk] = identity


def _store(book: _Book, speaker: Speaker, *, with_person: bool) -> Identity:
    """Store an identity, and the person behind it, read from the nickname (M07).

    The house's own voice is nobody, in no group.
    """
    group, name = book.group, shown_name(speaker)
    is_house = speaker.external == HOUSE
    person = None
    if with_person and not is_house:
        parts = read_nickname(name)
        person = Person.objects.create(
            community_id=group.community_id,
            name=(parts.name or name)[:PERSON_NAME_LENGTH],
            company=parts.company[:NAME_LENGTH],
            position=parts.position[:NAME_LENGTH],
            created_at=book.now,
        )
        book.created.append(person.pk)
    return Identity.objects.create(
        community_id=group.community_id,
        channel=group.channel,
        external=speaker.external,
        group=None if is_house else group,
        person=person,
        name=name,
        created_at=book.now,
    )


def _remember(
    group: Group, sightings: Sequence[Sighting], found: Mapping[Speaker, Identity]
) -> None:
    """Widen the time in which the names were seen; the newest is the name of today."""
    spans: dict[tuple[int, str], tuple[datetime, datetime]] = {}
    for each in sightings:
        place = (found[each.speaker].pk, shown_name(each.speaker))
        first, last = spans.get(place, (each.first, each.last))
        spans[place] = (min(first, each.first), max(last, each.last))
    stored = _names_of(group, {identity for identity, _ in spans})
    fresh, wider = [], []
    for (identity, name), (first, last) in spans.items():
        known = stored[identity].get(name)
        if known is None:
            fresh.append(
                Nickname(
                    community_id=group.community_id,
                    identity_id=identity,
                    group=group,
                    name=name,
                    first_seen=first,
                    last_seen=last,
                )
            )
        elif first < known.first or last > known.last:
            wider.append(_Span(known.pk, min(first, known.first), max(last, known.last)))
    _widen(wider)
    if fresh:
        identities = {i.pk: i for i in found.values()}
        _adopt(group, fresh, identities)
        Nickname.objects.bulk_create(fresh)
        _rename(group, fresh, stored, identities)


def _names_of(group: Group, identities: Iterable[int]) -> Mapping[int, dict[str, _Span]]:
    """Return the names that identities carried in a group, and when."""
    stored: dict[int, dict[str, _Span]] = defaultdict(dict)
    carried = Nickname.objects.filter(group=group, identity__in=identities)
    fields = ("identity_id", "name", "pk", "first_seen", "last_seen")
    for identity, name, pk, first, last in carried.values_list(*fields):
        stored[identity][name] = _Span(pk, first, last)
    return stored


def _widen(spans: Sequence[_Span]) -> None:
    """Store wider spans: in one go, as a batch of an import has hundreds of them."""
    if not spans:
        return
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Nickname._meta.db_table} SET first_seen = %s, last_seen = %s"  # noqa: S608, SLF001
            " WHERE id = %s",
            [(adapt(each.first), adapt(each.last), each.pk) for each in spans],
        )


def _adopt(group: Group, fresh: Iterable[Nickname], identities: Mapping[int, Identity]) -> None:
    """An account that shows a new name is whoever was known by that name only, if it is one."""
    names = {n.name: identities[n.identity_id] for n in fresh if identities[n.identity_id].external}
    bare: dict[str, list[Identity]] = defaultdict(list)
    for each in Identity.objects.filter(group=group, external="", name__in=names):
        if each.person_id is not None:
            bare[each.name].append(each)
    for name, same in bare.items():
        account = names[name]
        rivals = Nickname.objects.filter(group=group, name=name).exclude(identity__external="")
        is_one = len(same) == 1 and same[0].settled_at is None
        if is_one and account.person_id is not None and not rivals.exists():
            put_in_doubt(group, same[0])
            same[0].person = account.person
            same[0].save(update_fields=["person"])


def _rename(
    group: Group,
    fresh: Iterable[Nickname],
    stored: Mapping[int, Mapping[str, _Span]],
    identities: Mapping[int, Identity],
) -> None:
    """Give identities and memberships the newest of their names."""
    for nickname in fresh:
        identity = identities[nickname.identity_id]
        before = stored.get(identity.pk, {}).values()
        is_newest = all(each.last <= nickname.last_seen for each in before)
        if identity.name == nickname.name or not is_newest:
            continue
        identity.name = nickname.name
        identity.save(update_fields=["name"])
        Membership.objects.filter(group=group, person=identity.person_id).update(
            nickname=nickname.name
        )


def _see_members(
    group: Group, sightings: Sequence[Sighting], found: Mapping[Speaker, Identity]
) -> None:
    """Who speaks is in the group: make members of them, or let them return."""
    last: dict[int, datetime] = {}
    names: dict[int, str] = {}
    for each in sightings:
        identity = found[each.speaker]
        if each.spoke and identity.person_id is not None:
            person = identity.person_id
            last[person] = max(each.last, last.get(person, each.last))
            names[person] = identity.name
    members = {
        person: (state, left_at)
        for person, state, left_at in Membership.objects.filter(
            group=group, person__in=last
        ).values_list("person_id", "state", "left_at")
    }
    missing = [
        Membership(
            community_id=group.community_id, group=group, person_id=person, nickname=names[person]
        )
        for person in last
        if person not in members
    ]
    if missing:
        Membership.objects.bulk_create(missing, ignore_conflicts=True)
    for person, (state, left_at) in members.items():
        if state != MembershipState.ACTIVE and left_at is not None and left_at < last[person]:
            member = Membership.objects.get(group=group, person=person)
            back = MEMBERSHIP.after(MembershipState(state), MembershipVerb.REJOIN)
            move(member, to=back, left_at=None)
