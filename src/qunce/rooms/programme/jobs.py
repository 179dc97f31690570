"""What the clock makes the programme do."""

from collections.abc import Collection, Iterator
from datetime import datetime

from qunce.kernel.slots import Slot
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.playbook import queries as playbook
from qunce.playbook.basics import BASICS
from qunce.rooms.programme import actions as programme
from qunce.rooms.programme.domain import occasions
from qunce.shell.house import house


def tick(now: datetime) -> None:
    """Lay every slot on the desk that is due in any community; runs every minute."""
    for community in Community.objects.order_by("pk"):
        settings = playbook.effective_all(community.pk)
        switched_on = settings[BASICS.key].switched_on
        for slot in _slots(switched_on):
            config = settings[f"slots.{slot.key}"]
            if config.is_on:
                for occasion in occasions(slot, config.cron, now, zone_of(community)):
                    programme.open_slot(community, slot, config, occasion, now=now)


def _slots(switched_on: Collection[str]) -> Iterator[Slot]:
    """Yield the slots of the rooms that a community has switched on."""
    for card in house.cards:
        if card.switch is None or card.switch.key in switched_on:
            yield from card.slots
