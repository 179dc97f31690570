"""What the charter stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.charter.models import Acceptance
from qunce.shell.card import PersonalData


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return which versions of the charter a person accepted, when and how."""
    rows = Acceptance.objects.filter(person=person).order_by("at")
    return list(rows.values("version__number", "at", "way"))


def erase(person: Person) -> None:
    """Forget what a person accepted."""
    Acceptance.objects.filter(person=person).delete()


PERSONAL_DATA = PersonalData(
    N_("Charter accepted"),
    ("charter.Acceptance",),
    export,
    erase,
    purpose=N_("To know which charter you accepted"),
    kept=N_("Until your data is deleted"),
)
