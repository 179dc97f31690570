"""Files: what is taken, what is refused and with which words, how they are shown and counted."""

import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from fpdf import FPDF
from PIL import Image
from pytest_django import Settings

from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.rooms.library import files, find, office
from qunce.rooms.library.models import Attachment
from qunce.rooms.library.tests.office_files import relation, table, with_parts, word
from qunce.rooms.library.tests.texts import published

LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    made = FPDF()
    made.set_font("helvetica", size=20)
    for n in range(pages):
        made.add_page()
        made.cell(text=f"Overtime rules {n}")
    return bytes(made.output())


def bomb() -> bytes:
    return with_parts(word(), word__media__big_dot_xml=b" " * (30 << 20))


def locked() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", "x")
    data = bytearray(out.getvalue())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(sign, start + 4)
    return bytes(data)


REFUSED: list[tuple[str, bytes, str]] = [
    ("a.docx", b"", files.EMPTY),
    ("a.docx", b"PK\x03\x04" + bytes(200), office.DAMAGED),
    ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), files.OLD_KIND),
    ("a.docx", word()[:3000], office.DAMAGED),
    ("a.docx", with_parts(word(), word__vbaProject_dot_bin=b"x"), office.MACROS),
    ("a.xlsx", with_parts(table((1,)), xl__macrosheets__s_dot_xml=b"<x/>"), office.MACROS),
    ("a.docx", with_parts(word(), word__embeddings__o_dot_bin=b"MZ"), office.EMBEDDED),
    (
        "a.docx",
        with_parts(word(), word___rels__s_dot_xml_dot_rels=relation("image", "http://x/p.png")),
        office.REMOTE,
    ),
    (
        "a.docx",
        with_parts(
            word(), word___rels__s_dot_xml_dot_rels=relation("attachedTemplate", "http://x/t.dotm")
        ),
        office.REMOTE,
    ),
    ("a.xlsx", with_parts(table((1,)), xl__externalLinks__e_dot_xml=b"<ddeLink/>"), office.REMOTE),
    (
        "a.docx",
        with_parts(word(), word__x_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
        office.STRANGE,
    ),
    ("a.docx", with_parts(word(), **{"..__..__etc": b"x"}), office.STRANGE),
    ("a.docx", bomb(), office.BOMB),
    ("a.docx", locked(), office.LOCKED),
    ("a.pdf", b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(x)>>endobj\n%%EOF", files.ACTIVE_PDF),
    ("a.pdf", b"%PDF-1.4\nnothing of it\n%%EOF", files.BAD_PDF),
    ("a.png", b"\x89PNG\r\n" + bytes(50), files.BAD_PICTURE),
    ("a.exe", b"MZ\x90\x00" + bytes(500), files.UNKNOWN),
    ("a.html", b"<script>alert(1)</script>", files.UNKNOWN),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", files.UNKNOWN),
    ("a.docx", b"<html>x</html>", files.MISNAMED),
    ("a.PNG", b"<svg/>", files.MISNAMED),
    ("a.txt", b"MZ\x00\x01" + bytes(500), files.UNKNOWN),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED)
def test_what_is_not_taken_is_refused_with_a_reason(name: str, data: bytes, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        files.examine(name, data, 50)
    assert refused.value.words.msgid == words


def test_what_is_too_large_is_refused_with_the_size_that_is_taken() -> None:
    with pytest.raises(RefusedError, match="more than 1 MB"):
        files.examine("a.txt", b"x" * (3 << 19), 1)


def test_a_zip_archive_is_no_office_file() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(RefusedError) as refused:
        files.examine("a.docx", out.getvalue(), 5)
    assert refused.value.words.msgid == office.NOT_OFFICE


def test_word_and_excel_are_shown_and_found() -> None:
    letter = files.examine("x", word("迟到三次<script>", "早退"), 5)
    assert (letter.ending, "<td>" in letter.preview) == ("docx", True)
    assert "<script>" not in letter.preview
    assert "迟到三次" in letter.text
    sheet = files.examine("x", table(("姓名", "基本工资"), ("张三", 8000.0), (None, "=1+1")), 5)
    assert "<th>基本工资</th>" in sheet.preview
    assert "<td>8000</td>" in sheet.preview
    links = with_parts(word(), word___rels__s_dot_xml_dot_rels=relation("hyperlink", "http://x/"))
    assert files.examine("x", links, 5).ending == "docx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_of_any_encoding_are_read(encoding: str) -> None:
    found = files.examine("制度.txt", "考勤制度".encode(encoding), 5)
    assert found.text == "考勤制度"
    assert found.data == "考勤制度".encode()


@pytest.mark.django_db
def test_a_file_is_kept_once_found_by_its_words_and_swept_when_it_is_gone(
    community: Community, noon: datetime, place: Path
) -> None:
    item = published(community, "制度", noon)
    letter = word("哺乳时间")
    rows = [files.add(item, "C:\\docs\\考勤.doc", letter, by=SHELL, now=noon) for _ in range(2)]
    assert rows[0] == rows[1]
    assert rows[0].name == "考勤.docx"
    assert len(list((place / "library").iterdir())) == 1
    assert find.search(community, "哺乳时间", []).numbers
    files.remove(rows[0], by=SHELL, now=noon)
    assert not find.search(community, "哺乳时间", []).numbers
    far = datetime.now(tz=noon.tzinfo) + timedelta(hours=2)
    files.sweep(far)
    assert not list((place / "library").iterdir())


def at(name: str, **keys: Any) -> str:
    return reverse(name, kwargs={"key": "hr", **keys})


def upload(client: Client, pk: int, *sent: tuple[str, bytes]) -> Any:
    data = {"files": [SimpleUploadedFile(name, content) for name, content in sent]}
    return client.post(at("library_add_file", pk=pk), data)


def test_on_the_page_good_files_come_in_and_bad_ones_are_named(
    log_in: LogIn, lin: Person, community: Community, noon: datetime
) -> None:
    item = published(community, "制度", noon)
    page = upload(
        log_in(lin),
        item.pk,
        ("考勤.docx", word()),
        ("坏.docx", b"PK\x03\x04x"),
        ("图.png", picture()),
    ).content.decode()
    assert "坏.docx：" in page or "坏.docx: " in page
    assert Attachment.objects.count() == 2
    assert "请先选文件" in upload(log_in(lin), item.pk).content.decode()


def test_members_look_inside_and_each_download_counts(
    log_in: LogIn, ben: Person, community: Community, noon: datetime
) -> None:
    item = published(community, "制度", noon, "![图](图.jpg)")
    letter = files.add(item, "考勤.docx", word("迟到"), by=SHELL, now=noon)
    shown = files.add(item, "图.png", picture(), by=SHELL, now=noon)
    rules = files.add(item, "加班.pdf", pdf(), by=SHELL, now=noon)
    client = log_in(ben)
    page = client.get(at("library_read", pk=item.pk)).content.decode()
    assert f'<img src="{at("library_file", pk=item.pk, file=shown.pk)}?shown"' in page
    assert "迟到" in client.get(at("library_view", pk=item.pk, file=letter.pk)).content.decode()
    pages = client.get(at("library_view", pk=item.pk, file=rules.pk)).content.decode()
    assert pages.count("<img") == 2
    picture_of_page = client.get(at("library_page", pk=item.pk, file=rules.pk, number=1))
    assert picture_of_page.content[:3] == b"\xff\xd8\xff"
    assert client.get(at("library_page", pk=item.pk, file=rules.pk, number=9)).status_code == 404
    answer = client.get(at("library_file", pk=item.pk, file=letter.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    client.get(at("library_file", pk=item.pk, file=shown.pk) + "?shown")
    counts = dict(Attachment.objects.values_list("name", "downloads"))
    assert counts == {"考勤.docx": 1, "图.jpg": 0, "加班.pdf": 0}


def test_files_of_what_is_for_others_are_not_there(
    log_in: LogIn, ben: Person, community: Community, noon: datetime
) -> None:
    item = published(community, "高管", noon, audience=Audience((Tier.MANAGER,)))
    row = files.add(item, "高管.docx", word(), by=SHELL, now=noon)
    for name in ("library_file", "library_view"):
        assert log_in(ben).get(at(name, pk=item.pk, file=row.pk)).status_code == 404
