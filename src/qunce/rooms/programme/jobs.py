"""What the clock makes the programme do."""

from datetime import datetime, timedelta

from qunce.people.models import Community
from qunce.rooms.programme import laying, measuring, pictures, planning, posting, queries, steps
from qunce.rooms.programme.domain import OPEN
from qunce.rooms.programme.feeds import keeping
from qunce.rooms.programme.models import Item


def tick(now: datetime) -> None:
    """Plan what falls due, lay it on the desk, note what was missed; runs every minute."""
    for community in Community.objects.order_by("pk"):
        known = queries.known_of(community)
        late = max((plan.late for plan in known.plans.values()), default=queries.LATE)
        lead = max((plan.lead for plan in known.plans.values()), default=queries.LEAD)
        planning.plan(known, now - late, now + lead + timedelta(minutes=1), now=now)
        posting.miss_all(known, now=now)
        due = Item.objects.filter(
            community=community, state__in=OPEN, laid_at=None, ready_at__lte=now, until__gte=now
        )
        for item in due.filter(merged_into=None).order_by("at", "id"):
            laying.lay_down(item, known, now=now)


def fill(now: datetime) -> None:
    """Fill the calendar of the weeks to come, and lay the steps on the desk; every quarter."""
    for community in Community.objects.order_by("pk"):
        planning.plan(queries.known_of(community), now, now + planning.AHEAD, now=now)
    steps.remind(now)


def sweep(now: datetime) -> None:
    """Clear away files of pictures that belong to no post; every night."""
    pictures.sweep(now)


def measure(now: datetime) -> None:
    """Count what followed from posts whose window is over; every ten minutes."""
    for community in Community.objects.order_by("pk"):
        measuring.measure_all(queries.known_of(community), now=now)


def read_feeds(now: datetime) -> None:
    """Read the feeds whose time has come; every minute."""
    keeping.read_due(now)


def forget_news(now: datetime) -> None:
    """Erase what feeds said long ago; every night."""
    keeping.forget(now)
