"""The asker's writes, and an admin's: ask, change, take back, take out of a group, close."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from qunce.chat.models import Message
from qunce.facts import answers as facts
from qunce.kernel.actors import Actor
from qunce.kernel.effects import SendText
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.audience import EVERYBODY, Audience, address
from qunce.people.models import Community, Group, Person
from qunce.rooms.answers import lines, lookalikes, queries, routing
from qunce.rooms.answers.deciding import (
    QUESTION,
    READ,
    REQUEST,
    AnswerState,
    QuestionState,
    QuestionVerb,
    RequestState,
    RequestVerb,
)
from qunce.rooms.answers.models import Question, Request
from qunce.rooms.answers.telling import Letter, link_of, tell
from qunce.store.moves import move

TITLE_LENGTH, TEXT_LENGTH = 100, 3000  # characters
SAY_WHAT = N_("Write your question in a sentence.")
SAY_WHY = N_("Say in a sentence why; the asker reads it.")
GONE = N_("A message that was taken back cannot be used.")
IN_THE_COLUMN = N_(
    "%(name)s, your question stands in our Q&A column now: members who know the topic were "
    "asked. Whoever can answer: %(link)s"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as it was written. `is_hidden` keeps the asker's name from members."""

    title: str
    text: str = ""
    topic: str = ""
    is_hidden: bool = False
    audience: Audience = EVERYBODY


@transaction.atomic
def ask(person: Person, draft: Draft, form: str, *, by: Actor, now: datetime) -> Question:
    """Store a question and ask members who know its topic; the same `form` twice gives one.

    Raises RefusedError without a title.
    """
    known = Question.objects.filter(community=person.community_id, form_token=form).first()
    if known is not None:
        return known
    if not draft.title.strip():
        raise RefusedError(Words(SAY_WHAT))
    try:
        with transaction.atomic():
            question = _store(
                person.community, draft, now, form_token=form, person=person, name=person.name
            )
    except IntegrityError:  # the same form came in at the same moment
        return Question.objects.get(community=person.community_id, form_token=form)
    address(question, draft.audience)
    fact = facts.QuestionAsked(question.pk, person.pk, question.title)
    ledger.record(fact, by=by, now=now, community=person.community_id)
    routing.route(question, now=now)
    return question


def _store(community: Community, draft: Draft, now: datetime, **also: Any) -> Question:
    due_at = now + queries.settings_of(community.pk).escalate_after
    question: Question = Question.objects.create(
        community=community,
        state=QuestionState.OPEN,
        title=draft.title.strip()[:TITLE_LENGTH],
        text=draft.text,
        topic=draft.topic,
        is_hidden=draft.is_hidden,
        asked_at=now,
        due_at=due_at,
        changed_at=now,
        **also,
    )
    lookalikes.note(question)
    return question


@transaction.atomic
def take(message: Message, *, by: Actor, now: datetime, topic: str = "") -> Question:
    """Take a question that was asked in a group into the column; its group is told where it is.

    A second time gives the same question. Raises RefusedError for a message that is gone.
    """
    known = queries.find_taken(message.pk)
    if known is not None:
        return known
    if message.recalled_at is not None or not message.text.strip():
        raise RefusedError(Words(GONE))
    person = message.author.person if message.author else None
    draft = draft_of(message.text, topic)
    question = _store(
        message.group.community,
        draft,
        now,
        form_token=f"message-{message.pk}",
        person=person,
        name=message.author_name,
        message=message,
        group=message.group,
    )
    question.groups.set([message.group])
    about = {"name": message.author_name.split("-")[0], "link": link_of(question)}
    effect = SendText(message.group_id, Words(IN_THE_COLUMN, about), reply_to=message.pk)
    fact = facts.QuestionTaken(
        question.pk, question.person_id, question.title, message.pk, message.group_id
    )
    ledger.record(fact, by=by, now=now, community=question.community_id, effects=(effect,))
    lines.end(f"{lines.OFFER}:{message.pk}", now=now, by=by)
    routing.route(question, now=now)
    return question


