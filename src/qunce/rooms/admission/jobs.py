"""What the clock makes admission do."""

from collections.abc import Iterator
from datetime import datetime

from qunce.kernel.calendar import local_day
from qunce.people.models import Community, Group
from qunce.people.queries import zone_of
from qunce.playbook.basics import is_on
from qunce.playbook.queries import effective
from qunce.rooms.admission import arrivals, lines, meeting, nicknames, reviewing
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.reception import Reception, is_evening, is_nickname_day


def check_nicknames(now: datetime) -> None:
    """Once a month lay the chase list of every group on the desk."""
    for community in communities():
        zone = zone_of(community)
        if not is_nickname_day(effective(community.pk, Reception), now, zone):
            continue
        for group in Group.objects.filter(community=community, archived_at__isnull=True):
            nicknames.lay_on_desk(group, f"{now.astimezone(zone):%Y-%m}", now=now)


def tick(now: datetime) -> None:
    """Keep promises and open questions in mind, meet newcomers, count seats in the evening."""
    for community in communities():
        lines.keep_queue(community, now=now)
        asked = Application.objects.filter(community=community, state=ApplicationState.ASKED)
        for application in asked.select_related("community", "group"):
            reviewing.follow_up(application, now=now)
        for group in _groups_with_arrivals(community):
            meeting.sweep(group, now=now)
            _count_seats(group, now)


def _groups_with_arrivals(community: Community) -> list[Group]:
    ways = Arrival.objects.filter(community=community).values("group")
    found = Group.objects.filter(pk__in=ways, archived_at__isnull=True)
    return list(found.select_related("community"))


def _count_seats(group: Group, now: datetime) -> None:
    """In the evening say how many seats are free and who is next (M06)."""
    arrivals.offer_seats(group, now=now)
    zone = zone_of(group.community)
    if is_evening(effective(group.community_id, Reception), now, zone):
        free = arrivals.seats_of(group)
        lines.count_seats(group, free, f"{local_day(now, zone)}", now=now)


def communities() -> Iterator[Community]:
    """Yield the communities that have the review of newcomers switched on."""
    for community in Community.objects.order_by("pk"):
        if is_on(community.pk, "admission"):
            yield community
