"""All writes to imports: begin, stop, continue, finish, undo."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from qunce.facts import manual as facts
from qunce.gateway.channels.manual.domain import IMPORT, ImportState, ImportVerb, Tally
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse.reading import Reading
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.people.models import Group
from qunce.store.codecs import encode
from qunce.store.moves import move

CARRY_ON = "manual.import"
"""The kind of the errand that carries an import on."""

TAKE_OUT = "manual.undo"
"""The kind of the errand that takes an import out again."""


@transaction.atomic
def begin(
    group: Group,
    reading: Reading,
    *,
    by: Actor,
    now: datetime,
    last_day: date | None = None,
    folder: str = "",
    is_held: bool = False,
) -> Import:
    """Store an import of what `reading` has opened; nothing is read yet.

    With a `folder` below the site's files the worker carries it on; without, the caller does.
    One that is held waits until somebody accepts it.
    """
    row = Import.objects.create(
        community_id=group.community_id,
        group=group,
        by_name=by.name,
        by_person_id=by.id if by.kind is ActorKind.PERSON else None,
        names=reading.names,
        folder=folder,
        state=ImportState.HELD if is_held else ImportState.RUNNING,
        layout=reading.header.layout,
        told_group=reading.header.group[:200],
        last_day=last_day,
        bytes_total=reading.meter.total,
        began_at=now,
        seen_at=now,
    )
    if not is_held:
        _record_begun(row, by=by, now=now)
    return row


def _record_begun(row: Import, *, by: Actor, now: datetime) -> None:
    fact = facts.ImportBegun(group=row.group_id, files=", ".join(row.names))
    ledger.record(fact, by=by, now=now, community=row.community_id)
    if row.folder:
        _hand_to_worker(CARRY_ON, row, now=now)


@transaction.atomic
def accept(row: Import, group: Group, *, by: Actor, now: datetime) -> None:
    """Begin an import that was held, for the group that it is meant for.

    From now on the group is known by the name that the file tells, too.
    """
    after = IMPORT.after(ImportState(row.state), ImportVerb.ACCEPT)
    move(row, to=after, group=group, began_at=now, seen_at=now)
    _record_begun(row, by=by, now=now)


def discard(row: Import, *, now: datetime) -> None:
    """Give up an import that was held; nothing of it was stored."""
    after = IMPORT.after(ImportState(row.state), ImportVerb.DISCARD)
    move(row, to=after, ended_at=now)


def _hand_to_worker(kind: str, row: Import, *, now: datetime) -> None:
    key = f"{kind}:{row.pk}:{now.isoformat()}"
    about = {"import": row.pk}
    ledger.enqueue(kind, about, community=row.community_id, now=now, key=key)


@transaction.atomic
def note_progress(row: Import, tally: Tally, reading: Reading, *, now: datetime) -> None:
    """Write down how far an import came: for the progress bar, and for who continues it."""
    _set(row, seen_at=now, **_counts(row, tally, reading))


def _counts(row: Import, tally: Tally, reading: Reading) -> dict[str, Any]:
    return {
        "bytes_read": min(reading.meter.read, reading.meter.total),
        "read": tally.read,
        "added": tally.added,
        "known": tally.known,
        "skipped": tally.skipped,
        "first_at": tally.first,
        "last_at": tally.last,
        "is_truncated": reading.meter.truncated,
        "report": _without_erased(row, report_of(tally)) | {"ends_open": reading.meter.ends_open},
    }


def _stored_report(row: Import) -> dict[str, Any]:
    """Return the report as it stands now, and keep it to oneself until the transaction ends."""
    found = Import.objects.select_for_update().values_list("report", flat=True)
    return dict(found.get(pk=row.pk))


def _without_erased(row: Import, report: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a report the lines that went with a deletion while the import ran."""
    stored = _stored_report(row).get("skipped", [])
    gone = {(line, reason) for line, reason, sample in stored if not sample}
    kept = [
        [line, reason, "" if (line, reason) in gone else sample]
        for line, reason, sample in report["skipped"]
    ]
    return report | {"skipped": kept}


