"""A folder in and the library out: what comes of each file, nothing twice, nothing lost."""

import zipfile
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Person
from qunce.rooms.library import exporting, files, front, moving, office, reading
from qunce.rooms.library.domain import Outcome
from qunce.rooms.library.models import Attachment, Item
from qunce.rooms.library.tests.office_files import table, word
from qunce.rooms.library.tests.test_files import picture
from qunce.rooms.library.tests.texts import published
from qunce.rooms.library.to_markdown import to_markdown
from qunce.rooms.library.to_word import to_word
from qunce.rooms.library.web.command import COMMAND
from qunce.shell.markdown import as_html

LogIn = Callable[[Person], Client]
POLICY = (
    "---\n标题: 社保缴费基数\n类型: 政策\n分类: 薪酬 / 个税社保公积金\n标签: 社保 基数\n"
    "来源: 人社局\n链接: https://example.com/a\n有效期至: 2027-06-30\n---\n\n基数上限 **36000**。\n"
)


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.HOME = tmp_path
    return tmp_path


def folder() -> dict[str, bytes]:
    return {
        "绩效/考核/办法.md": "# 绩效考核办法\n\n见下图\n\n![流程](img/flow.png)".encode(),
        "绩效/考核/img/flow.png": picture(),
        "薪酬/社保.md": POLICY.encode(),
        "员工关系/考勤制度.docx": word("迟到三次"),
        "模板/工资条.xlsx": table(("姓名", "实发"), ("张三", 8000)),
        "一览.xlsx": table(("标题", "正文", "分类"), ("试用期", "最长六个月", "劳动法")),
        "坏.docx": b"PK\x03\x04x",
        "旧.doc": b"\xd0\xcf\x11\xe0" + bytes(600),
        ".DS_Store": b"x",
    }


def write(place: Path, source: dict[str, bytes]) -> Path:
    for name, data in source.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return place


def take(
    community: Community, source: dict[str, bytes], now: datetime, **how: Any
) -> dict[str, Outcome]:
    kept = {name: data for name, data in source.items() if not name.startswith(".")}
    lines = moving.take_all(community, reading.read_all(kept, 20), by=SHELL, now=now, **how)
    return {line.path: line.outcome for line in lines}


def test_a_folder_becomes_items_and_the_same_folder_again_nothing(
    community: Community, noon: datetime
) -> None:
    first = take(community, folder(), noon, publish=True)
    refused = {"坏.docx": Outcome.REFUSED, "旧.doc": Outcome.REFUSED}
    assert first == {
        "绩效/考核/办法.md": Outcome.NEW,
        "薪酬/社保.md": Outcome.NEW,
        "员工关系/考勤制度.docx": Outcome.NEW,
        "模板/工资条.xlsx": Outcome.NEW,
        "一览.xlsx/工资条#2": Outcome.NEW,
        **refused,
    }
    method = Item.objects.get(title="绩效考核办法")
    assert [each.name for each in method.attachments.all()] == ["flow.jpg"]
    assert str(method.category) == "考核"
    policy = Item.objects.get(title="社保缴费基数")
    assert (policy.kind, policy.source, f"{policy.valid_until}") == (
        "policy",
        "人社局",
        "2027-06-30",
    )
    assert sorted(tag.name for tag in policy.tags.all()) == ["基数", "社保"]
    letter = Item.objects.get(title="考勤制度")
    assert "迟到三次" in letter.body
    assert "| 迟到 | 扣绩效 |" in letter.body
    again = take(community, folder(), noon, publish=True)
    assert set(again.values()) == {Outcome.SAME, Outcome.REFUSED}
    assert Item.objects.count() == 5
    assert set(Item.objects.values_list("revision", flat=True)) == {1}


def test_a_changed_file_becomes_a_newer_version(community: Community, noon: datetime) -> None:
    take(community, folder(), noon, publish=True)
    newer = {**folder(), "薪酬/社保.md": POLICY.replace("36000", "37000").encode()}
    assert take(community, newer, noon)["薪酬/社保.md"] is Outcome.CHANGED
    policy = Item.objects.get(title="社保缴费基数")
    assert (policy.revision, policy.shown, "36000" in policy.body) == (2, 1, True)


