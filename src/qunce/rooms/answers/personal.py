"""What answers stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qunce.kernel.text import N_
from qunce.ledger import personal as record
from qunce.people.models import Person
from qunce.rooms.answers.deciding import READ, AnswerState, QuestionState
from qunce.rooms.answers.models import Answer, Doubt, Help, Question, Request, Thanks
from qunce.shell.card import PersonalData
from qunce.store.moves import move

MODELS = (
    *("answers.Question", "answers.Answer", "answers.Thanks", "answers.Doubt"),
    *("answers.Help", "answers.Request"),
)
ASKED = ("title", "text", "topic", "name", "is_hidden", "state", "asked_at", "reason")
TOLD = ("question__title", "name", "text", "state", "at", "edited_at", "accepted_at", "warning")


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return what a person asked, answered, thanked for and doubted, and was asked."""
    decided = Doubt.objects.filter(decided_by=person).exclude(person=person).order_by("id")
    doubts = Doubt.objects.filter(person=person).order_by("id")
    requests = Request.objects.filter(person=person).order_by("id")
    return [
        *Question.objects.filter(person=person).order_by("id").values(*ASKED),
        *Answer.objects.filter(person=person).order_by("id").values(*TOLD),
        *doubts.values("answer__question__title", "text", "state", "at"),
        *decided.values("answer__question__title", "state", "decided_at"),
        *Thanks.objects.filter(person=person).order_by("id").values("answer__text", "at"),
        *Help.objects.filter(person=person).values("topics", "is_on", "agreed_at", "asked_at"),
        *requests.values("question__title", "state", "at", "ended_at"),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Delete what the person wrote. A question that others answered loses its words and its name.

    The others' answers stay theirs: they are in their own copy, nobody else reads them.
    """
    for answer in Answer.objects.filter(person=person).select_related("question"):
        _delete(answer)
    for question in Question.objects.filter(person=person):
        key = question.pk
        if question.answers.exists():
            Question.objects.filter(pk=key).update(
                state=QuestionState.WITHDRAWN, title="", text="", name="", person=None, message=None
            )
            question.pairs.all().delete()
        else:
            question.delete()
        record.forget_subject(person.community_id, "question", key)
    Doubt.objects.filter(person=person).delete()
    Doubt.objects.filter(decided_by=person).update(decided_by=None)
    Thanks.objects.filter(person=person).delete()
    Help.objects.filter(person=person).delete()
    Request.objects.filter(person=person).delete()


def _delete(answer: Answer) -> None:
    """Delete an answer; its question stands as if it had never been given."""
    question = Question.objects.get(pk=answer.question_id)
    was_accepted = answer.state == AnswerState.ACCEPTED
    answer.delete()
    stands = question.answers.filter(state__in=READ).exists()
    if question.state == QuestionState.SETTLED and was_accepted:
        move(question, to=QuestionState.ANSWERED if stands else QuestionState.OPEN)
    elif question.state == QuestionState.ANSWERED and not stands:
        move(question, to=QuestionState.OPEN)


PERSONAL_DATA = PersonalData(
    N_("Questions and answers"),
    MODELS,
    export,
    erase,
    purpose=N_("To let members ask and answer each other, and to ask those who know a topic"),
    kept=N_("As long as the column keeps the question, or until your data is deleted"),
)
