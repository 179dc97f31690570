"""The way in: recognise a file by its content, read all files of one export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from qunce.gateway.channels.manual.parse import (
    decode,
    objects,
    pages,
    sheets,
    tables,
    texts,
    weflow,
)
from qunce.gateway.channels.manual.parse.shapes import (
    ExportFile,
    Header,
    Layout,
    Meter,
    Reader,
    Setting,
    UnreadableError,
)
from qunce.kernel.incoming import Arrival
from qunce.kernel.text import N_, Words

READERS: dict[Layout, Reader] = {
    **tables.READERS,
    **texts.READERS,
    **objects.READERS,
    **weflow.READERS,
    **pages.READERS,
    **sheets.READERS,
}

COMPANIONS = frozenset((Layout.PYWXDUMP_USERS,))
"""Files that say more about another one, and hold no messages themselves."""

_EMPTY = N_("%(name)s is empty.")
_UNKNOWN = N_(
    "%(name)s is no exported chat that Qunce knows. Export the group as CSV, TXT, JSON, HTML or "
    "Excel with 留痕, PyWxDump, chatlog or WeFlow, and take the file as it is."
)
_UNDECODABLE = N_(
    "%(name)s is not readable as text: it may be a picture, an archive or an encrypted database. "
    "Unpack it, or export the group as CSV or TXT."
)
_TRAINING = N_(
    "%(name)s was written by 留痕 for training: its messages are shuffled and have no times. "
    "Export the same chat as CSV, TXT or HTML."
)
_AI_TEXT = N_("%(name)s holds days but no times. Export the same chat as CSV, TXT or HTML.")
_ALONE = N_("%(name)s only holds names: add the file with the messages.")


def recognise(head: bytes) -> Layout | None:
    """Return the layout of a file that begins with `head`, by its content, never by its name."""
    if layout := sheets.layout_of(head):
        return layout
    words = decode.text_of(head)
    if not words.strip():
        return None
    for layout_of in (pages.layout_of, tables.layout_of, objects.layout_of, texts.layout_of):
        if layout := layout_of(words):
            return layout
    return None


def layout_of(file: ExportFile) -> Layout:
    """Return the layout of `file`; raise UnreadableError with what to do where it has none."""
    head = file.head()
    layout = recognise(head)
    named = {"name": file.name}
    refused = {Layout.LIUHEN_TRAINING: _TRAINING, Layout.LIUHEN_AI_TXT: _AI_TEXT}
    if layout in refused:
        raise UnreadableError(Words(refused[layout], named))
    if layout:
        return layout
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        raise UnreadableError(Words(_EMPTY, named))
    raise UnreadableError(Words(_UNKNOWN if decode.encoding_of(head) else _UNDECODABLE, named))


@dataclass(slots=True)
class Reading:
    """One export being read. Iterate it once; `meter` says how far it came."""

    header: Header
    meter: Meter
    setting: Setting
    files: tuple[tuple[ExportFile, Layout], ...]
    current: str = field(default="")  # the file that is being read

    @property
    def names(self) -> list[str]:
        """Return the names of the files with messages."""
        return [file.name for file, _ in self.files]

    def __iter__(self) -> Iterator[Arrival]:
        """Yield arrivals in the order of the files; skipped parts where they stand."""
        for part in self.parts():
            yield from part

    def parts(self) -> Iterator[Iterator[Arrival]]:
        """Yield the arrivals of one file after the other; read each before the next."""
        for file, layout in self.files:
            self.current = file.name
            yield READERS[layout].arrivals(file, self.setting, self.meter)


def read(files: Sequence[ExportFile], zone: ZoneInfo, last_day: date | None = None) -> Reading:
    """Open the files of one export: several parts, and names beside them.

    `zone` is that of times without one; `last_day` the day that times without a date end on.
    Raises UnreadableError, with words that say what to do, where a file is no export.
    """
    known = [(file, layout_of(file)) for file in files]
    setting = Setting(zone, last_day)
    for file, layout in known:
        if layout in COMPANIONS:
            setting.names.update(objects.names_of(file))
    parts = sorted(
        ((file, layout) for file, layout in known if layout not in COMPANIONS),
        key=lambda part: tables.part_of(part[0].name),
    )
    if not parts:
        raise UnreadableError(Words(_ALONE, {"name": files[0].name if files else "-"}))
    header = READERS[parts[0][1]].header(parts[0][0], setting)
    return Reading(header, Meter(sum(file.size for file, _ in parts)), setting, tuple(parts))