def test_looking_changes_nothing(community: Community, noon: datetime) -> None:
    reads = reading.read_all(folder(), 20)
    found = [moving.look(community, each).outcome for each in reads]
    assert found.count(Outcome.NEW) == 5
    assert not Item.objects.exists()


def test_what_goes_out_comes_in_again_as_it_was(
    community: Community, other_community: Community, noon: datetime, place: Path
) -> None:
    take(community, folder(), noon, publish=True)
    count = exporting.write_folder(place / "out", exporting.list_all(community), "md")
    assert count == 5
    source = dict(reading.of_folder(place / "out"))
    source.pop(exporting.TABLE)
    take(other_community, source, noon)
    told = [
        sorted(
            (
                item.title,
                item.kind,
                item.body,
                item.source,
                str(item.valid_until),
                str(item.category),
            )
            for item in Item.objects.filter(community=each)
        )
        for each in (community, other_community)
    ]
    assert told[0] == told[1]
    counts = [
        Attachment.objects.filter(community=each).count() for each in (community, other_community)
    ]
    assert counts == [3, 3]


def test_the_table_of_all_comes_in_as_items(
    community: Community, other_community: Community, noon: datetime, place: Path
) -> None:
    published(community, "办法", noon, "甲\n\n=1+1")
    exporting.write_folder(place / "out", exporting.list_all(community), "docx")
    assert [file.suffix for file in (place / "out").glob("*-*")] == [".docx"]
    one = {"目录.xlsx": (place / "out" / exporting.TABLE).read_bytes()}
    assert set(take(other_community, one, noon).values()) == {Outcome.NEW}
    assert Item.objects.get(community=other_community).title == "办法"


def test_an_archive_of_chinese_windows_is_read_and_odd_names_are_left(place: Path) -> None:
    target = place / "a.zip"
    with zipfile.ZipFile(target, "w") as archive:
        part = zipfile.ZipInfo("绩效/办法.md".encode("gbk").decode("cp437"))
        archive.writestr(part, "# 甲")
        archive.writestr("../out.md", "x")
        archive.writestr("__MACOSX/a.md", "x")
    raw = target.read_bytes().replace(b"\x08\x08", b"\x00\x08")
    target.write_bytes(raw)
    assert "../out.md" not in reading.of_archive(target)
    (place / "b.zip").write_bytes(b"PK nothing")
    with pytest.raises(RefusedError):
        reading.of_archive(place / "b.zip")


