"""Files on the pages: taken in, shown, handed out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.playbook.queries import effective
from qunce.rooms.library import files, queries
from qunce.rooms.library.domain import Settings
from qunce.rooms.library.models import Attachment, Item
from qunce.rooms.library.web.console import item_page
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, console_page, member_page
from qunce.shell.downloads import download
from qunce.shell.words import render as say

SHUT = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


@require_POST
@console_page(Role.CONTENT)
def add(request: QunceRequest, pk: int) -> HttpResponse:
    """Take in the files that were chosen; each that cannot be taken is named with the reason."""
    item = queries.access_item(request.community, pk)
    faults, most = [], effective(request.community.pk, Settings).file_megabytes
    for each in request.FILES.getlist("files"):
        try:
            data = uploads.read(each, most)
            files.add(item, each.name or "", data, by=request.actor, now=request.now)
        except QunceError as error:
            faults.append(files.fault_of(str(each.name), say(error.words)))
    if faults or not request.FILES:
        fault = faults or [_("Choose a file first.")]
        return item_page(request, queries.access_item(request.community, pk), file_fault=fault)
    messages.success(request, _("The files are with it."))
    return redirect("library_item", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.CONTENT)
def remove(request: QunceRequest, pk: int, file: int) -> HttpResponse:
    """Remove a file from an item."""
    row = queries.access_file(queries.access_item(request.community, pk), file)
    files.remove(row, by=request.actor, now=request.now)
    messages.success(request, _("%(name)s is removed.") % {"name": row.name})
    return redirect("library_item", key=request.community.key, pk=pk)


@require_GET
@console_page()
def console_file(request: QunceRequest, pk: int, file: int) -> HttpResponse:
    """Hand a file to an admin, whomever it is for."""
    return _hand_out(request, queries.access_file(queries.access_item(request.community, pk), file))


@require_GET
@member_page
def member_file(request: QunceRequest, pk: int, file: int) -> HttpResponse:
    """Hand a file to a member, and count it; a picture inside a text is not counted."""
    row = queries.access_file(queries.access_for(request.person, pk), file)
    answer = _hand_out(request, row)
    if "shown" not in request.GET:
        files.count_download(row)
    return answer


def _hand_out(request: QunceRequest, row: Attachment) -> HttpResponse:
    is_shown = "shown" in request.GET and row.mime.startswith("image/")
    kind = f"{row.mime}; charset=utf-8" if row.mime.startswith("text/") else row.mime
    answer = download(files.path_of(row).read_bytes(), kind, row.name, shown=is_shown)
    answer["Content-Security-Policy"] = SHUT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=600"
    return answer


@require_GET
@console_page()
def console_view(request: QunceRequest, pk: int, file: int) -> HttpResponse:
    """Show what is in a file, to an admin."""
    item = queries.access_item(request.community, pk)
    return _view(request, item, queries.access_file(item, file), console=True)


@require_GET
@member_page
def member_view(request: QunceRequest, pk: int, file: int) -> HttpResponse:
    """Show what is in a file, to a member."""
    item = queries.access_for(request.person, pk)
    return _view(request, item, queries.access_file(item, file), console=False)


def _view(request: QunceRequest, item: Item, row: Attachment, *, console: bool) -> HttpResponse:
    about = {"key": request.community.key, "pk": item.pk, "file": row.pk}
    page = "library_console_page" if console else "library_page"
    shown = range(1, min(row.pages, files.PAGES_SHOWN) + 1)
    known = {
        "item": item,
        "file": row,
        "base": "shell/console.html" if console else "shell/members.html",
        "address": reverse("library_console_file" if console else "library_file", kwargs=about),
        "home": reverse(
            "library_item" if console else "library_read",
            kwargs={"key": about["key"], "pk": item.pk},
        ),
        "preview": _kept(row),
        "plain": row.text if row.mime.startswith("text/") else "",
        "is_picture": row.mime.startswith("image/"),
        "pages": [reverse(page, kwargs={**about, "number": number}) for number in shown],
    }
    return render(request, "library/file.html", known)


def _kept(row: Attachment) -> SafeString:
    return mark_safe(row.preview)  # noqa: S308  (it was cleaned when the file came in)


@require_GET
@console_page()
def console_pdf_page(request: QunceRequest, pk: int, file: int, number: int) -> HttpResponse:
    """Show a page of a PDF as a picture, to an admin."""
    return _page(queries.access_file(queries.access_item(request.community, pk), file), number)


@require_GET
@member_page
def member_pdf_page(request: QunceRequest, pk: int, file: int, number: int) -> HttpResponse:
    """Show a page of a PDF as a picture, to a member."""
    return _page(queries.access_file(queries.access_for(request.person, pk), file), number)


def _page(row: Attachment, number: int) -> HttpResponse:
    answer = HttpResponse(files.page_picture(row, number), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


C, M = "c/<slug:key>/library/<int:pk>/files/", "m/<slug:key>/library/<int:pk>/files/"
URLS = [
    path(C, add, name="library_add_file"),
    path(f"{C}<int:file>/", console_file, name="library_console_file"),
    path(f"{C}<int:file>/view/", console_view, name="library_console_view"),
    path(f"{C}<int:file>/remove/", remove, name="library_remove_file"),
    path(f"{C}<int:file>/pages/<int:number>/", console_pdf_page, name="library_console_page"),
    path(f"{M}<int:file>/", member_file, name="library_file"),
    path(f"{M}<int:file>/view/", member_view, name="library_view"),
    path(f"{M}<int:file>/pages/<int:number>/", member_pdf_page, name="library_page"),
]
