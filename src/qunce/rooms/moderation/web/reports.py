"""The reports on the console: what came in, who was right, and the link for the group's notice."""

from typing import Any

from django.conf import settings as site
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.kernel.text import N_, Words
from qunce.people.queries import list_groups
from qunce.rooms.moderation import reports
from qunce.rooms.moderation.models_reports import Report
from qunce.rooms.moderation.reported import (
    COUNTED,
    WAY_NAMES,
    Outcome,
    Way,
    is_heard,
    weight_of,
)
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

NOTICE = N_(
    "Seen an advertisement or an attack? Reply to it with “@admin report”, or tell us here in one "
    "minute; only the admins see who reported:\n%(link)s"
)
SHOWN = 5
NAMES = {
    "": N_("waits"),
    Outcome.RIGHT: N_("proved true"),
    Outcome.WRONG: N_("did not prove true"),
}
TONES = {"": "info", Outcome.RIGHT: "good", Outcome.WRONG: "quiet"}


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the reports, newest first."""
    groups = list(list_groups(request.community))
    outcomes = [(each or "open", say(name)) for each, name in NAMES.items()]

    def with_outcome(rows: Any, value: str) -> Any:
        return rows.filter(outcome="" if value == "open" else value)

    setup = ListSetup(
        search=("name__icontains", "words__icontains", "case__text__icontains"),
        filters=(
            Filter("outcome", _("Outcome"), outcomes, with_outcome),
            Filter("group", _("Group"), [(g.key, g.name) for g in groups], "case__group__key"),
        ),
        placeholder=_("Name or words"),
    )
    page = ListPage(request, reports.list_reports(request.community), setup)
    known = {
        "page": page,
        "lines": [_line(each) for each in page],
        "notices": [_notice(request, each.key, each.name) for each in groups],
        "often": _often(request),
    }
    return render(request, "moderation/reports.html", known)


def _line(row: Report) -> dict[str, Any]:
    return {
        "report": row,
        "way": say(WAY_NAMES[Way(row.way)]),
        "outcome": say(NAMES[row.outcome]),
        "tone": TONES[row.outcome],
        "is_light": not is_heard([row.weight]),
    }


def _notice(request: QunceRequest, key: str, name: str) -> dict[str, str]:
    place = reverse("moderation_report_open", kwargs={"key": request.community.key, "group": key})
    link = f"{site.SITE_URL}{place}"
    return {"name": name, "words": say(Words(NOTICE, {"link": link})), "link": link}


def _often(request: QunceRequest) -> list[dict[str, Any]]:
    """Return who reported most within the time that counts, with how often they were right."""
    rows = Report.objects.filter(community=request.community, at__gte=request.now - COUNTED)
    counted = rows.exclude(person=None).values("person", "person__name").order_by()
    right, wrong = Q(outcome=Outcome.RIGHT), Q(outcome=Outcome.WRONG)
    named = counted.annotate(
        total=Count("pk"), right=Count("pk", filter=right), wrong=Count("pk", filter=wrong)
    )
    return [
        {**each, "is_light": not is_heard([weight_of(each["right"], each["wrong"])])}
        for each in named.order_by("-total", "person")[:SHOWN]
    ]


URLS = (path("c/<slug:key>/reports/", index, name="moderation_reports"),)
