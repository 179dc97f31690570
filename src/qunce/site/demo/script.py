"""The little language in which the story is written, and its reader.

A script is a heading and its lines::

    ## 试用期能延长吗 | a=新手 b=老赵 g=web,talk
    a: {请教各位|问一下}，试用期考核没过能延长吗？
    b>a: 不能单方面延长
    +1d a: 回来反馈一下，@{b} 说的对

`a` … `f` are whoever the heading or chance casts, `q n y h` the owner and the admins for content,
operations and events, `*` somebody new each time (`*3`: up to three). `+1d` is a pause, `?` a line
that may be left out, and with it such lines right behind it, `b>a` a reply, `!label` what the line
breaks, `~space` a disguise, `^` is recalled by its author, `^^` by an admin. `{x|y}` is a choice,
`{b}` how one addresses b, `@{b}` a mention, `{月}` a value. `@remove a`, `@leave a` are movements.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib import resources

STORY = resources.files("qunce.site.demo") / "story"
LINE = re.compile(
    r"(?:\+(?P<gap>\d+[mhd])\s+)?(?P<maybe>\?)?(?P<who>[a-z]|\*\d?)(?:>(?P<to>[a-z]))?"
    r"(?:!(?P<label>\w+))?(?:~(?P<disguise>\w+))?(?P<fate>\^{1,2})?: ?(?P<text>.*)"
)
MOVE = re.compile(r"(?:\+(?P<gap>\d+[mhd])\s+)?@(?P<verb>remove|leave) (?P<who>[a-z])")
MODULES = {
    "hiring": "招聘",
    "pay": "薪酬",
    "performance": "绩效",
    "training": "培训",
    "relations": "员工关系",
    "law": "劳动法",
    "organisation": "组织发展",
    "digital": "数字化",
}
ACTORS = "abcdef"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a script, or with `move` a movement."""

    who: str
    text: str = ""
    to: str = ""
    gap: timedelta | None = None
    maybe: bool = False
    label: str = ""
    disguise: str = ""
    fate: str = ""
    move: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A scene: its title, who may play, where and when it may take place, and its lines."""

    title: str
    module: str
    lines: tuple[Line, ...]
    cast: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Return the label of the first line that carries one."""
        return next((line.label for line in self.lines if line.label), "")


class ScriptError(ValueError):
    """A line of the story that cannot be read."""


def read_gap(text: str | None) -> timedelta | None:
    """Return a pause as the little language writes it: 25m, 3h, 2d."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])}) if text else None


def read_line(text: str) -> Line:
    """Read one line of a script; raise ScriptError with the line where it cannot be read."""
    if moved := MOVE.fullmatch(text):
        return Line(who=moved["who"], gap=read_gap(moved["gap"]), move=moved["verb"])
    found = LINE.fullmatch(text)
    if not found:
        raise ScriptError(text)
    return Line(
        who=found["who"],
        text=found["text"].replace("\\n", "\n"),
        to=found["to"] or "",
        gap=read_gap(found["gap"]),
        maybe=bool(found["maybe"]),
        label=found["label"] or "",
        disguise=found["disguise"] or "",
        fate=found["fate"] or "",
    )


def _heading(text: str, module: str, lines: list[str]) -> Script:
    title, _, rest = text.partition("|")
    marks = dict(pair.split("=", 1) for pair in rest.split())
    cast = {key: marks.pop(key) for key in list(marks) if key in ACTORS}
    groups = tuple(filter(None, marks.pop("g", "").split(",")))
    read = tuple(read_line(line) for line in lines)
    return Script(title.strip(), marks.pop("m", module), read, cast, groups, marks)


def read_scripts(text: str, module: str) -> Iterator[Script]:
    """Read all scripts of a text; lines that begin with `#` and a blank are remarks."""
    heading, lines = "", list[str]()
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("## "):
            if heading:
                yield _heading(heading, module, lines)
            heading, lines = line[3:], []
        elif line and not line.startswith("# "):
            lines.append(line)
    if heading:
        yield _heading(heading, module, lines)


def _module(file: str) -> str:
    """Return the field of HR of a file: "law-2.txt" is about 劳动法."""
    stem = re.split(r"[-.]", file)[0]
    return MODULES.get(stem, stem)


@cache
def scripts(folder: str) -> tuple[Script, ...]:
    """Return all scripts of a folder of the story, in the order of the files' names."""
    files = sorted((STORY / folder).iterdir(), key=lambda each: each.name)
    return tuple(
        script
        for file in files
        for script in read_scripts(file.read_text(encoding="utf-8"), _module(file.name))
    )


@cache
def lists(name: str) -> tuple[str, ...]:
    """Return the lines of a plain list of the story; `\\n` in a line becomes a line break."""
    text = (STORY / f"{name}.txt").read_text(encoding="utf-8")
    rows = (row.strip() for row in text.splitlines())
    return tuple(row.replace("\\n", "\n") for row in rows if row and not row.startswith("# "))
