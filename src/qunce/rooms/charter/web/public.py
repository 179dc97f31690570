"""The open page of the charter: read on a phone, printed, earlier versions, as PDF."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.charter import queries
from qunce.rooms.charter.models import CharterVersion
from qunce.rooms.charter.web import printed
from qunce.rooms.charter.wording import frozen, sheet_of
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.downloads import PDF, download

NOT_YET = N_("No version was published yet.")


@require_GET
@open_page
def public(request: OpenRequest, key: str) -> HttpResponse:
    """Show the charter in force, or the version that the address names."""
    community = queries.access_open_community(key)
    version = find_version(community, request.GET.get("version", ""))
    request.community = community  # type: ignore[attr-defined]  # the frame names it
    known = {
        "community": community,
        "version": version,
        "sheet": frozen(version) if version else sheet_of(queries.charter_now(community.pk)),
        "versions": queries.list_public_versions(community.pk),
    }
    with timezone.override(zone_of(community)):
        return render(request, "charter/public.html", known)


def find_version(community: Community, wanted: str) -> CharterVersion | None:
    """Return the version that an address asks for, without one the version in force.

    None before the first version was published. NotFoundError for one that does not exist.
    """
    if not wanted:
        return queries.find_in_force(community.pk)
    if not wanted.isdecimal() or len(wanted) > 6:
        raise NotFoundError(Words(queries.NO_VERSION, {"number": wanted[:20]}))
    return queries.access_public_version(community, int(wanted))


@require_GET
@open_page
def pdf(request: OpenRequest, key: str) -> HttpResponse:
    """Return the charter in force, or the version that the address names, as a PDF file."""
    community = queries.access_open_community(key)
    version = find_version(community, request.GET.get("version", ""))
    if version is None:
        raise NotFoundError(Words(NOT_YET))
    since = f"{version.in_force_from.astimezone(zone_of(community)):%Y-%m-%d}"
    about = _("Version %(number)s, in force from %(since)s") % {
        "number": version.number,
        "since": since,
    }
    file = printed.as_pdf(frozen(version), community.name, about, version.published_at)
    name = f"{community.name}-{_('Charter')}-{version.number}.pdf"
    return download(file, PDF, name, shown=True)


URLS = [
    path("charter/<slug:key>/", public, name="charter_public"),
    path("charter/<slug:key>/pdf/", pdf, name="charter_pdf"),
]