def draft_of(text: str, topic: str = "") -> Draft:
    """Return a message as a question: what is longer than a title stands below it, whole."""
    words = " ".join(text.split())
    if len(words) <= TITLE_LENGTH:
        return Draft(words, topic=topic)
    return Draft(f"{words[: TITLE_LENGTH - 1]}…", text=text.strip()[:TEXT_LENGTH], topic=topic)


@transaction.atomic
def change(question: Question, draft: Draft, *, by: Actor, now: datetime) -> None:
    """Change a question that is not solved yet. Raises RefusedError where it is over."""
    if not draft.title.strip():
        raise RefusedError(Words(SAY_WHAT))
    after = QUESTION.after(QuestionState(question.state), QuestionVerb.EDIT)
    also: dict[str, Any] = {
        "title": draft.title.strip()[:TITLE_LENGTH],
        "text": draft.text,
        "topic": draft.topic,
        "is_hidden": draft.is_hidden,
        "edited_at": now,
        "changed_at": now,
    }
    move(question, to=after, **also)
    lookalikes.note(question)
    address(question, draft.audience)
    fact = facts.QuestionChanged(question.pk, question.person_id, question.title)
    ledger.record(fact, by=by, now=now, community=question.community_id)
    if not question.requests.exists():
        routing.route(question, now=now)


@transaction.atomic
def withdraw(question: Question, *, by: Actor, now: datetime) -> None:
    """Take a question back: it is not listed any more, and its answers go with it.

    Raises RefusedError where an answer was accepted.
    """
    after = QUESTION.after(QuestionState(question.state), QuestionVerb.WITHDRAW)
    move(question, to=after, changed_at=now)
    fact = facts.QuestionWithdrawn(question.pk, question.person_id, question.title)
    ledger.record(fact, by=by, now=now, community=question.community_id)
    end_waiting(question, by=by, now=now)


@transaction.atomic
def close(question: Question, reason: str, *, by: Actor, now: datetime) -> None:
    """Close a question: nobody answers any more, the asker reads the reason.

    Raises RefusedError without a reason.
    """
    words = reason.strip()
    if not words:
        raise RefusedError(Words(SAY_WHY))
    after = QUESTION.after(QuestionState(question.state), QuestionVerb.CLOSE)
    move(question, to=after, reason=words[:200], changed_at=now)
    fact = facts.QuestionClosed(question.pk, question.person_id, question.title, words[:200])
    entry = ledger.record(fact, by=by, now=now, community=question.community_id)
    tell(question, question.person_id, Letter.CLOSED, now=now, number=entry.pk, text=words[:200])
    end_waiting(question, by=by, now=now)


@transaction.atomic
def reopen(question: Question, *, by: Actor, now: datetime) -> None:
    """Open a closed question again; what was answered still counts."""
    after = QUESTION.after(QuestionState(question.state), QuestionVerb.REOPEN)
    answers = question.answers.filter(state__in=READ)
    if answers.exists():
        after = QUESTION.after(after, QuestionVerb.ANSWER)
    if answers.filter(state=AnswerState.ACCEPTED).exists():
        after = QUESTION.after(after, QuestionVerb.ACCEPT)
    due_at = now + queries.settings_of(question.community_id).escalate_after
    move(question, to=after, reason="", due_at=due_at, escalated_at=None, changed_at=now)
    fact = facts.QuestionReopened(question.pk, question.person_id, question.title)
    ledger.record(fact, by=by, now=now, community=question.community_id)


def end_waiting(question: Question, *, by: Actor, now: datetime) -> None:
    """End what waits for an answer: the requests to members, and the desk's line."""
    for each in Request.objects.filter(question=question, state=RequestState.WAITING):
        after = REQUEST.after(RequestState(each.state), RequestVerb.LAPSE)
        move(each, to=after, ended_at=now)
    lines.end_late(question, now=now, by=by)


def groups_of(question: Question) -> list[Group]:
    """Return the groups whose members a question is for, none for all."""
    return list(question.groups.all())
