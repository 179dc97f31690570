"""What an applicant is told, a little later, so that a decision can be undone before.

By e-mail where they log in with an address, in private where the channel can, else as a line on
the desk with the words to copy.
"""

from datetime import datetime, timedelta

from django.conf import settings as site
from django.core.mail import send_mail
from django.db import transaction

from qunce.chat import abilities
from qunce.facts.postings import PostingApplicantTold
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Capability, Notify, Outcome, Status
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment, TaskDraft
from qunce.people.models import Identity
from qunce.people.queries import zone_of
from qunce.rooms.postings import queries
from qunce.rooms.postings.collected import Entry
from qunce.rooms.postings.deciding import LETTERS, Letter, PostingState
from qunce.rooms.postings.models import Posting
from qunce.shell.words import render

LETTER = "postings.letter"
PAUSE = timedelta(minutes=2)  # the time in which a reviewer can think again
WITHIN = timedelta(hours=24)

SUBJECT = N_("Your recruitment post in %(where)s")
HELLO = N_("Hello %(name)s! %(words)s\n%(link)s")
TELL = N_("Tell %(name)s about the recruitment post “%(title)s”")
HOW = N_("Copy the words and send them in a private chat.")
NOT_ANY_MORE = N_("The decision was changed before anybody was told.")
STATES: dict[Letter, PostingState] = {
    Letter.ASKED: PostingState.ASKED,
    Letter.APPROVED: PostingState.APPROVED,
    Letter.DECLINED: PostingState.DECLINED,
    Letter.MOVED: PostingState.APPROVED,
    Letter.HOUR_MOVED: PostingState.APPROVED,
    Letter.LEFT_OUT: PostingState.LAPSED,
    Letter.POSTED: PostingState.POSTED,
    Letter.OUTCOME: PostingState.POSTED,
}


def post(
    posting: Posting, letter: Letter, *, now: datetime, text: str = "", number: int = 0
) -> None:
    """Have an applicant told; a letter of the same kind and `number` goes out once."""
    ledger.enqueue(
        LETTER,
        {"posting": posting.pk, "letter": letter.value, "text": text},
        community=posting.community_id,
        now=now,
        not_before=now + PAUSE,
        key=f"{LETTER}:{posting.pk}:{letter.value}:{number}",
        lane=f"{LETTER}:{posting.pk}",
    )


def execute(assignment: Assignment) -> Outcome:
    """Tell one applicant, unless what is told of is not true any more."""
    letter = Letter(assignment.payload["letter"])
    rows = Posting.objects.select_related("community", "person__account")
    posting = rows.filter(pk=assignment.payload["posting"]).first()
    if posting is None or posting.state != STATES[letter] or posting.result:
        return Outcome(Status.DONE, Words(NOT_ANY_MORE))
    words = words_of(posting, letter, assignment.payload["text"])
    address = address_of(posting)
    if address:
        language = posting.language or None
        subject = render(Words(SUBJECT, {"where": posting.community.name}), language)
        send_mail(subject, render(words, language), None, [address])
    else:
        _tell_otherwise(posting, words, assignment)
    return Outcome(Status.DONE)


@transaction.atomic
def _tell_otherwise(posting: Posting, words: Words, assignment: Assignment) -> None:
    """Tell in private where a channel can; else a person does."""
    now, community = assignment.now, posting.community_id
    identity = _reachable(posting)
    if identity is not None and identity.group_id is not None:
        told = PostingApplicantTold(posting.pk, posting.person_id, posting.title)
        effect = Notify(identity.group_id, identity.pk, words, path_of(posting))
        ledger.record(told, by=MACHINE, now=now, community=community, effects=(effect,))
        return
    about = {"name": posting.name, "title": posting.title}
    subjects = [("posting", posting.pk)]
    if posting.person_id is not None:
        subjects.append(("person", posting.person_id))
    draft = TaskDraft(
        community=community,
        kind="tell",
        title=Words(TELL, about),
        words=words,
        hint=Words(HOW),
        role=Role.OPS,
        key=f"{assignment.key}:tell",
        due=now + WITHIN,
        subjects=tuple(subjects),
    )
    ledger.open_task(draft, now=now)


def _reachable(posting: Posting) -> Identity | None:
    """Return an account of the applicant in a group in which members can be told in private."""
    if posting.person_id is None:
        return None
    rows = Identity.objects.filter(person=posting.person_id, group__archived_at__isnull=True)
    for identity in rows.select_related("group").order_by("pk"):
        if identity.group and Capability.NOTIFY_PRIVATELY in abilities.of(identity.group):
            return identity
    return None


def words_of(posting: Posting, letter: Letter, text: str = "") -> Words:
    """Return what the applicant reads: for a mail, and to be copied where there is none."""
    zone = zone_of(posting.community)
    day = f"{posting.slot_at.astimezone(zone):%Y-%m-%d %H:%M}" if posting.slot_at else ""
    said = text or posting.reason_words
    words = Words(LETTERS[letter], {"title": posting.title, "text": said, "day": day})
    return Words(HELLO, {"name": posting.name, "words": words, "link": link_of(posting)})


def address_of(posting: Posting) -> str:
    """Return where mails to the applicant go, "" where none is known."""
    account = posting.person.account if posting.person else None
    return account.email if account else ""


def path_of(posting: Posting) -> str:
    """Return the path of the application's page."""
    return f"/hiring/p/{posting.token}/"


def link_of(posting: Posting) -> str:
    """Return the whole address of the application's page."""
    return f"{site.SITE_URL}{path_of(posting)}"


def public_link(posting: Posting) -> str:
    """Return the whole address under which all of a post is read."""
    return f"{site.SITE_URL}/hiring/t/{posting.public}/"


def entry_of(posting: Posting) -> Entry:
    """Return a post as it stands in the text of a slot."""
    return Entry(queries.draft_of(posting), public_link(posting))
