"""Moving a folder in: looked at first, then item by item; the same folder again changes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings as site
from django.db import transaction

from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.effects import Outcome as Result
from qunce.kernel.effects import Status
from qunce.kernel.errors import NotFoundError, QunceError, RefusedError
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.people.models import Community
from qunce.playbook.queries import effective
from qunce.rooms.library import (
    actions,
    files,
    front,
    publishing,
    queries,
    reading,
    reviewers,
    shelves,
)
from qunce.rooms.library.domain import (
    MOVING,
    ItemState,
    MovingState,
    MovingVerb,
    Outcome,
    Permission,
    Settings,
)
from qunce.rooms.library.models import SUMMARY, Item, Moving
from qunce.rooms.library.reading import Read
from qunce.rooms.library.writing import About, Text
from qunce.store import vault
from qunce.store.codecs import encode
from qunce.store.moves import move

READ, CARRY = "library.read_archive", "library.move_in"
FOLDER = "moving"
OFTEN = 5  # files between two notes of how far it is

NO_MOVING = N_("There is no such import.")
NOTE = N_("Imported again")


@dataclass(frozen=True, slots=True)
class Line:
    """What became, or would become, of a file."""

    path: str
    outcome: Outcome
    title: str = ""
    words: Words = NOTHING


def look(community: Community, read: Read) -> Line:
    """Return what would become of a file; nothing is changed."""
    if read.fault is not None:
        return Line(read.path, Outcome.REFUSED, words=read.fault)
    known = Item.objects.filter(community=community, origin=read.origin).first()
    if known is None:
        return Line(read.path, Outcome.NEW, read.title)
    is_same = known.print == read.print
    return Line(read.path, Outcome.SAME if is_same else Outcome.CHANGED, read.title)


def take(
    community: Community, read: Read, *, by: Actor, now: datetime, publish: bool = False
) -> Line:
    """Take a file in as an item: new, as a newer version, or not at all where nothing is new."""
    line = look(community, read)
    if line.outcome in {Outcome.SAME, Outcome.REFUSED}:
        return line
    most = effective(community.pk, Settings).file_megabytes
    try:
        checked = [(name, files.examine(name, data, most)) for name, data in read.files]
        with transaction.atomic():
            item = _store(community, read, by, now)
            for name, each in checked:
                files.keep(item, name, each, by=by, now=now)
            Item.objects.filter(pk=item.pk).update(print=read.print)
            if publish:
                _publish(item, by, now)
    except QunceError as error:
        return Line(read.path, Outcome.REFUSED, read.title, error.words)
    return line


def _store(community: Community, read: Read, by: Actor, now: datetime) -> Item:
    text = Text(title=read.title, summary=read.about.get("summary", "")[:SUMMARY], body=read.body)
    known = Item.objects.filter(community=community, origin=read.origin).first()
    if known is None:
        about = _about(community, read)
        return actions.write(community, text, about, by=by, now=now, origin=read.origin)
    kept = queries.about_of(known)
    if known.state == ItemState.WITHDRAWN:
        publishing.reopen(known, by=by, now=now)
    note = str(NOTE)
    return actions.save(known, text, kept, revision=known.revision, by=by, now=now, note=note)


def _about(community: Community, read: Read) -> About:
    told = read.about
    permission, link = told.get("permission", ""), told.get("link", "")[:500]
    return About(
        kind=read.kind,
        category=shelves.ensure(community, read.shelf),
        tags=actions.tag_names(told.get("tags", "")),
        source=told.get("source", "")[:120],
        link=link if link.startswith(("http://", "https://")) else "",
        author=told.get("author", "")[:80],
        credit=told.get("credit", "")[:80],
        permission=Permission(permission) if permission in set(Permission) else Permission.OWN,
        dated=front.day_of(told.get("dated", "")),
        valid_from=front.day_of(told.get("valid_from", "")),
        valid_until=front.day_of(told.get("valid_until", "")),
    )


def _publish(item: Item, by: Actor, now: datetime) -> None:
    if reviewers.may_decide(item, by):
        publishing.submit(item, by=by, now=now)
        publishing.approve(item, by=by, now=now)
    else:
        publishing.submit(item, by=by, now=now)


def take_all(
    community: Community,
    reads: Iterable[Read],
    *,
    by: Actor,
    now: datetime,
    publish: bool = False,
    tell: Callable[[Line], None] = lambda _line: None,
) -> list[Line]:
    """Take files in one by one, each in a transaction of its own; what cannot be taken is named."""
    lines = []
    for read in reads:
        lines.append(take(community, read, by=by, now=now, publish=publish))
        tell(lines[-1])
    return lines


# --- from a page, by the worker -----------------------------------------------------------------


def folder() -> Path:
    """Return where archives lie until they are moved in: not among what a backup takes."""
    return vault.folder(Path(site.HOME) / FOLDER)


def access_moving(community: Community, pk: int) -> Moving:
    """Return an import of the community, or raise NotFoundError."""
    found = Moving.objects.filter(community=community, pk=pk).select_related("community").first()
    if found is None:
        raise NotFoundError(Words(NO_MOVING))
    return found


def store(parts: Iterable[bytes]) -> str:
    """Keep an archive that comes part by part; return its name. One of no import is swept."""
    return vault.keep_parts(folder(), parts, "zip")


@transaction.atomic
def begin(community: Community, name: str, file: str, *, by: Actor, now: datetime) -> Moving:
    """Have an archive read that was stored: what would become of each file is shown first."""
    row = Moving.objects.create(
        community=community,
        name=name[:200],
        file=file,
        person_id=by.id,
        by_name=by.name,
        began_at=now,
    )
    _enqueue(READ, row, now)
    return row


@transaction.atomic
def start(row: Moving, *, publish: bool, now: datetime) -> None:
    """Have an archive moved in that was looked at."""
    after = MOVING.after(MovingState(row.state), MovingVerb.START)
    move(row, to=after, is_published=publish, done=0)
    _enqueue(CARRY, row, now)


@transaction.atomic
def drop(row: Moving, *, now: datetime) -> None:
    """Leave an archive; nothing was changed by it."""
    move(row, to=MOVING.after(MovingState(row.state), MovingVerb.DROP), ended_at=now)


def _enqueue(kind: str, row: Moving, now: datetime) -> None:
    about = {"moving": row.pk}
    ledger.enqueue(kind, about, community=row.community_id, now=now, key=f"{kind}:{row.pk}")


def read_archive(assignment: Assignment) -> Result:
    """Read an archive and note what would become of each file (an errand's executor)."""
    row = Moving.objects.filter(pk=assignment.payload["moving"]).select_related("community").first()
    if row is None or row.state != MovingState.READING:
        return Result(Status.DONE)
    try:
        lines = [look(row.community, read) for read in _reads(row)]
    except RefusedError as error:
        after = MOVING.after(MovingState.READING, MovingVerb.FAIL)
        move(row, to=after, fault=encode(error.words), ended_at=assignment.now)
        return Result(Status.DONE)
    after = MOVING.after(MovingState.READING, MovingVerb.SHOW)
    move(row, to=after, report=[_told(each) for each in lines], total=len(lines))
    return Result(Status.DONE)


def carry_out(assignment: Assignment) -> Result:
    """Move an archive in (an errand's executor); broken off it goes on where it was."""
    row = Moving.objects.filter(pk=assignment.payload["moving"]).select_related("community").first()
    if row is None or row.state != MovingState.RUNNING:
        return Result(Status.DONE)
    by = Actor(ActorKind.PERSON, row.person_id, row.by_name) if row.person_id else MACHINE
    known = {line[0]: line for line in row.report} if row.done else {}
    report: list[Any] = []
    for read in _reads(row):
        line = take(row.community, read, by=by, now=assignment.now, publish=row.is_published)
        again = known.get(read.path) if line.outcome is Outcome.SAME else None
        report.append(again or _told(line))
        if len(report) % OFTEN == 0:
            assignment.beat()
            Moving.objects.filter(pk=row.pk).update(done=len(report))
    after = MOVING.after(MovingState.RUNNING, MovingVerb.FINISH)
    move(row, to=after, report=report, done=len(report), ended_at=assignment.now)
    return Result(Status.DONE)


def _reads(row: Moving) -> Iterable[Read]:
    place = vault.path_of(folder(), row.file)
    if place is None:
        raise RefusedError(Words(reading.NO_ARCHIVE))
    most = effective(row.community_id, Settings).file_megabytes
    return reading.read_all(reading.of_archive(place), most)


def _told(line: Line) -> list[Any]:
    return [line.path, line.outcome.value, line.title, encode(line.words)]


def sweep(now: datetime) -> None:
    """Delete archives that are moved in or were left."""
    waiting = Moving.objects.filter(
        state__in=(MovingState.READING, MovingState.SHOWN, MovingState.RUNNING)
    )
    known = set(waiting.values_list("file", flat=True))
    for file in vault.list_old(folder(), now):
        if file.name not in known:
            file.unlink(missing_ok=True)
