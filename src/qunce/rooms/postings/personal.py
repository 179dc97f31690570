"""What postings store of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.postings.models import Posting, PostingRemark
from qunce.shell.card import PersonalData

MODELS = ("postings.Posting", "postings.PostingRemark")
TOLD = (
    *("id", "name", "company", "title", "introduction", "details", "contact", "pay", "place"),
    *("deadline", "language", "state", "sent_at", "decided_at", "reason", "reason_words"),
    *("slot_at", "posted_at", "result", "result_at"),
)


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return a person's applications to post, and what was said about them."""
    own = Posting.objects.filter(person=person).order_by("id")
    talk = PostingRemark.objects.filter(Q(posting__in=own) | Q(reviewer=person)).order_by("id")
    decided = Posting.objects.filter(decided_by=person).exclude(person=person).order_by("id")
    return [
        *own.values(*TOLD),
        *talk.values("from_applicant", "text", "at"),
        *decided.values("company", "title", "state", "decided_at"),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Delete what the person applied for; take the person out of what they decided for others."""
    Posting.objects.filter(person=person).delete()
    Posting.objects.filter(decided_by=person).update(decided_by=None)
    PostingRemark.objects.filter(reviewer=person).update(reviewer=None)


PERSONAL_DATA = PersonalData(
    N_("Recruitment posts"),
    MODELS,
    export,
    erase,
    purpose=N_("To review recruitment posts, to post them together, and to ask what came of them"),
    kept=N_(
        "One year from the last thing that happened (a setting), or until your data is deleted"
    ),
)
