"""What WeChat puts on the clipboard: one message or many, from phone or desktop, or a bundle.

A heading names the speaker and mostly a time; what follows are the words. Without a heading the
whole is one message of an unknown speaker.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from qunce.gateway.channels.manual.parse import bodies, system
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive
from qunce.kernel.incoming import Arrival, Precision, Speaker
from qunce.kernel.messages import MessageKind

LONGEST = 200_000
"""Characters that are looked at."""

LONGEST_NAME = 64
WITHIN = timedelta(minutes=15)
"""How long after a time in the middle of a chat something may have been said at the latest."""

_DAY = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<year2>\d{4})年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日"
    r"|(?P<month3>\d{1,2})[-/](?P<day3>\d{1,2})"
    r"|(?P<month4>\d{1,2})月(?P<day4>\d{1,2})日"
    r"|(?P<word>今天|昨天|前天|[Tt]oday|[Yy]esterday|(?:星期|周)[一二三四五六日天])"
)
_HALF = r"(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|AM|PM|am|pm)?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: ?(?P<half2>AM|PM|am|pm))?"
_TIMED = re.compile(
    rf"^(?P<name>\S.{{0,{LONGEST_NAME - 1}}}?)[:：]?\s+(?:(?:{_DAY})\s*)?{_HALF}\s*{_CLOCK}$"
)
_NAMED = re.compile(rf"^(?P<name>\S[^:：\n]{{0,{LONGEST_NAME - 1}}})[:：]$")
_INLINE = re.compile(rf"^(?P<name>\S[^:：\n]{{0,{LONGEST_NAME - 1}}})[:：]\s*(?P<text>\S.*)$")
_DAY_LINE = re.compile(rf"^[-—\s]*(?:{_DAY})(?:\s*(?:星期|周)[一二三四五六日天])?[-—\s]*$")
_TIME_LINE = re.compile(rf"^(?:(?:{_DAY})\s*)?{_HALF}\s*{_CLOCK}$")
_TITLE = re.compile(r"^(?P<title>.{0,80}的?聊天记录|.{0,80}[Cc]hat [Hh]istory.{0,80})$")
_LABEL = re.compile(
    r"^(?:各位|大家|亲爱|尊敬|你好|您好|[Hh]i\b|[Hh]ello)|"
    r"(?:时间|地点|要求|职责|方式|薪资|待遇|福利|岗位|职位|公司|主题|内容|通知|公告|说明|注意|备注|"
    r"流程|规则|如下|议程|问题|背景|总结)[:：]?$"
)
"""Words before a colon that open a post and name nobody."""

_EVENT = re.compile(
    r"[\s，。！？、,!?]|分享|会议|开会|例会|直播|课|讲座|培训|面试|活动|报名|截止|开始|结束|集合|签到|提醒|通知|"
    r"今天|今晚|明天|明晚|上午|下午|晚上|预计|时间"
)
"""Words before a time of day that announce something and name nobody."""

_WEEKDAYS = "一二三四五六日"
_AFTERNOON = frozenset(("下午", "傍晚", "晚上", "pm"))
_MORNING = frozenset(("凌晨", "早上", "上午", "am"))


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted. `title` is that of a forwarded bundle, "" for anything else."""

    arrivals: tuple[Arrival, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What helps to understand: the zone, the moment of pasting, the members' names."""

    zone: ZoneInfo
    now: datetime
    names: Collection[str] = ()


@dataclass(slots=True)
class _Part:
    line: int
    name: str = ""
    at: datetime | None = None
    precision: Precision = Precision.NONE
    body: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(self.body).strip("\n")


def read(text: str, around: Around) -> Pasted:
    """Return the messages in `text`, in order. Never raises; "" gives none.

    A message without a date has that of the day line before it, else the last such time before
    `around.now`; one without any time has the time of its neighbour, with `Precision.NONE`.
    """
    rows = [row.rstrip() for row in text[:LONGEST].replace("\r\n", "\n").split("\n")]
    first = next((at for at, row in enumerate(rows) if row.strip()), len(rows))
    title = ""
    if first < len(rows) and (match := _TITLE.match(rows[first])):
        title, first = match["title"], first + 1
    parts = list(_Splitter(around, rows, has_title=bool(title)).parts(rows, first))
    spoken = [part for part in parts if part.name or part.text()]
    return Pasted(tuple(_arrivals(spoken, around)), title)


def is_time(text: str) -> bool:
    """Say whether a line is a time as it stands in the middle of a chat: "昨天 18:28"."""
    return _TIME_LINE.match(text) is not None


def moment_of(text: str, around: Around) -> datetime | None:
    """Return the moment that such a line tells, None where it tells none."""
    match = _TIME_LINE.match(text)
    return _moment(match, None, around) if match else None


class _Splitter:
    """Walks the lines: a day line sets the day, a heading begins a message."""

    def __init__(self, around: Around, rows: list[str], *, has_title: bool) -> None:
        self._around = around
        alone = [row for before, row in pairwise(["", *rows]) if row and not before]
        self._looks = {
            "timed": sum(1 for row in rows if _TIMED.match(row)),
            "named": sum(1 for row in alone if _NAMED.match(row) and not _LABEL.search(row)),
        }
        self._has_title = has_title
        self._day: date | None = None
        self._about: datetime | None = None
        self._shape = ""  # of the first heading: later ones look alike

    def parts(self, rows: list[str], first: int) -> Iterator[_Part]:
        """Yield the messages that begin at line `first`."""
        part = _Part(first + 1)
        for at in range(first, len(rows)):
            row = rows[at]
            if self._sets_day(row, part) or self._sets_time(row, rows[at - 1] if at else ""):
                continue
            begun = self._heading(row, at + 1, may_begin=not part.name and not part.text())
            if begun:
                yield part
                part = begun
            else:
                part.body.append(row)
        yield part

    def _sets_day(self, row: str, part: _Part) -> bool:
        match = _DAY_LINE.match(row) if row else None
        if match is None or not (self._has_title or self._shape or not part.text()):
            return False
        told = _day_of(match, self._around)
        self._day = told or self._day
        return told is not None

    def _sets_time(self, row: str, before: str) -> bool:
        """A time that stands alone tells about when the messages below it were said."""
        match = _TIME_LINE.match(row) if row and not before else None
        if match is None or self._shape not in ("", "named"):
            return False
        told = _moment(match, self._day, self._around)
        self._about = min(told + WITHIN, self._around.now) if told else self._about
        return told is not None

    def _heading(self, row: str, line: int, *, may_begin: bool) -> _Part | None:
        if not row or not (self._shape or may_begin):
            return None
        for shape, match in (("timed", _TIMED.match(row)), ("named", _NAMED.match(row))):
            if match and self._fits(shape, match):
                return self._begun(shape, match, line)
        inline = _INLINE.match(row)
        if inline and inline["name"] in self._around.names:
            part = self._begun("inline", inline, line)
            part.body.append(inline["text"])
            return part
        return None

    def _fits(self, shape: str, match: re.Match[str]) -> bool:
        """Say whether a line that looks like a heading is one, and no line of a post."""
        told = _shape_of(shape, match)
        if self._shape:
            return told == self._shape
        if told.startswith("timed day") or match["name"] in self._around.names:
            return True
        if shape == "timed":
            is_told = self._has_title or self._day is not None or self._looks[shape] > 1
            return is_told or self._may_have_spoken(match)
        is_told = self._has_title or self._about is not None or not self._around.names
        return not _LABEL.search(match["name"]) and (is_told or self._looks[shape] > 1)

    def _may_have_spoken(self, match: re.Match[str]) -> bool:
        """Tell "小林 09:30" from "线上分享 19:30": a time of today that is over, and a name."""
        at = _moment(match, None, self._around)
        here = self._around.now.astimezone(self._around.zone)
        is_today = at is not None and at.date() == here.date()
        return is_today and _EVENT.search(match["name"]) is None

    def _begun(self, shape: str, match: re.Match[str], line: int) -> _Part:
        self._shape = self._shape or _shape_of(shape, match)
        part = _Part(line, match["name"].strip(), self._about)
        if shape == "timed":
            part.at = _moment(match, self._day, self._around)
            part.precision = Precision.SECOND if match["second"] else Precision.MINUTE
            if part.at is None:
                part.precision = Precision.NONE
        return part


def _shape_of(shape: str, match: re.Match[str]) -> str:
    if shape != "timed":
        return shape
    has_day = any(match[key] for key in ("year", "year2", "month3", "month4", "word"))
    return f"timed {'day' if has_day else 'clock'} {'second' if match['second'] else 'minute'}"


def _day_of(match: re.Match[str], around: Around) -> date | None:
    """Return the day that a heading tells, None where it tells none (or one that is none)."""
    today = around.now.astimezone(around.zone).date()
    if word := match["word"]:
        return _day_of_word(word, today)
    year = match["year"] or match["year2"]
    month = match["month"] or match["month2"] or match["month3"] or match["month4"]
    day = match["day"] or match["day2"] or match["day3"] or match["day4"]
    if not month:
        return None
    try:
        if year:
            return date(int(year), int(month), int(day))
        told = date(today.year, int(month), int(day))
        return told if told <= today + timedelta(days=1) else told.replace(year=today.year - 1)
    except ValueError:
        return None


def _day_of_word(word: str, today: date) -> date:
    back = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}.get(word.lower())
    if back is None:
        wanted = _WEEKDAYS.index(word[-1].replace("天", "日"))
        back = (today.weekday() - wanted) % 7
    return today - timedelta(days=back)


def _moment(match: re.Match[str], day: date | None, around: Around) -> datetime | None:
    hour = int(match["hour"])
    half = (match["half"] or match["half2"] or "").lower()
    if (half in _AFTERNOON and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    try:
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None
    told = _day_of(match, around) or day
    if told:
        return datetime.combine(told, clock, around.zone)
    here = around.now.astimezone(around.zone)
    at = datetime.combine(here.date(), clock, around.zone)
    return at if at <= here + timedelta(minutes=1) else at - timedelta(days=1)


def _arrivals(parts: list[_Part], around: Around) -> Iterator[Arrival]:
    known = next((part.at for part in parts if part.at), None)
    last = known or around.now
    for part in parts:
        last = part.at or last
        text = part.text()
        body = bodies.by_placeholder(text)
        if system.is_system(text):
            body = bodies.of_kind(MessageKind.SYSTEM, text)
        row = Row(part.line, last, Speaker(name=part.name), precision=part.precision)
        yield from arrive(row, body)
