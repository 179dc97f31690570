"""A folder moves into the library, and a discussion is collected for it; at both widths."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from qunce import clock
from qunce.chat.intake import ingest
from qunce.chat.models import Message
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Group, Person
from qunce.rooms.library.models import Item, Moving
from qunce.rooms.library.tests.office_files import table, word
from visitors import DESKTOP, PHONE, Visitors, beyond

pytestmark = pytest.mark.browser
FOLDER = {
    "绩效/考核办法.md": "# 绩效考核办法\n\n每季度一次。".encode(),
    "员工关系/考勤制度.docx": word("迟到三次，口头提醒。"),
    "一览.xlsx": table(("标题", "正文", "分类"), ("试用期期限", "最长六个月", "劳动法")),
    "坏.docx": b"PK\x03\x04x",
}
SAID = (
    ("anna", "王芳-云杉-HRBP", "试用期能延长吗？"),
    ("lei", "李雷-松果-HRD", "可以，但不能超过法定上限。加我微信 abc12345 细聊"),
    ("anna", "王芳-云杉-HRBP", "谢谢李雷！"),
)


def fits(page: Page) -> None:
    """See that nothing is wider than the screen, on the phone and at a desk."""
    for width in (PHONE, DESKTOP):
        assert not beyond(page, width)


def packed(folder: Path) -> Path:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in FOLDER.items():
            archive.writestr(name, data)
    path = folder / "石墨文档.zip"
    path.write_bytes(out.getvalue())
    return path


def test_a_folder_is_looked_at_first_and_then_moves_in(
    visitors: Visitors, community: Community, lin: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    page = visitors.open("/c/hr/library/moving/", person=lin, width=DESKTOP)
    page.get_by_role("button", name="先看看结果").click()
    expect(page.get_by_text("请先选文件。")).to_be_visible()
    fits(page)
    page.get_by_label("一个 ZIP 压缩包，或多个文件").set_input_files(packed(tmp_path))
    page.get_by_role("button", name="先看看结果").click()
    page.wait_for_url(re.compile(r"/moving/\d+/$"))
    run_due(clock.now())
    row = page.locator(".list-group-item", has_text="坏.docx")
    expect(row).to_contain_text("没有接收")  # shown by itself as soon as it was read
    expect(page.get_by_text("现在还没有任何改动")).to_be_visible()
    assert not Item.objects.exists()
    fits(page)
    page.get_by_label(re.compile("马上发布")).check()
    page.get_by_role("button", name="导入", exact=True).click()
    run_due(clock.now())
    expect(page.get_by_role("link", name="去资料库")).to_be_visible()
    fits(page)
    assert Moving.objects.get().state == "done"
    titles = {"绩效考核办法", "考勤制度", "试用期期限"}
    assert set(Item.objects.values_list("title", flat=True)) == titles
    page.get_by_role("link", name="去资料库").click()
    for title in titles:
        expect(page.get_by_role("link", name=title)).to_be_visible()


def test_a_discussion_becomes_a_draft_in_which_only_who_agreed_is_named(
    visitors: Visitors, web_group: Group, lin: Person
) -> None:
    now = clock.now()
    said = [
        Incoming(Speaker(who, name), text, now - timedelta(minutes=9 - n), platform_id=f"m{n}")
        for n, (who, name, text) in enumerate(SAID)
    ]
    ingest(web_group, said, source=Source.HISTORY, now=now)
    first = Message.objects.get(platform_id="m0")
    page = visitors.open(f"/c/hr/library/collect/{first.pk}/", person=lin, width=DESKTOP)
    page.get_by_role("button", name="生成草稿").click()
    expect(page.get_by_text("请填写这一项")).to_be_visible()
    fits(page)
    page.get_by_role("checkbox", name="不能超过法定上限").check()
    page.get_by_label("标题").fill("试用期能否延长")
    page.get_by_role("group", name="谁同意署名？").get_by_label("李雷").check()
    page.get_by_role("button", name="生成草稿").click()
    expect(page.get_by_text("李雷").first).to_be_visible()
    fits(page)
    item = Item.objects.get()
    assert (item.state, item.credit) == ("draft", "李雷")
    assert "王芳" not in item.body
    assert "abc12345" not in item.body
