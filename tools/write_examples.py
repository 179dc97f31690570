"""Write examples/: four exports of a fictional group, each of a week, from a fixed seed.

Run it from the root of the repository: python tools/write_examples.py
"""

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from qunce.gateway.channels.manual.exports.common import Chat
from qunce.gateway.channels.manual.exports.writing import write
from qunce.gateway.channels.manual.parse.bodies import mentions
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import MessageKind

ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("Asia/Shanghai")
SEED = 20261123
GROUP = "华东HR交流群"
EXTERNAL = "20261123@chatroom"
MONDAY = datetime(2026, 10, 26, tzinfo=ZONE)
OWNER = Speaker("wxid_qz0001", "群主-华东HR", is_self=True)

FILES = (
    ("liuhen.txt", Layout.LIUHEN_TXT),
    ("chatlog.csv", Layout.CHATLOG_CSV),
    ("weflow.json", Layout.WEFLOW_JSON),
    ("weflow.xlsx", Layout.WEFLOW_EXCEL),
)

_CITIES = ("上海", "苏州", "杭州", "南京", "无锡", "宁波", "合肥", "常州")
_WORK = ("HRBP", "招聘", "薪酬", "员工关系", "组织发展", "培训", "人事")
_CALLED = (
    "小林",
    "阿澄",
    "老周",
    "可可",
    "木子",
    "大刘",
    "青禾",
    "晓雯",
    "子墨",
    "果果",
    "南风",
    "一帆",
    "安然",
    "老许",
    "小满",
    "知夏",
)

_MEDIA = {
    "[图片]": MessageKind.IMAGE,
    "[语音]": MessageKind.VOICE,
    "[表情]": MessageKind.STICKER,
}
_SYSTEM = re.compile(r"^(?P<verb>\+|qr|undo) (?P<who>\w)(?: > (?P<by>\w))?$")
_SPOKEN = re.compile(r"^(?P<who>\w): (?P<quote>> )?(?P<text>.+)$")


def people(chance: random.Random) -> list[Speaker]:
    """Return the members, each with a card of city, work and name."""
    return [
        Speaker(
            f"wxid_hr{number:04d}",
            f"{chance.choice(_CITIES)}-{chance.choice(_WORK)}-{called}",
        )
        for number, called in enumerate(_CALLED, start=2)
    ]


def threads() -> list[list[str]]:
    """Return the written threads, without the remarks."""
    text = (ROOT / "tools" / "examples_talk.txt").read_text(encoding="utf-8")
    blocks = (block.splitlines() for block in text.split("\n\n"))
    return [rows for rows in ([r for r in b if not r.startswith("#")] for b in blocks) if rows]


def week(number: int) -> Chat:
    """Return the conversation of one week: the threads in a new order, by people of their own."""
    chance = random.Random(SEED + number)  # noqa: S311  (texts, no secrets)
    members = people(random.Random(SEED))  # noqa: S311  (the same people in every week)
    chosen = threads()
    chance.shuffle(chosen)
    said: list[Incoming] = []
    for place, rows in enumerate(chosen):
        day = MONDAY + timedelta(days=7 * number + place * 7 // len(chosen))
        at = day + timedelta(minutes=chance.choice((520, 610, 725, 840, 1010, 1165, 1270)))
        said.extend(_thread(rows, at + timedelta(seconds=chance.randrange(1500)), members, chance))
    return Chat(GROUP, EXTERNAL, sorted(said, key=lambda one: one.sent_at), ZONE)


def _thread(
    rows: list[str], at: datetime, members: list[Speaker], chance: random.Random
) -> Iterator[Incoming]:
    cast = dict(zip("ABCDE", chance.sample(members, 5), strict=True)) | {"W": OWNER}
    before: Incoming | None = None
    for row in rows:
        at += timedelta(seconds=chance.randrange(6, 150))
        if match := _SYSTEM.match(row):
            yield Incoming(None, _line(match, cast), at, MessageKind.SYSTEM)
        elif match := _SPOKEN.match(row):
            before = _said(match, cast, at, before)
            yield before


def _line(match: re.Match[str], cast: dict[str, Speaker]) -> str:
    who = cast[match["who"]].name
    by = cast.get(match["by"] or "", OWNER)
    told = "你" if by is OWNER else f'"{by.name}"'
    if match["verb"] == "undo":
        return f'"{who}" 撤回了一条消息'
    if match["verb"] == "qr":
        return f'"{who}"通过扫描{told}分享的二维码加入群聊'
    return f'"{cast[match["who"]].name}"邀请"{by.name}"加入了群聊'


def _said(
    match: re.Match[str], cast: dict[str, Speaker], at: datetime, before: Incoming | None
) -> Incoming:
    who, text = cast[match["who"]], match["text"].replace("|", "\n")
    if kind := _MEDIA.get(text):
        return Incoming(who, "", at, kind)
    if text.startswith("[文件] "):
        return Incoming(who, "", at, MessageKind.FILE, attachments=(text.removeprefix("[文件] "),))
    if text.startswith("[链接] "):
        title, address = text.removeprefix("[链接] ").split(" \n ")
        return Incoming(who, f"{title}\n{address}", at, MessageKind.LINK)
    text = re.sub(r"@(\w) ", lambda found: f"@{cast[found[1]].name}\u2005", text)
    quoted = ""
    if match["quote"] and before and before.speaker:
        first = "".join(takewhile(lambda sign: sign != "\n", before.text))
        quoted = f"{before.speaker.name}：{first}"
    return Incoming(who, text, at, quoted=quoted, mentions=mentions(text))


def main() -> None:
    """Write the four files."""
    folder = ROOT / "examples"
    folder.mkdir(exist_ok=True)
    for number, (name, layout) in enumerate(FILES):
        chat = week(number)
        [content] = write(layout, chat).values()
        (folder / name).write_bytes(content)
        print(f"examples/{name}: {len(chat.messages)} messages")


if __name__ == "__main__":
    main()
