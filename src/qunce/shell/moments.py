"""A field for a day and a time on a community's clock, also on days that have other hours."""

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from qunce.kernel.schedule import in_zone

WRITTEN = "%Y-%m-%dT%H:%M"
FORMATS = (WRITTEN, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")


class LocalMomentField(forms.DateTimeField):
    """A day and a time on the clock of `zone` (without one: of the page's community), as a moment.

    An hour that the clock leaves out is refused; of one that comes twice it is the first.
    """

    def __init__(self, zone: ZoneInfo | None = None, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WRITTEN)
        super().__init__(widget=widget, input_formats=list(FORMATS), **more)
        self.zone = zone

    @property
    def clock(self) -> tzinfo:
        """The zone in which days and times are written."""
        return self.zone or timezone.get_current_timezone()

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment at which the clock shows what was written."""
        with timezone.override(UTC):  # what was written is no time of any zone yet
            found = super().to_python(value)
        if found is None:
            return None
        local, clock = found.replace(tzinfo=None), self.clock
        if not isinstance(clock, ZoneInfo):
            return local.replace(tzinfo=clock)
        moment = in_zone(local, clock)
        if moment.replace(tzinfo=None) != local:
            said = _("On that day the clock is put forward: %(time)s does not exist there.")
            raise forms.ValidationError(said % {"time": f"{local:%H:%M}"}, code="left_out")
        return moment

    def prepare_value(self, value: object) -> object:
        """Return a moment as the clock shows it; what was typed stays as it is."""
        if isinstance(value, datetime):
            return value.astimezone(self.clock).strftime(WRITTEN)
        return value
