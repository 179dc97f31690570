"""The lines that answers keep on the desk: offers from a group, late questions, doubts."""

from datetime import datetime, timedelta

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.messages import Message, Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Group
from qunce.rooms.answers.models import Doubt, Question

OFFER, LATE, DOUBTED = "answers_offer", "answers_late", "answers_doubt"
OFFERED = N_("Nobody in %(group)s answered “%(name)s”")
OFFER_HINT = N_("Take it into the Q&A column: members who know the topic are asked.")
WAITS = N_("Nobody answered in the column: “%(name)s”")
DOUBT = N_("An answer to “%(name)s” is doubted")
EXCERPT = 40
DAY = timedelta(days=1)


def offer(group: Group, message: Message, *, now: datetime) -> bool:
    """Put a question of a group on the desk, once; say whether it is new there."""
    key = f"{OFFER}:{message.id}"
    if Task.objects.filter(key=key).exists():
        return False
    excerpt = " ".join(message.text.split())[:EXCERPT]
    subjects = [("message", message.id), ("group", group.pk)]
    if message.author is not None and message.author.person is not None:
        subjects.append(("person", message.author.person))
    draft = TaskDraft(
        community=group.community_id,
        kind=OFFER,
        title=Words(OFFERED, {"group": group.name, "name": excerpt}),
        role=Role.CONTENT,
        key=key,
        hint=Words(OFFER_HINT),
        due=now + DAY,
        link=f"/c/{group.community.key}/groups/{group.key}/talk/?at={message.id}",
        subjects=tuple(subjects),
    )
    ledger.open_task(draft, now=now)
    return True


def count_offers(group: Group, since: datetime) -> int:
    """Return how many questions of a group were put on the desk since then."""
    rows = Task.objects.filter(community=group.community_id, kind=OFFER, created_at__gte=since)
    return sum(["group", group.pk] in each.subjects for each in rows.only("subjects"))


def say_late(question: Question, *, now: datetime) -> None:
    """Put a question that nobody answered on the desk."""
    start = f"{LATE}:{question.pk}:"
    number = Task.objects.filter(key__startswith=start).count() + 1
    _open(question, LATE, Words(WAITS, {"name": question.title}), f"{start}{number}", now)


def say_doubted(doubt: Doubt, *, now: datetime) -> None:
    """Put a doubt on the desk."""
    question = doubt.answer.question
    start = f"{DOUBTED}:{doubt.pk}:"
    number = Task.objects.filter(key__startswith=start).count() + 1
    _open(question, DOUBTED, Words(DOUBT, {"name": question.title}), f"{start}{number}", now)


def _open(question: Question, kind: str, title: Words, key: str, now: datetime) -> None:
    draft = TaskDraft(
        community=question.community_id,
        kind=kind,
        title=title,
        role=Role.CONTENT,
        key=key,
        due=now + DAY,
        link=f"/c/{question.community.key}/questions/{question.pk}/",
        subjects=(("question", question.pk),),
    )
    ledger.open_task(draft, now=now)


def end(start: str, *, now: datetime, by: Actor = MACHINE) -> None:
    """End the open lines whose key begins so."""
    for task in Task.objects.filter(key__startswith=start, state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


def end_late(question: Question, *, now: datetime, by: Actor = MACHINE) -> None:
    """End the line of a question that nobody had answered."""
    end(f"{LATE}:{question.pk}:", now=now, by=by)


def end_doubt(doubt: Doubt, *, now: datetime, by: Actor = MACHINE) -> None:
    """End the line of a doubt."""
    end(f"{DOUBTED}:{doubt.pk}:", now=now, by=by)
