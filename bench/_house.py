"""A house of its own for a measurement: an empty site in a temporary place.

A measurement imports this first: the tables can be imported only when Django is set up, and
that is done here.
"""

import json
import os
import platform
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import django
from django.core.management import call_command

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
COMMON = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心"
    "学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老"
    "因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感工资社保合同员考勤绩效招聘培训面试公司制度请教大家谢谢，。？"
)
PHRASES = (
    *("绩效考核", "试用期", "社保缴纳", "年终奖", "劳动合同", "面试邀约", "薪酬体系", "校园招聘"),
    *("OKR复盘", "SaaS系统", "HRBP", "员工关系", "离职面谈", "背景调查", "培训预算", "收到"),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"

if "QUNCE_BENCH" not in os.environ:  # what a measurement starts shares its place
    PLACE = tempfile.TemporaryDirectory(prefix="qunce-bench-")  # gone when the process ends
    os.environ["QUNCE_HOME"] = os.environ["QUNCE_BENCH"] = PLACE.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.site.settings")
django.setup()


@contextmanager
def house() -> Iterator[None]:
    """Set up a site: on SQLite in a temporary folder unless QUNCE_DATABASE_URL says otherwise."""
    call_command("migrate", verbosity=0)
    yield


def text(dice: random.Random, length: int = 36) -> str:
    """Return a message as a chat has them: common characters, and words of the trade."""
    body = "".join(dice.choices(COMMON, k=max(2, int(dice.gauss(length, length / 2.5)))))
    return body + dice.choice(PHRASES) if dice.random() < 0.3 else body


def speakers(dice: random.Random, count: int) -> list[tuple[str, str]]:
    """Return (account, nickname) of members."""
    names = (
        f"{dice.choice(SURNAMES)}{''.join(dice.choices(COMMON, k=2))}-{dice.choice(COMMON)}公司-HR"
        for _ in range(count)
    )
    return [(f"wxid_{place:06d}", name) for place, name in enumerate(names)]


def times(dice: random.Random, count: int, start: datetime) -> Iterator[datetime]:
    """Yield ascending times, half a minute apart on average."""
    at = start
    for _ in range(count):
        at += timedelta(seconds=dice.choice((0, 1, 3, 8, 20, 45, 120)))
        yield at


def tell(name: str, **figures: object) -> None:
    """Print a figure as a line of JSON, with the machine."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    print(json.dumps({"bench": name, **figures, "machine": machine}, ensure_ascii=False))
