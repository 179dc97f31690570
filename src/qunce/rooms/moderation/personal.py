"""What moderation stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.kernel.text import N_, Words
from qunce.people.models import Person
from qunce.playbook.queries import effective
from qunce.rooms.moderation.models import Case, GroupExample
from qunce.rooms.moderation.models_patrol import Essence, Round
from qunce.rooms.moderation.models_protected import ProtectedText
from qunce.rooms.moderation.models_reports import Report
from qunce.rooms.moderation.models_trying import Draft, Replay, Undoing
from qunce.rooms.moderation.retention import Evidence
from qunce.shell.card import PersonalData
from qunce.store.naming import forget_name

KEPT = N_(
    "What was said in a case for %(days)s days after its end; that there was one stays, without "
    "your name after a deletion"
)
NAMES: tuple[tuple[type[Any], str, str], ...] = (
    (Case, "decided_by", "decided_name"),
    (Case, "answered_by", "answered_name"),
    (ProtectedText, "registered_by", "registered_name"),
    (Essence, "marked_by", "by_name"),
    (Draft, "author_id", "author"),
    (Replay, "by_person", "by_name"),
    (Replay, "looked_by", "looked_name"),
    (Undoing, "by_person", "by_name"),
)


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the cases about a person."""
    cases = Case.objects.filter(person=person).order_by("id")
    fields = ("id", "text", "clause", "step", "state", "sent_at", "decided_at", "appeal")
    return list(cases.values(*fields))


@transaction.atomic
def erase(person: Person) -> None:
    """Take the evidence out of the cases about a person; that there was a case stays.

    The name goes from what they decided for others, tried and registered.
    """
    GroupExample.objects.filter(case__person=person).delete()
    cases = Case.objects.filter(person=person)
    nobody: dict[str, Any] = {"author_name": "", "person": None, "identity": None}
    cases.update(text="", appeal="", findings=[], beside=[], derivation={}, **nobody)
    for model, key, name in NAMES:
        forget_name(model, key, name, person)


def _kept(community: int) -> Words:
    """Say how long, with the community's own figure."""
    return Words(KEPT, {"days": effective(community, Evidence).days})


def export_reports(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return what a person reported."""
    rows = Report.objects.filter(person=person).order_by("id")
    return list(rows.values("case", "words", "way", "outcome", "at"))


def erase_reports(person: Person) -> None:
    """Forget who reported; that there was a report stays with its case."""
    rows = Report.objects.filter(person=person)
    rows.update(name="", words="", person=None, identity=None)


REPORTS = PersonalData(
    N_("Reports"),
    ("moderation.Report",),
    export_reports,
    erase_reports,
    purpose=N_("To look at what you reported, and to tell you what became of it"),
    kept=N_("That there was a report stays with its case; your name and words go with a deletion"),
)


def export_shares(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return which shares of a person were marked, and which rounds they did."""
    marked = Essence.objects.filter(person=person).order_by("at")
    rounds = Round.objects.filter(person=person).order_by("day")
    return [*marked.values("message__text", "by_name", "at"), *rounds.values("day", "done_at")]


def erase_shares(person: Person) -> None:
    """Take the marks from a person's shares, and the name from their rounds."""
    Essence.objects.filter(person=person).delete()
    Round.objects.filter(person=person).update(person=None, name="", note="")


SHARES = PersonalData(
    N_("Good shares and rounds"),
    ("moderation.Essence", "moderation.Round"),
    export_shares,
    erase_shares,
    purpose=N_("To value what you shared, and to know who looked through the groups"),
    kept=N_("Until your data is deleted"),
)

PERSONAL_DATA = PersonalData(
    N_("Cases"),
    ("moderation.Case",),
    export,
    erase,
    purpose=N_("To keep order by the charter, and to let you appeal"),
    kept=_kept,
)
