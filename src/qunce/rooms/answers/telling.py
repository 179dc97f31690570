"""What members are told: by mail, in private where a channel can, else by a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings as site
from django.core.mail import send_mail
from django.db import transaction

from qunce.chat import abilities
from qunce.facts.answers import MemberTold
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Capability, Notify, Outcome, Status
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment, Happened, TaskDraft
from qunce.people.models import Identity, Person
from qunce.rooms.answers.deciding import LISTED, QuestionState, RequestState
from qunce.rooms.answers.models import Question, Request
from qunce.shell.words import render

TELL = "answers.tell"
WITHIN = timedelta(hours=24)


class Letter(StrEnum):
    """What somebody is told about a question."""

    REQUEST = "request"
    REMINDER = "reminder"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    WARNED = "warned"
    KEPT = "kept"
    CLOSED = "closed"


LETTERS: Mapping[Letter, str] = {
    Letter.REQUEST: N_(
        "Somebody asks about %(topic)s: “%(name)s”. Could you answer in a few lines? "
        "If not, pass it on with one tap."
    ),
    Letter.REMINDER: N_(
        "“%(name)s” still waits for an answer. If you have no time, pass it on with one tap."
    ),
    Letter.ANSWERED: N_("Your question “%(name)s” has an answer. If it helped, please accept it."),
    Letter.ACCEPTED: N_("Your answer to “%(name)s” was accepted. Thank you!"),
    Letter.WARNED: N_(
        "A doubt about your answer to “%(name)s” was found right: %(text)s "
        "You can change your answer."
    ),
    Letter.KEPT: N_(
        "What you said in the group about “%(name)s” stands as an answer in the Q&A column, with "
        "your name. Thank you! There you can change it, or take it back if you would rather not."
    ),
    Letter.CLOSED: N_("Your question “%(name)s” was closed: %(text)s"),
}
BY_HAND = frozenset({Letter.REQUEST, Letter.ANSWERED, Letter.WARNED, Letter.CLOSED})
SUBJECT = N_("Questions and answers in %(where)s")
HELLO = N_("Hello %(name)s! %(words)s\n%(link)s")
TASK = N_("Tell %(name)s about the question “%(names)s”")
HOW = N_("Copy the words and send them in a private chat.")
NOT_ANY_MORE = N_("It was not true any more when somebody was to be told.")
ANY_TOPIC = N_("HR work")


def tell(
    question: Question,
    person: int | None,
    letter: Letter,
    *,
    now: datetime,
    number: int = 0,
    text: str = "",
) -> None:
    """Have a member told; a letter of the same kind and `number` goes out once."""
    if person is None:
        return
    payload = {"question": question.pk, "person": person, "letter": letter.value, "text": text}
    ledger.enqueue(
        TELL,
        payload,
        community=question.community_id,
        now=now,
        key=f"{TELL}:{question.pk}:{person}:{letter.value}:{number}",
    )


def execute(assignment: Assignment) -> Outcome:
    """Tell one member, unless what is told of is not true any more."""
    told = assignment.payload
    letter = Letter(told["letter"])
    question = Question.objects.select_related("community").filter(pk=told["question"]).first()
    person = Person.objects.select_related("account").filter(pk=told["person"]).first()
    if question is None or person is None or not _is_true(question, person, letter):
        return Outcome(Status.DONE, Words(NOT_ANY_MORE))
    words = words_of(question, person, letter, told["text"])
    if person.account is not None:
        language = person.account.language or None
        subject = render(Words(SUBJECT, {"where": question.community.name}), language)
        send_mail(subject, render(words, language), None, [person.account.email])
    else:
        _tell_otherwise(question, person, words, assignment, by_hand=letter in BY_HAND)
    return Outcome(Status.DONE)


def _is_true(question: Question, person: Person, letter: Letter) -> bool:
    """Say whether what is told still holds."""
    if letter in {Letter.REQUEST, Letter.REMINDER}:
        mine = Request.objects.filter(question=question, person=person)
        return question.state in LISTED and mine.filter(state=RequestState.WAITING).exists()
    if letter is Letter.CLOSED:
        return question.state == QuestionState.CLOSED
    return question.state in {QuestionState.ANSWERED, QuestionState.SETTLED}


@transaction.atomic
def _tell_otherwise(
    question: Question, person: Person, words: Words, assignment: Assignment, *, by_hand: bool
) -> None:
    """Tell in private where a channel can; else a person does, where it is worth one's time."""
    identity = _reachable(person)
    if identity is not None and identity.group_id is not None:
        effect = Notify(identity.group_id, identity.pk, words, path_of(question))
        told = Happened(MemberTold(question.pk, person.pk, question.title), (effect,))
        ledger.record_all([told], by=MACHINE, now=assignment.now, community=question.community_id)
        return
    if not by_hand:
        return
    about = {"name": person.name, "names": question.title}
    draft = TaskDraft(
        community=question.community_id,
        kind="tell",
        title=Words(TASK, about),
        words=words,
        hint=Words(HOW),
        role=Role.CONTENT,
        key=f"{assignment.key}:tell",
        due=assignment.now + WITHIN,
        subjects=(("question", question.pk), ("person", person.pk)),
    )
    ledger.open_task(draft, now=assignment.now)


def _reachable(person: Person) -> Identity | None:
    """Return an account of a member in a group in which members can be told in private."""
    rows = Identity.objects.filter(person=person, group__archived_at__isnull=True)
    for identity in rows.select_related("group").order_by("pk"):
        if identity.group and Capability.NOTIFY_PRIVATELY in abilities.of(identity.group):
            return identity
    return None


def words_of(question: Question, person: Person, letter: Letter, text: str = "") -> Words:
    """Return what a member reads: in a mail, and to be copied where there is none."""
    topic: Words | str = question.topic or Words(ANY_TOPIC)
    said = Words(LETTERS[letter], {"name": question.title, "topic": topic, "text": text})
    return Words(HELLO, {"name": person.name, "words": said, "link": link_of(question)})


def path_of(question: Question) -> str:
    """Return the path of a question's page for members."""
    return f"/m/{question.community.key}/questions/{question.pk}/"


def link_of(question: Question) -> str:
    """Return the whole address of a question's page for members."""
    return f"{site.SITE_URL}{path_of(question)}"
