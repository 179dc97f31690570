"""What the channel by hand stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.gateway.channels.manual.models import Import
from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.people.personal import all_names_of
from qunce.shell.card import PersonalData


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the imports that a person began."""
    mine = Import.objects.filter(by_person=person).order_by("id")
    return list(mine.values("id", "names", "began_at", "added", "state"))


@transaction.atomic
def erase(person: Person) -> None:
    """Take a person's name off the imports they began; the imports stay.

    Lines that could not be read are shown in a report as they stood: those with the name go.
    """
    Import.objects.filter(by_person=person).update(by_person=None, by_name="")
    names = {each for each in all_names_of(person) if len(each) > 1}
    rows = Import.objects.filter(community=person.community_id, skipped__gt=0)
    # Each is kept from others until the end: what an import that runs writes down comes after.
    for key in rows.order_by("pk").values_list("pk", flat=True):
        row = Import.objects.select_for_update().only("report").get(pk=key)
        told = row.report.get("skipped", [])
        left = [
            [line, reason, "" if any(name in sample for name in names) else sample]
            for line, reason, sample in told
        ]
        if left != told:
            Import.objects.filter(pk=row.pk).update(report=row.report | {"skipped": left})


PERSONAL_DATA = PersonalData(
    N_("Imports"),
    ("channel_manual.Import",),
    export,
    erase,
    purpose=N_("To know which admin imported what"),
    kept=N_("The import stays, without your name after a deletion"),
)
