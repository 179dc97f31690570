"""Carries an import on: batch after batch, each a short transaction of its own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qunce import clock
from qunce.chat import actions as chat
from qunce.gateway.channels.manual import actions, queries
from qunce.gateway.channels.manual.domain import Became, ImportState, Tally
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse import reading, system
from qunce.gateway.channels.manual.parse.shapes import UnreadableError, file_at
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.incoming import Arrival, Incoming, Movement, Speaker, TakenBack
from qunce.kernel.messages import Source
from qunce.ledger.contracts import Assignment
from qunce.people.identify import Sighting, recognise
from qunce.people.models import Community
from qunce.people.queries import zone_of

BATCH = 1000
OFTEN = timedelta(seconds=0.5)
"""How often progress is written down."""

ANSWERED_WITHIN = timedelta(days=7)
"""So long the files of a held import wait for an answer."""

CONTINUED_WITHIN = timedelta(days=30)
"""So long the files of a stopped import wait for being continued."""

Heard = Callable[[Import], None]


def unheard(row: Import) -> None:
    """Nobody watches."""


def carry_on(
    row: Import, told: reading.Reading, *, by: Actor = MACHINE, heard: Heard = unheard
) -> Import:
    """Take in all that `told` yields; return the import, done or stopped.

    It stops after the batch at hand where somebody else has stopped it; `heard` is called after
    each batch. A file that cannot be read any further stops it with the words why.
    """
    tally = Tally(queries.count_messages(row), new_people=set(row.report.get("new_keys", ())))
    noted = clock.now()
    try:
        for batch in _batches(told):
            if not _count_in(row, batch, tally, told):
                return _left_off(row, tally, told)
            now = clock.now()
            if now - noted >= OFTEN:
                noted = now
                actions.note_progress(row, tally, told, now=now)
            heard(row)
    except UnreadableError as error:
        actions.note_progress(row, tally, told, now=clock.now())
        actions.stop(row, by=by, now=clock.now(), fault=error.words)
        return row
    if tally.last:
        _enter_members(row, told, tally.last)
    actions.finish(row, tally, told, by=by, now=clock.now())
    return row


def _batches(told: reading.Reading) -> Iterator[list[Arrival]]:
    """Cut what is told into batches, none of them of two files.

    Files may overlap: what the second one repeats has to be known by then, or it would count as
    said once more.
    """
    for part in told.parts():
        yield from chat.batches((_as_somebody(each) for each in part), BATCH)


def _count_in(row: Import, batch: list[Arrival], tally: Tally, told: reading.Reading) -> bool:
    """Take a batch in and count it; False, and nothing is taken in, where it was stopped.

    Whom it made known is written down together with it, so that whoever carries the import on
    after a crash does not take them for people known before.
    """
    with transaction.atomic():
        if queries.state_of(row) is not ImportState.RUNNING:
            return False
        became = _take_in(row, batch)
        tally.take(batch, became, zone_of(row.group.community))
        if became.new_people:
            actions.note_progress(row, tally, told, now=clock.now())
    return True


def _left_off(row: Import, tally: Tally, told: reading.Reading) -> Import:
    """Write down how far an import came that somebody stopped."""
    if queries.state_of(row) is ImportState.STOPPED:
        actions.note_progress(row, tally, told, now=clock.now())
    return queries.fresh(row)


def _take_in(row: Import, batch: list[Arrival]) -> Became:
    became = chat.ingest(
        row.group, batch, source=Source.HISTORY, now=clock.now(), origin=row.origin
    )
    return Became(len(became.added), became.matched, became.new_people, became.unclear)


def _as_somebody(each: Arrival) -> Arrival:
    """Call the exporting account 我 where a layout does not name it."""
    if isinstance(each, Incoming | Movement | TakenBack) and each.speaker is not None:
        who = each.speaker
        if who.is_self and not (who.external or who.name or who.nickname):
            return replace(each, speaker=Speaker(name=system.ME, is_self=True))
    return each


def _enter_members(row: Import, told: reading.Reading, at: datetime) -> None:
    """Enter the members that the file lists: those who never wrote are members as well."""
    sightings = [
        Sighting(Speaker(one.external, one.name, one.nickname), at, at, told.header.is_present)
        for one in told.header.members
        if one.external
    ]
    for start in range(0, len(sightings), BATCH):
        with transaction.atomic():
            recognise(row.group, sightings[start : start + BATCH], now=clock.now())


# --- files that wait for the worker -------------------------------------------------------------


def folder_of(row: Import) -> Path:
    """Return where the uploaded files of an import wait."""
    return Path(settings.MEDIA_ROOT) / row.folder


def reopen(row: Import) -> reading.Reading:
    """Open the waiting files of an import again; UnreadableError where they are gone."""
    files = [file_at(path) for path in sorted(folder_of(row).glob("*"))]
    return reading.read(files, zone_of(row.group.community), row.last_day)


def clear_away(row: Import) -> None:
    """Delete the waiting files: what they held is in, or was taken out again."""
    if row.folder:
        shutil.rmtree(folder_of(row), ignore_errors=True)


def clear_all_away(community: Community) -> None:
    """Delete the waiting files of a community that is about to go."""
    for row in queries.list_waiting(community):
        clear_away(row)


def give_up_held(now: datetime) -> None:
    """Give up imports that nobody answered for: their files are talk of people, lying about."""
    for row in queries.list_held(now - ANSWERED_WITHIN):
        actions.discard(row, now=now)
        clear_away(row)


def give_up_stopped(now: datetime) -> None:
    """Delete the files of imports that nobody has continued; what is in stays in."""
    for row in queries.list_stopped(now - CONTINUED_WITHIN):
        clear_away(row)
        actions.forget_files(row)


def execute(assignment: Assignment) -> Outcome:
    """Carry on the import that an errand names; a second worker finds it done."""
    row = queries.find_import(int(assignment.payload["import"]))
    if row is None or not row.is_running:
        return Outcome(Status.DONE)
    try:
        told = reopen(row)
    except UnreadableError as error:
        actions.stop(row, by=MACHINE, now=clock.now(), fault=error.words)
        return Outcome(Status.DONE)
    done = carry_on(row, told, heard=lambda _: assignment.beat())
    if done.state == ImportState.DONE:
        clear_away(done)
    return Outcome(Status.DONE)
