"""Pictures of posts: added, taken off, and shown to those who get the post."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.rooms.programme import pictures, queries
from qunce.rooms.programme.web.items import page_of
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, console_page, member_page
from qunce.shell.downloads import download
from qunce.shell.words import render as say


@require_POST
@console_page(Role.CONTENT)
def add(request: QunceRequest, pk: int) -> HttpResponse:
    """Add the pictures that were chosen, all or none; what cannot be taken is named."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    sent = request.FILES.getlist("pictures")[: pictures.MOST + 1]
    most = pictures.MOST_MEGABYTES
    chosen = [pictures.Upload(each.name or "", uploads.read(each, most)) for each in sent]
    if not chosen:
        return page_of(request, found, picture_fault=_("Choose a picture first."))
    try:
        pictures.add(found, chosen, known, by=request.actor, now=request.now)
    except RefusedError as error:
        again = queries.access_item(request.community, pk)
        return page_of(request, again, picture_fault=say(error.words))
    messages.success(request, _("The pictures go out with it."))
    return redirect("programme_item", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.CONTENT)
def remove(request: QunceRequest, pk: int, picture: int) -> HttpResponse:
    """Take a picture off a post."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    pictures.remove(found, picture, known, by=request.actor, now=request.now)
    messages.success(request, _("The picture is taken off."))
    return redirect("programme_item", key=request.community.key, pk=pk)


@require_GET
@member_page
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a picture, `?small` a small one, `?save` to be saved."""
    found = pictures.access(request.person, pk)
    file = pictures.path_of(found, small="small" in request.GET)
    name, is_shown = f"{found.item_id}-{found.pk}.jpg", "save" not in request.GET
    answer = download(file.read_bytes(), "image/jpeg", name, shown=is_shown)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


C = "c/<slug:key>/calendar/<int:pk>/pictures/"
URLS = [
    path(C, add, name="programme_add_pictures"),
    path(f"{C}<int:picture>/remove/", remove, name="programme_remove_picture"),
    path("m/<slug:key>/pictures/<int:pk>.jpg", show, name="programme_picture"),
]
