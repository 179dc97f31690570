"""What the clock makes the programme do."""

from datetime import datetime

from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.playbook import queries as playbook
from qunce.playbook.basics import BASICS
from qunce.rooms.programme import actions as programme
from qunce.rooms.programme.domain import occasions
from qunce.shell.house import house


def tick(now: datetime) -> None:
    """Lay every slot on the desk that is due in any community; runs every minute."""
    slots = list(house.slots())
    for community in Community.objects.order_by("pk"):
        settings = playbook.effective_all(community.pk)
        if "programme" not in settings[BASICS.key].switched_on:
            continue
        for slot in slots:
            config = settings[f"slots.{slot.key}"]
            if config.is_on:
                for occasion in occasions(slot, config.cron, now, zone_of(community)):
                    programme.open_slot(community, slot, config, occasion, now=now)
