"""What the clock makes admission do."""

from collections.abc import Iterator
from datetime import datetime

from qunce.people.models import Community, Group
from qunce.people.queries import zone_of
from qunce.playbook.basics import is_on
from qunce.playbook.queries import effective
from qunce.rooms.admission import nicknames
from qunce.rooms.admission.reception import Reception, is_nickname_day


def check_nicknames(now: datetime) -> None:
    """Once a month lay the chase list of every group on the desk."""
    for community in communities():
        zone = zone_of(community)
        if not is_nickname_day(effective(community.pk, Reception), now, zone):
            continue
        for group in Group.objects.filter(community=community, archived_at__isnull=True):
            nicknames.lay_on_desk(group, f"{now.astimezone(zone):%Y-%m}", now=now)


def communities() -> Iterator[Community]:
    """Yield the communities that have the review of newcomers switched on."""
    for community in Community.objects.order_by("pk"):
        if is_on(community.pk, "admission"):
            yield community
