"""Carries a sheet with members' records on: written, or taken back, in short transactions.

Ten thousand rows take a while. Batch after batch is stored together with how far it came, so that
others write in between, and whoever carries it on after a crash does nothing twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from qunce.facts import people as facts
from qunce.kernel.actors import Actor
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people import tiers
from qunce.people.domain import Tier, TierSource
from qunce.people.domain_records import SHEET, Line, Outcome, SheetState, SheetVerb
from qunce.people.models import Appointment, Identity, Membership, Person, RecordSheet
from qunce.people.records import lines_of, values_of
from qunce.store.codecs import decode, encode
from qunce.store.moves import move

BATCH = 500  # rows in a transaction

CHANGED_SINCE = N_("The record was changed since the sheet was shown. Upload the row again.")


def carry_on(
    sheet: RecordSheet,
    *,
    by: Actor,
    now: Callable[[], datetime],
    heard: Callable[[], None] = lambda: None,
) -> None:
    """Do what is left of a sheet that was begun, to its end; `heard` is called after each batch."""
    while _next(sheet, by=by, now=now()):
        heard()
    sheet.refresh_from_db()


@transaction.atomic
def _next(sheet: RecordSheet, *, by: Actor, now: datetime) -> bool:
    """Do the next batch; False where nothing is left, or somebody else has ended it."""
    row = RecordSheet.objects.select_for_update().filter(pk=sheet.pk).first()
    if row is None or not row.is_running:
        return False
    places = [place for place, line in enumerate(row.lines) if line["row"] > row.done_row][:BATCH]
    if not places:
        _finish(row, by=by, now=now)
        return False
    lines = [decode(Line, row.lines[place]) for place in places]
    act = _write if row.state == SheetState.WRITING else _take_back
    done, kept = act(row, lines, by, now)
    for place, line in zip(places, done, strict=True):
        row.lines[place] = encode(line)
    row.done_row, row.kept, row.seen_at = lines[-1].row, row.kept + kept, now
    row.save(update_fields=["lines", "done_row", "kept", "seen_at"])
    return True


def _finish(sheet: RecordSheet, *, by: Actor, now: datetime) -> None:
    is_new = sheet.state == SheetState.WRITING
    move(sheet, to=SHEET.after(SheetState(sheet.state), SheetVerb.FINISH), ended_at=now)
    lines = [each for each in lines_of(sheet) if each.person is not None]
    new = sum(each.outcome is Outcome.NEW for each in lines)
    changed = sum(each.outcome is Outcome.CHANGED for each in lines)
    kind = facts.RecordsEntered if is_new else facts.RecordsTakenBack
    fact = kind(file=sheet.file_name, new=new, changed=changed)
    ledger.record(fact, by=by, now=now, community=sheet.community_id)


def _persons(sheet: RecordSheet, lines: Sequence[Line]) -> dict[int, Person]:
    """Return the members that rows are about, locked; rows that change nothing need none."""
    keys = [each.person for each in lines if each.outcome in {Outcome.NEW, Outcome.CHANGED}]
    persons = Person.objects.select_for_update().filter(community_id=sheet.community_id)
    return persons.in_bulk([key for key in keys if key is not None])


# --- writing ------------------------------------------------------------------------------------


def _write(
    sheet: RecordSheet, lines: Sequence[Line], by: Actor, now: datetime
) -> tuple[list[Line], int]:
    """Write rows, and return them with the keys of who is new.

    A record that is not what was shown any more is left alone, and its row says so.
    """
    found = _persons(sheet, lines)
    done = [_as_shown(line, found) for line in lines]
    corrected = [
        (line, found[line.person])
        for line in done
        if line.outcome is Outcome.CHANGED and line.person is not None
    ]
    people.correct_all([(person, _told(_new(line))) for line, person in corrected], by=by, now=now)
    entered = [line for line in done if line.outcome is Outcome.NEW]
    made = people.enrol_all(sheet.community, [_told(_new(line)) for line in entered], now=now)
    both = [*corrected, *zip(entered, made, strict=True)]
    given = [
        _tier_of(line, person, sheet.file_name, now)
        for line, person in both
        if "tier" in line.changes
    ]
    tiers.set_all(given, by=by, now=now)
    keys = iter(made)
    return [
        replace(line, person=next(keys).pk) if line.outcome is Outcome.NEW else line
        for line in done
    ], 0


def _as_shown(line: Line, found: Mapping[int, Person]) -> Line:
    """Return a row as it is, or refused where the record is not what the preview said."""
    if line.outcome is not Outcome.CHANGED:
        return line
    member = found.get(line.person or 0)
    values = values_of(member) if member is not None else {}
    if all(values.get(name) == was for name, (was, _) in line.changes.items()):
        return line
    said = Words(CHANGED_SINCE)
    return Line(line.row, Outcome.REFUSED, line.name, line.person if member else None, said=said)


def _tier_of(line: Line, person: Person, file: str, now: datetime) -> tiers.Change:
    tier, is_told = Tier(line.changes["tier"][1]), line.outcome is Outcome.CHANGED
    if line.by_rule:
        grounds = tiers.grounds(person, now.date())
        return tiers.Change(person, tier, TierSource.RULE, grounds, is_told)
    return tiers.Change(person, tier, TierSource.SHEET, file, is_told)


def _new(line: Line) -> dict[str, str]:
    return {name: to for name, (_, to) in line.changes.items()}


def _told(values: Mapping[str, str]) -> dict[str, Any]:
    """Return fields of a record as they are stored; a tier is set by itself."""
    told: dict[str, Any] = {name: value for name, value in values.items() if name != "tier"}
    if "years" in told:
        told["years"] = Decimal(told["years"]) if told["years"] else None
    return told


# --- taking back --------------------------------------------------------------------------------


def _take_back(
    sheet: RecordSheet, lines: Sequence[Line], by: Actor, now: datetime
) -> tuple[list[Line], int]:
    """Take back what rows wrote; return the rows, and how many could not be taken back.

    A field that was changed again since stays as it is, and so does a new member who has come
    into a group, has a log-in or holds a role meanwhile.
    """
    found = _persons(sheet, lines)
    kept = _correct_back(sheet, lines, found, by=by, now=now) + _take_out(lines, found)
    return list(lines), kept


def _correct_back(
    sheet: RecordSheet,
    lines: Sequence[Line],
    found: Mapping[int, Person],
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Give records what they held before; return how many were touched since, in part or whole."""
    wanted, given, kept = [], [], 0
    for line in lines:
        if line.outcome is not Outcome.CHANGED:
            continue
        member = found.get(line.person or 0)
        values = values_of(member) if member is not None else {}
        back = {n: was for n, (was, to) in line.changes.items() if values.get(n) == to}
        kept += len(back) < len(line.changes)
        if member is None:
            continue
        wanted.append((member, _told(back)))
        if "tier" in back:
            tier = Tier(back["tier"]) if back["tier"] else None
            given.append(tiers.Change(member, tier, TierSource.SHEET_UNDONE, sheet.file_name))
    people.correct_all(wanted, by=by, now=now)
    tiers.set_all(given, by=by, now=now)
    return kept


def _take_out(lines: Sequence[Line], found: Mapping[int, Person]) -> int:
    """Delete who was new, except for who was changed or is in use; return how many stay."""
    new = [line for line in lines if line.outcome is Outcome.NEW]
    used = _in_use([line.person or 0 for line in new])
    gone = []
    for line in new:
        member = found.get(line.person or 0)
        if member is None or member.pk in used:
            continue
        values = values_of(member)
        if all(values[name] == to for name, (_, to) in line.changes.items()):
            gone.append(member.pk)
    Person.objects.filter(pk__in=gone).delete()
    return len(new) - len(gone)


def _in_use(keys: Sequence[int]) -> set[int]:
    """Return who of these has a log-in, is in a group, was seen in one, or holds a role."""
    found = set(
        Person.objects.filter(pk__in=keys, account__isnull=False).values_list("pk", flat=True)
    )
    for model in (Membership, Identity, Appointment):
        found.update(model.objects.filter(person__in=keys).values_list("person", flat=True))
    return found
