"""Searches over a million messages: words common and rare, of one character and more."""

import os
import random
import statistics
import time
from datetime import timedelta
from itertools import islice, product
from typing import Any

from django.db import connection

from bench._house import NOW, house, speakers, tell, text, times
from qunce.chat import actions as chat
from qunce.chat.queries import search
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.people.models import Community, Group

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "1000000"))
GROUPS = 6
BATCH = 1_000
MEMBERS = 500
ROUNDS = 7
WORDS = (
    *("的", "考", "绩", "收到", "绩效", "效考", "考核", "的人", "试用期", "绩效考核", "社保缴纳"),
    *("OKR", "saas系统", "hrbp", "年终奖 面试", "绩效 okr", "离职面谈的", "龘", "没有这个词"),
)


def main() -> None:
    """Print one line of JSON for the index and one for the searches."""
    with house():
        measure()


def measure() -> None:
    """Fill six groups with a million messages and search them, in all and in a group."""

    community = Community.objects.create(key="bench", name="Bench", created_at=NOW)
    about = {"name": "G", "kind": "general", "channel": "manual", "created_at": NOW}
    groups = [
        Group.objects.create(community=community, key=f"g{n}", **about) for n in range(GROUPS)
    ]
    start = time.perf_counter()
    fill(groups)
    filled = time.perf_counter() - start
    size = {"database": connection.vendor, "messages": MESSAGES}
    tell("search-index", **size, seconds=round(filled, 1), per_second=round(MESSAGES / filled))
    lengths = time_searches(community, [None, groups[0], groups[-1]])
    every = [length for its in lengths.values() for length in its]
    slowest = sorted(((max(its), word) for word, its in lengths.items()), reverse=True)[:3]
    tell(
        "search",
        **size,
        searches=len(every),
        p50_ms=round(statistics.median(every), 1),
        p95_ms=round(statistics.quantiles(every, n=100)[94], 1),
        slowest_ms={word: round(length, 1) for length, word in slowest},
    )


def time_searches(community: Any, places: list[Any]) -> dict[str, list[float]]:
    """Return how many milliseconds the searches for each word took."""

    lengths: dict[str, list[float]] = {word: [] for word in WORDS}
    for word, group in product(WORDS, places):
        for _ in range(ROUNDS):
            start = time.perf_counter()
            search(community, word, group=group)
            lengths[word].append((time.perf_counter() - start) * 1e3)
    return lengths


def fill(groups: list[Any]) -> None:
    """Take a million messages in, a day of a group after a day of another."""

    dice = random.Random(11)
    people = [Speaker(account, name) for account, name in speakers(dice, MEMBERS)]
    moments = times(dice, MESSAGES, NOW - timedelta(days=400))
    while at := list(islice(moments, BATCH)):
        batch = [Incoming(dice.choice(people), text(dice), each) for each in at]
        chat.ingest(dice.choice(groups), batch, source=Source.HISTORY, now=NOW)


if __name__ == "__main__":
    main()
