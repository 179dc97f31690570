"""What is written below a question: answers, thanks, an accepted one, doubts, the way back."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from qunce.facts import answers as facts
from qunce.facts.base import Fact
from qunce.kernel.actors import Actor
from qunce.kernel.effects import Effect, SendText
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.rooms.answers import asking, queries
from qunce.rooms.answers.deciding import (
    ANSWER,
    LISTED,
    QUESTION,
    READ,
    REQUEST,
    AnswerState,
    AnswerVerb,
    QuestionState,
    QuestionVerb,
    RequestState,
    RequestVerb,
)
from qunce.rooms.answers.models import Answer, Question, Request, Thanks
from qunce.rooms.answers.telling import Letter, link_of, tell
from qunce.store.moves import move

LONGEST = 3000  # characters of an answer
SAY_SOMETHING = N_("Write your answer first.")
IS_OVER = N_("This question is over: nobody can answer it any more.")
NOT_YOURS = N_("Nobody thanks for an own answer.")
NO_GROUP = N_("This question was not asked in a group.")
POSTED = N_("This answer was posted in the group already.")
NOT_READ = N_("Members do not read this answer.")
PROPOSED = N_("This question was proposed for the library already.")
IN_THE_GROUP = N_("%(name)s, an answer to “%(excerpt)s”, by %(by)s: %(text)s\n%(link)s")
MOST_IN_GROUP = 300  # characters of an answer that goes to the group; the rest is on its page


def _record(fact: type[Any], answer: Answer, *, by: Actor, now: datetime, **also: Any) -> Entry:
    """Record a fact about an answer: whose it is, and to which question."""
    question = answer.question
    effects: tuple[Effect, ...] = also.pop("effects", ())
    person = also.pop("person", answer.person_id)
    told: Fact = fact(question.pk, person, question.title, answer.pk, **also)
    return ledger.record(told, by=by, now=now, community=answer.community_id, effects=effects)


@transaction.atomic
def give(
    question: Question, person: Person, text: str, form: str, *, now: datetime, by: Actor
) -> Answer:
    """Answer a question; the same `form` twice gives one answer.

    Raises RefusedError without words, and where the question is over.
    """
    known = Answer.objects.filter(community=question.community_id, form_token=form).first()
    if known is not None:
        return known
    words = text.strip()
    if not words:
        raise RefusedError(Words(SAY_SOMETHING))
    if question.state not in LISTED:
        raise RefusedError(Words(IS_OVER))
    try:
        with transaction.atomic():
            answer = Answer.objects.create(
                community_id=question.community_id,
                question=question,
                state=AnswerState.STANDS,
                person=person,
                name=person.name,
                text=words[:LONGEST],
                form_token=form,
                at=now,
            )
    except IntegrityError:  # the same form came in at the same moment
        return Answer.objects.get(community=question.community_id, form_token=form)
    _record(facts.AnswerGiven, answer, by=by, now=now)
    _count_in(answer, by=by, now=now)
    return answer


def _count_in(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Bring a question to where an answer more brings it, and tell its asker."""
    question = answer.question
    after = QUESTION.after(QuestionState(question.state), QuestionVerb.ANSWER)
    first = question.answered_at or now
    move(question, to=after, answered_at=first, changed_at=now)
    mine = Request.objects.filter(question=question, person=answer.person_id)
    for each in mine.exclude(state=RequestState.ANSWERED):
        after_mine = REQUEST.after(RequestState(each.state), RequestVerb.ANSWER)
        move(each, to=after_mine, ended_at=now)
    asking.end_waiting(question, by=by, now=now)
    if question.person_id != answer.person_id:
        tell(question, question.person_id, Letter.ANSWERED, now=now, number=answer.pk)


