"""What the channel by hand stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.gateway.channels.manual.models import Import
from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.shell.card import PersonalData


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the imports that a person began."""
    mine = Import.objects.filter(by_person=person).order_by("id")
    return list(mine.values("id", "names", "began_at", "added", "state"))


def erase(person: Person) -> None:
    """Take a person's name off the imports they began; the imports stay."""
    Import.objects.filter(by_person=person).update(by_person=None, by_name="")


PERSONAL_DATA = PersonalData(
    N_("Imports"),
    ("channel_manual.Import",),
    export,
    erase,
    purpose=N_("To know which admin imported what"),
    kept=N_("The import stays, without your name after a deletion"),
)
