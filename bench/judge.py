"""Messages judged per second: batches of 500, a list of 20,000 words, texts of 40 characters."""

import gc
import json
import os
import platform
import random
import time
from datetime import datetime, timezone
from pathlib import Path

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise_all
from qunce.kernel.rules import Seen
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.rules import RULES as MODERATION
from qunce.rooms.moderation.rules import ad_words
from qunce.rooms.postings.rules import RULES as POSTINGS

WORDS = 20_000
MESSAGES = 20_000
BATCH = 500
LENGTH = 40
SYLLABLES = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心"
    "学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老"
)
SHARE = 0.05  # of messages that break a clause, as in a group that is looked after
TALK, BREACHES = (
    part.splitlines()
    for part in Path(__file__).with_name("judge_texts.txt").read_text("utf-8").split("\n\n")
)
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
AUTHOR = Author(identity=1)


def text(dice: random.Random) -> str:
    """Return a text of about 40 characters: what people say in a group, in new combinations."""
    lines = BREACHES if dice.random() < SHARE else TALK
    parts = [dice.choice(lines)]
    while sum(map(len, parts)) < LENGTH - 12:
        line = dice.choice(lines)
        parts.append(line[: dice.randint(4, len(line))])
    return "，".join(parts)


def engine(dice: random.Random) -> Engine:
    """Return all rules with a list of 20,000 words of the owner."""
    words = {"".join(dice.choices(SYLLABLES, k=dice.randint(3, 6))) for _ in range(WORDS * 2)}
    config = ad_words.Config(words=tuple(sorted(words))[:WORDS])
    settings = [Setting(each) for each in (*MODERATION[1:], *POSTINGS)]
    return Engine([Setting(ad_words.RULE, config), *settings])


def judge(machine: Engine, texts: list[str]) -> int:
    """Normalise and judge texts; return the number of findings."""
    batch = [
        Seen(Message(0, 1, AUTHOR, each, NOW), normal)
        for each, normal in zip(texts, normalise_all(texts), strict=True)
    ]
    return sum(map(len, machine.judge_all(batch)))


def p99(seconds: list[float]) -> float:
    """Return what 99 of 100 stay below, in milliseconds."""
    return round(sorted(seconds)[int(len(seconds) * 0.99)] * 1000, 3)


def main() -> None:
    """Print one line of JSON."""
    dice = random.Random(7)
    start = time.perf_counter()
    machine = engine(dice)
    built = time.perf_counter() - start
    texts = [text(dice) for _ in range(MESSAGES)]
    judge(machine, texts[:BATCH])
    gc.collect()  # as the worker does once its engines are built
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)
    start, busy = time.perf_counter(), time.process_time()
    findings = sum(judge(machine, texts[at : at + BATCH]) for at in range(0, MESSAGES, BATCH))
    took, busy = time.perf_counter() - start, time.process_time() - busy
    alone, alone_busy = [], []
    for each in texts[:5000]:
        at, busy_at = time.perf_counter(), time.process_time()
        judge(machine, [each])
        alone.append(time.perf_counter() - at)
        alone_busy.append(time.process_time() - busy_at)
    print(
        json.dumps(
            {
                "bench": "judge",
                "messages": MESSAGES,
                "batch": BATCH,
                "words": WORDS,
                "characters": round(sum(map(len, texts)) / MESSAGES, 1),
                "per_second": round(MESSAGES / took),
                "per_processor_second": round(MESSAGES / busy),
                "single_per_processor_second": round(len(alone) / sum(alone_busy)),
                "single_p99_ms": p99(alone),
                "single_p99_processor_ms": p99(alone_busy),
                "build_seconds": round(built, 2),
                "findings": findings,
                "python": platform.python_version(),
                "machine": f"{platform.machine()} {os.cpu_count()} cores",
            }
        )
    )


if __name__ == "__main__":
    main()
