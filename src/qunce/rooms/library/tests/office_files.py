"""Office files for the tests, good and bad."""

import zipfile
from io import BytesIO

from docx import Document
from openpyxl import Workbook


def word(*paragraphs: str, heading: str = "考勤制度") -> bytes:
    """Return a Word file as somebody writes it."""
    made = Document()
    made.add_heading(heading, level=1)
    for each in paragraphs:
        made.add_paragraph(each)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "迟到"
    table.rows[0].cells[1].text = "扣绩效"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def table(*rows: tuple[object, ...], title: str = "工资条") -> bytes:
    """Return an Excel file with rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """Return an Office file with more parts; `__` in a name stands for a slash."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for each in old.infolist():
            new.writestr(each.filename, old.read(each))
        for name, content in parts.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def relation(kind: str, target: str) -> bytes:
    """Return a list of relations with one that leads elsewhere."""
    start = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return (
        '<?xml version="1.0"?><Relationships xmlns="x">'
        f'<Relationship Id="r1" Type="{start}{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
