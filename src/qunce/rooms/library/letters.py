"""What contributors are told, and the words by which a call is posted.

By e-mail where they log in with an address, in private where the channel can, else as a line on
the desk with the words to copy.
"""

from datetime import datetime, timedelta

from django.conf import settings as site
from django.core.mail import send_mail
from django.db import transaction

from qunce.chat import abilities
from qunce.facts.library import ContributorTold
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Capability, Notify, Outcome, Status
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment, TaskDraft
from qunce.people.models import Identity
from qunce.people.queries import list_groups, zone_of
from qunce.rooms.library.domain_calls import LETTERS, Letter, SubmissionState
from qunce.rooms.library.models import Call, Submission
from qunce.shell.words import render

LETTER = "library.letter"
PAUSE = timedelta(minutes=2)  # the time in which an admin can think again
WITHIN = timedelta(hours=24)
EXCERPT = 120  # characters of a call's words in the group
CALL = "library-call"

SUBJECT = N_("Your contribution in %(where)s")
HELLO = N_("Hello %(name)s! %(words)s\n%(link)s")
TELL = N_("Tell %(name)s about the contribution “%(title)s”")
HOW = N_("Copy the words and send them in a private chat.")
NOT_ANY_MORE = N_("The decision was changed before anybody was told.")
POST = N_("Post the call for contributions “%(title)s” in the groups")
CALLING = N_("【Call for contributions】%(title)s\n%(text)s\nUntil %(day)s. Write here: %(link)s")
STATES = {
    Letter.TAKEN: SubmissionState.TAKEN,
    Letter.DECLINED: SubmissionState.DECLINED,
    Letter.PUBLISHED: SubmissionState.TAKEN,
}


def lay_call(call: Call, *, now: datetime) -> None:
    """Lay the words of a call on the desk, to be posted in the groups that it is for."""
    chosen = list(call.groups.all()) or list(list_groups(call.community))
    day = f"{call.deadline.astimezone(zone_of(call.community)):%Y-%m-%d %H:%M}"
    about = {
        "title": call.title,
        "text": " ".join(call.words.split())[:EXCERPT],
        "day": day,
        "link": f"{site.SITE_URL}/m/{call.community.key}/library/calls/{call.pk}/",
    }
    draft = TaskDraft(
        community=call.community_id,
        kind=CALL,
        title=Words(POST, {"title": call.title}),
        words=Words(CALLING, about),
        role=Role.CONTENT,
        key=f"{CALL}:{call.pk}",
        groups=tuple(group.pk for group in chosen),
        due=min(call.deadline, now + WITHIN),
    )
    ledger.open_task(draft, now=now)


def post(row: Submission, letter: Letter, *, now: datetime, number: int = 0) -> None:
    """Have a contributor told; a letter of the same kind and `number` goes out once."""
    ledger.enqueue(
        LETTER,
        {"submission": row.pk, "letter": letter.value},
        community=row.community_id,
        now=now,
        not_before=now + PAUSE,
        key=f"{LETTER}:{row.pk}:{letter.value}:{number}",
        lane=f"{LETTER}:{row.pk}",
    )


def execute(assignment: Assignment) -> Outcome:
    """Tell one contributor, unless what is told of is not true any more."""
    letter = Letter(assignment.payload["letter"])
    rows = Submission.objects.select_related("community", "item", "person__account")
    row = rows.filter(pk=assignment.payload["submission"]).first()
    if row is None or row.person is None or row.state != STATES[letter]:
        return Outcome(Status.DONE, Words(NOT_ANY_MORE))
    words = words_of(row, letter)
    if row.person.account and row.person.account.email:
        language = row.person.account.language or None
        subject = render(Words(SUBJECT, {"where": row.community.name}), language)
        send_mail(subject, render(words, language), None, [row.person.account.email])
    else:
        _tell_otherwise(row, words, assignment)
    return Outcome(Status.DONE)


@transaction.atomic
def _tell_otherwise(row: Submission, words: Words, assignment: Assignment) -> None:
    """Tell in private where a channel can; else a person does."""
    now = assignment.now
    identity = _reachable(row)
    if identity is not None and identity.group_id is not None:
        told = ContributorTold(row.item_id, row.person_id, row.item.title)
        effect = Notify(identity.group_id, identity.pk, words, path_of(row))
        ledger.record(told, by=MACHINE, now=now, community=row.community_id, effects=(effect,))
        return
    name = row.person.name if row.person else ""
    draft = TaskDraft(
        community=row.community_id,
        kind="tell",
        title=Words(TELL, {"name": name, "title": row.item.title}),
        words=words,
        hint=Words(HOW),
        role=Role.CONTENT,
        key=f"{assignment.key}:tell",
        due=now + WITHIN,
        subjects=(("person", row.person_id),) if row.person_id else (),
    )
    ledger.open_task(draft, now=now)


def _reachable(row: Submission) -> Identity | None:
    rows = Identity.objects.filter(person=row.person_id, group__archived_at__isnull=True)
    for identity in rows.select_related("group").order_by("pk"):
        if identity.group and Capability.NOTIFY_PRIVATELY in abilities.of(identity.group):
            return identity
    return None


def words_of(row: Submission, letter: Letter) -> Words:
    """Return what the contributor reads: for a mail, and to be copied where there is none."""
    said = Words(LETTERS[letter], {"title": row.item.title, "text": row.reason_words})
    link = f"{site.SITE_URL}{path_of(row)}"
    name = row.person.name if row.person else ""
    return Words(HELLO, {"name": name, "words": said, "link": link})


def path_of(row: Submission) -> str:
    """Return the path of the contribution's page for its author."""
    return f"/m/{row.community.key}/library/sent/{row.pk}/"
