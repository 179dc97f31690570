"""The slots that casework brings to the programme."""

from qunce.kernel.slots import Slot
from qunce.rooms.casework.slots import case

SLOTS: tuple[Slot, ...] = (case.SLOT,)
