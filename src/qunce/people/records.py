"""Members' records from a sheet: shown first, then carried out, and undone if need be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from qunce.facts import people as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people.domain import MembershipState, Tier
from qunce.people.domain_records import (
    FIELDS,
    NUMBER_HEADING,
    SHEET,
    Known,
    Line,
    Outcome,
    Row,
    SheetState,
    SheetVerb,
    plan,
    years_of,
)
from qunce.people.models import (
    Appointment,
    Community,
    Identity,
    Membership,
    Person,
    RecordSheet,
)
from qunce.store.codecs import decode, encode
from qunce.store.moves import move
from qunce.store.tables import xlsx_of

KEPT = timedelta(days=30)  # so long a sheet can be undone
AT_ONCE = 500  # rows in one query
WIDTHS = (9, 14, 26, 20, 12, 12, 30, 14, 40, 20)  # of the sheet's columns, in characters

TIER = N_("Tier")
GROUPS = N_("Groups")
NOTHING_TO_DO = N_("Nothing in this sheet would change anything.")
NO_SHEET = N_("There is no such sheet.")
CHANGED_SINCE = N_(
    "The record of %(name)s was changed since the sheet was shown. Upload the sheet again."
)


def values_of(person: Person) -> dict[str, str]:
    """Return a member's record as texts by field."""
    values = {name: str(getattr(person, name) or "") for name in FIELDS}
    values["years"] = "" if person.years is None else years_of(str(person.years)) or ""
    return values


def known_of(community: Community) -> list[Known]:
    """Return the records of all members of a community."""
    persons = Person.objects.filter(community=community).exclude(name="")
    return [Known(each.pk, values_of(each)) for each in persons]


def count_known(community: Community) -> int:
    """Return how many members have a record in a community."""
    return Person.objects.filter(community=community).exclude(name="").count()


def list_sheets(community: Community) -> QuerySet[RecordSheet]:
    """Return the sheets that were uploaded, newest first."""
    return RecordSheet.objects.filter(community=community).select_related("uploaded_by")


def access_sheet(community: Community, pk: int) -> RecordSheet:
    """Return a sheet of the community, or raise NotFoundError."""
    found = list_sheets(community).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_SHEET))
    return found


def lines_of(sheet: RecordSheet) -> list[Line]:
    """Return what each row of a sheet comes to."""
    return [decode(Line, each) for each in sheet.lines]


@transaction.atomic
def show(
    community: Community, rows: Sequence[Row], file_name: str, *, by: Actor, now: datetime
) -> RecordSheet:
    """Keep what a sheet would change, for the preview; no record is touched."""
    lines = plan(rows, known_of(community))
    sheet: RecordSheet = RecordSheet.objects.create(
        community=community,
        file_name=file_name[:200],
        state=SheetState.SHOWN,
        lines=[encode(line) for line in lines],
        uploaded_by_id=by.id,
        uploaded_at=now,
    )
    return sheet


@transaction.atomic
def carry_out(sheet: RecordSheet, *, by: Actor, now: datetime) -> None:
    """Write what was shown: all of it, or nothing.

    Raises RefusedError where nothing would change, or where a record is not any more what was
    shown; StaleError where the sheet was carried out already.
    """
    after = SHEET.after(SheetState(sheet.state), SheetVerb.CARRY_OUT)
    lines = lines_of(sheet)
    wanted = [each for each in lines if each.outcome in {Outcome.NEW, Outcome.CHANGED}]
    if not wanted:
        raise RefusedError(Words(NOTHING_TO_DO))
    move(sheet, to=after, ended_at=now)
    persons = Person.objects.select_for_update().filter(community_id=sheet.community_id)
    found = persons.in_bulk([each.person for each in wanted if each.person is not None])
    done = _enter(_correct(lines, found, by, now), sheet, now)
    sheet.lines = [encode(line) for line in done]
    sheet.save(update_fields=["lines"])
    _record(sheet, done, facts.RecordsEntered, by=by, now=now)


def _correct(
    lines: Sequence[Line], found: Mapping[int, Person], by: Actor, now: datetime
) -> Sequence[Line]:
    """Correct the records that are known; RefusedError where one is not what was shown."""
    wanted = []
    for line in lines:
        if line.outcome is not Outcome.CHANGED:
            continue
        member = found.get(line.person or 0)
        values = values_of(member) if member is not None else {}
        if member is None or any(values[name] != was for name, (was, _) in line.changes.items()):
            raise RefusedError(Words(CHANGED_SINCE, {"name": line.name}))
        wanted.append((member, _typed({name: to for name, (_, to) in line.changes.items()})))
    people.correct_all(wanted, by=by, now=now)
    return lines


