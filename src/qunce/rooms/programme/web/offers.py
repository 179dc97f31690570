"""A member offers a topic or a share on the phone and sees what became of it; declining it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.rooms.programme import offers, pools
from qunce.rooms.programme.domain_pools import (
    ENTRY,
    LONGEST_TITLE,
    EntryState,
    EntryVerb,
    Pool,
    Written,
)
from qunce.rooms.programme.models import PoolEntry, PoolUse
from qunce.rooms.programme.web.pools import WebLinkField, decline_form, entry_page
from qunce.shell.access import QunceRequest, console_page, member_page
from qunce.shell.forms import TidyField, submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

LONGEST_TEXT = 800  # characters that a member writes
SENT = "programme.idea_sent"  # in the session: what the browser kept is forgotten once


class OfferForm(forms.Form):
    """What a member offers."""

    pool = forms.ChoiceField(
        label=gettext_lazy("What for"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is for.")},
    )
    title = TidyField(
        label=gettext_lazy("In one line"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("A question that others can answer, or what the share is about."),
        keys="autocomplete=off",
    )
    text = TidyField(
        label=gettext_lazy("Some words about it, if you like"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": True}),
    )
    link = WebLinkField(label=gettext_lazy("Link"), max_length=500, required=False)
    credit = TidyField(
        label=gettext_lazy("Named as"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Stands in the post in the group. Empty: you are not named."),
        keys="autocomplete=name data-preset=yes",  # with the member's name (kept.js)
    )

    def __init__(self, open_pools: list[Pool], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        choices = [(each.value, say(each.label)) for each in open_pools]
        self.fields["pool"].choices = choices  # type: ignore[attr-defined]
        if len(open_pools) == 1:
            self.initial.setdefault("pool", open_pools[0].value)

    def clean_title(self) -> str:
        """Return the title on one line."""
        return " ".join(str(self.cleaned_data["title"]).split())


@require_http_methods(["GET", "POST"])
@member_page
def ideas(request: QunceRequest) -> HttpResponse:
    """Show what a member offered and what became of it; take another idea."""
    known = offers.open_pools(request.community)
    initial = {"credit": request.person.name}
    form = OfferForm(known, request.POST if request.method == "POST" else None, initial=initial)

    def send(said: Any) -> None:
        written = Written(said["title"], said["text"], link=said["link"])
        about: dict[str, Any] = {"by": request.actor, "now": request.now}
        offers.offer(request.person, Pool(said["pool"]), written, said["credit"], **about)

    if request.method == "POST" and submit(form, send):
        messages.success(request, _("Sent, thank you! You see here what becomes of it."))
        request.session[SENT] = True
        return redirect("programme_ideas", key=request.community.key)
    states = [(each.value, say(each.label)) for each in EntryState if each != EntryState.RETIRED]
    setup = ListSetup(
        search=("title__icontains", "text__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        sorts=(("new", _("Newest first"), "-id"),),
        placeholder=_("Find an idea"),
        size=20,
    )
    used = PoolUse.objects.filter(item__posted_at__isnull=False).select_related("item")
    rows = offers.list_of(request.person).prefetch_related(Prefetch("used", used, "posted"))
    page = ListPage(request, rows, setup)
    shown = {
        "form": form,
        "pools": known,
        "page": page,
        "lines": [_line(each) for each in page],
        "is_sent": request.session.pop(SENT, False),
    }
    return render(request, "programme/ideas.html", shown)


def _line(row: PoolEntry) -> dict[str, Any]:
    entry: Any = row  # with the posts that told of it
    state = EntryState(entry.state)
    return {
        "entry": entry,
        "pool": say(Pool(entry.pool).label),
        "state": state,
        "may_withdraw": EntryVerb.WITHDRAW in ENTRY.verbs_from(state),
        "posted": [each.item.posted_at for each in entry.posted[:3]],
    }


@require_POST
@member_page
def withdraw(request: QunceRequest, pk: int) -> HttpResponse:
    """Take an idea back."""
    offers.withdraw(offers.access_own(request.person, pk), by=request.actor, now=request.now)
    messages.success(request, _("Taken back."))
    return redirect("programme_ideas", key=request.community.key)


@require_POST
@console_page(Role.CONTENT)
def decline(request: QunceRequest, pk: int) -> HttpResponse:
    """Decline a member's idea with friendly words."""
    found = pools.access(request.community, pk)
    if not found.is_offer:
        raise NotFoundError(Words(offers.NO_IDEA))
    form = decline_form(request.community, request.POST)

    def say_no(said: Any) -> None:
        about: dict[str, Any] = {"by": request.actor, "now": request.now}
        offers.decline(found, said["reason"], said["words"], **about)

    if not submit(form, say_no):
        return entry_page(request, found, decline=form)
    messages.success(request, _("Declined. The member is told in two minutes."))
    return redirect("programme_pool_entry", key=request.community.key, pk=pk)


URLS = [
    path("m/<slug:key>/ideas/", ideas, name="programme_ideas"),
    path("m/<slug:key>/ideas/<int:pk>/withdraw/", withdraw, name="programme_idea_back"),
    path("c/<slug:key>/pools/<int:pk>/decline/", decline, name="programme_pool_decline"),
]
