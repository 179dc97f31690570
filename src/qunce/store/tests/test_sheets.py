"""What a picture or a PDF may be: the content decides."""

import random
import zlib
from io import BytesIO

import pytest
from PIL import Image

from qunce.kernel.errors import RefusedError
from qunce.store import sheets

SECRET = b"shot at home"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **also: object) -> bytes:
    """Return a picture as a phone makes it."""
    made = BytesIO()
    mode = "RGBA" if kind in {"PNG", "WEBP"} else "RGB"
    Image.new(mode, size, "teal").save(made, kind, **also)
    return made.getvalue()


def pdf(*objects: bytes, end: bytes = b"%%EOF\n") -> bytes:
    """Return a small PDF with more objects than the page itself."""
    page = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return b"%PDF-1.5\n" + page + b"".join(objects) + b"trailer << /Root 1 0 R >>\n" + end


def stream(packed: bytes, about: bytes) -> bytes:
    """Return an object that holds a stream."""
    return b"9 0 obj\n<< " + about + b" >>\nstream\n" + packed + b"\nendstream\nendobj\n"


OPENS = b"3 0 obj\n<< /OpenAction 4 0 R >>\nendobj\n"
HIDDEN = zlib.compress(b"5 0 << /S /JavaScript /JS (app.alert(1)) >>")
PACKED = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew(kind: str) -> None:
    sheet = sheets.examine(picture(kind))
    assert (sheet.mime, sheet.ending) == ("image/jpeg", "jpg")
    assert Image.open(BytesIO(sheet.data)).size == (40, 30)


def test_nothing_but_the_pixels_stays() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # turned by a quarter
    sent = picture(exif=exif, comment=SECRET) + SECRET
    assert SECRET in sent
    kept = sheets.examine(sent).data
    assert SECRET not in kept
    assert not Image.open(BytesIO(kept)).getexif()
    assert Image.open(BytesIO(kept)).size == (30, 40)


def test_a_large_photo_becomes_a_readable_page() -> None:
    kept = sheets.examine(picture(size=(4000, 1000))).data
    assert max(Image.open(BytesIO(kept)).size) == sheets.LONGEST_SIDE


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", sheets.NO_SHEET),
        (b"MZ\x90\x00" + bytes(5000), sheets.NO_SHEET),  # an EXE, whatever its name
        (b"<!doctype html><script>alert(1)</script>", sheets.NO_SHEET),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", sheets.NO_SHEET),
        (b"GIF89a" + bytes(20), sheets.NO_SHEET),
        (b"PK\x03\x04" + bytes(100), sheets.NO_SHEET),
        (picture()[:200], sheets.DAMAGED),
        (pdf(end=b""), sheets.DAMAGED),
        (pdf(b"3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"), sheets.ACTIVE),
        (pdf(b"3 0 obj\n<< /S /J#61vaScript /J#53 (x) >>\nendobj\n"), sheets.ACTIVE),
        (pdf(b"3 0 obj\n<< /OpenAction << /S /URI /URI (http://x) >> >>\nendobj\n"), sheets.ACTIVE),
        (pdf(OPENS, b"4 0 obj\n<< /S/U#52I /URI (http://x) >>\nendobj\n"), sheets.ACTIVE),
        (pdf(OPENS, b"4 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"), sheets.ACTIVE),
        (pdf(b"3 0 obj\n<< /Names << /EmbeddedFiles 4 0 R >> >>\nendobj\n"), sheets.ACTIVE),
        (pdf(stream(HIDDEN, PACKED)), sheets.ACTIVE),
        (pdf(stream(HIDDEN, b"/Type /Obj#53tm /Filter /FlateDecode")), sheets.ACTIVE),
        (pdf(stream(zlib.compress(HIDDEN), PACKED + b" /FlateDecode")), sheets.ACTIVE),
        (pdf(stream(b"nothing packed", PACKED)), sheets.ACTIVE),
        (pdf(b"trailer << /Encrypt 8 0 R >>\n"), sheets.LOCKED),
    ],
)
def test_what_is_refused_says_why(sent: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said[:20].replace("(", r"\(")):
        sheets.examine(sent)


def test_what_grows_when_it_is_opened_is_refused() -> None:
    # Made here: each worker would make the examples above before its first test.
    with pytest.raises(RefusedError, match=sheets.TOO_MANY_PIXELS[:20]):
        sheets.examine(picture("PNG", size=(8000, 7000)))
    with pytest.raises(RefusedError, match=sheets.ACTIVE[:20]):
        sheets.examine(pdf(stream(zlib.compress(bytes(100_000_000)), PACKED)))


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    page = stream(zlib.compress(b"BT (a certificate with /JS in its text) Tj ET"), b"/Length 50")
    objects = stream(zlib.compress(b"5 0 << /Type /Font >>"), PACKED)
    sent = pdf(page, objects)
    sheet = sheets.examine(sent)
    assert (sheet.data, sheet.mime, sheet.ending) == (sent, "application/pdf", "pdf")


@pytest.mark.parametrize(
    "objects",
    [
        (b"3 0 obj\n<< /OpenAction [1 0 R /FitH null] >>\nendobj\n",),
        (OPENS, b"4 0 obj\n<< /S /GoTo /D [1 0 R /Fit] >>\nendobj\n"),
        (b"3 0 obj\n<< /Subtype /Link /A << /S /URI /URI (http://x) >> >>\nendobj\n",),
    ],
    ids=["a page to open at", "an action that opens a page", "a link to tap"],
)
def test_a_page_to_open_at_and_links_are_nothing_wrong(objects: tuple[bytes, ...]) -> None:
    assert sheets.examine(pdf(*objects)).mime == "application/pdf"


@pytest.mark.parametrize("seed", range(30))
def test_nothing_that_is_sent_makes_it_fail(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (the same damage at every run)
    sent = bytearray(dice.choice([picture(), picture("PNG"), pdf(stream(HIDDEN, PACKED))]))
    for _ in range(dice.randint(1, 40)):
        sent[dice.randrange(len(sent))] = dice.randrange(256)
    try:
        sheets.examine(bytes(sent))
    except RefusedError:
        return
