"""Entering members by hand and from a sheet, on the pages."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce import clock
from qunce.ledger.worker import run_due
from qunce.people.models import Membership, Person, RecordSheet

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


def sheet(*rows: tuple[object, ...], name: str = "members.xlsx") -> SimpleUploadedFile:
    """Return an Excel file as a browser sends it."""
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(row)
    stream = BytesIO()
    made.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def test_a_new_member_is_entered_with_the_groups(
    mia: Person, web_group: object, log_in: LogIn
) -> None:
    client = log_in(mia)
    told = {"name": "张三", "company": "丙公司", "years": "2", "groups": ["web"]}
    keys = list(Membership.objects.filter(person=mia).values_list("group__key", flat=True))
    told["groups"] = keys[:1]
    page = client.post("/c/hr/members/new/", told, follow=True)
    person = Person.objects.get(name="张三")
    assert "张三" in page.content.decode()
    assert list(person.memberships.values_list("group__key", flat=True)) == keys[:1]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "请填写这一项"),
        ("name", "张" * 81, "80"),
        ("name", "<b>张三</b>", "&lt;"),
        ("position", "=HYPERLINK(1)", "不能以 = 开头"),
        ("city", "@上海", "不能以 @ 开头"),
        ("years", "很多", "数字"),
        ("years", "61", "60"),
        ("groups", "nowhere", "nowhere"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(
    field: str, value: str, said: str, mia: Person, log_in: LogIn
) -> None:
    told = {"name": "张三", "company": "保留公司", field: value}
    content = log_in(mia).post("/c/hr/members/new/", told).content.decode()
    assert said in content
    assert "保留公司" in content
    assert not Person.objects.filter(company="保留公司").exists()


def test_a_sheet_goes_from_upload_to_undo(mia: Person, ben: Person, log_in: LogIn) -> None:
    client = log_in(mia)
    file = sheet(
        ("姓名", "公司", "城市"), ("张三", "丙公司", ""), ("Ben", "", "上海"), ("", "丁", "")
    )
    page = client.post("/c/hr/members/sheets/", {"file": file}, follow=True).content.decode()
    assert "丙公司" in page
    assert "还没有写入" in page
    assert not Person.objects.filter(name="张三").exists()
    found = RecordSheet.objects.get()
    where = f"/c/hr/members/sheets/{found.pk}/"
    page = client.post(f"{where}write/", follow=True).content.decode()
    assert "已写入 0 行" in page
    assert "已写入 0 行" in client.get(f"{where}progress/").content.decode()
    assert "提交" not in client.post(f"{where}write/", follow=True).content.decode()
    run_due(clock.now())
    ben.refresh_from_db()
    assert ben.city == "上海"
    assert client.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    assert "撤销" in client.get(where).content.decode()
    client.post(f"{where}undo/")
    run_due(clock.now())
    ben.refresh_from_db()
    assert ben.city == ""


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("photo.xlsx", b"MZ\x90\x00" * 99), "不是 Excel"),
        (SimpleUploadedFile("empty.xlsx", b""), "是空的"),
        (sheet(("甲", "乙"), (1, 2)), "没有找到"),
        (sheet(("姓名",)), "没有内容"),
    ],
)
def test_a_file_that_is_none_is_refused_at_the_field(
    file: SimpleUploadedFile, said: str, mia: Person, log_in: LogIn
) -> None:
    file.seek(0)
    content = log_in(mia).post("/c/hr/members/sheets/", {"file": file}).content.decode()
    assert said in content
    assert not RecordSheet.objects.exists()


def test_the_sheet_of_members_is_downloaded(mia: Person, ben: Person, log_in: LogIn) -> None:
    response = log_in(mia).get("/c/hr/members/sheets/download/")
    assert response["Content-Disposition"].startswith('attachment; filename="members-hr-')
    page = openpyxl.load_workbook(BytesIO(response.content)).active
    assert page is not None
    assert [cell.value for cell in page[1]][:3] == ["编号", "姓名", "企业"]
    assert "Ben" in [row[1].value for row in page.iter_rows(min_row=2)]
