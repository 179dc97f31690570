"""What the figures store of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.insight.models import Speaker
from qunce.shell.card import PersonalData


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return how many messages a person wrote on which day."""
    said = Speaker.objects.filter(identity__person=person).order_by("day")
    return list(said.values("group__name", "day", "messages"))


def erase(person: Person) -> None:
    """Forget how many messages a person wrote; the sums of the group stay."""
    Speaker.objects.filter(identity__person=person).delete()


PERSONAL_DATA = PersonalData(
    N_("Messages counted by day"),
    ("insight.Speaker",),
    export,
    erase,
    purpose=N_("To see how lively the groups are"),
    kept=N_("Until your data is deleted; the sums of a group stay"),
)