@transaction.atomic
def confirm(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Say that what was found in the group is an answer: members read it in the column."""
    after = ANSWER.after(AnswerState(answer.state), AnswerVerb.CONFIRM)
    if answer.question.state not in LISTED:
        raise RefusedError(Words(IS_OVER))
    move(answer, to=after)
    _record(facts.AnswerConfirmed, answer, by=by, now=now)
    _count_in(answer, by=by, now=now)
    if answer.message_id is not None and answer.person_id != by.id:
        tell(answer.question, answer.person_id, Letter.KEPT, now=now, number=answer.pk)


@transaction.atomic
def dismiss(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Say that what was found in the group is no answer; it can be confirmed all the same."""
    move(answer, to=ANSWER.after(AnswerState(answer.state), AnswerVerb.DISMISS))
    _record(facts.AnswerDismissed, answer, by=by, now=now)


@transaction.atomic
def change(answer: Answer, text: str, *, by: Actor, now: datetime) -> None:
    """Change an answer; a warning goes with the words it was about. RefusedError without words."""
    words = text.strip()
    if not words:
        raise RefusedError(Words(SAY_SOMETHING))
    after = ANSWER.after(AnswerState(answer.state), AnswerVerb.EDIT)
    move(answer, to=after, text=words[:LONGEST], edited_at=now, warning="")
    _record(facts.AnswerChanged, answer, by=by, now=now)


@transaction.atomic
def withdraw(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Take an answer back: nobody reads it, and a question without another one waits again."""
    if answer.state == AnswerState.ACCEPTED:
        unaccept(answer, by=by, now=now)
    move(answer, to=ANSWER.after(AnswerState(answer.state), AnswerVerb.WITHDRAW))
    _record(facts.AnswerWithdrawn, answer, by=by, now=now)
    count_out(answer.question, now=now)


def count_out(question: Question, *, now: datetime) -> None:
    """Let a question that has no answer left wait again, from now on."""
    if question.state != QuestionState.ANSWERED:
        return
    if not question.answers.filter(state__in=READ).exists():
        after = QUESTION.after(QuestionState.ANSWERED, QuestionVerb.EMPTY)
        due_at = now + queries.settings_of(question.community_id).escalate_after
        fresh: dict[str, Any] = {"answered_at": None, "escalated_at": None}
        move(question, to=after, due_at=due_at, changed_at=now, **fresh)


@transaction.atomic
def accept(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Say that an answer helped; another one that was accepted before is not any more.

    An own answer may be accepted, and nobody is credited for it.
    """
    if answer.state == AnswerState.FOUND:
        confirm(answer, by=by, now=now)
    after = ANSWER.after(AnswerState(answer.state), AnswerVerb.ACCEPT)
    question = answer.question
    for other in Answer.objects.filter(question=question, state=AnswerState.ACCEPTED):
        other.question = question
        unaccept(other, by=by, now=now)
    move(question, to=QUESTION.after(QuestionState(question.state), QuestionVerb.ACCEPT))
    move(answer, to=after, accepted_at=now)
    is_own = answer.person_id is not None and answer.person_id == question.person_id
    credited = None if is_own else answer.person_id
    entry = _record(facts.AnswerAccepted, answer, by=by, now=now, person=credited)
    tell(question, credited, Letter.ACCEPTED, now=now, number=entry.pk)


@transaction.atomic
def unaccept(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Take an acceptance back."""
    after = ANSWER.after(AnswerState(answer.state), AnswerVerb.UNACCEPT)
    question = answer.question
    verb = QuestionVerb.UNACCEPT
    if question.state != QuestionState.CLOSED:
        move(question, to=QUESTION.after(QuestionState(question.state), verb), changed_at=now)
    move(answer, to=after, accepted_at=None)
    _record(facts.AnswerUnaccepted, answer, by=by, now=now)


@transaction.atomic
def hide(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Let members not read an answer any more; its author sees that it is hidden."""
    if answer.state == AnswerState.ACCEPTED:
        unaccept(answer, by=by, now=now)
    move(answer, to=ANSWER.after(AnswerState(answer.state), AnswerVerb.HIDE))
    _record(facts.AnswerHidden, answer, by=by, now=now)
    count_out(answer.question, now=now)


@transaction.atomic
def show(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Let members read a hidden answer again."""
    move(answer, to=ANSWER.after(AnswerState(answer.state), AnswerVerb.SHOW))
    question = answer.question
    if question.state == QuestionState.OPEN:
        after = QUESTION.after(QuestionState.OPEN, QuestionVerb.ANSWER)
        move(question, to=after, answered_at=answer.at, changed_at=now)
    _record(facts.AnswerShown, answer, by=by, now=now)


@transaction.atomic
def thank(answer: Answer, person: Person, *, now: datetime) -> bool:
    """Thank for an answer, or take the thanks back; say whether it is thanked now.

    Raises RefusedError for one's own answer.
    """
    if answer.person_id == person.pk:
        raise RefusedError(Words(NOT_YOURS))
    if Thanks.objects.filter(answer=answer, person=person).delete()[0]:
        return False
    Thanks.objects.get_or_create(
        answer=answer,
        person=person,
        defaults={"community_id": answer.community_id, "at": now},
    )
    return True


@transaction.atomic
def post_back(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Post an answer of the column in the group in which its question was asked, once."""
    question = answer.question
    if question.group is None or question.group.archived_at is not None:
        raise RefusedError(Words(NO_GROUP))
    if answer.state not in READ:
        raise RefusedError(Words(NOT_READ))
    if not Answer.objects.filter(pk=answer.pk, posted_at=None).update(posted_at=now):
        raise RefusedError(Words(POSTED))
    answer.posted_at = now
    group = question.group
    effect = SendText(group.pk, words_for_group(answer), reply_to=question.message_id)
    _record(facts.AnswerPostedBack, answer, by=by, now=now, group=group.pk, effects=(effect,))


def words_for_group(answer: Answer) -> Words:
    """Return an answer as it is posted in the group: plain, short, with the way to the rest."""
    question, text = answer.question, answer.text
    if len(text) > MOST_IN_GROUP:
        text = f"{text[: MOST_IN_GROUP - 1]}…"
    about = {
        "name": question.name.split("-")[0],
        "excerpt": question.title[:40],
        "by": answer.name.split("-")[0],
        "text": text,
        "link": link_of(question),
    }
    return Words(IN_THE_GROUP, about)


@transaction.atomic
def propose(answer: Answer, *, by: Actor, now: datetime, is_named: bool = True) -> None:
    """Ask the library to take a question with its answer over, once.

    With `is_named` off its author is not named there: they said it in a group, or rather not.
    """
    if answer.state not in READ:
        raise RefusedError(Words(NOT_READ))
    question = answer.question
    if not Question.objects.filter(pk=question.pk, proposed_at=None).update(proposed_at=now):
        raise RefusedError(Words(PROPOSED))
    question.proposed_at = now
    Answer.objects.filter(pk=answer.pk).update(is_named=is_named)
    _record(facts.PairProposedForLibrary, answer, by=by, now=now)
