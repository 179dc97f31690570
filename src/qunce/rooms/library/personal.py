"""What the library stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.library import feedback
from qunce.rooms.library.domain_calls import SubmissionState
from qunce.rooms.library.models import (
    Attachment,
    Call,
    Feedback,
    Item,
    ItemVersion,
    Moving,
    Submission,
)
from qunce.shell.card import PersonalData

MODELS = (
    *("library.Item", "library.ItemVersion", "library.Feedback", "library.Attachment"),
    *("library.Moving", "library.Call", "library.Submission"),
)


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return what a person gave to the library, wrote for it, and said of it."""
    own = Item.objects.filter(Q(contributor=person) | Q(keeper=person) | Q(writer=person))
    written = ItemVersion.objects.filter(person=person).order_by("id")
    said = Feedback.objects.filter(person=person).order_by("id")
    files = Attachment.objects.filter(person=person).order_by("id")
    moved = Moving.objects.filter(person=person).order_by("id")
    sent = Submission.objects.filter(Q(person=person) | Q(decided_by=person)).order_by("id")
    asked = Call.objects.filter(person=person).order_by("id")
    return [
        *own.order_by("id").values("title", "kind", "state", "credit", "created_at"),
        *written.values("title", "body", "note", "at"),
        *said.values("item__title", "is_useful", "at"),
        *files.values("name", "at"),
        *sent.values("item__title", "state", "sent_at", "reason", "reason_words"),
        *asked.values("title", "words", "created_at"),
        *moved.values("name", "began_at"),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Take the person out of the library: what they gave stays, without their name."""
    voted = Item.objects.filter(feedback__person=person)
    keys = list(voted.values_list("pk", flat=True))
    Feedback.objects.filter(person=person).delete()
    for item in Item.objects.filter(pk__in=keys):
        feedback.count(item)
    mine = Submission.objects.filter(person=person).exclude(state=SubmissionState.TAKEN)
    Item.objects.filter(submission__in=mine, shown=0).delete()
    Submission.objects.filter(person=person).update(person=None)
    Submission.objects.filter(decided_by=person).update(decided_by=None)
    Call.objects.filter(person=person).update(person=None)
    Item.objects.filter(contributor=person).update(contributor=None, credit="")
    Item.objects.filter(keeper=person).update(keeper=None)
    Item.objects.filter(writer=person).update(writer=None)
    ItemVersion.objects.filter(person=person).update(person=None, by_name="")
    Attachment.objects.filter(person=person).update(person=None)
    Moving.objects.filter(person=person).update(person=None, by_name="")


PERSONAL_DATA = PersonalData(
    N_("Library"),
    MODELS,
    export,
    erase,
    purpose=N_("To name who contributed to the library, and to know what was useful"),
    kept=N_("What was contributed stays, without a name, when your data is deleted"),
)
