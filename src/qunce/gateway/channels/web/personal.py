"""What the web group stores of a person beside the messages: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.gateway.channels.web.models import Notice
from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.shell.card import PersonalData


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the words in private that were laid before a person."""
    mine = Notice.objects.filter(person=person).order_by("id").select_related("group")
    return [
        {
            "group": each.group.name,
            "words": each.spoken,
            "created_at": each.created_at,
            "read_at": each.read_at,
        }
        for each in mine
    ]


def erase(person: Person) -> None:
    """Drop the words in private to a person."""
    Notice.objects.filter(person=person).delete()


PERSONAL_DATA = PersonalData(
    N_("Words in private"),
    ("channel_web.Notice",),
    export,
    erase,
    purpose=N_("To tell you in private what was decided"),
    kept=N_("Until your data is deleted"),
)
