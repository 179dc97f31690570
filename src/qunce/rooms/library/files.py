"""The files of items: checked by content, kept outside the web root, shown and taken along."""

import threading
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePath

import pypdfium2
from django.conf import settings as site
from django.db import transaction
from django.db.models import F

from qunce.facts.library import FileAdded, FileRemoved
from qunce.kernel.actors import Actor
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.ledger import actions as ledger
from qunce.playbook.queries import effective
from qunce.rooms.library import index, office
from qunce.rooms.library.domain import Settings
from qunce.rooms.library.models import Attachment, Item
from qunce.shell.markdown import text_of
from qunce.store import sheets, vault

FOLDER = "library"
MOST_FILES = 30  # of an item
MOST_TEXT = 20_000  # characters of a file that it is found by
PREVIEW_MOST = 200_000  # characters of HTML
PAGES_SHOWN, PAGE_WIDTH = 12, 1000  # of a PDF; pixels
MOST_WORDS = 10  # megabytes of a file that only its words are wanted of
MEGABYTE = 1 << 20
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
TEXTS = {"md": "text/markdown", "txt": "text/plain", "csv": "text/csv"}
NOT_TEXTS = {"docx", "xlsx", "pptx", "pdf", "jpg", "jpeg", "png", "webp"}

EMPTY = N_("This file is empty.")
TOO_LARGE = N_("This file has more than %(most)s MB.")
TOO_MANY = N_("An item has at most %(most)s files.")
UNKNOWN = N_(
    "%(name)s is of no kind that is taken: Word (.docx), Excel (.xlsx), PowerPoint (.pptx), PDF,"
    " pictures (JPEG, PNG, WebP), and texts (.md, .txt, .csv)."
)
MISNAMED = N_("%(name)s holds something else than its name says: open it, and save it anew.")
NO_WORDS = N_("The words of this kind of file are not read: upload .txt, .md or .docx.")
OLD_KIND = N_("This is an old Word or Excel file: save it as .docx or .xlsx and upload that.")
ACTIVE_PDF = N_("This PDF holds scripts, forms or other files: print it into a new PDF.")
LOCKED_PDF = N_("This PDF is locked with a password: save it without one.")
BAD_PDF = N_("This PDF is damaged or not complete.")
BAD_PICTURE = N_("This picture is damaged, or too large.")
NO_PAGE = N_("There is no such page.")
PDF_WORDS = {sheets.ACTIVE: ACTIVE_PDF, sheets.LOCKED: LOCKED_PDF, sheets.DAMAGED: BAD_PDF}
_ONE_AT_A_TIME = threading.Lock()  # the reader of PDF files is not made for several threads


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept, and what it is found and shown by."""

    data: bytes
    mime: str
    ending: str
    preview: str = ""
    text: str = ""
    pages: int = 0


def folder() -> Path:
    """Return where the files lie: among what a backup takes along."""
    return vault.folder(Path(site.MEDIA_ROOT) / FOLDER)


def fault_of(name: str, words: str) -> str:
    """Return what is wrong with a file, with its name where the words do not say it."""
    return words if name and name in words else f"{name}: {words}"


def examine(name: str, data: bytes, most: int) -> Checked:
    """Return what may be kept of a file; `most` is in megabytes.

    Raises RefusedError, with words for the sender, for what is not taken.
    """
    if not data:
        raise RefusedError(Words(EMPTY))
    if len(data) > most * MEGABYTE:
        raise RefusedError(Words(TOO_LARGE, {"most": most}))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(OLD_OFFICE):
        raise RefusedError(Words(OLD_KIND))
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
        return _picture(data)
    return _text(name, data)


def _office(data: bytes) -> Checked:
    kind = office.check(data)
    shown = ""
    if kind == "docx":
        shown = office.word_html(data)
    elif kind == "xlsx":
        shown = office.sheet_html(office.sheet_rows(data))
    text = text_of(shown)[:MOST_TEXT]
    preview = shown if len(shown) <= PREVIEW_MOST else ""
    return Checked(data, office.MIMES[kind], kind, preview, text)


def _pdf(data: bytes) -> Checked:
    try:
        sheet = sheets.examine(data)
    except RefusedError as error:
        raise RefusedError(Words(PDF_WORDS.get(error.words.msgid, BAD_PDF))) from None
    with _ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(data) as document:
                pages = len(document)
                words = [
                    document[n].get_textpage().get_text_range()
                    for n in range(min(pages, PAGES_SHOWN))
                ]
        except pypdfium2.PdfiumError:
            raise RefusedError(Words(BAD_PDF)) from None
    text = "\n".join(words).replace("\r", "").replace("\x00", "")[:MOST_TEXT]
    return Checked(sheet.data, sheet.mime, sheet.ending, text=text, pages=pages)


def _picture(data: bytes) -> Checked:
    try:
        sheet = sheets.examine(data)
    except RefusedError:
        raise RefusedError(Words(BAD_PICTURE)) from None
    return Checked(sheet.data, sheet.mime, sheet.ending)


def _text(name: str, data: bytes) -> Checked:
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending in NOT_TEXTS:
        raise RefusedError(Words(MISNAMED, {"name": tidy(name)[:80]}))
    said = read_text(data)
    if ending not in TEXTS or said is None:
        raise RefusedError(Words(UNKNOWN, {"name": tidy(name)[:80] or "?"}))
    return Checked(said.encode(), TEXTS[ending], ending, text=said[:MOST_TEXT])


def words_of(name: str, data: bytes) -> str:
    """Return the words of a text file or a Word file (`facts.reads.ReadText`).

    Raises RefusedError, with words for the sender, for any other or damaged file.
    """
    checked = examine(name, data, MOST_WORDS)
    if checked.ending == "docx":
        return text_of(office.word_html(data))
    if checked.ending not in TEXTS:
        raise RefusedError(Words(NO_WORDS))
    return checked.data.decode()


def read_text(data: bytes) -> str | None:
    """Return a text in UTF-8, UTF-16 or the encoding of Chinese Windows; None for no text."""
    for encoding in (
        "utf-8-sig",
        "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "gb18030",
    ):
        try:
            said = data.decode(encoding)
        except UnicodeError:
            continue
        is_text = not any(ord(sign) < 32 and sign not in "\n\r\t\f" for sign in said[:100_000])
        return said if is_text else None
    return None


# --- writes -------------------------------------------------------------------------------------


def add(
    item: Item, name: str, data: bytes, *, by: Actor, now: datetime, most: int = 0
) -> Attachment:
    """Check and keep a file of an item; the same content twice is one file.

    `most` is in megabytes, 0 for the community's setting. Raises RefusedError with words for the
    sender.
    """
    limit = most or effective(item.community_id, Settings).file_megabytes
    checked = examine(name, data, limit)
    return keep(item, name, checked, by=by, now=now)


@transaction.atomic
def keep(item: Item, name: str, checked: Checked, *, by: Actor, now: datetime) -> Attachment:
    """Keep a checked file of an item."""
    digest = sha256(checked.data).hexdigest()
    known = Attachment.objects.filter(item=item, digest=digest).first()
    if known is not None:
        return known
    if item.attachments.count() >= MOST_FILES:
        raise RefusedError(Words(TOO_MANY, {"most": MOST_FILES}))
    row = Attachment.objects.create(
        community_id=item.community_id,
        item=item,
        file=vault.keep(folder(), checked.data, checked.ending),
        name=named(name, checked.ending),
        mime=checked.mime,
        size=len(checked.data),
        digest=digest,
        preview=checked.preview,
        text=checked.text,
        pages=checked.pages,
        person_id=by.id,
        at=now,
    )
    index.refresh(item)
    fact = FileAdded(item.pk, item.title, row.name)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    return row


@transaction.atomic
def remove(row: Attachment, *, by: Actor, now: datetime) -> None:
    """Remove a file from its item; the file itself goes with the next sweep."""
    item, name = row.item, row.name
    row.delete()
    index.refresh(item)
    fact = FileRemoved(item.pk, item.title, name)
    ledger.record(fact, by=by, now=now, community=item.community_id)


def count_download(row: Attachment) -> None:
    """Count that a member took a file along."""
    Attachment.objects.filter(pk=row.pk).update(downloads=F("downloads") + 1)


def sweep(now: datetime) -> None:
    """Delete files that belong to nobody: removed, or left by a crash."""
    known = set(Attachment.objects.values_list("file", flat=True))
    for file in vault.list_old(folder(), now):
        if file.name not in known:
            file.unlink(missing_ok=True)


def named(name: str, ending: str) -> str:
    """Return a file's name as people see it: without a path, with the ending of its content."""
    bare = tidy(name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    return f"{stem[:180] or 'file'}.{ending}"


# --- reads --------------------------------------------------------------------------------------


def path_of(row: Attachment) -> Path:
    """Return where a file lies; NotFoundError where it is gone."""
    found = vault.path_of(folder(), row.file)
    if found is None:
        raise NotFoundError(Words(NO_PAGE))
    return found


def page_picture(row: Attachment, number: int) -> bytes:
    """Return a page of a PDF (from 1) as a JPEG; NotFoundError where there is none."""
    if not 1 <= number <= min(row.pages, PAGES_SHOWN):
        raise NotFoundError(Words(NO_PAGE))
    drawn = BytesIO()
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(path_of(row)) as document:
        page = document[number - 1]
        scale = min(PAGE_WIDTH / max(page.get_width(), 1), 3)
        page.render(scale=scale).to_pil().convert("RGB").save(drawn, "JPEG", quality=80)
    return drawn.getvalue()
