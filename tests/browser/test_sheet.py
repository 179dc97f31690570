"""Members' records from a sheet, in a browser: upload, preview, write, undo."""

import os
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from qunce.people.models import Person
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_sheet_is_looked_at_written_and_undone(
    width: int, visitors: Visitors, mia: Person, ben: Person, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    rows: tuple[tuple[object, ...], ...] = (
        ("姓名", "公司", "城市", "年限"),
        ("张三", "丙公司", "上海", 2),
        ("Ben", "", "北京", ""),
        ("李四", "丁公司", "", "很久"),
    )
    for row in rows:
        page.append(row)
    book.save(tmp_path / "成员.xlsx")
    view = visitors.open("/c/hr/members/", person=mia, width=width)
    view.get_by_role("link", name="用表格导入").click()
    view.set_input_files("input[type=file]", tmp_path / "成员.xlsx")
    view.get_by_role("button", name="看看会改什么").click()
    expect(view.get_by_text("还没有写入")).to_be_visible()
    expect(view.get_by_text("「很久」不是年数")).to_be_visible()
    if folder := os.environ.get("QUNCE_LOOK"):
        view.screenshot(path=f"{folder}/sheet-{width}.png", full_page=True)
    view.get_by_role("button", name="写入 2 行").click()
    view.locator("dialog[open]").get_by_role("button", name="写入 2 行").click()
    expect(view.get_by_text("可以撤销").first).to_be_visible()
    view.get_by_role("button", name="撤销").first.click()
    view.locator("dialog[open]").get_by_role("button", name="撤销").click()
    expect(view.get_by_text("已撤销").first).to_be_visible()
    if folder := os.environ.get("QUNCE_LOOK"):
        view.goto("/c/hr/members/sheets/")
        view.screenshot(path=f"{folder}/sheets-{width}.png", full_page=True)
        view.goto("/c/hr/members/new/")
        view.screenshot(path=f"{folder}/new-{width}.png", full_page=True)
