"""Importing an exported chat: choose files, watch, read the report, continue or undo."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.gateway.channels.manual import actions, queries, running
from qunce.gateway.channels.manual.domain import ImportState
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import ExportFile, UnreadableError, file_at
from qunce.gateway.channels.manual.pasting import JUST_NOW
from qunce.gateway.channels.manual.web.forms import ImportForm
from qunce.kernel.messages import Role
from qunce.people.models import Group
from qunce.people.queries import access_group, zone_of
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import refuse
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def choose(request: QunceRequest) -> HttpResponse:
    """Choose group and files; with POST, begin."""
    first = {"group": request.GET.get("group", "")}
    if request.method == "POST":
        form = ImportForm(request.community, request.POST, request.FILES)
        if form.is_valid() and (row := _begin(request, form)):
            place = {"key": request.community.key, "pk": row.pk}
            where = reverse("manual_import_show", kwargs=place)
            if request.htmx:
                return HttpResponse(headers={"HX-Redirect": where})
            return redirect(where)
    else:
        form = ImportForm(request.community, initial=first)
    rows = Import.objects.filter(community=request.community).select_related("group")
    recent = ListPage(request, rows, _listed(request))
    return render(request, "manual/import.html", {"form": form, "recent": recent})


def _listed(request: QunceRequest) -> ListSetup:
    """Return how the earlier imports are searched and paged."""
    groups = [(each.key, each.name) for each in queries.list_targets(request.community)]
    states = [(each.value, say(each.label)) for each in ImportState]
    return ListSetup(
        search=queries.search_imports,
        filters=(
            Filter("in", _("Group"), groups, "group__key"),
            Filter("state", _("State"), states, "state"),
        ),
        size=20,
        placeholder=_("Name of a file"),
        keep=("group",),
    )


def _begin(request: QunceRequest, form: ImportForm) -> Import | None:
    """Keep the files and begin; None, with the words at the form, where they are no export."""
    group: Group = form.cleaned_data["group"]
    last_day = form.cleaned_data["last_day"]
    folder = f"imports/{uuid4().hex}"
    place = Path(settings.MEDIA_ROOT) / folder
    try:
        files = _keep(form.cleaned_data["uploads"], place)
        told = reading.read(files, zone_of(request.community), last_day)
        return actions.begin(
            group,
            told,
            by=request.actor,
            now=request.now,
            last_day=last_day,
            folder=folder,
            is_held=queries.is_doubtful(group, told.header.group),
        )
    except UnreadableError as error:
        shutil.rmtree(place, ignore_errors=True)
        refuse(form, error.words, "uploads")
        return None


def _keep(uploads: "Sequence[UploadedFile[Any]]", place: Path) -> list[ExportFile]:
    """Store uploaded files where the worker finds them, under safe names in their order."""
    place.mkdir(parents=True)
    files = []
    for number, upload in enumerate(uploads):
        name = Path(upload.name or "export").name[-80:]
        target = place / f"{number:03}-{name}"
        with target.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        files.append(replace(file_at(target), name=name))
    return files


@require_GET
@console_page(Role.OPS)
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show how far an import is, and its report."""
    return render(request, "manual/import_report.html", _known(request, pk))


@require_GET
@console_page(Role.OPS)
def progress(request: QunceRequest, pk: int) -> HttpResponse:
    """Answer the progress bar: itself again, or the whole page when it is over."""
    known = _known(request, pk)
    if not (known["row"].is_running or known["row"].is_undoing):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "manual/parts/progress.html", known)


def _known(request: QunceRequest, pk: int) -> dict[str, Any]:
    row = queries.access_import(request.community, pk)
    skipped = row.report.get("skipped", [])
    return {
        "row": row,
        "label": _taken_out(row) if row.is_undoing else _taken_in(row),
        "removed": _taken_out(row),
        "remarks": [say(words) for words in queries.remarks(row)],
        "skipped": [
            {"line": line, "reason": say(reason), "sample": sample}
            for line, reason, sample in skipped
        ],
        "more_skipped": max(row.skipped - len(skipped), 0),
        "unclear": queries.list_unclear(row)[:100],
        "fault": queries.fault_of(row),
        "is_fresh": bool(row.last_at and request.now - row.last_at <= JUST_NOW),
        "may_have_died": row.may_have_died(request.now),
        "called": queries.find_called(request.community, row.told_group) if row.is_held else None,
    }


def _taken_in(row: Import) -> str:
    if row.read < row.added:  # a continued one reads its files from the start
        again = _("Reading again what is in already: %(count)s of %(added)s messages")
        return again % {"count": row.read, "added": row.added}
    return ngettext("%(count)s message read", "%(count)s messages read", row.read) % {
        "count": row.read
    }


def _taken_out(row: Import) -> str:
    return ngettext("%(count)s message removed", "%(count)s messages removed", row.removed) % {
        "count": row.removed
    }


@require_POST
@console_page(Role.OPS)
def accept(request: QunceRequest, pk: int) -> HttpResponse:
    """Begin a held import, for the group that was chosen or for the one that the file names."""
    row = queries.access_import(request.community, pk)
    group = access_group(request.community, request.POST.get("group", ""))
    actions.accept(row, group, by=request.actor, now=request.now)
    return redirect("manual_import_show", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def discard(request: QunceRequest, pk: int) -> HttpResponse:
    """Give up a held import, and delete its files."""
    row = queries.access_import(request.community, pk)
    actions.discard(row, now=request.now)
    running.clear_away(row)
    messages.success(request, _("The files are deleted. Nothing was imported."))
    return redirect("manual_import", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def stop(request: QunceRequest, pk: int) -> HttpResponse:
    """Stop an import; it can be continued."""
    row = queries.access_import(request.community, pk)
    actions.stop(row, by=request.actor, now=request.now)
    return redirect("manual_import_show", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def resume(request: QunceRequest, pk: int) -> HttpResponse:
    """Continue a stopped import."""
    row = queries.access_import(request.community, pk)
    actions.resume(row, by=request.actor, now=request.now)
    return redirect("manual_import_show", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest, pk: int) -> HttpResponse:
    """Let the worker take out again what an import added."""
    row = queries.access_import(request.community, pk)
    actions.undo(row, by=request.actor, now=request.now)
    return redirect("manual_import_show", key=request.community.key, pk=pk)


URLS = [
    path("c/<slug:key>/import/", choose, name="manual_import"),
    path("c/<slug:key>/import/<int:pk>/", show, name="manual_import_show"),
    path("c/<slug:key>/import/<int:pk>/progress/", progress, name="manual_import_progress"),
    path("c/<slug:key>/import/<int:pk>/accept/", accept, name="manual_import_accept"),
    path("c/<slug:key>/import/<int:pk>/discard/", discard, name="manual_import_discard"),
    path("c/<slug:key>/import/<int:pk>/stop/", stop, name="manual_import_stop"),
    path("c/<slug:key>/import/<int:pk>/continue/", resume, name="manual_import_continue"),
    path("c/<slug:key>/import/<int:pk>/undo/", undo, name="manual_import_undo"),
]
