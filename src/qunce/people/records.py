"""Members' records from a sheet: shown first, then written by the worker, undone if need be."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from qunce.kernel.actors import Actor
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
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
from qunce.people.models import Community, Membership, Person, RecordSheet
from qunce.people.tier_rule import Settings as TierRule
from qunce.store.codecs import decode, encode
from qunce.store.moves import move
from qunce.store.tables import xlsx_of

WORK = "record_sheet"  # the errand that writes a sheet, or takes it back
KEPT = timedelta(days=30)  # so long a sheet can be undone
WIDTHS = (9, 14, 26, 20, 16, 12, 12, 30, 30, 30, 14, 40)  # of the sheet's columns, in characters

GROUPS = N_("Groups")
NOTHING_TO_DO = N_("Nothing in this sheet would change anything.")
NO_SHEET = N_("There is no such sheet.")


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
    """Return the sheets that were uploaded, newest first; their rows are many, and not read."""
    rows = RecordSheet.objects.filter(community=community)
    return rows.select_related("uploaded_by").defer("lines")


def access_sheet(community: Community, pk: int) -> RecordSheet:
    """Return a sheet of the community, or raise NotFoundError."""
    found = list_sheets(community).defer(None).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_SHEET))
    return found


def lines_of(sheet: RecordSheet) -> list[Line]:
    """Return what each row of a sheet comes to."""
    return [decode(Line, each) for each in sheet.lines]


def counts_of(sheet: RecordSheet) -> Mapping[Outcome, int]:
    """Return how many rows of a sheet come to what."""
    return Counter(Outcome(each["outcome"]) for each in sheet.lines)


def first_of(sheet: RecordSheet, outcome: Outcome, most: int) -> list[Line]:
    """Return the first rows of a sheet that come to something."""
    found = (each for each in sheet.lines if each["outcome"] == outcome)
    return [decode(Line, each) for each in islice(found, most)]


def show(
    community: Community,
    rows: Sequence[Row],
    file_name: str,
    *,
    rule: TierRule,
    by: Actor,
    now: datetime,
) -> RecordSheet:
    """Keep what a sheet would change, for the preview; no record is touched.

    Ten thousand rows are compared for two seconds: others write meanwhile.
    """
    lines = plan(rows, known_of(community), rule)
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
def begin(
    sheet: RecordSheet,
    verb: SheetVerb,
    *,
    by: Actor,
    now: datetime,
    is_for_worker: bool = True,
) -> None:
    """Begin to write what was shown, or to take back what was written.

    The worker does it batch by batch, or else the caller (see `record_work.carry_on`). Raises
    RefusedError where nothing would change, StaleError where it was begun already.
    """
    after = SHEET.after(SheetState(sheet.state), verb)
    if verb is SheetVerb.CARRY_OUT and not count_wanted(sheet):
        raise RefusedError(Words(NOTHING_TO_DO))
    move(sheet, to=after, ended_at=None, done_row=0, kept=0, seen_at=now)
    if is_for_worker:
        hand_to_worker(sheet, by=by, now=now)


def hand_to_worker(sheet: RecordSheet, *, by: Actor, now: datetime) -> None:
    """Let the worker carry on what was begun; it goes on where another one has stopped."""
    ledger.enqueue(
        WORK,
        {"sheet": sheet.pk, "by": by.id},
        community=sheet.community_id,
        now=now,
        key=f"{WORK}:{sheet.pk}:{now.isoformat()}",
        lane=f"{WORK}:{sheet.community_id}",
    )


def count_wanted(sheet: RecordSheet) -> int:
    """Return how many rows of a sheet change something."""
    counts = counts_of(sheet)
    return counts[Outcome.NEW] + counts[Outcome.CHANGED]


def sheet_of(community: Community, say: Callable[[str], str]) -> bytes:
    """Return the records of all members as an Excel file; `say` turns msgids into words.

    The groups stand behind the record, to be read: they are not taken in again.
    """
    names = [NUMBER_HEADING, *(heading for heading, _ in FIELDS.values()), GROUPS]
    persons = Person.objects.filter(community=community).exclude(name="").order_by("id")
    active = Membership.objects.filter(state=MembershipState.ACTIVE).select_related("group")
    persons = persons.prefetch_related(Prefetch("memberships", active, to_attr="now_in"))
    rows: list[tuple[str | int, ...]] = [
        (
            each.pk,
            *(values_of(each) | {"tier": say(Tier(each.tier).label) if each.tier else ""}).values(),
            "、".join(one.group.name for one in each.now_in),
        )
        for each in persons.iterator(chunk_size=500)
    ]
    return xlsx_of([say(name) for name in names], rows, WIDTHS)


def forget(now: datetime) -> None:
    """Delete sheets that are too old to be undone: they hold copies of members' records."""
    RecordSheet.objects.filter(uploaded_at__lt=now - KEPT).delete()
