"""A thousand groups due at 09:00: how long until all are with their channels or on a desk."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from bench._house import house, tell
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Errand, TaskTarget
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Group
from qunce.rooms.programme import jobs, planning, queries, writing
from qunce.rooms.programme.models import Item

ZONE = ZoneInfo("Asia/Shanghai")
EARLY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
NINE = EARLY.replace(hour=9)
TEXT = "【HR早报】今天三条，详见群公告"


def main() -> None:
    """Measure one community with a thousand groups, and a hundred with ten each."""
    with house():
        measure("one community", 1, 1000)
        Community.objects.all().delete()
        Errand.objects.all().delete()
        measure("a hundred communities", 100, 10)


def _found(communities: int, groups: int) -> None:
    """Store communities, each with as many web groups as groups by hand, and a ready briefing."""
    for number in range(communities):
        community = Community.objects.create(key=f"c{number}", name="C", created_at=EARLY)
        Group.objects.bulk_create(
            Group(
                community=community,
                key=f"g{each}",
                name=f"G{each}",
                kind="general",
                channel="web" if each % 2 else "manual",
                created_at=EARLY,
            )
            for each in range(groups)
        )
        known = queries.known_of(community)
        planning.plan(known, EARLY, NINE + timedelta(minutes=1), now=EARLY)
        item = Item.objects.get(community=community, slot="briefing")
        writing.write(item, TEXT, known, base=0, by=SHELL, now=EARLY)
        item.refresh_from_db()
        writing.approve(item, known, by=SHELL, now=EARLY)


def measure(shape: str, communities: int, groups: int) -> None:
    """Lay all on the desks a quarter of an hour ahead, then let 09:00 come."""
    _found(communities, groups)
    while run_due(EARLY):
        pass
    start = time.perf_counter()
    jobs.tick(NINE - timedelta(minutes=15))
    laid = time.perf_counter() - start
    start, worked = time.perf_counter(), time.process_time()
    jobs.tick(NINE)
    run_due(NINE, limit=communities)  # the deliveries: each leaves an errand per channel
    handed = time.perf_counter() - start
    while run_due(NINE):
        pass
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    sent = Errand.objects.filter(kind="SendText", state="done").count()
    waiting = TaskTarget.objects.filter(ticked_at=None).count()
    tell(
        "slots",
        shape=shape,
        database=connection.vendor,
        groups=communities * groups,
        with_their_channel=sent,
        on_a_desk=waiting,
        seconds_to_the_desk_ahead=round(laid, 2),
        seconds_until_handed_over=round(handed, 2),
        seconds_until_all_was_said=round(seconds, 2),
        seconds_of_processor=round(worked, 2),
        goal_seconds=10,
    )


if __name__ == "__main__":
    main()
