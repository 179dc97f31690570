"""A field for times that come back every week: days to tick and a time, instead of cron."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from qunce.kernel.text import N_
from qunce.kernel.weekly import EVERY_DAY, Weekly, read_cron, write_cron
from qunce.shell.times import WEEKDAYS
from qunce.shell.words import render as say

NO_DAY = N_("Tick one day at least.")
NO_TIME = N_("Write a time of day such as “20:00”.")


class WeeklyInput(forms.MultiWidget):
    """Seven boxes and a time; a cron expression under the bare name is taken as it is."""

    template_name = "console/parts/weekly.html"

    def __init__(self) -> None:
        days = [(str(day), say(WEEKDAYS[day - 1])) for day in EVERY_DAY]
        clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "days": forms.CheckboxSelectMultiple(choices=days),
            "time": clock,
        }
        super().__init__(parts)

    def decompress(self, value: Any) -> list[Any]:
        """Return the ticked days and the time of a cron expression."""
        weekly = read_cron(str(value or ""))
        if weekly is None:
            return [[], ""]
        return [[str(day) for day in weekly.days], f"{weekly.at:%H:%M}"]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return days and time as they were sent, or the expression that was."""
        return data[name] if name in data else super().value_from_datadict(data, files, name)


class WeeklyField(forms.Field):
    """Its clean value is a cron expression."""

    def __init__(self, *, initial: str, **kwargs: Any) -> None:
        super().__init__(widget=WeeklyInput(), initial=initial, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the expression. Raises ValidationError where no day or no time was chosen."""
        if isinstance(value, str):
            return value
        days, at = value
        try:
            moment = time.fromisoformat(str(at or ""))
        except ValueError:
            raise ValidationError(_(NO_TIME)) from None
        chosen = tuple(day for day in EVERY_DAY if str(day) in (days or ()))
        if not chosen:
            raise ValidationError(_(NO_DAY))
        return write_cron(Weekly(chosen, moment))


def spoken_weekly(cron: str) -> str:
    """Return an expression as people say it ("Mon, Tue 09:00"), or as it is written."""
    weekly = read_cron(cron)
    if weekly is None:
        return cron
    if weekly.days == EVERY_DAY:
        return _("every day %(time)s") % {"time": f"{weekly.at:%H:%M}"}
    return f"{'、'.join(_(WEEKDAYS[day - 1]) for day in weekly.days)} {weekly.at:%H:%M}"
