"""A million messages replayed: a draft beside what counts, in two processes, with a bar."""

import os
import random
import resource
import sys
import time
from datetime import timedelta
from itertools import islice
from typing import Any

from bench._house import NOW, house, speakers, tell, times
from bench.judge import text
from qunce.chat.domain import Fresh, free_key, mark_of
from qunce.chat.models import Message
from qunce.kernel.messages import MessageKind, Source
from qunce.people.domain import GroupKind
from qunce.people.models import Community, Group, Identity
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Line
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.running import run

MESSAGES = int(os.environ.get("QUNCE_REPLAY_MESSAGES", "1000000"))
PEOPLE = 480
PROCESSES = 2
BATCH = 5_000
LINES = 40_000  # different texts
DRAFT: dict[str, dict[str, Any]] = {
    "rules.ad_words": {"words": ["年终奖", "背景调查"]},
    "rules.flood": {"messages": 5},
}


def fill(dice: random.Random) -> Group:
    """Store a group with its messages, as if they had come in live within a year."""
    community = Community.objects.create(key="bench", name="Bench", created_at=NOW)
    group = Group.objects.create(
        community=community, key="g", name="G", kind=GroupKind.GENERAL, created_at=NOW
    )
    people = [
        Identity.objects.create(
            community=community, channel="manual", external=account, name=name, created_at=NOW
        )
        for account, name in speakers(dice, PEOPLE)
    ]
    texts = [text(dice) for _ in range(LINES)]
    taken: set[bytes] = set()
    moments = times(dice, MESSAGES, NOW - timedelta(days=360))
    while part := list(islice(moments, BATCH)):
        rows = []
        for at in part:
            who, said = dice.choice(people), dice.choice(texts)
            fresh = Fresh(int(at.timestamp()), mark_of(MessageKind.TEXT, said), who.pk)
            rows.append(
                Message(
                    community=community,
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
        taken.clear()
        Message.objects.bulk_create(rows)
    return group


def main() -> None:
    """Print one line of JSON."""
    dice = random.Random(11)
    with house():
        group = fill(dice)
        found = 0

        def watch(lines: list[Line], tally: Tally, total: int) -> None:
            nonlocal found
            found += len(lines)
            sys.stderr.write(f"\r{tally.read * 100 // total:3} %  {tally.read} ")
            sys.stderr.flush()

        plan = plans.of_trial(group, DRAFT, NOW - timedelta(days=400), NOW + timedelta(days=10))
        load, began, busy = os.getloadavg()[0], time.perf_counter(), time.process_time()
        tally = run(plan, watch, processes=PROCESSES)
        took, busy = time.perf_counter() - began, time.process_time() - busy
        sys.stderr.write("\r")
        mine = resource.getrusage(resource.RUSAGE_SELF)
        theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
        memory = mine.ru_maxrss + PROCESSES * theirs.ru_maxrss
        tell(
            "replay",
            messages=tally.read,
            rule_sets=len(plan.sets),
            processes=PROCESSES,
            seconds=round(took, 1),
            per_second=round(tally.read / took),
            processor_seconds=round(theirs.ru_utime + theirs.ru_stime),
            deciding_seconds=round(busy, 1),
            memory_mb=round(memory / 1024),
            lines=found,
            load_before=round(load, 1),
            load_after=round(os.getloadavg()[0], 1),
        )


if __name__ == "__main__":
    main()
