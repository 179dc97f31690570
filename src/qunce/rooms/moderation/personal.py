"""What moderation stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.moderation.models import Case
from qunce.shell.card import PersonalData


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the cases about a person."""
    cases = Case.objects.filter(person=person).order_by("id")
    fields = ("id", "text", "clause", "step", "state", "sent_at", "decided_at", "appeal")
    return list(cases.values(*fields))


def erase(person: Person) -> None:
    """Take the evidence out of the cases about a person; that there was a case stays."""
    cases = Case.objects.filter(person=person)
    nobody: dict[str, Any] = {"author_name": "", "person": None, "identity": None}
    cases.update(text="", appeal="", findings=[], derivation={}, **nobody)


PERSONAL_DATA = PersonalData(
    N_("Cases"),
    ("moderation.Case",),
    export,
    erase,
    purpose=N_("To keep order by the charter, and to let you appeal"),
    kept=N_("That there was a case stays; your name and words go with a deletion"),
)
