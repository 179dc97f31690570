"""The posts of a slot as one text of a phone's screen, as WeChat shows it: no Markdown. Pure.

Posts stand in full where all of them fit on the screen; else introduction and details are
shortened and a link leads to the rest. Contact and company always stand in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.screens import lines_of
from qunce.rooms.postings.texts import Draft

SHORTEST = 12  # characters that are left of a shortened part


@dataclass(frozen=True, slots=True)
class Entry:
    """A post of the slot; `link` leads to the whole of it."""

    draft: Draft
    link: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the posts, and how many lines of the screen there are."""

    headline: str
    closing: str
    lines: int


def compose(entries: Sequence[Entry], frame: Frame) -> str:
    """Return the one text that goes out; entries keep their order."""
    text = ""
    for room in (None, 60, 44, 32, 24, 18, SHORTEST):
        blocks = [_block(number, each, room) for number, each in enumerate(entries, 1)]
        parts = [frame.headline, *blocks, frame.closing]
        text = "\n\n".join(part for part in parts if part)
        if lines_of(text) <= frame.lines:
            break
    return text


def fits(entries: Sequence[Entry], frame: Frame) -> bool:
    """Say whether posts can stand on one screen, shortened; a single one always may."""
    return len(entries) <= 1 or lines_of(compose(entries, frame)) <= frame.lines


def _block(number: int, entry: Entry, room: int | None) -> str:
    """Return one post; `room` is how many characters a long part may have, None for all."""
    draft = entry.draft
    about = [draft.company, draft.place, draft.pay]
    if draft.deadline:
        about.append(f"{draft.deadline.month}月{draft.deadline.day}日止")
    introduction = draft.introduction.removeprefix(draft.company).lstrip("，,：: ")
    parts = (("简介：", introduction), ("详情：", draft.details))
    shown = [(label, _shortened(" ".join(text.split()), room)) for label, text in parts if text]
    is_cut = any(cut for _label, (_text, cut) in shown)
    lines = [
        f"{number}.【招聘】{draft.title}",
        "｜".join(part for part in about if part),
        *(f"{label}{text}" for label, (text, _cut) in shown),
        f"联系：{draft.contact}",
        f"全文 {entry.link} " if is_cut else "",
    ]
    return "\n".join(line.rstrip() for line in lines if line)


def _shortened(text: str, room: int | None) -> tuple[str, bool]:
    """Return a text that is cut at the end of a clause where one is near, and whether it was."""
    if room is None or len(text) <= room:
        return text, False
    cut = text[: room - 1]
    ends = [cut.rfind(mark) for mark in "，。；、,;"]
    end = max(ends)
    return f"{cut[:end] if end >= room // 2 else cut}…", True
