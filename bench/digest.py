"""A week of a group with 20,000 messages: how long until its summary lies on the desk."""

import os
import random
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from bench._house import house, speakers, tell, text
from qunce.chat.domain import Fresh, free_key, mark_of
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import MessageKind, Source
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Group, Identity, Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import praise
from qunce.rooms.programme import laying, planning, queries
from qunce.rooms.programme.models import Item

ZONE = ZoneInfo("Asia/Shanghai")
SUNDAY = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)
MESSAGES = int(os.environ.get("QUNCE_DIGEST_MESSAGES", "20000"))
WEEKS = 2  # the summary compares with the week before, which is as busy
PEOPLE, SHARES, BATCH, ROUNDS = 480, 40, 5_000, 5


def fill(dice: random.Random) -> tuple[Community, Group]:
    """Store a group of 480 members with two weeks of talk, and forty marked shares."""
    start = SUNDAY - timedelta(hours=2) - WEEKS * timedelta(days=7)
    community = Community.objects.create(key="bench", name="Bench", created_at=start)
    group = Group.objects.create(
        community=community, key="g", name="G", kind="general", channel="web", created_at=start
    )
    people = []
    for account, name in speakers(dice, PEOPLE):
        person = Person.objects.create(community=community, name=name[:20], created_at=start)
        who = Identity.objects.create(
            community=community,
            channel="web",
            external=account,
            name=name,
            person=person,
            created_at=start,
        )
        Membership.objects.create(
            community=community,
            group=group,
            person=person,
            state=MembershipState.ACTIVE,
            joined_at=start,
        )
        people.append(who)
    talk(dice, group, people, start)
    last = Message.objects.filter(sent_at__gte=SUNDAY - timedelta(days=6)).order_by("pk")
    for row in last.select_related("group__community", "author__person")[: SHARES * 50 : 50]:
        praise.mark(row, by=SHELL, now=row.sent_at)
    return community, group


def talk(dice: random.Random, group: Group, people: list[Identity], start: datetime) -> None:
    """Store the messages of all weeks, evenly over the time."""
    count = MESSAGES * WEEKS
    step = timedelta(days=7) * WEEKS / count
    taken: set[bytes] = set()
    for first in range(0, count, BATCH):
        rows = []
        for number in range(first, min(first + BATCH, count)):
            at, who, said = start + step * number, dice.choice(people), text(dice)
            fresh = Fresh(int(at.timestamp()), mark_of(MessageKind.TEXT, said), who.pk)
            rows.append(
                Message(
                    community=group.community,
                    group=group,
                    author=who,
                    author_name=who.name,
                    text=said,
                    kind=MessageKind.TEXT,
                    source=Source.LIVE,
                    sent_at=at,
                    received_at=at,
                    key=free_key(fresh, taken),
                )
            )
        Message.objects.bulk_create(rows)


def main() -> None:
    """Print one line of JSON: the slowest of five summaries, laid on the desk and thrown away."""
    dice = random.Random(18)
    with house():
        community, group = fill(dice)
        playbook.change(community, "slots.week", {"is_on": True}, by=SHELL, now=SUNDAY)
        known = queries.known_of(community)
        planning.plan(known, SUNDAY - timedelta(days=1), SUNDAY + timedelta(days=1), now=SUNDAY)
        found, took = Item.objects.select_related("community").get(slot="week"), []
        load = os.getloadavg()[0]
        reads, is_laid = 0, False
        for _ in range(ROUNDS):
            Item.objects.filter(pk=found.pk).update(
                laid_at=None, state="planned", text="", version=0, turn=found.turn + 1
            )
            found.refresh_from_db()
            reset_queries()
            with CaptureQueriesContext(connection) as asked:
                start = time.perf_counter()
                (task,) = laying.lay_down(found, known, now=found.ready_at)
                took.append(time.perf_counter() - start)
            reads, is_laid = len(asked), task.pk is not None
        words = found.text.split("\n")
        tell(
            "digest",
            database=connection.vendor,
            messages=Message.objects.filter(group=group).count(),
            per_week=MESSAGES,
            shares=SHARES,
            seconds=round(max(took), 3),
            fastest=round(min(took), 3),
            queries=reads,
            lines=len(words),
            figures=next((each for each in words if str(MESSAGES) in each), ""),
            task=is_laid,
            load=round(load, 1),
        )


if __name__ == "__main__":
    main()
