"""Moments in the words that people use: 刚刚, 3分钟前, 昨天 14:05."""

from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qunce.kernel.text import N_

MINUTE = 60  # seconds
HOUR = 60 * MINUTE
NEAR = 6 * HOUR
WEEK = 7  # days
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def exact(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return the moment to the minute in `zone` (the active one if None), as all pages write it."""
    return timezone.localtime(moment, zone).strftime("%Y-%m-%d %H:%M")


def spoken(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return the moment as one would say it at `now`, in the active language."""
    seconds = int((now - moment).total_seconds())
    if abs(seconds) < MINUTE:
        return _("just now")
    near = _near(seconds)
    if near:
        return near
    local, today = timezone.localtime(moment, zone), timezone.localtime(now, zone).date()
    return _day(local.date(), today, local.strftime("%H:%M"))


def dated(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return day and time as said at `now`; a moment without a zone is on the clock of `zone`."""
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment, zone)
    local, today = timezone.localtime(aware, zone), timezone.localtime(now, zone).date()
    return _day(local.date(), today, local.strftime("%H:%M"))


def headed(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return the day of a moment with its weekday, and with its year if that is not this one."""
    local, today = timezone.localtime(moment, zone).date(), timezone.localtime(now, zone).date()
    pattern = "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT"
    return f"{date_format(local, pattern)} {date_format(local, 'l')}"


def _near(seconds: int) -> str:
    """Return "3 min ago" or "in 2 h"; "" from six hours on, when the hour of day says more."""
    far = abs(seconds)
    if far < HOUR:
        count, past, future = far // MINUTE, _("%(count)s min ago"), _("in %(count)s min")
    elif far < NEAR:
        count, past, future = far // HOUR, _("%(count)s h ago"), _("in %(count)s h")
    else:
        return ""
    return (past if seconds > 0 else future) % {"count": count}


def _day(day: date, today: date, time: str) -> str:
    distance = (day - today).days
    named = {-1: _("yesterday %(time)s"), 0: _("today %(time)s"), 1: _("tomorrow %(time)s")}
    if distance in named:
        return named[distance] % {"time": time}
    if abs(distance) < WEEK and day - timedelta(days=day.weekday()) <= today:
        return f"{_(WEEKDAYS[day.weekday()])} {time}"
    if day.year == today.year:
        return date_format(day, _("M j")) + f" {time}"
    return date_format(day, _("M j, Y"))
