"""What casework stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.casework.models import Argument, Proposal, Study
from qunce.shell.card import PersonalData

MODELS = ("casework.Study", "casework.Proposal", "casework.Argument")


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the cases a person proposed or checked, and what they argued."""
    proposed = Proposal.objects.filter(person=person).order_by("id")
    said = Argument.objects.filter(person=person).order_by("id")
    checked = Study.objects.filter(checked_by=person).order_by("id")
    return [
        *proposed.values("study__title", "name", "text", "state", "is_hidden", "at"),
        *said.values("position__study__title", "position__title", "name", "text", "at"),
        *checked.values("title", "state", "checked_at"),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Delete what a person proposed and argued; a scenario names nobody and stays."""
    Proposal.objects.filter(person=person).delete()
    Argument.objects.filter(person=person).delete()
    Study.objects.filter(checked_by=person).update(checked_by=None)


PERSONAL_DATA = PersonalData(
    N_("Monthly cases"),
    MODELS,
    export,
    erase,
    purpose=N_("To choose a case of the month, to discuss it, and to thank those who took part"),
    kept=N_("As long as the case is kept, or until your data is deleted"),
)
