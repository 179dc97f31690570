"""Reports: beside a message, on a member's own page, by the link of the group's notice (M47)."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qunce.chat import queries as chat
from qunce.kernel.clauses import Charter
from qunce.kernel.errors import BusyError, NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Group, Membership, Person
from qunce.people.queries import access_open_community, membership_of, zone_of
from qunce.playbook.queries import effective
from qunce.rooms.moderation import reports
from qunce.rooms.moderation.naming import account_of
from qunce.rooms.moderation.reported import Way
from qunce.rooms.moderation.reports import LONGEST, Reporter
from qunce.rooms.moderation.web.report_forms import (
    MessageReportForm,
    OpenReportForm,
    TextReportForm,
)
from qunce.shell import throttle
from qunce.shell.access import OpenRequest, QunceRequest, member_page, open_page
from qunce.shell.forms import refuse
from qunce.shell.lists import ListPage, ListSetup

NO_MESSAGE = N_("There is no such message.")
NO_GROUP = N_("There is no such group.")
BY_ADDRESS = (throttle.Limit(30, timedelta(hours=1)), throttle.Limit(100, timedelta(days=1)))
THANKS = N_("Thank you! An admin looks at it, and you hear what became of it.")


def _reporter(person: Person, group: Group, way: Way, words: str) -> Reporter:
    membership = membership_of(group, person)
    identity = account_of(membership) if membership else None
    name = (membership.nickname if membership else "") or person.name
    return Reporter(name, way, person, identity, words)


@require_http_methods(["GET", "POST"])
@member_page
def report_message(request: QunceRequest, message: int) -> HttpResponse:
    """Report a message of a group that one is in."""
    row = chat.access_message(request.community, message)
    if membership_of(row.group, request.person) is None:
        raise NotFoundError(Words(NO_MESSAGE))
    charter = effective(request.community.pk, Charter, row.group_id)
    data = request.POST if request.method == "POST" else None
    form = MessageReportForm(charter, data)
    if data is not None and form.is_valid():
        told = form.cleaned_data
        reporter = _reporter(request.person, row.group, Way.BUTTON, told["words"])
        try:
            reports.report(row, reporter, now=request.now, clause=told["clause"])
        except RefusedError as error:
            refuse(form, error.words)
        else:
            messages.success(request, _(THANKS))
            return redirect("moderation_own_reports", key=request.community.key)
    return render(request, "moderation/report.html", {"form": form, "row": row})


@require_http_methods(["GET", "POST"])
@member_page
def report_text(request: QunceRequest) -> HttpResponse:
    """Report what was said in one of one's groups, also where the house sees no messages.

    Other pages of the site fill in what it is about: `?text=` and `?about=`.
    """
    mine = Membership.objects.filter(person=request.person, left_at__isnull=True)
    groups = Group.objects.filter(pk__in=mine.values("group"), archived_at__isnull=True)
    data = request.POST if request.method == "POST" else None
    initial = {name: request.GET.get(name, "")[:LONGEST] for name in ("text", "about")}
    charter = effective(request.community.pk, Charter)
    form = TextReportForm(charter, groups, data, initial=initial)
    if data is not None and form.is_valid():
        told = form.cleaned_data
        reporter = _reporter(request.person, told["group"], Way.PAGE, told["words"])
        reports.report_text(
            told["group"],
            told["text"],
            reporter,
            now=request.now,
            about=told["about"],
            clause=told["clause"],
        )
        messages.success(request, _(THANKS))
        return redirect("moderation_own_reports", key=request.community.key)
    return render(request, "moderation/report.html", {"form": form, "has_groups": groups.exists()})


@require_GET
@member_page
def own(request: QunceRequest) -> HttpResponse:
    """List what one reported, and what became of it."""
    setup = ListSetup(search=("case__text__icontains", "words__icontains"), size=20)
    page = ListPage(request, reports.list_own(request.person), setup)
    return render(request, "moderation/own_reports.html", {"page": page})


@require_http_methods(["GET", "POST"])
@open_page
def report_openly(request: OpenRequest, key: str, group: str) -> HttpResponse:
    """Report without a log-in, by the link of the group's notice."""
    community = access_open_community(key)
    place = Group.objects.filter(community=community, key=group, archived_at__isnull=True).first()
    if place is None:
        raise NotFoundError(Words(NO_GROUP))
    request.community = community  # type: ignore[attr-defined]  # the frame names it
    data = request.POST if request.method == "POST" else None
    form = OpenReportForm(effective(community.pk, Charter, place.pk), place, data)
    known: dict[str, Any] = {"form": form, "group": place}
    if data is not None and form.is_valid():
        known["is_done"] = _take_openly(request, place, form)
    with timezone.override(zone_of(community)):
        response = render(request, "moderation/report_open.html", known)
    response["Cache-Control"] = "no-store"
    return response


def _take_openly(request: OpenRequest, group: Group, form: OpenReportForm) -> bool:
    """Take an open report in; say whether it is done. A machine that fills all fields hears yes."""
    told = form.cleaned_data
    if told["website"]:
        return True
    address = throttle.Who("ip", throttle.address_of(request), BY_ADDRESS)
    try:
        throttle.knock("moderation.report", [address], now=request.now)
        reporter = Reporter(told["name"], Way.OPEN, words=told["words"])
        reports.report_text(
            group,
            told["text"],
            reporter,
            now=request.now,
            about=told["about"],
            clause=told["clause"],
        )
    except (BusyError, RefusedError) as error:
        refuse(form, error.words)
        return False
    return True


URLS = (
    path("m/<slug:key>/report/", report_text, name="moderation_report_text"),
    path("m/<slug:key>/report/<int:message>/", report_message, name="moderation_report"),
    path("m/<slug:key>/reports/", own, name="moderation_own_reports"),
    path("report/<slug:key>/<slug:group>/", report_openly, name="moderation_report_open"),
)