def test_a_damaged_file_of_an_archive_is_named_and_the_others_are_taken(
    community: Community, place: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = place / "a.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("好.md", "# 好\n\n正文")
        archive.writestr("坏.md", "# 坏\n\n坏的正文")
        archive.writestr("大.md", "# 大\n\n" + "大" * 500)
    target.write_bytes(target.read_bytes().replace("坏的正文".encode(), "坏了正文".encode()))
    monkeypatch.setattr(files, "MEGABYTE", 10)
    reads = reading.read_all(reading.of_archive(target), 20)
    lines = moving.take_all(community, reads, by=SHELL, now=noon)
    told = {line.path: (line.outcome, line.words.msgid) for line in lines}
    assert told == {
        "好.md": (Outcome.NEW, ""),
        "坏.md": (Outcome.REFUSED, office.DAMAGED),
        "大.md": (Outcome.REFUSED, files.TOO_LARGE),
    }


def test_several_files_are_one_archive_and_too_much_is_refused(
    log_in: LogIn, lin: Person, monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:
    client, page = log_in(lin), reverse("library_moves", kwargs={"key": "hr"})

    def sent() -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{name}.md", f"# {name}".encode()) for name in "甲乙"]

    made = client.post(page, {"files": sent()})["Location"]
    run_due(datetime.now(tz=noon.tzinfo))
    told = client.get(made).content.decode()
    assert "甲.md" in told
    assert "乙.md" in told
    monkeypatch.setattr(reading, "MOST_BYTES", 9)
    assert "一次太多了" in client.post(page, {"files": sent()}).content.decode()
    assert len(list(moving.folder().iterdir())) == 1


def test_the_command_says_what_comes_of_each_file(
    community: Community, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = write(place / "in", folder())
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    assert COMMAND.run(parser.parse_args(["import", str(there), "--dry-run"])) == 0
    assert not Item.objects.exists()
    assert COMMAND.run(parser.parse_args(["import", str(there), "--publish"])) == 1
    told = capsys.readouterr().out
    assert "坏.docx" in told
    assert Item.objects.filter(shown=1).count() == 5
    out = str(place / "out")
    assert COMMAND.run(parser.parse_args(["export", out, "--format", "docx"])) == 0
    with pytest.raises(RefusedError):
        COMMAND.run(parser.parse_args(["export", out]))


def test_on_the_page_it_is_looked_at_first(
    log_in: LogIn, lin: Person, community: Community, noon: datetime, place: Path
) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in folder().items():
            archive.writestr(name, data)
    client = log_in(lin)
    sent = SimpleUploadedFile("资料.zip", out.getvalue())
    page = client.post(reverse("library_moves", kwargs={"key": "hr"}), {"files": [sent]})[
        "Location"
    ]
    far = datetime.now(tz=noon.tzinfo)
    assert "qc-progress" in client.get(page).content.decode()
    run_due(far)
    told = client.get(page).content.decode()
    assert "绩效考核办法" in told
    assert not Item.objects.exists()
    client.post(f"{page}start/", {"publish": "1"})
    run_due(datetime.now(tz=noon.tzinfo))
    assert Item.objects.filter(shown=1).count() == 5
    assert "qc-progress" not in client.get(page).content.decode()
    again = client.post(f"{page}start/")
    assert again.status_code in {302, 400}
    assert Item.objects.count() == 5
    for kind in ("md", "docx", "xlsx"):
        answer = client.get(reverse("library_export", kwargs={"key": "hr"}), {"format": kind})
        assert answer.content[:2] == b"PK"


def test_a_text_becomes_a_word_file_with_its_tables_and_lists() -> None:
    body = "## 目标\n\n**粗** 与 *斜*\n\n- 一\n- 二\n\n1. 甲\n\n> 引用\n\n"
    body += "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"
    document = Document(BytesIO(to_word("办法", ["来源：人社局"], body)))
    told = [(each.style.name if each.style else "", each.text) for each in document.paragraphs]
    assert ("Heading 2", "目标") in told
    assert ("List Bullet", "一") in told
    assert ("List Number", "甲") in told
    assert any(name == "Quote" and "引用" in text for name, text in told)
    assert document.tables[0].rows[1].cells[1].text == "2"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>标题</h1><p>一<strong>粗</strong></p>", "## 标题\n\n一**粗**"),
        ("<ul><li>一</li><li>二</li></ul>", "- 一\n- 二"),
        ("<ol><li>一<ol><li>内</li></ol></li><li>二</li></ol>", "1. 一\n   1. 内\n\n2. 二"),
        ("<table><tr><td><p>甲</p></td><td>乙|丙</td></tr></table>", "| 甲 | 乙\\|丙 |\n|---|---|"),
        ('<p><a href="https://x.cn">链</a> 2*3_4</p>', "[链](https://x.cn) 2\\*3\\_4"),
    ],
)
def test_html_of_word_becomes_markdown(html: str, text: str) -> None:
    assert to_markdown(html) == text


@given(st.text(max_size=60))
def test_any_text_of_a_word_file_reads_the_same_afterwards(said: str) -> None:
    written = to_markdown(f"<p>{as_html(said)}</p>")
    assert isinstance(written, str)


def test_what_stands_above_a_text_is_read() -> None:
    about, body = front.split(POLICY)
    assert about["title"] == "社保缴费基数"
    assert body.startswith("基数上限")
    assert front.split(front.joined(about, body))[0] == about
    assert front.split("没有的") == ({}, "没有的")
    assert f"{front.day_of('2026年7月1日')}" == "2026-07-01"
    assert front.day_of("2026-02-30") is None


def test_an_empty_text_is_not_taken_in_the_preview_either() -> None:
    (read,) = reading.read_all({"绩效/空.md": b" \n"}, 20)
    assert read.fault is not None
    assert read.fault.msgid == files.EMPTY
