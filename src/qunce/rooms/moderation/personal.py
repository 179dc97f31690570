"""What moderation stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.kernel.text import N_, Words
from qunce.people.models import Person
from qunce.playbook.queries import effective
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.retention import Evidence
from qunce.shell.card import PersonalData

KEPT = N_(
    "What was said in a case for %(days)s days after its end; that there was one stays, without "
    "your name after a deletion"
)


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


def _kept(community: int) -> Words:
    """Say how long, with the community's own figure."""
    return Words(KEPT, {"days": effective(community, Evidence).days})


PERSONAL_DATA = PersonalData(
    N_("Cases"),
    ("moderation.Case",),
    export,
    erase,
    purpose=N_("To keep order by the charter, and to let you appeal"),
    kept=_kept,
)
