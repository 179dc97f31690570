"""What is a question, and which of them nobody answered: pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from qunce.kernel.messages import Message, MessageKind
from qunce.kernel.options import option
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Settings:
    """When a question counts as unanswered."""

    hours: int = option(
        4,
        N_("Hours to wait"),
        N_("A question that nobody answered for so long is shown to the admins."),
        low=1,
        high=72,
        manual="M26",
    )
    shortest: int = option(
        8,
        N_("Shortest question"),
        N_("Shorter messages are small talk and are left alone (characters)."),
        low=2,
        high=50,
    )


ASKING = re.compile(
    r"请教|请问|求助|求推荐|求教|有没有(?:人|朋友|老师|同行|哪位)|哪位|大家(?:都)?(?:怎么|如何|是怎么)"
    r"|怎么(?:办|处理|算|写|弄|定|做|签|搞)|如何|能不能|可不可以|可以吗|合法吗|合规吗|是否|要不要|多少合适"
)
MARK = re.compile(r"[?？吗呢么](?:[\s。！!~～😂🙏]*)$|[?？]")
RHETORIC = re.compile(r"不是吗|对吧|是吧|哈哈|笑死|吃了吗|在吗[?？]?$|下班了吗")
REPLY_WINDOW = 12  # messages after a question among which an answer by its looks is sought


def is_question(message: Message, settings: Settings) -> bool:
    """Say whether a message asks the group something that deserves an answer."""
    text = message.text.strip()
    if message.kind is not MessageKind.TEXT or message.author is None:
        return False
    if len(text) < settings.shortest or RHETORIC.search(text):
        return False
    return bool(MARK.search(text)) and (bool(ASKING.search(text)) or "?" in text or "？" in text)


def find_unanswered(
    messages: Sequence[Message], settings: Settings, now: datetime
) -> list[Message]:
    """Return the questions of a conversation that nobody answered for the hours set.

    `messages` are those of one group in the order of time. An answer is a reply, a mention of the
    asker, or a text of another member within the window of time that shares words with the
    question. Questions younger than the window are left out.
    """
    wait = timedelta(hours=settings.hours)
    found = []
    for place, message in enumerate(messages):
        is_old_enough = message.sent_at + wait <= now
        if is_old_enough and is_question(message, settings):
            after = messages[place + 1 :]
            if not _is_answered(message, after, message.sent_at + wait):
                found.append(message)
    return found


def _is_answered(question: Message, after: Sequence[Message], until: datetime) -> bool:
    asker = question.author
    words = _pairs(question.text)
    for distance, message in enumerate(after):
        if message.sent_at > until:
            return False
        if message.author is None or asker is None or message.author.identity == asker.identity:
            continue
        if message.reply_to == question.id or asker.name in message.mentions:
            return True
        if distance < REPLY_WINDOW and len(words & _pairs(message.text)) >= 2:
            return True
    return False


def _pairs(text: str) -> set[str]:
    letters = [c for c in text if c.isalnum()]
    return {a + b for a, b in pairwise(letters)} - COMMON


COMMON = {
    "怎么",
    "如何",
    "请问",
    "请教",
    "大家",
    "我们",
    "有没",
    "没有",
    "可以",
    "是不",
    "不是",
    "这个",
    "公司",
}
