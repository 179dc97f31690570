"""What the clock makes the charter do."""

from datetime import datetime

from qunce.kernel.actors import MACHINE
from qunce.kernel.errors import RefusedError
from qunce.people.models import Community
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries, telling
from qunce.rooms.charter.domain import VersionState
from qunce.rooms.charter.models import CharterVersion


def tick(now: datetime) -> None:
    """Let versions count whose time has come; write down a charter that was never published."""
    due = CharterVersion.objects.filter(state=VersionState.SCHEDULED, in_force_from__lte=now)
    for version in due.select_related("community").order_by("in_force_from", "pk"):
        try:
            charter.enforce(version, by=MACHINE, now=now)
        except RefusedError as error:
            telling.report_hindrance(version, error, now=now)
        else:
            telling.settle_hindrance(version, now=now)
    known = CharterVersion.objects.values("community")
    for community in Community.objects.exclude(pk__in=known).order_by("pk"):
        charter.adopt(community, by=MACHINE, now=now)


def chase(now: datetime) -> None:
    """Put those who have not accepted in time on the desk of each community.

    What was asked holds on while a version counts that asked nobody; accepting that one is as good.
    """
    for community in Community.objects.order_by("pk"):
        asked = queries.find_asked(community.pk)
        if asked is not None and asked.state != VersionState.SCHEDULED:
            telling.chase(asked, now=now)
