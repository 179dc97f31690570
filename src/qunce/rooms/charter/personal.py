"""What the charter stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.charter.models import Acceptance, CharterDraft, CharterVersion
from qunce.shell.card import PersonalData
from qunce.store.naming import forget_name


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return which versions of the charter a person accepted, when and how."""
    rows = Acceptance.objects.filter(person=person).order_by("at")
    return list(rows.values("version__number", "at", "way"))


@transaction.atomic
def erase(person: Person) -> None:
    """Forget what a person accepted, and take the name from what they wrote and noted."""
    Acceptance.objects.filter(person=person).delete()
    forget_name(Acceptance, "noted_by_id", "noted_by", person)
    forget_name(CharterDraft, "author_id", "author", person)
    forget_name(CharterVersion, "author_id", "author", person)


PERSONAL_DATA = PersonalData(
    N_("Charter accepted"),
    ("charter.Acceptance",),
    export,
    erase,
    purpose=N_("To know which charter you accepted"),
    kept=N_("Until your data is deleted"),
)
