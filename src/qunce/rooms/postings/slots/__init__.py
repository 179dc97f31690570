"""The slots that postings brings to the programme."""

from qunce.kernel.slots import Slot
from qunce.rooms.postings.slots import recruitment

SLOTS: tuple[Slot, ...] = (recruitment.SLOT,)
