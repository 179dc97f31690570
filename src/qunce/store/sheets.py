"""What a picture or a PDF may be: checked by content, never by its name or what a browser says.

A picture is drawn anew, so that nothing but its pixels stays: no place where it was taken, no
camera, nothing hidden behind its end. A PDF cannot be drawn anew here; one that holds scripts,
actions, files or forms is refused, also where these are packed into compressed parts. That a PDF
says on which page it opens is nothing wrong: most printers and scanners write it.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

PICTURES = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000  # a phone's largest camera; a bomb of a few kB has billions
LONGEST_SIDE = 3000  # pixels: enough to read a scanned page
QUALITY = 85
MOST_UNPACKED = 64 * 1024 * 1024  # bytes of a PDF's compressed parts that are looked at

NO_SHEET = N_("This is neither a picture (JPEG, PNG, WebP) nor a PDF. Take a photo of the page.")
DAMAGED = N_("This file is damaged or not complete. Take a photo of the page instead.")
TOO_MANY_PIXELS = N_("This picture is too large. Take a photo of the page with your phone.")
ACTIVE = N_("This PDF holds scripts, forms or other files. Take a photo of the page instead.")
LOCKED = N_("This PDF is locked with a password. Take a photo of the page instead.")

_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_WORKS = (
    *(b"JavaScript", b"JS", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA"),
    *(b"AA", b"SubmitForm", b"ImportData", b"GoToR", b"GoToE", b"Movie", b"Sound"),
    *(b"Rendition", b"3D"),
)
_ACTIVE = re.compile(rb"/(?:" + rb"|".join(_WORKS) + rb")(?![A-Za-z0-9_])")
# What happens on opening is a page to show, by itself or as an action; or the call of an address.
_OPENS = re.compile(rb"/OpenAction(?![A-Za-z0-9_])(?!\s*\[)")
_CALLS = re.compile(rb"/S\s*/URI(?![A-Za-z0-9_])")
_UNUSUAL = re.compile(
    rb"DecodeParms|(?:LZW|ASCII85|ASCIIHex|RunLength)Decode|Decode.*Decode", re.DOTALL
)
_CHUNK = 1 << 16  # bytes
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9_])")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that may be kept: its bytes and what they are."""

    data: bytes
    mime: str
    ending: str


def examine(data: bytes) -> Sheet:
    """Return what may be kept of a file that somebody sent.

    Raises RefusedError, with words for the sender, for anything but a picture or a plain PDF.
    """
    if data[:1024].lstrip().startswith(b"%PDF-"):
        _check_pdf(data)
        return Sheet(data, "application/pdf", "pdf")
    return Sheet(_draw_anew(data), "image/jpeg", "jpg")


def small(data: bytes, side: int) -> bytes:
    """Return a picture that was examined, drawn small: at most so many pixels a side (a JPEG)."""
    picture = Image.open(BytesIO(data), formats=("JPEG",))
    picture.thumbnail((side, side))
    drawn = BytesIO()
    picture.convert("RGB").save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def _draw_anew(data: bytes) -> bytes:
    try:
        picture = Image.open(BytesIO(data), formats=PICTURES)
    except UnidentifiedImageError:
        raise RefusedError(Words(NO_SHEET)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedError(Words(TOO_MANY_PIXELS)) from None
    except (OSError, SyntaxError, ValueError):
        raise RefusedError(Words(DAMAGED)) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise RefusedError(Words(TOO_MANY_PIXELS))
    try:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, EOFError):
        raise RefusedError(Words(DAMAGED)) from None
    page = Image.new("RGB", flat.size, "white")
    page.paste(flat, mask=flat.getchannel("A"))
    drawn = BytesIO()
    page.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2048:]:
        raise RefusedError(Words(DAMAGED))
    if _LOCKED.search(_plain(data)):
        raise RefusedError(Words(LOCKED))
    opens = calls = False
    for part in map(_plain, _parts(data)):
        if _ACTIVE.search(part):
            raise RefusedError(Words(ACTIVE))
        opens = opens or _OPENS.search(part) is not None
        calls = calls or _CALLS.search(part) is not None
    if opens and calls:
        raise RefusedError(Words(ACTIVE))


def _plain(part: bytes) -> bytes:
    """Return names as they are meant: `/J#53` is `/JS`."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield the objects of a PDF: as they stand, and those packed into streams of objects.

    Other streams are pictures, fonts and pages, in which names mean nothing. A stream of objects
    that is packed in an unusual way cannot be looked at, and is refused.
    """
    left, end = MOST_UNPACKED, 0
    for found in _STREAM.finditer(data):
        if found.start() < end:
            continue
        before = data[end : found.start()]
        yield before
        close = data.find(b"endstream", found.end())
        end = close if close >= 0 else len(data)
        if b"ObjStm" not in _plain(before):
            continue
        unpacked = _unpack(data, found.end(), left)
        left -= len(unpacked)
        if not unpacked or left <= 0 or _UNUSUAL.search(_plain(before)):
            raise RefusedError(Words(ACTIVE))
        yield unpacked
    yield data[end:]


def _unpack(data: bytes, start: int, most: int) -> bytes:
    """Return what is packed from `start` on, at most so many bytes of it."""
    unpacker, found = zlib.decompressobj(), bytearray()
    try:
        for place in range(start, len(data), _CHUNK):
            found += unpacker.decompress(data[place : place + _CHUNK], most - len(found) + 1)
            if unpacker.eof or len(found) > most:
                break
    except zlib.error:
        return b""
    return bytes(found)