def _enter(lines: Sequence[Line], sheet: RecordSheet, now: datetime) -> list[Line]:
    """Store who is new, and return the lines with their keys."""
    new = [line for line in lines if line.outcome is Outcome.NEW]
    told = [_typed({name: to for name, (_, to) in line.changes.items()}) for line in new]
    made = iter(people.enrol_all(sheet.community, told, now=now))
    return [
        replace(line, person=next(made).pk) if line.outcome is Outcome.NEW else line
        for line in lines
    ]


@transaction.atomic
def undo(sheet: RecordSheet, *, by: Actor, now: datetime) -> int:
    """Take back what a sheet wrote; return how many rows could not be taken back.

    A field that was changed again since stays as it is, and so does a new member who has come
    into a group, has a log-in or holds a role meanwhile.
    """
    after = SHEET.after(SheetState(sheet.state), SheetVerb.UNDO)
    move(sheet, to=after, ended_at=now)
    lines = [each for each in lines_of(sheet) if each.person is not None]
    persons = Person.objects.select_for_update().filter(community_id=sheet.community_id)
    found = persons.in_bulk([each.person for each in lines if each.person is not None])
    kept = _correct_back(lines, found, by, now) + _take_out(lines, found)
    _record(sheet, lines, facts.RecordsTakenBack, by=by, now=now)
    return kept


def sheet_of(community: Community, say: Callable[[str], str]) -> bytes:
    """Return the records of all members as an Excel file; `say` turns msgids into words.

    Tier and groups stand behind the record, to be read: they are not taken in again.
    """
    names = [NUMBER_HEADING, *(heading for heading, _ in FIELDS.values()), TIER, GROUPS]
    persons = Person.objects.filter(community=community).exclude(name="").order_by("id")
    active = Membership.objects.filter(state=MembershipState.ACTIVE).select_related("group")
    persons = persons.prefetch_related(Prefetch("memberships", active, to_attr="now_in"))
    rows: list[tuple[str | int, ...]] = [
        (
            each.pk,
            *values_of(each).values(),
            say(Tier(each.tier).label) if each.tier else "",
            "、".join(one.group.name for one in each.now_in),
        )
        for each in persons.iterator(chunk_size=500)
    ]
    return xlsx_of([say(name) for name in names], rows, WIDTHS)


def forget(now: datetime) -> None:
    """Delete sheets that are too old to be undone: they hold copies of members' records."""
    RecordSheet.objects.filter(uploaded_at__lt=now - KEPT).delete()


def _correct_back(
    lines: Sequence[Line], found: Mapping[int, Person], by: Actor, now: datetime
) -> int:
    """Give records what they held before; return how many were touched since, in part or whole."""
    wanted, kept = [], 0
    for line in lines:
        if line.outcome is not Outcome.CHANGED:
            continue
        member = found.get(line.person or 0)
        values = values_of(member) if member is not None else {}
        back = {n: was for n, (was, to) in line.changes.items() if values.get(n) == to}
        kept += len(back) < len(line.changes)
        if member is not None:
            wanted.append((member, _typed(back)))
    people.correct_all(wanted, by=by, now=now)
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
    for start in range(0, len(gone), AT_ONCE):
        Person.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    return len(new) - len(gone)


def _in_use(keys: Sequence[int]) -> set[int]:
    """Return who of these has a log-in, is in a group, was seen in one, or holds a role."""
    found: set[int] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found.update(
            Person.objects.filter(pk__in=some, account__isnull=False).values_list("pk", flat=True)
        )
        for model in (Membership, Identity, Appointment):
            rows = model.objects.filter(person__in=some)
            found.update(rows.values_list("person", flat=True))
    return found


def _typed(values: dict[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = dict(values)
    if "years" in typed:
        typed["years"] = Decimal(typed["years"]) if typed["years"] else None
    return typed


def _record(
    sheet: RecordSheet, lines: Sequence[Line], kind: Any, *, by: Actor, now: datetime
) -> None:
    new = sum(each.outcome is Outcome.NEW for each in lines)
    changed = sum(each.outcome is Outcome.CHANGED for each in lines)
    fact = kind(file=sheet.file_name, new=new, changed=changed)
    ledger.record(fact, by=by, now=now, community=sheet.community_id)
