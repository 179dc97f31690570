"""What is a question, which of them nobody answered, and which two are alike: pure functions."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

from qunce.kernel.messages import Message, MessageKind
from qunce.kernel.options import option
from qunce.kernel.text import N_

TOPIC_LENGTH = 20  # characters of a topic, as the table keeps it


@dataclass(frozen=True, slots=True)
class Settings:
    """When a question counts as unanswered, and who is asked how soon."""

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
    topics: tuple[str, ...] = option(
        (
            *("招聘", "薪酬", "绩效", "培训", "员工关系"),
            *("劳动法", "社保公积金", "组织发展", "数字化", "其他"),
        ),
        N_("Topics"),
        N_("What a question may be about; members say of which they know something."),
        low=1,
        high=TOPIC_LENGTH,
        manual="M26",
    )
    ask_at_once: int = option(
        2,
        N_("Members asked at once"),
        N_("So many members who know the topic are asked to answer; 0 asks nobody."),
        low=0,
        high=5,
        manual="M26",
    )
    most_open: int = option(
        3,
        N_("Open questions per member"),
        N_("Whoever has so many questions waiting is asked for no more."),
        low=1,
        high=20,
    )
    remind_after: timedelta = option(
        timedelta(hours=12),
        N_("Reminder after"),
        N_("Whoever was asked and did not answer is reminded once, and somebody else is asked."),
        low=1,
        high=168,
        unit=N_("hours"),
    )
    escalate_after: timedelta = option(
        timedelta(hours=36),
        N_("Admins are told after"),
        N_("A question that nobody answered for so long is on the desk."),
        low=2,
        high=336,
        unit=N_("hours"),
    )
    offers_a_day: int = option(
        5,
        N_("Offers from a group and day"),
        N_("So many unanswered questions of a group are put on the desk a day at most."),
        low=0,
        high=30,
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
    words = pairs_of(question.text)
    for distance, message in enumerate(after):
        if message.sent_at > until:
            return False
        if message.author is None or asker is None or message.author.identity == asker.identity:
            continue
        if message.reply_to == question.id or asker.name in message.mentions:
            return True
        if distance < REPLY_WINDOW and len(words & pairs_of(message.text)) >= 2:
            return True
    return False


def pairs_of(text: str) -> set[str]:
    """Return the pairs of neighbouring letters of a text, without those that say nothing."""
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


# --- which are alike ----------------------------------------------------------------------------

ALIKE = 0.22  # of 1; a title that shares every fourth pair of letters is worth a look
FEWEST = 2  # pairs that two texts share at least


def likeness(mine: Collection[str], text: str) -> float:
    """Return how alike a text is to pairs of letters, from 0 to 1 (cosine of the two sets)."""
    theirs = pairs_of(text)
    shared = len(theirs.intersection(mine))
    if shared < FEWEST:
        return 0.0
    return shared / sqrt(len(theirs) * len(mine))


# --- who is asked -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Helper:
    """A member who agreed to be asked. `topics` none: any. `waiting` counts open requests."""

    person: int
    topics: tuple[str, ...]
    waiting: int
    asked_at: datetime | None = None


def choose(helpers: Sequence[Helper], topic: str, count: int, most: int) -> list[int]:
    """Return whom to ask about a topic: who knows it, then who has least waiting, then by turns.

    Whoever named other topics only, or has `most` questions waiting, is left out.
    """
    fit = [
        each
        for each in helpers
        if each.waiting < most and (not each.topics or not topic or topic in each.topics)
    ]
    fit.sort(
        key=lambda each: (
            topic not in each.topics,
            each.waiting,
            each.asked_at.timestamp() if each.asked_at else 0.0,
            each.person,
        )
    )
    return [each.person for each in fit[:count]]
