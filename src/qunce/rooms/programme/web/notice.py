"""A notice by hand: one form plans it and its reminders."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.rooms.programme import noticing, queries
from qunce.rooms.programme.noticing import DAY_BEFORE, FIRST, HOUR_BEFORE, Notice, PartError
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.audience import add_audience, read_audience
from qunce.shell.forms import TidyField, refuse
from qunce.shell.moments import LocalMomentField
from qunce.shell.words import render as say

HERE = N_("Reminder: %(why)s")


class NoticeForm(forms.Form):
    """What is on, when and where, and when the groups hear of it."""

    title = TidyField(label=gettext_lazy("What is on"), max_length=80)
    place = TidyField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("A room, an address, or the number of an online meeting."),
        max_length=120,
        required=False,
    )
    link = forms.URLField(
        label=gettext_lazy("Link"), max_length=300, required=False, assume_scheme="https"
    )
    words = forms.CharField(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("Stands in the notice, not in the reminders."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )
    day_before = forms.BooleanField(
        label=gettext_lazy("Remind the evening before, at 18:00"), required=False, initial=True
    )
    hour_before = forms.BooleanField(
        label=gettext_lazy("Remind an hour before"), required=False, initial=True
    )

    def __init__(
        self, community: Community, zone: ZoneInfo, now: datetime, data: object = None
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["starts"] = LocalMomentField(zone, label=_("Begins at"))
        self.fields[FIRST] = LocalMomentField(zone, label=_("Notice goes out at"))
        self.fields[FIRST].required = False
        self.fields[FIRST].help_text = _("Empty: only the reminders go out.")
        self.initial[FIRST] = (now + timedelta(hours=2)).replace(minute=0, second=0)
        order = ["title", "starts", "place", "link", "words", FIRST, DAY_BEFORE, HOUR_BEFORE]
        self.order_fields(order)
        add_audience(self, community)

    def notice(self) -> Notice:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Notice(
            title=said["title"],
            starts=said["starts"],
            place=said["place"],
            link=said["link"],
            words=said["words"].replace("\r\n", "\n"),
            first_at=said[FIRST],
            reminders=frozenset(each for each in (DAY_BEFORE, HOUR_BEFORE) if said[each]),
            audience=read_audience(self),
        )


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def announce(request: QunceRequest) -> HttpResponse:
    """Plan a notice with its reminders."""
    known = queries.known_of(request.community)
    data = request.POST if request.method == "POST" else None
    form = NoticeForm(request.community, known.zone, request.now, data)
    shown: dict[str, Any] = {"form": form}
    if data is None or not form.is_valid():
        return render(request, "programme/notice.html", shown)
    try:
        planned = noticing.announce(form.notice(), known, by=request.actor, now=request.now)
    except PartError as error:
        words = error.words
        if error.part in {DAY_BEFORE, HOUR_BEFORE}:
            words = Words(HERE, {"why": error.words})
        refuse(form, say(words), error.part)
        return render(request, "programme/notice.html", shown)
    told = ngettext(
        "%(count)s post is planned and goes out at its time.",
        "%(count)s posts are planned and go out at their times.",
        len(planned),
    )
    messages.success(request, told % {"count": len(planned)})
    return redirect("programme_item", key=request.community.key, pk=planned[0].pk)


URLS = [path("c/<slug:key>/calendar/notice/", announce, name="programme_notice")]
