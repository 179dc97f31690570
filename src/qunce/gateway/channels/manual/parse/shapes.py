"""What the readers of all layouts share: files, headers, reasons and errors."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Arrival
from qunce.kernel.text import N_, Words

HEAD = 64 * 1024
"""Bytes of a file that are looked at to recognise it."""

SAMPLE = 80
"""Characters of a skipped part that the report shows."""

TRUNCATED = N_("The file ends in the middle of a message: what came before was read.")
NO_TIME = N_("The time of this message cannot be read.")
NO_DATE = N_("Only the time of day is told here: say which day the file ends on.")
NOT_WHOLE = N_("This line does not have the columns of the others.")
NOT_A_MESSAGE = N_("This part is not a message.")
OTHER_CHAT = N_("This message belongs to another chat than the first one in the file.")


class Layout(StrEnum):
    """The layouts that are understood, by the program that writes them."""

    LIUHEN_CSV = "liuhen-csv"
    LIUHEN_TXT = "liuhen-txt"
    LIUHEN_HTML = "liuhen-html"
    PYWXDUMP_CSV = "pywxdump-csv"
    PYWXDUMP_JSON = "pywxdump-json"
    PYWXDUMP_JS = "pywxdump-js"
    PYWXDUMP_USERS = "pywxdump-users"  # users.json: names beside the CSV
    CHATLOG_CSV = "chatlog-csv"
    CHATLOG_JSON = "chatlog-json"
    CHATLOG_TEXT = "chatlog-text"
    WEFLOW_JSON = "weflow-json"
    WEFLOW_ARKME = "weflow-arkme"
    WEFLOW_TXT = "weflow-txt"
    WEFLOW_EXCEL = "weflow-excel"
    CHATLAB_JSON = "chatlab-json"
    CHATLAB_JSONL = "chatlab-jsonl"
    WECLONE_CSV = "weclone-csv"
    LIUHEN_TRAINING = "liuhen-training"  # recognised in order to say why not
    LIUHEN_AI_TXT = "liuhen-ai-txt"


class UnreadableError(RefusedError):
    """The file is no export that we know; the words say what to do instead."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that was handed in. `open` gives a fresh binary stream each time."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    def head(self) -> bytes:
        """Return the first bytes, enough to recognise the layout."""
        with self.open() as stream:
            return stream.read(HEAD)


def file_at(path: Path) -> ExportFile:
    """Return the file at `path`; raise UnreadableError where it cannot be opened."""
    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError:
        msgid = N_("%(name)s cannot be opened.")
        raise UnreadableError(Words(msgid, {"name": path.name})) from None
    return ExportFile(path.name, size, lambda: path.open("rb"))


def file_of(name: str, content: bytes) -> ExportFile:
    """Return bytes in memory as a file."""
    return ExportFile(name, len(content), lambda: io.BytesIO(content))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the list of members that a file may carry."""

    external: str
    name: str
    nickname: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about itself. Empty where it does not.

    `is_present` says that `members` are those in the group when it was exported.
    """

    layout: Layout
    group: str = ""
    group_external: str = ""
    members: tuple[Member, ...] = ()
    is_present: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a reader is told: the zone of local times, the day that by-span times end on."""

    zone: ZoneInfo
    last_day: date | None = None
    names: dict[str, Member] = field(default_factory=dict)  # from a list beside the export


@dataclass(slots=True)
class Meter:
    """How far reading came: bytes of all files. `ends_open`: the last line has no end."""

    total: int
    read: int = 0
    truncated: bool = False
    ends_open: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """How one layout is read."""

    header: Callable[[ExportFile, Setting], Header]
    arrivals: Callable[[ExportFile, Setting, Meter], Iterator[Arrival]]
