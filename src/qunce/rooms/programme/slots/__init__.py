"""The slots of the programme, one file each: `Config`, `compose`, `SLOT`."""

from qunce.kernel.slots import Slot
from qunce.rooms.programme.slots import briefing, week

SLOTS: tuple[Slot, ...] = (briefing.SLOT, week.SLOT)
