"""What replies store of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.replies.models import Given, Reply
from qunce.shell.card import PersonalData
from qunce.store.naming import forget_name


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return when a person was answered by which reply."""
    rows = Given.objects.filter(person=person).order_by("at")
    return list(rows.values("reply__title", "group__name", "at"))


@transaction.atomic
def erase(person: Person) -> None:
    """Forget who was answered and who wrote; that a reply was given stays in its figures."""
    Given.objects.filter(person=person).update(person=None, identity=None, message=None)
    forget_name(Reply, "changed_by", "changed_name", person)


PERSONAL_DATA = PersonalData(
    N_("Keyword replies"),
    ("replies.Given",),
    export,
    erase,
    purpose=N_("To answer the same question only once in a while"),
    kept=N_("One year"),
)
