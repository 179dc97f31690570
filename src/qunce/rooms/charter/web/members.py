"""The charter on the member's phone: what changed, the whole text, and “I accept”."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries
from qunce.rooms.charter.domain import Way, accept_by, differences
from qunce.rooms.charter.models import CharterVersion
from qunce.rooms.charter.wording import frozen, sheet_of
from qunce.shell.access import QunceRequest, member_page


@require_http_methods(["GET", "POST"])
@member_page
def accept(request: QunceRequest) -> HttpResponse:
    """Show the newest version, and take the acceptance of who was asked."""
    version = queries.find_newest(request.community.pk)
    if request.method == "POST" and version is not None:
        return _take(request, version)
    last = queries.find_last_accepted(request.person)
    sheet = frozen(version) if version else sheet_of(queries.charter_now(request.community.pk))
    is_older = version is not None and last is not None and last.version.number < version.number
    asked = queries.find_asked(request.community.pk)
    settings = queries.settings_of(request.community.pk)
    known = {
        "version": version,
        "sheet": sheet,
        "last": last,
        "is_asked": queries.is_asked(request.person),
        "until": accept_by(asked.in_force_from, None, settings) if asked else None,
        "changes": differences(frozen(last.version), sheet) if last and is_older else [],
    }
    return render(request, "charter/accept.html", known)


def _take(request: QunceRequest, version: CharterVersion) -> HttpResponse:
    if request.POST.get("version") != str(version.number):
        messages.warning(request, _("There is a newer version meanwhile: please read this one."))
        return redirect("charter_accept", key=request.community.key)
    now = request.now
    charter.accept(request.person, version, way=Way.PAGE, by=request.actor, at=now, now=now)
    messages.success(request, _("Thank you! Your acceptance is noted."))
    return redirect("charter_accept", key=request.community.key)


URLS = [path("m/<slug:key>/charter/", accept, name="charter_accept")]
