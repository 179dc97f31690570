"""Undo what a rule did between two times: choose, look at the cases, withdraw, take it back."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.people.models import Community, Group
from qunce.people.queries import list_groups
from qunce.rooms.moderation import undoing
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_trying import Undoing
from qunce.rooms.moderation.replay import telling
from qunce.rooms.moderation.trying import UNDOING, UndoingState
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import refuse
from qunce.shell.house import house
from qunce.shell.lists import ListPage, ListSetup
from qunce.shell.moments import LocalMomentField
from qunce.shell.words import render as say

SHOWN = 100  # cases of a preview that are listed; their number is always told
USUAL = timedelta(days=1)


class ScopeForm(forms.Form):
    """Which rule, between which times, where, and by which version of the settings."""

    rule = forms.ChoiceField(label=gettext_lazy("Rule"))
    since = LocalMomentField(label=gettext_lazy("From"))
    until = LocalMomentField(label=gettext_lazy("Until"))
    group = forms.ModelChoiceField(
        Group.objects.none(), label=gettext_lazy("Group"), required=False
    )
    version = forms.IntegerField(
        label=gettext_lazy("Only by version of the settings (optional)"),
        required=False,
        min_value=1,
    )

    def __init__(self, community: Community, now: datetime, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"since": now - USUAL, "until": now} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        rule, group = self.fields["rule"], self.fields["group"]
        if isinstance(rule, forms.ChoiceField):
            rule.choices = [(each.key, say(each.title)) for each in house.rules()]
        if isinstance(group, forms.ModelChoiceField):
            group.queryset = list_groups(community)
            group.empty_label = _("All groups")

    def clean_until(self) -> datetime:
        """Refuse an end that is not after the beginning."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since is not None and until <= since:
            raise forms.ValidationError(say(undoing.WRONG_TIMES))
        ended: datetime = until
        return ended

    def scope(self) -> undoing.Scope:
        """Return what was chosen."""
        chosen = self.cleaned_data
        return undoing.Scope(
            chosen["rule"], chosen["since"], chosen["until"], chosen["group"], chosen["version"]
        )


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def choose(request: QunceRequest) -> HttpResponse:
    """Choose rule and times and see the cases; with POST, withdraw them."""
    asked = request.POST or request.GET
    is_asked = "since" in asked
    first = {"rule": asked.get("rule", "")} if not is_asked else None
    form = ScopeForm(request.community, request.now, asked if is_asked else None, initial=first)
    cases: list[Any] | None = None
    if is_asked and form.is_valid():
        cases = list(undoing.find_cases(request.community, form.scope()))
        if request.method == "POST":
            about: dict[str, Any] = {"by": request.actor, "now": request.now}
            try:
                row = undoing.begin(request.community, form.scope(), **about)
            except QunceError as error:
                refuse(form, error.words)
            else:
                return redirect("moderation_undoing", key=request.community.key, pk=row.pk)
    known = {
        "form": form,
        "cases": cases,
        "shown": (cases or [])[:SHOWN],
        "members": len({(each.person_id, each.identity_id) for each in cases or ()}),
        "records": [
            {"row": each, "title": telling.rule_names([each.rule])}
            for each in undoing.list_undoings(request.community)[:20]
        ],
    }
    return render(request, "moderation/undo.html", known)


@require_GET
@console_page(Role.OWNER)
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show how far it is, or what was withdrawn."""
    row = undoing.access_undoing(request.community, pk)
    found = Case.objects.filter(community=request.community, pk__in=row.done)
    page = ListPage(request, found.select_related("group"), _setup())
    known = _known(row) | {"verbs": UNDOING.verbs_from(UndoingState(row.state)), "page": page}
    return render(request, "moderation/undoing.html", known)


def _setup() -> ListSetup:
    return ListSetup(
        search=("author_name__icontains", "text__icontains"),
        sorts=(
            ("old", _("Oldest first"), ("sent_at", "id")),
            ("new", _("Newest first"), ("-sent_at", "-id")),
        ),
        placeholder=_("Words or name"),
    )


@require_GET
@console_page(Role.OWNER)
def progress(request: QunceRequest, pk: int) -> HttpResponse:
    """Answer the progress bar: itself again, or the whole page when it is over."""
    row = undoing.access_undoing(request.community, pk)
    if not row.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "moderation/parts/undoing_progress.html", _known(row))


def _known(row: Undoing) -> dict[str, Any]:
    count = len(row.done)
    said = ngettext("%(count)s decision withdrawn", "%(count)s decisions withdrawn", count)
    label = said % {"count": count}
    return {"row": row, "label": label, "title": telling.rule_names([row.rule])}


@require_POST
@console_page(Role.OWNER)
def stop(request: QunceRequest, pk: int) -> HttpResponse:
    """Stop; what is withdrawn stays so."""
    row = undoing.access_undoing(request.community, pk)
    undoing.stop(row, now=request.now)
    return redirect("moderation_undoing", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OWNER)
def resume(request: QunceRequest, pk: int) -> HttpResponse:
    """Go on."""
    row = undoing.access_undoing(request.community, pk)
    undoing.resume(row, now=request.now)
    return redirect("moderation_undoing", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OWNER)
def take_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Let the decisions count again."""
    row = undoing.access_undoing(request.community, pk)
    count = undoing.take_back(row, by=request.actor, now=request.now)
    said = ngettext("%(count)s decision counts again.", "%(count)s decisions count again.", count)
    messages.success(request, said % {"count": count})
    return redirect("moderation_undoing", key=request.community.key, pk=pk)


_PLACE = "c/<slug:key>/rules/undo/<int:pk>/"
URLS = [
    path("c/<slug:key>/rules/undo/", choose, name="moderation_undo"),
    path(_PLACE, show, name="moderation_undoing"),
    path(f"{_PLACE}progress/", progress, name="moderation_undoing_progress"),
    path(f"{_PLACE}stop/", stop, name="moderation_undoing_stop"),
    path(f"{_PLACE}continue/", resume, name="moderation_undoing_continue"),
    path(f"{_PLACE}take-back/", take_back, name="moderation_undoing_back"),
]
