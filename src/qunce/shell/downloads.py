"""Files that a page hands out: whatever their names, and tables among them."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from qunce.store.tables import Row, csv_of, xlsx_of

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
TOML = "application/toml; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def download(content: bytes | str, kind: str, name: str, *, shown: bool = False) -> HttpResponse:
    """Return a file of a media type under a name; `shown` in the browser where it can be."""
    header = content_disposition_header(as_attachment=not shown, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": header or ""})


def as_csv(name: str, heads: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Return rows as a CSV file that Excel opens in Chinese."""
    return download(csv_of(heads, rows), CSV, f"{name}.csv")


def as_xlsx(name: str, heads: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Return rows as an Excel file."""
    return download(xlsx_of(heads, rows), XLSX, f"{name}.xlsx")
