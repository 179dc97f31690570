"""Moving texts in from files, and taking the library along, on the console."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.rooms.library import exporting, moving, reading
from qunce.rooms.library.domain import MovingState, Outcome
from qunce.rooms.library.models import Moving
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import XLSX, ZIP, download
from qunce.shell.words import render as say
from qunce.store.codecs import decode
from qunce.store.tables import xlsx_of

SHOWN = 500  # lines of a report on the page
PART = 1 << 20  # bytes of an archive that are in memory at a time


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def index(request: QunceRequest) -> HttpResponse:
    """Show what was moved in, and take files or an archive."""
    fault = ""
    if request.method == "POST":
        sent = request.FILES.getlist("files")
        if sent and sum(each.size or 0 for each in sent) <= reading.MOST_BYTES:
            file = moving.store(_as_archive(sent))
            name = str(sent[0].name)
            row = moving.begin(request.community, name, file, by=request.actor, now=request.now)
            return redirect("library_moving", key=request.community.key, pk=row.pk)
        fault = say(reading.too_much()) if sent else _("Choose a file first.")
    rows = Moving.objects.filter(community=request.community)[:20]
    known = {"rows": [(each, MovingState(each.state)) for each in rows], "fault": fault}
    return render(request, "library/moves.html", known)


def _as_archive(sent: Sequence["UploadedFile[Any]"]) -> Iterator[bytes]:
    """Yield one archive of what was sent, part by part; a single ZIP is one already."""
    if len(sent) == 1 and str(sent[0].name).lower().endswith(".zip"):
        yield from sent[0].chunks()
        return
    with TemporaryFile() as out:
        with zipfile.ZipFile(out, "w") as archive:
            for each in sent:
                name = str(each.name).replace("\\", "/").rsplit("/", 1)[-1]
                with archive.open(zipfile.ZipInfo(name), "w") as part:
                    part.writelines(each.chunks())
        out.seek(0)
        yield from iter(lambda: out.read(PART), b"")


@require_GET
@console_page(Role.CONTENT)
def one(request: QunceRequest, pk: int) -> HttpResponse:
    """Show what would become, or became, of each file."""
    row = moving.access_moving(request.community, pk)
    return render(request, "library/moving.html", _known(row))


@require_GET
@console_page(Role.CONTENT)
def progress(request: QunceRequest, pk: int) -> HttpResponse:
    """Show how far it is; at its end the page is shown anew."""
    row = moving.access_moving(request.community, pk)
    if row.state not in {MovingState.READING, MovingState.RUNNING}:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "library/parts/progress.html", _known(row))


def _known(row: Moving) -> dict[str, Any]:
    lines = [
        (told[0], Outcome(told[1]), told[2], say(decode(Words, told[3]))) for told in row.report
    ]
    counts = [(each, sum(line[1] is each for line in lines)) for each in Outcome]
    return {
        "moving": row,
        "state": MovingState(row.state),
        "lines": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
        "counts": [(each, count) for each, count in counts if count],
        "fault": say(decode(Words, row.fault)) if row.fault else "",
        "percent": min(99, 100 * row.done / row.total) if row.total else None,
        "is_busy": row.state in {MovingState.READING, MovingState.RUNNING},
    }


@require_POST
@console_page(Role.CONTENT)
def start(request: QunceRequest, pk: int) -> HttpResponse:
    """Move in what was looked at, or leave it."""
    row = moving.access_moving(request.community, pk)
    if request.POST.get("do") == "drop":
        moving.drop(row, now=request.now)
        messages.success(request, _("Left. Nothing was changed."))
    else:
        moving.start(row, publish=bool(request.POST.get("publish")), now=request.now)
    return redirect("library_moving", key=request.community.key, pk=pk)


@require_GET
@console_page(Role.CONTENT)
def export(request: QunceRequest) -> HttpResponse:
    """Hand out what is published: as Markdown or Word files in an archive, or as one table."""
    kind = request.GET.get("format", "md")
    kind = kind if kind in exporting.FORMATS else "md"
    items = exporting.list_all(request.community)
    name = f"{request.community.name}-{_('Library')}"
    if kind == "xlsx":
        rows = [exporting.row_of(each) for each in items]
        return download(xlsx_of(exporting.HEADS, rows), XLSX, f"{name}.xlsx")
    with TemporaryDirectory() as folder:
        target = Path(folder) / "library.zip"
        exporting.write_archive(target, items, kind)
        return download(target.read_bytes(), ZIP, f"{name}.zip")


MOVING = "c/<slug:key>/library/moving/"
URLS = [
    path(MOVING, index, name="library_moves"),
    path(f"{MOVING}<int:pk>/", one, name="library_moving"),
    path(
        "c/<slug:key>/library/moving/<int:pk>/progress/", progress, name="library_moving_progress"
    ),
    path(f"{MOVING}<int:pk>/start/", start, name="library_moving_start"),
    path("c/<slug:key>/library/export/", export, name="library_export"),
]
