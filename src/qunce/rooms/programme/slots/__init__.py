"""The slots of the programme, one file each: `Config`, `compose`, `SLOT`."""

from qunce.kernel.slots import Slot
from qunce.rooms.programme.slots import article, briefing, evening, notices, tip, topic, week

SLOTS: tuple[Slot, ...] = (
    briefing.SLOT,
    week.SLOT,
    tip.SLOT,
    topic.SLOT,
    evening.SLOT,
    article.SLOT,
    notices.SLOT,
)
