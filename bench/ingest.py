"""Messages taken in per second: stored once, recognised, indexed; and one live message."""

import gc
import random
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from bench._house import NOW, house, speakers, tell, text, times
from qunce.chat import actions as chat
from qunce.chat import stream
from qunce.chat.contracts import Listener
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Author, Message, Source
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Seen
from qunce.ledger.models import Entry
from qunce.people.models import Community, Group
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.shell.house import house as built

MESSAGES = 40_000
BATCH = 500
MEMBERS = 200
LIVE = 400
JUDGED = 10_000
TEXTS = Path(__file__).parent / "judge_texts.txt"
ADVERTISEMENT = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信 abc12345"


def main() -> None:
    """Print a line of JSON for history in batches, for the same again, and for live messages."""
    with house():
        measure()


def measure() -> None:
    """Take a conversation in, take it in again, and then message by message."""
    dice = random.Random(7)
    community = Community.objects.create(key="bench", name="Bench", created_at=NOW)
    group = Group.objects.create(
        community=community, key="g", name="G", kind="general", channel="manual", created_at=NOW
    )
    people = [Speaker(account, name) for account, name in speakers(dice, MEMBERS)]
    said = [
        Incoming(dice.choice(people), text(dice), at)
        for at in times(dice, MESSAGES, NOW - timedelta(days=60))
    ]
    for name, unit in (("ingest-history", "added"), ("ingest-again", "known")):
        start = time.perf_counter()
        results = [
            chat.ingest(group, batch, source=Source.HISTORY, now=NOW, origin="bench")
            for batch in chat.batches(said, BATCH)
        ]
        seconds = time.perf_counter() - start
        count = sum(len(getattr(each, unit)) for each in results)
        tell(
            name,
            database=connection.vendor,
            messages=count,
            batch=BATCH,
            per_second=round(count / seconds),
            microseconds_each=round(seconds / count * 1e6, 1),
        )
    measure_live(group, people, dice)
    measure_judged(people, dice)


def measure_judged(people: Sequence[Any], dice: random.Random) -> None:
    """Take live messages of a web group in, and let all listeners of the house read them.

    Received, stored, judged by the rules, and what was found recorded: every fiftieth message
    is an advertisement.
    """
    community = Community.objects.create(key="live", name="Live", created_at=NOW)
    group = Group.objects.create(
        community=community, key="w", name="W", kind="general", channel="web", created_at=NOW
    )
    listeners = list(built.listeners())
    said = talk(people, dice)
    prepare(listeners)
    while stream.read_once(listeners, NOW):  # what was measured before is not measured again
        pass
    before = Entry.objects.count()
    start, used = time.perf_counter(), time.process_time()
    for batch in chat.batches(said, BATCH):
        chat.ingest(group, batch, source=Source.LIVE, now=NOW)
        while stream.read_once(listeners, NOW):
            pass
    seconds, used = time.perf_counter() - start, time.process_time() - used
    tell(
        "ingest-judged",
        database=connection.vendor,
        messages=JUDGED,
        batch=BATCH,
        listeners=[each.key for each in listeners],
        entries=Entry.objects.count() - before,
        per_second=round(JUDGED / seconds),
        per_processor_second=round(JUDGED / used),
    )


def talk(people: Sequence[Any], dice: random.Random) -> list[Incoming]:
    """Return harmless messages of two lines, with an advertisement now and then."""
    lines = harmless_lines()
    return [
        Incoming(
            dice.choice(people),
            "，".join(dice.sample(lines, 2)) if place % 50 else ADVERTISEMENT,
            at,
            platform_id=f"{place}",
        )
        for place, at in enumerate(times(dice, JUDGED, NOW - timedelta(days=8)))
    ]


def prepare(listeners: Sequence[Listener]) -> None:
    """Build what the listeners need, as the worker does before it reads its first message."""
    for each in listeners:
        if each.prepare is not None:
            each.prepare()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


def measure_live(group: Any, people: Sequence[Any], dice: random.Random) -> None:
    """Take messages in one by one, as they are said."""
    lengths = []
    for place in range(LIVE):
        one = Incoming(
            dice.choice(people), text(dice), NOW + timedelta(seconds=place), platform_id=f"x{place}"
        )
        start = time.perf_counter()
        chat.ingest(group, [one], source=Source.LIVE, now=NOW)
        lengths.append(time.perf_counter() - start)
    tell(
        "ingest-live",
        database=connection.vendor,
        messages=LIVE,
        p50_ms=round(statistics.median(lengths) * 1e3, 2),
        p99_ms=round(statistics.quantiles(lengths, n=100)[98] * 1e3, 2),
    )


def harmless_lines() -> list[str]:
    """Return the lines of real conversations in which no rule finds anything."""
    engine = Engine([Setting(each) for each in built.rules()])
    lines = TEXTS.read_text("utf-8").splitlines()
    author = Author(identity=1)
    seen = [Seen(Message(0, 1, author, each, NOW), normalise(each)) for each in lines]
    return [line for line, found in zip(lines, engine.judge_all(seen), strict=True) if not found]


if __name__ == "__main__":
    main()
