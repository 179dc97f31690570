"""Which messages are good shares: long, of substance, and thanked for (M13). Pure.

It only ever proposes: a person clicks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.messages import Message, MessageKind

LONG = 80  # characters of a message that may be a share
WORTH = 3  # points
AFTER = 12  # messages after a share in which thanks are sought

_STEPS = re.compile(
    r"(?:^|\n|[；;。])\s*(?:\d{1,2}[、.．)）]|[一二三四五六]、|第[一二三四五]|[①-⑨•·-]\s)"
)
_EXPERIENCE = re.compile(
    r"我们(?:公司|这边|当时|是这样|之前)|我司|实操|经验|做法|踩过|踩坑|复盘|亲测|案例|分享|整理了|总结了|心得"
)
_BASIS = re.compile(
    r"第[一二三四五六七八九十百零\d]+条|《[^》]{4,}》|人社|国务院|最高法|仲裁委|口径|规定"
)
_TEMPLATE = re.compile(r"模板|表格|清单|流程图|文档|手册|SOP", re.IGNORECASE)
_THANKS = re.compile(
    r"谢谢|感谢|多谢|学到|受教|收藏|太实用|太有用|干货|👍|赞|厉害|mark", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A message that may deserve a mark. `thanks` counts the members who thanked for it."""

    message: Message
    points: int
    thanks: int


def find_good(messages: Sequence[Message]) -> list[Proposal]:
    """Return the messages of one group, in the order of time, that may deserve a mark; best first.

    A point each for steps, experience, a legal basis and a template, and one for each member who
    thanks among the next messages, two at most.
    """
    found = []
    for place, message in enumerate(messages):
        if message.kind is not MessageKind.TEXT or len(message.text) < LONG:
            continue
        if message.author is None:
            continue
        thanks = _thanks(message, messages[place + 1 : place + 1 + AFTER])
        signs = (_STEPS, _EXPERIENCE, _BASIS, _TEMPLATE)
        points = sum(bool(each.search(message.text)) for each in signs) + min(thanks, 2)
        if points >= WORTH:
            found.append(Proposal(message, points, thanks))
    return sorted(found, key=lambda each: (-each.points, -each.thanks, each.message.id))


def _thanks(share: Message, after: Sequence[Message]) -> int:
    author = share.author
    said = {
        each.author.identity
        for each in after
        if each.author is not None and _THANKS.search(each.text) and len(each.text) < LONG
    }
    return len(said - {author.identity if author else 0})
