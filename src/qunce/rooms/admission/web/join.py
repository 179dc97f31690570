"""The way to the form: choose a group, or come by an invitation; and the form itself (M03, M04)."""

from typing import Any

from django.conf import settings as site
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.domain import Tier
from qunce.people.models import Community, Group
from qunce.playbook.queries import effective
from qunce.rooms.admission import applying, finding, invitations
from qunce.rooms.admission.domain import Applying, Conditions
from qunce.rooms.admission.invitations import Validity, validity
from qunce.rooms.admission.models import Application, Invitation
from qunce.rooms.admission.papers import papers_of
from qunce.rooms.admission.web.codes import qr
from qunce.rooms.admission.web.forms import ApplicationForm
from qunce.rooms.admission.web.visiting import check_open, device_of, find_community, show, who
from qunce.shell import throttle
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.forms import submit
from qunce.shell.words import render as say

NO_GROUP = N_("There is no such group to apply to.")


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def community(request: OpenRequest, key: str) -> HttpResponse:
    """Let a visitor choose the group; where there is nothing to choose, show the form."""
    place = find_community(key)
    groups = list(finding.list_open_groups(place))
    if len(groups) == 1:
        return redirect("admission_join_group", key=key, group=groups[0].key)
    if not groups or "any" in request.GET:
        return _form(request, place, None)
    lines = [{"group": each, "conditions": _conditions(place, each)} for each in groups]
    return show(request, place, "admission/choose.html", {"place": place, "lines": lines})


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def group(request: OpenRequest, key: str, group: str) -> HttpResponse:
    """Show the conditions and the form of one group."""
    place = find_community(key)
    found = finding.list_open_groups(place).filter(key=group).first()
    if found is None:
        raise NotFoundError(Words(NO_GROUP))
    return _form(request, place, found)


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def invited(request: OpenRequest, token: str) -> HttpResponse:
    """Show the form to who comes by an invitation; say it friendly where it does not hold."""
    invitation = _invitation(token)
    place = invitation.community
    if request.method == "GET":
        found = validity(invitation, request.now)
        if found is not Validity.HOLDS:
            return _void(request, invitation, found)
    return _form(request, place, invitation.group, invitation)


@require_GET
@open_page
def poster(request: OpenRequest, token: str) -> HttpResponse:
    """Show an invitation as a page to hold up or to print."""
    invitation = _invitation(token)
    found = validity(invitation, request.now)
    if found is not Validity.HOLDS:
        return _void(request, invitation, found)
    link = invited_link(invitation)
    known = {
        "invitation": invitation,
        "place": invitation.group or invitation.community,
        "link": link,
        "code": qr(link),
        "conditions": _conditions(invitation.community, invitation.group),
    }
    return show(request, invitation.community, "admission/poster.html", known)


def invited_link(invitation: Invitation) -> str:
    """Return the whole address of an invitation."""
    return site.SITE_URL + reverse("admission_invited", kwargs={"token": invitation.token})


def _invitation(token: str) -> Invitation:
    found = finding.find_invitation(token)
    if found is None:
        raise NotFoundError(Words(finding.NO_LINK))
    check_open(found.community)
    return found


def _void(request: OpenRequest, invitation: Invitation, found: Validity) -> HttpResponse:
    """Say why an invitation does not hold, and how to go on."""
    known = {"said": say(invitations.WORDS[found]), "without": _way_without(invitation)}
    return show(request, invitation.community, "admission/void.html", known, status=410)


def _way_without(invitation: Invitation) -> str:
    """Return where one applies without an invitation, "" where one is needed."""
    settings = effective(invitation.community_id, Applying, invitation.group_id)
    if settings.invitation_required:
        return ""
    return _join_path(invitation.community, invitation.group)


def _join_path(place: Community, group: Group | None) -> str:
    if group is None:
        return reverse("admission_join", kwargs={"key": place.key})
    return reverse("admission_join_group", kwargs={"key": place.key, "group": group.key})


def _form(
    request: OpenRequest,
    place: Community,
    group: Group | None,
    invitation: Invitation | None = None,
) -> HttpResponse:
    settings = effective(place.pk, Applying, group.pk if group else None)
    if settings.invitation_required and invitation is None:
        return show(request, place, "admission/invited_only.html", {"place": group or place})
    papers = papers_of(place, request.now)
    data = request.POST if request.method == "POST" else None
    regions = effective(place.pk, Conditions, group.pk if group else None).regions
    form = ApplicationForm(
        settings,
        papers,
        data,
        wants_mail=_wants_mail(place, group),
        asks_city=bool(regions),  # else nobody could say whether the group is theirs
    )
    sent: list[Application] = []

    def act(_told: Any) -> None:
        throttle.knock("admission.form", who(request), now=request.now)
        way = _way(request, form, group, invitation)
        sent.append(applying.send(place, form.sheet(), way, now=request.now))

    if request.method == "POST" and submit(form, act):
        return HttpResponseRedirect(reverse("admission_status", kwargs={"token": sent[0].token}))
    known = {
        "form": form,
        "place": group or place,
        "inviter": invitation.inviter if invitation else None,
        "conditions": _conditions(place, group),
        "papers": papers,
        "settings": settings,
        "without": "",
    }
    if invitation and validity(invitation, request.now) is not Validity.HOLDS:
        known["without"] = _way_without(invitation)  # void since the form was opened
    return show(request, place, "admission/form.html", known)


def _way(
    request: OpenRequest,
    form: ApplicationForm,
    group: Group | None,
    invitation: Invitation | None,
) -> applying.Way:
    """Return by which way an application comes, and what its applicant agreed to."""
    return applying.Way(
        form=form.cleaned_data["form"],
        group=group,
        invitation=invitation,
        device=device_of(request),
        language=get_language(),
        privacy_version=form.papers.privacy,
        charter_version=form.papers.charter,
    )


def _wants_mail(place: Community, group: Group | None) -> bool:
    """Say whether an e-mail address is needed in place of a WeChat ID: nobody adds friends here."""
    groups = [group] if group else list(finding.list_open_groups(place))
    return bool(groups) and all(each.channel == "web" for each in groups)


def _conditions(place: Community, group: Group | None) -> dict[str, Any]:
    """Return whom a group is for, as a page shows it; empty where everybody in HR is welcome."""
    settings = effective(place.pk, Conditions, group.pk if group else None)
    lines = (
        (N_("Industries"), settings.industries),
        (N_("Regions"), settings.regions),
        (N_("Functions"), settings.functions),
        (N_("Tiers"), tuple(say(Tier(each).label) for each in settings.tiers)),
    )
    shown = [(say(label), "、".join(values)) for label, values in lines if values]
    return {"words": settings.words, "lines": shown} if settings.words or shown else {}


URLS = [
    path("join/<slug:key>/", community, name="admission_join"),
    path("join/<slug:key>/<slug:group>/", group, name="admission_join_group"),
    path("i/<str:token>/", invited, name="admission_invited"),
    path("i/<str:token>/poster/", poster, name="admission_poster"),
]
