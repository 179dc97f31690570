"""One draft: what it changes, trying it, putting it in force, taking it back."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.calendar import local_day
from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.people.models import Community, Group
from qunce.people.queries import list_groups, zone_of
from qunce.playbook.registry import sections
from qunce.rooms.moderation import drafts, examples, replays
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.replay.periods import stretch
from qunce.rooms.moderation.trying import DRAFT, DraftState, DraftVerb
from qunce.rooms.moderation.web.changes import changes_shown
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import refuse
from qunce.shell.words import render as say

USUAL = 30  # days that are offered at first


def _day() -> forms.DateInput:
    """Return a field for a day: browsers want it in ISO 8601, whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class StretchForm(forms.Form):
    """Which group, and from which day to which."""

    group = forms.ModelChoiceField(Group.objects.none(), label=gettext_lazy("Group"))
    first = forms.DateField(label=gettext_lazy("From"), widget=_day())
    last = forms.DateField(label=gettext_lazy("Until (included)"), widget=_day())

    def __init__(self, community: Community, today: date, *args: Any, **kwargs: Any) -> None:
        days = {"first": today - timedelta(days=USUAL - 1), "last": today}
        kwargs["initial"] = days | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = list_groups(community)
            field.empty_label = None


@require_GET
@console_page()
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a draft."""
    draft = drafts.access_draft(request.community, pk)
    return render(request, "moderation/draft.html", _known(request, draft, _form(request, draft)))


def _form(request: QunceRequest, draft: Draft, data: Any = None) -> StretchForm:
    today = local_day(request.now, zone_of(request.community))
    form = StretchForm(request.community, today, data)
    if draft.group is not None:
        form.fields["group"].initial = draft.group
        form.fields["group"].widget = forms.HiddenInput()
    return form


def _known(request: QunceRequest, draft: Draft, form: StretchForm) -> dict[str, Any]:
    verbs = DRAFT.verbs_from(DraftState(draft.state))
    is_open = DraftVerb.GO_LIVE in verbs
    return {
        "draft": draft,
        "changes": changes_shown(draft),
        "sections": [
            {"key": key, "title": say(sections.by_key[key].title)}
            for key in sorted(draft.values)
            if key.startswith("rules.") and key in sections.by_key
        ],
        "has_ladders": "charter" in draft.values and draft.group_id is None,
        "verbs": verbs,
        "in_the_way": drafts.find_in_the_way(draft, request.now) if is_open else None,
        "looked": drafts.find_looked(draft, request.now) if is_open else None,
        "repeated": examples.shown(examples.find_repeated(draft)) if is_open else (),
        "replays": draft.replays.select_related("group")[:10],
        "form": form,
        "may_change": Role.OWNER in request.roles,
    }


@require_POST
@console_page(Role.OPS)
def begin(request: QunceRequest, pk: int) -> HttpResponse:
    """Try the draft on a stretch of a group's messages."""
    draft = drafts.access_draft(request.community, pk)
    form = _form(request, draft, request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            days = stretch(chosen["first"], chosen["last"], zone_of(request.community))
            group = draft.group or chosen["group"]
            row = replays.begin(group, days, by=request.actor, now=request.now, draft=draft)
        except QunceError as error:
            refuse(form, error.words)
        else:
            return redirect("moderation_replay", key=request.community.key, pk=row.pk)
    return render(request, "moderation/draft.html", _known(request, draft, form))


@require_POST
@console_page(Role.OWNER)
def go_live(request: QunceRequest, pk: int) -> HttpResponse:
    """Put the draft in force."""
    draft = drafts.access_draft(request.community, pk)
    note = request.POST.get("note", "").strip()
    version = drafts.go_live(draft, by=request.actor, now=request.now, note=note)
    said = _("In force now, as version %(n)s of the settings.") % {"n": version.number}
    messages.success(request, said)
    return _back(request, draft)


@require_POST
@console_page(Role.OWNER)
def take_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Let count again what counted before."""
    draft = drafts.access_draft(request.community, pk)
    drafts.take_back(draft, by=request.actor, now=request.now)
    messages.success(request, _("Taken back: what counted before counts again."))
    return _back(request, draft)


@require_POST
@console_page(Role.OWNER)
def discard(request: QunceRequest, pk: int) -> HttpResponse:
    """Give the draft up."""
    draft = drafts.access_draft(request.community, pk)
    drafts.discard(draft, by=request.actor, now=request.now)
    messages.success(request, _("Given up. You can take it up again."))
    return _back(request, draft)


@require_POST
@console_page(Role.OWNER)
def restore(request: QunceRequest, pk: int) -> HttpResponse:
    """Take the draft up again."""
    draft = drafts.access_draft(request.community, pk)
    drafts.restore(draft, by=request.actor, now=request.now)
    return _back(request, draft)


@require_POST
@console_page(Role.OWNER)
def rename(request: QunceRequest, pk: int) -> HttpResponse:
    """Give the draft another name."""
    draft = drafts.access_draft(request.community, pk)
    drafts.rename(draft, request.POST.get("name", ""), now=request.now)
    return _back(request, draft)


def _back(request: QunceRequest, draft: Draft) -> HttpResponse:
    return redirect("moderation_draft", key=request.community.key, pk=draft.pk)


_PLACE = "c/<slug:key>/rules/drafts/<int:pk>/"
URLS = [
    path(_PLACE, show, name="moderation_draft"),
    path(f"{_PLACE}try/", begin, name="moderation_try"),
    path(f"{_PLACE}live/", go_live, name="moderation_go_live"),
    path(f"{_PLACE}take-back/", take_back, name="moderation_take_back"),
    path(f"{_PLACE}discard/", discard, name="moderation_discard"),
    path(f"{_PLACE}restore/", restore, name="moderation_restore"),
    path(f"{_PLACE}rename/", rename, name="moderation_rename"),
]
