"""What the figures show on a group's page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from qunce import clock
from qunce.people.models import Group
from qunce.rooms.insight import queries
from qunce.shell.charts import Chart, ChartKind, Series


def activity(request: HttpRequest, group: Group) -> str:
    """Return when a group talks, who talks most, and who has been silent."""
    found = queries.activity_of(group, clock.now())
    if found is None:
        return ""
    known = {
        "group": group,
        "activity": found,
        "by_day": _by_day(found),
        "by_hour": _by_hour(found),
    }
    return render_to_string("insight/panel.html", known, request)


def _by_day(found: queries.Activity) -> Chart:
    labels = [f"{count.day:%m-%d}" for count in found.days]
    messages = Series(_("Messages"), [count.messages for count in found.days])
    return Chart(_("Messages by day"), labels, [messages], ChartKind.BAR)


def _by_hour(found: queries.Activity) -> Chart:
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    hours = [f"{hour:02}" for hour in range(24)]
    rows = [Series(day, list(row)) for day, row in zip(days, found.hours, strict=True)]
    return Chart(_("Messages by weekday and hour"), hours, rows, ChartKind.HEATMAP)
