"""Messages judged per second: batches of 500, a list of 20,000 words, texts of 40 characters."""

import json
import os
import platform
import random
import time
from datetime import datetime, timezone

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Seen
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.rules import RULES as MODERATION
from qunce.rooms.moderation.rules import ad_words
from qunce.rooms.postings.rules import RULES as POSTINGS

WORDS = 20_000
MESSAGES = 20_000
BATCH = 500
LENGTH = 40
COMMON = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心"
    "学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老"
    "因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感工资社保合同员考勤绩效招聘培训面试公司制度请教大家谢谢，。？"
)
LINES = (
    "请问试用期辞退要给补偿吗，员工入职两个多月，业务说不合适，但是没有任何考核记录",
    "个税系统今天是不是崩了，申报一直转圈",
    "收到收到",
    "【招聘】招聘专员 公司简介：做零部件，员工三百人 岗位详情：负责招聘 电话：13800000000",
    "信用卡代办，下卡快额度高，黑户白户都能操作，咨询13800000000",
)
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
AUTHOR = Author(identity=1)


def text(dice: random.Random) -> str:
    """Return a text: every fifth from a real conversation, the others of common characters."""
    if dice.random() < 0.2:
        return dice.choice(LINES)
    return "".join(dice.choices(COMMON, k=max(2, int(dice.gauss(LENGTH, 15)))))


def engine(dice: random.Random) -> Engine:
    """Return all rules with a list of 20,000 words of the owner."""
    words = {"".join(dice.choices(COMMON[40:], k=dice.randint(3, 6))) for _ in range(WORDS * 2)}
    config = ad_words.Config(words=tuple(sorted(words))[:WORDS])
    settings = [Setting(each) for each in (*MODERATION[1:], *POSTINGS)]
    return Engine([Setting(ad_words.RULE, config), *settings])


def judge(machine: Engine, texts: list[str]) -> int:
    """Normalise and judge texts; return the number of findings."""
    batch = [Seen(Message(0, 1, AUTHOR, each, NOW), normalise(each)) for each in texts]
    return sum(map(len, machine.judge_all(batch)))


def main() -> None:
    """Print one line of JSON."""
    dice = random.Random(7)
    start = time.perf_counter()
    machine = engine(dice)
    built = time.perf_counter() - start
    texts = [text(dice) for _ in range(MESSAGES)]
    judge(machine, texts[:BATCH])
    start = time.perf_counter()
    findings = sum(judge(machine, texts[at : at + BATCH]) for at in range(0, MESSAGES, BATCH))
    took = time.perf_counter() - start
    single = []
    for each in texts[:5000]:
        start = time.perf_counter()
        judge(machine, [each])
        single.append(time.perf_counter() - start)
    print(
        json.dumps(
            {
                "bench": "judge",
                "messages": MESSAGES,
                "batch": BATCH,
                "words": WORDS,
                "characters": round(sum(map(len, texts)) / MESSAGES, 1),
                "per_second": round(MESSAGES / took),
                "single_p99_ms": round(sorted(single)[int(len(single) * 0.99)] * 1000, 3),
                "build_seconds": round(built, 2),
                "findings": findings,
                "python": platform.python_version(),
                "machine": f"{platform.machine()} {os.cpu_count()} cores",
            }
        )
    )


if __name__ == "__main__":
    main()
