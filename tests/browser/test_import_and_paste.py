"""A WeChat group is looked after by hand: an export comes in, then something is pasted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from qunce.people.models import Group, Person
from visitors import DESKTOP, PHONE, Visitors

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "liuhen.txt"
AD = "小林 09:30\n代缴社保、公积金，挂靠个税，需要的加 V：daijiao6688"

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_an_exported_chat_is_imported_with_a_report(
    width: int, visitors: Visitors, wang: Person, manual_group: Group
) -> None:
    page = visitors.open(f"/c/hr/import/?group={manual_group.key}", person=wang, width=width)
    page.set_input_files("input[type=file]", EXAMPLE)
    expect(page.get_by_text("liuhen.txt ·")).to_be_visible()
    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_url(re.compile(r"/c/hr/import/\d+/"))
    expect(page.get_by_text("消息从 2026-10-26 到 2026-11-01。")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("170", exact=True).first).to_be_visible()
    page.goto("/c/hr/import/")
    expect(page.get_by_role("link", name="liuhen.txt")).to_be_visible()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_export_of_another_group_is_asked_about(
    width: int, visitors: Visitors, wang: Person, manual_group: Group, region_group: Group
) -> None:
    Group.objects.filter(pk=manual_group.pk).update(name="华东HR交流群")
    page = visitors.open(f"/c/hr/import/?group={region_group.key}", person=wang, width=width)
    page.set_input_files("input[type=file]", EXAMPLES / "chatlog.csv")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("群选对了吗？")).to_be_visible()
    page.get_by_role("button", name="导入到“华东HR交流群”", exact=True).click()
    expect(page.get_by_role("heading", name="华东HR交流群")).to_be_visible()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible(timeout=30_000)


def test_a_file_that_is_no_export_is_refused_where_it_was_chosen(
    visitors: Visitors, wang: Person, manual_group: Group, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("今天天气不错")
    page = visitors.open(f"/c/hr/import/?group={manual_group.key}", person=wang, width=PHONE)
    page.set_input_files("input[type=file]", notes)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("notes.txt 不是群策认识的聊天记录")).to_be_visible()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_what_is_pasted_is_judged_at_once_and_becomes_a_case(
    width: int, visitors: Visitors, wang: Person, manual_group: Group
) -> None:
    page = visitors.open(f"/c/hr/paste/?group={manual_group.key}", person=wang, width=width)
    page.get_by_label("群里说了什么").fill(AD)
    page.get_by_role("button", name="看看违不违规").click()
    expect(page.get_by_text("群规第").first).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("button", name="复制话术")).to_be_visible()
    page.get_by_role("button", name="收进来").click()
    expect(page.get_by_text("收进 1 条消息")).to_be_visible()
    page.goto("/c/hr/cases/")
    expect(page.get_by_text("小林").first).to_be_visible()
