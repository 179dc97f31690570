"""Replies in the group to a question that was taken from it become proposed answers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat.contracts import Batch
from qunce.facts import answers as facts
from qunce.facts.chat import MessageRecalled
from qunce.kernel.actors import MACHINE
from qunce.kernel.messages import Message, MessageKind, Source
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Cause, Happened
from qunce.people.identify import HOUSE
from qunce.people.models import Identity
from qunce.rooms.answers.answering import LONGEST, count_out, unaccept
from qunce.rooms.answers.deciding import ANSWER, LISTED, AnswerState, AnswerVerb
from qunce.rooms.answers.models import Answer, Question
from qunce.rooms.answers.telling import path_of
from qunce.store.moves import move

LINKED_FOR = timedelta(days=14)  # so long replies to a question are looked for
BY_NAME = timedelta(days=1)  # so long a mention of the asker counts as an answer
SHORTEST = 6  # characters; "谢谢" is no answer


def on_messages(batch: Batch) -> None:
    """Keep what members reply in the group to a question that stands in the column."""
    texts = _without_voice([each for each in batch.messages if _may_answer(each)])
    if not texts:
        return
    rows = Question.objects.filter(
        group=batch.group, state__in=LISTED, asked_at__gte=batch.now - LINKED_FOR
    )
    linked = list(rows.filter(message__isnull=False).select_related("message", "community"))
    if linked:
        _keep(_pairs(texts, linked), now=batch.now)


def _without_voice(texts: Sequence[Message]) -> list[Message]:
    """Return what members said: the community's own voice answers nothing."""
    authors = {each.author.identity for each in texts if each.author is not None}
    voices = Identity.objects.filter(pk__in=authors, external=HOUSE)
    own = set(voices.values_list("pk", flat=True))
    return [each for each in texts if each.author and each.author.identity not in own]


def _may_answer(message: Message) -> bool:
    is_text = message.kind is MessageKind.TEXT and message.source is Source.LIVE
    return is_text and message.author is not None and len(message.text.strip()) >= SHORTEST


def _pairs(
    texts: Iterable[Message], linked: Sequence[Question]
) -> Iterable[tuple[Message, Question]]:
    by_message = {each.message_id: each for each in linked}
    for text in texts:
        question = by_message.get(text.reply_to) or _by_name(text, linked)
        if question is not None and not _is_own(text, question):
            yield text, question


def _by_name(text: Message, linked: Sequence[Question]) -> Question | None:
    """Return the newest question whose asker a text speaks to, within a day of the question."""
    fits = [
        each
        for each in linked
        if each.name in text.mentions
        and each.message is not None
        and each.message.sent_at < text.sent_at < each.message.sent_at + BY_NAME
    ]
    return max(fits, key=lambda each: each.asked_at, default=None)


def _is_own(text: Message, question: Question) -> bool:
    """Say whether a text is the asker's, or the house's words that lead to the column."""
    author = text.author
    if author is None or question.message is None or path_of(question) in text.text:
        return True
    is_one = author.person is not None and author.person == question.person_id
    return is_one or author.identity == question.message.author_id


@transaction.atomic
def _keep(pairs: Iterable[tuple[Message, Question]], *, now: datetime) -> None:
    happened: list[Happened] = []
    community = 0
    for text, question in pairs:
        author = text.author
        if author is None:
            continue
        answer, is_new = Answer.objects.get_or_create(
            community_id=question.community_id,
            form_token=f"message-{text.id}",
            defaults={
                "question": question,
                "state": AnswerState.FOUND,
                "person_id": author.person,
                "name": author.name,
                "text": text.text.strip()[:LONGEST],
                "message_id": text.id,
                "at": text.sent_at,
            },
        )
        if is_new:
            community = question.community_id
            fact = facts.AnswerFound(
                question.pk, author.person, question.title, answer.pk, text.id, text.group
            )
            happened.append(Happened(fact))
    if happened:
        ledger.record_all(happened, by=MACHINE, now=now, community=community)


def on_recalled(fact: MessageRecalled, _cause: Cause, now: datetime) -> None:
    """Take an answer back whose message was taken back in the group."""
    rows = Answer.objects.filter(message=fact.message).select_related("question")
    answer = rows.first()
    if answer is None:
        return
    if answer.state == AnswerState.ACCEPTED:
        unaccept(answer, by=MACHINE, now=now)
    if (AnswerState(answer.state), AnswerVerb.WITHDRAW) not in ANSWER.moves:
        return
    move(answer, to=ANSWER.after(AnswerState(answer.state), AnswerVerb.WITHDRAW))
    told = facts.AnswerWithdrawn(
        answer.question_id, answer.person_id, answer.question.title, answer.pk
    )
    ledger.record(told, by=MACHINE, now=now, community=answer.community_id)
    count_out(answer.question, now=now)
