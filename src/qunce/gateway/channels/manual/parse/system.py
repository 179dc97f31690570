"""System lines → who joined, left, was removed, or took a message back (Chinese, English)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.incoming import Movement, MovementKind, Speaker, TakenBack

ME = "我"
"""The exporting account, where a line says "you"."""

_L = r"[\"“「'‘]"
_R = r"[\"”」'’]"
_N = rf"(?:{_L}[^\n]+?{_R}|你|您|[Yy]ou)"


def _named(group: str) -> str:
    return rf"(?P<{group}>{_N})"


def _open(group: str) -> str:
    """Name or names, quoted or not."""
    return rf"(?P<{group}>[^\n]+?)"


_JOINED, _LEFT, _REMOVED = MovementKind.JOINED, MovementKind.LEFT, MovementKind.REMOVED
_TAIL = r"(?:\s*[，,。.（(].*)?(?:\s*(?:撤销|重新编辑))?\s*$"
_GROUP_EN = r"(?:the |a |this )?group(?: ?chat)?"

_CODE_EN = rf"(?:the |a )?QR [Cc]ode(?: shared by {_open('by')}| (?P<you>you) shared)?"

_MOVES: tuple[tuple[re.Pattern[str], MovementKind, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), kind, way)
    for pattern, kind, way in (
        (rf"^{_open('by')}\s*邀请\s*{_open('who')}\s*加入了?群聊{_TAIL}", _JOINED, "invited"),
        (
            rf"^{_open('who')}\s*通过扫描\s*{_open('by')}\s*分享的二维码加入了?群聊{_TAIL}",
            _JOINED,
            "qr",
        ),
        (
            rf"^{_open('who')}\s*通过(?:扫描|扫码|扫)?二?维?码?(?:扫描)?加入了?群聊{_TAIL}",
            _JOINED,
            "qr",
        ),
        (rf"^{_named('who')}\s*加入了?群聊{_TAIL}", _JOINED, ""),
        (rf"^{_open('by')}\s*将\s*{_open('who')}\s*移出了?(?:本)?群聊{_TAIL}", _REMOVED, ""),
        (rf"^{_open('who')}\s*被\s*{_open('by')}\s*移出了?(?:本)?群聊{_TAIL}", _REMOVED, ""),
        (rf"^{_named('who')}\s*(?:已)?退出了?群聊{_TAIL}", _LEFT, ""),
        (rf"^{_open('by')} invited {_open('who')} to {_GROUP_EN}\b.*$", _JOINED, "invited"),
        (
            rf"^{_open('who')} joined {_GROUP_EN} via {_CODE_EN}\.?\s*$",
            _JOINED,
            "qr",
        ),
        (rf"^{_named('who')} joined {_GROUP_EN}\.?\s*$", _JOINED, ""),
        (
            rf"^{_open('who')} (?:were|was) removed from {_GROUP_EN} by {_open('by')}\.?\s*$",
            _REMOVED,
            "",
        ),
        (rf"^{_open('by')} removed {_open('who')} from {_GROUP_EN}\.?\s*$", _REMOVED, ""),
        (rf"^{_named('who')} (?:has )?left {_GROUP_EN}\.?\s*$", _LEFT, ""),
    )
)

_RECALLS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_open('by')}\s*撤回了(?:群)?成员\s*{_open('who')}\s*的(?:一条)?消息{_TAIL}",
        rf"^{_open('who')}\s*撤回了一条消息{_TAIL}",
        rf"^{_open('by')} (?:has |have |'ve )?recalled a message from {_open('who')}\.?\s*$",
        r"^(?P<who>[Yy]ou)(?: have|'ve|’ve)? recalled a message\b.*$",
        rf"^{_open('who')} (?:has )?recalled a message\.?\s*$",
    )
)

_SURE = re.compile(
    r"加入了?群聊|移出了?(?:本)?群聊|退出了?群聊|撤回了|group ?chat|recalled a message"
)
_OPENING = re.compile(rf"{_L}|你|[Yy]ou\b")
_QUOTED = re.compile(rf"{_L}(.+?){_R}(?=\s*(?:$|[、,，和&]|and\b))")
_SELF = re.compile(r"^(?:你|您|you)$", re.IGNORECASE)
_AND_ME = re.compile(r"^(?:你|您|you)\s*(?:和|、|，|,|and)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A system line: what it says, when, and where in the file."""

    text: str
    at: datetime
    line: int = 0
    platform_id: str = ""


def is_system(text: str) -> bool:
    """Say whether `text` can only be the platform's own line (for layouts without types)."""
    if len(text) > 400 or not (_OPENING.match(text) and _SURE.search(text)):
        return False
    return any(p.match(text) for p, _, _ in _MOVES) or any(p.match(text) for p in _RECALLS)


def mine(line: Line, ids: Mapping[str, str]) -> Iterator[Movement | TakenBack]:
    """Yield what `line` tells; `ids` knows the platform's ids of some of the names."""
    text = line.text.strip()
    if len(text) > 4000 or not _SURE.search(text):
        return
    for pattern, kind, way in _MOVES:
        if match := pattern.match(text):
            told = match.groupdict()
            by = told.get("by") or told.get("you") or ""
            for name in _names(told["who"]):
                yield Movement(
                    kind, _speaker(name, ids), line.at, by=_name(by), way=way, line=line.line
                )
            return
    for pattern in _RECALLS:
        if match := pattern.match(text):
            told = match.groupdict()
            yield TakenBack(
                line.at,
                platform_id=line.platform_id,
                speaker=_speaker(next(iter(_names(told["who"])), ""), ids),
                by=_name(told.get("by") or ""),
                line=line.line,
            )
            return


def _name(told: str) -> str:
    name = told.strip()
    if _SELF.match(name):
        return ME
    return re.sub(rf"^{_L}|{_R}$", "", name).strip()


def _speaker(name: str, ids: Mapping[str, str]) -> Speaker:
    if name == ME:
        return Speaker(is_self=True)
    return Speaker(external=ids.get(name, ""), name=name)


def _names(told: str) -> Iterator[str]:
    """Split "B"、"C" and "B、C"; a quoted name that stands alone is never split at its quotes."""
    rest = told.strip()
    if _AND_ME.match(rest):
        yield ME
        rest = _AND_ME.sub("", rest, count=1)
    if _SELF.match(rest):
        yield ME
        return
    quoted = _QUOTED.findall(rest)
    parts = quoted if len(quoted) > 1 else re.split(r"、|, ", _name(rest))
    for part in parts:
        if name := part.strip():
            yield name
