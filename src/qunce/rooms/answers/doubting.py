"""Doubts about answers: a member says why, an admin looks, and members read what was found."""

from datetime import datetime

from django.db import transaction

from qunce.facts import answers as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Person
from qunce.rooms.answers import answering, lines
from qunce.rooms.answers.deciding import DOUBT, READ, AnswerState, DoubtState, DoubtVerb
from qunce.rooms.answers.models import Answer, Doubt
from qunce.rooms.answers.telling import Letter, tell
from qunce.store.moves import move

LONGEST, LONGEST_NOTE = 1000, 300  # characters of a doubt, and of what members read in the end
SAY_WHY = N_("Say what is wrong, and where it stands if you can.")
SAY_WHAT = N_("Say in a sentence what is wrong: members read it below the answer.")
OWN = N_("You can change your own answer.")
NOT_READ = N_("Members do not read this answer.")


@transaction.atomic
def doubt(answer: Answer, person: Person, text: str, *, by: Actor, now: datetime) -> Doubt:
    """Note a member's doubt and put it on the desk; one open doubt per member and answer.

    Raises RefusedError without words, and for one's own answer.
    """
    words = text.strip()
    if not words:
        raise RefusedError(Words(SAY_WHY))
    if answer.person_id == person.pk:
        raise RefusedError(Words(OWN))
    if answer.state not in READ:
        raise RefusedError(Words(NOT_READ))
    row, is_new = Doubt.objects.get_or_create(
        answer=answer,
        person=person,
        state=DoubtState.OPEN,
        defaults={"community_id": answer.community_id, "text": words[:LONGEST], "at": now},
    )
    if is_new:
        _record(facts.AnswerDoubted, row, person.pk, by=by, now=now)
        lines.say_doubted(row, now=now)
    else:
        row.text = words[:LONGEST]
        row.save(update_fields=["text"])
    return row


def _record(
    fact: type[facts.AnswerDoubted] | type[facts.DoubtCleared],
    row: Doubt,
    person: int | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    answer = row.answer
    question = answer.question
    told = fact(question.pk, person, question.title, answer.pk)
    ledger.record(told, by=by, now=now, community=row.community_id)


@transaction.atomic
def uphold(row: Doubt, note: str, *, by: Actor, now: datetime) -> None:
    """Find a doubt right: members read the note below the answer, which is not accepted any more.

    Raises RefusedError without a note.
    """
    words = note.strip()
    if not words:
        raise RefusedError(Words(SAY_WHAT))
    after = DOUBT.after(DoubtState(row.state), DoubtVerb.UPHOLD)
    move(row, to=after, decided_at=now, decided_by_id=by.id)
    answer = row.answer
    if answer.state == AnswerState.ACCEPTED:
        answering.unaccept(answer, by=by, now=now)
    answer.warning = words[:LONGEST_NOTE]
    answer.save(update_fields=["warning"])
    question = answer.question
    fact = facts.DoubtUpheld(
        question.pk, answer.person_id, question.title, answer.pk, answer.warning
    )
    ledger.record(fact, by=by, now=now, community=row.community_id)
    lines.end_doubt(row, now=now, by=by)
    tell(question, answer.person_id, Letter.WARNED, now=now, number=row.pk, text=answer.warning)


@transaction.atomic
def clear(row: Doubt, *, by: Actor, now: datetime) -> None:
    """Find an answer right as it stands."""
    after = DOUBT.after(DoubtState(row.state), DoubtVerb.CLEAR)
    move(row, to=after, decided_at=now, decided_by_id=by.id)
    _record(facts.DoubtCleared, row, row.answer.person_id, by=by, now=now)
    lines.end_doubt(row, now=now, by=by)


@transaction.atomic
def withdraw(row: Doubt, *, by: Actor, now: datetime) -> None:
    """Take one's own doubt back."""
    move(row, to=DOUBT.after(DoubtState(row.state), DoubtVerb.WITHDRAW), decided_at=now)
    lines.end_doubt(row, now=now, by=by)


@transaction.atomic
def reopen(row: Doubt, *, by: Actor, now: datetime) -> None:
    """Take what was found back: the doubt is open, and the note below the answer is gone."""
    after = DOUBT.after(DoubtState(row.state), DoubtVerb.REOPEN)
    was = row.state
    move(row, to=after, decided_at=None, decided_by=None)
    if was == DoubtState.UPHELD:
        row.answer.warning = ""
        row.answer.save(update_fields=["warning"])
    _record(facts.AnswerDoubted, row, row.person_id, by=by, now=now)
    lines.say_doubted(row, now=now)
