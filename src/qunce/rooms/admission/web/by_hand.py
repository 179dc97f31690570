"""An application that was told in a chat is entered by an admin; a certificate is looked at."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.rooms.admission import applying, certificates, finding, typed
from qunce.rooms.admission.web.forms import ByHandForm
from qunce.rooms.admission.web.visiting import check_open
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import download

GONE = N_("The file of this certificate is not there any more. Ask for it again.")
LONGEST_TOLD = 500  # characters
# Nothing in a certificate may act as a page of this site, whatever a browser makes of it.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
}


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def enter(request: QunceRequest) -> HttpResponse:
    """Enter an application by hand; what was pasted is read into the fields first."""
    check_open(request.community)
    groups = list(finding.list_open_groups(request.community))
    told = request.POST.get("told", "")[:LONGEST_TOLD]
    if "read" in request.POST or request.method != "POST":
        form = ByHandForm(groups, initial=typed.read_told(told) if told else None)
    else:
        form = ByHandForm(groups, request.POST)
        if form.is_valid():
            group = next((g for g in groups if g.key == form.cleaned_data["group"]), None)
            applying.enter_by_hand(
                request.community, form.sheet(), group, by=request.actor, now=request.now
            )
            messages.success(request, _("Entered. It waits in the review now."))
            return redirect("admission_queue", key=request.community.key)
    return render(request, "admission/by_hand.html", {"form": form, "told": told})


@never_cache
@require_GET
@console_page(Role.OPS)
def certificate(request: QunceRequest, pk: int, evidence: int) -> HttpResponse:
    """Hand a certificate to a reviewer: as a picture to look at, or a PDF to save."""
    found = finding.access_certificate(request.community, pk, evidence)
    place = certificates.path_of(found)
    if place is None:
        raise NotFoundError(Words(GONE))
    shown = found.mime.startswith("image/") and "save" not in request.GET
    name = f"certificate-{pk}{place.suffix}"
    response = download(place.read_bytes(), found.mime, name, shown=shown)
    for name, value in HEADERS.items():
        response[name] = value
    return response


URLS = [
    path("c/<slug:key>/applications/new/", enter, name="admission_enter"),
    path(
        "c/<slug:key>/applications/<int:pk>/certificate/<int:evidence>/",
        certificate,
        name="admission_certificate",
    ),
]