def report_of(tally: Tally) -> dict[str, Any]:
    """Return the parts of the report that are lists, as plain JSON values."""
    return {
        "skipped": [[each.line, each.reason, each.sample] for each in tally.where],
        "gaps": [[first.isoformat(), last.isoformat()] for first, last in tally.gaps()],
        "matched": len(tally.matched - tally.new_people),
        "new_people": len(tally.new_people),
        "new_keys": sorted(tally.new_people),
        "unclear": sorted(tally.unclear),
    }


def _set(row: Import, **values: Any) -> None:
    Import.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


@transaction.atomic
def finish(row: Import, tally: Tally, reading: Reading, *, by: Actor, now: datetime) -> None:
    """End an import whose files are read to their end (or to where they break off)."""
    after = IMPORT.after(ImportState(row.state), ImportVerb.FINISH)
    move(row, to=after, seen_at=now, ended_at=now, **_counts(row, tally, reading))
    fact = facts.HistoryImported(
        group=row.group_id,
        imported=row.pk,
        added=row.added,
        known=row.known,
        skipped=row.skipped,
    )
    ledger.record(fact, by=by, now=now, community=row.community_id)


@transaction.atomic
def stop(row: Import, *, by: Actor, now: datetime, fault: Words | None = None) -> None:
    """Stop an import; who carries it on ends after the batch at hand. What is in stays in."""
    after = IMPORT.after(ImportState(row.state), ImportVerb.STOP)
    move(row, to=after, ended_at=now, fault=encode(fault) if fault else None)
    fact = facts.ImportStopped(group=row.group_id, read=row.read)
    ledger.record(fact, by=by, now=now, community=row.community_id)


@transaction.atomic
def resume(row: Import, *, by: Actor, now: datetime) -> None:
    """Continue a stopped import: its files are read from the start, what is in is recognised."""
    after = IMPORT.after(ImportState(row.state), ImportVerb.CONTINUE)
    anew: dict[str, Any] = {"bytes_read": 0, "read": 0, "known": 0, "skipped": 0}
    move(row, to=after, ended_at=None, seen_at=now, fault=None, **anew)
    fact = facts.ImportContinued(group=row.group_id, files=", ".join(row.names))
    ledger.record(fact, by=by, now=now, community=row.community_id)
    if row.folder:
        _hand_to_worker(CARRY_ON, row, now=now)


@transaction.atomic
def undo(row: Import, *, by: Actor, now: datetime, is_for_worker: bool = True) -> None:
    """Begin to take out again what an import added; the worker does it, or else the caller.

    Asked once more, it goes on where whoever did it has died.
    """
    is_first = row.state != ImportState.UNDOING
    after = IMPORT.after(ImportState(row.state), ImportVerb.UNDO)
    move(row, to=after, seen_at=now, ended_at=None)
    if is_first:
        fact = facts.ImportTakenBack(group=row.group_id, files=", ".join(row.names))
        ledger.record(fact, by=by, now=now, community=row.community_id)
    if is_for_worker:
        _hand_to_worker(TAKE_OUT, row, now=now)


def forget_files(row: Import) -> None:
    """Note that the files of a stopped import wait no more, so that no page offers to go on."""
    _set(row, folder="")


@transaction.atomic
def note_removed(row: Import, count: int, *, now: datetime) -> None:
    """Write down how many messages of an import are out by now."""
    _set(row, seen_at=now, report=_stored_report(row) | {"removed": count})


def end_undo(row: Import, *, now: datetime) -> None:
    """Note that an import is taken out to its last message."""
    after = IMPORT.after(ImportState(row.state), ImportVerb.TAKE_OUT)
    move(row, to=after, ended_at=now)
