"""Bytes → text, in whatever encoding the export was saved, a line or a block at a time."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from qunce.gateway.channels.manual.parse.shapes import HEAD, Meter

BLOCK = 256 * 1024
LONGEST = 4 * 1024 * 1024
"""Bytes after which a line is cut: no message is that long, a broken file may be."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text that begins with `head`, "" where it is no text."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\0" in head:
        return _wide(head)
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            decoder.decode(head, final=False)
        except UnicodeDecodeError:
            continue
        return name
    return ""


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: Latin characters and line ends have a zero on one side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few = max(8, len(head) // 10)
    if odd > few and even == 0:
        return "utf-16-le"
    if even > few and odd == 0:
        return "utf-16-be"
    return ""


def text_of(head: bytes) -> str:
    """Return `head` as text without its mark; "" where it is none."""
    name = encoding_of(head)
    if not name:
        return ""
    return codecs.getincrementaldecoder(name)("replace").decode(head).removeprefix("\ufeff")


def lines(stream: BinaryIO, meter: Meter) -> Iterator[str]:
    """Yield the lines with their ends (LF or CRLF as they are), and keep the meter.

    A line that the encoding of the beginning cannot read is tried in the other one: exports
    that were joined by hand are mixed.
    """
    head = stream.read(HEAD)
    name = encoding_of(head)
    joined = io.BufferedReader(_Joined(head, stream), BLOCK)
    if name.startswith("utf-16"):
        yield from _wide_lines(joined, name, meter)
        return
    first = True
    while raw := joined.readline(LONGEST):
        meter.read += len(raw)
        meter.ends_open = not raw.endswith((b"\n", b"\r"))
        line = _decoded(raw, name)
        yield line.removeprefix("\ufeff") if first else line
        first = False


CUT = "\ufffd"
"""Stands at the end of a text whose last character is cut in two."""


def _decoded(raw: bytes, name: str) -> str:
    for encoding in dict.fromkeys((name or "utf-8", "utf-8", "gb18030")):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end == len(raw) and not raw.endswith(b"\n") and len(raw) < LONGEST:
                return raw.decode(encoding, "replace")
    return raw.decode("utf-8", "replace")


def _wide_lines(stream: BinaryIO, name: str, meter: Meter) -> Iterator[str]:
    text = io.TextIOWrapper(stream, name, errors="replace", newline="")
    first = True
    while line := text.readline(LONGEST):
        meter.read += 2 * len(line)
        yield line.removeprefix("\ufeff") if first else line
        first = False


def blocks(stream: BinaryIO, meter: Meter) -> Iterator[str]:
    """Yield the text in blocks, and keep the meter."""
    block = stream.read(HEAD)
    decoder = codecs.getincrementaldecoder(encoding_of(block) or "utf-8")("replace")
    first = True
    while block:
        meter.read += len(block)
        text = decoder.decode(block)
        yield text.removeprefix("\ufeff") if first else text
        first = False
        block = stream.read(BLOCK)
    if tail := decoder.decode(b"", final=True):
        yield tail


class _Joined(io.RawIOBase):
    """A stream put together again from what was read of it and the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io's own stub is wider
        part = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


class Utf8:
    """Text blocks as the UTF-8 byte stream that ijson reads."""

    def __init__(self, parts: Iterator[str]) -> None:
        self._parts = parts
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, at most `size`; b"" at the end (and for `size` 0)."""
        if size == 0:
            return b""
        while not self._held:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._held = part.encode("utf-8", "replace")
        if size < 0:
            size = len(self._held)
        out, self._held = self._held[:size], self._held[size:]
        return out
