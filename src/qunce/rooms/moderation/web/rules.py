"""The rules: their state, what they did lately, and the drafts of what shall count next."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.clauses import CHARTER
from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.kernel.rules import RuleState
from qunce.kernel.text import N_
from qunce.people.models import Group
from qunce.people.queries import access_group, list_groups
from qunce.playbook import actions as playbook
from qunce.playbook import toml
from qunce.playbook.queries import effective_all
from qunce.playbook.registry import sections
from qunce.rooms.moderation import drafts, rule_figures
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.trying import DraftState
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.house import house
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

LATELY = timedelta(days=30)
STATE_NAMES: dict[RuleState, tuple[str, str]] = {
    RuleState.OFF: (N_("Off"), "quiet"),
    RuleState.OBSERVE: (N_("Only watches"), "warn"),
    RuleState.LIVE: (N_("On"), "good"),
}


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the rules with what they did in thirty days, and the drafts."""
    return _page(request)


def _page(request: QunceRequest, name: str = "", faults: Sequence[str] = ()) -> HttpResponse:
    """Show the rules; `name` was typed for a draft that was refused, `faults` say why."""
    group = group_of(request)
    states = [(each.value, say(each.label)) for each in DraftState]
    setup = ListSetup(
        search=("name__icontains", "author__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        placeholder=_("Name or author"),
        keep=("group",),
    )
    page: ListPage[Draft] = ListPage(request, drafts.list_drafts(request.community), setup)
    known = {
        "rules": _rules(request, group),
        "page": page,
        "group": group,
        "groups": list_groups(request.community),
        "days": LATELY.days,
        "name": name,
        "faults": faults,
    }
    return render(request, "moderation/rules.html", known)


def _rules(request: QunceRequest, group: Group | None) -> list[dict[str, Any]]:
    """Return the lines of the rules, in the order of the cards."""
    settings = effective_all(request.community.pk, group.pk if group else None)
    charter = settings[CHARTER.key]
    since = request.now - LATELY
    done: Mapping[str, rule_figures.Figures] = rule_figures.of(request.community, group, since)
    lines = []
    for rule in house.rules():
        state = settings[f"rules.{rule.key}"].state
        clause = charter.clause(rule.clause)
        name, tone = STATE_NAMES[state]
        lines.append(
            {
                "rule": rule,
                "section": f"rules.{rule.key}",
                "clause": clause,
                "state": say(name),
                "tone": tone,
                "done": done.get(rule.key, rule_figures.NONE),
            }
        )
    return lines


@require_POST
@console_page(Role.OWNER)
def new(request: QunceRequest) -> HttpResponse:
    """Make a draft: a copy of what counts, or what a TOML file says."""
    group = group_of(request)
    typed = name = request.POST.get("name", "").strip()
    about: dict[str, Any] = {"by": request.actor, "now": request.now, "group": group}
    file = request.FILES.get("file")
    try:
        if isinstance(file, UploadedFile):
            values = toml.load(uploads.read_settings(file), sections.by_key)
            name = name or str(file.name)
            draft = drafts.make(request.community, values, name=name, **about)
        else:
            draft = drafts.copy(request.community, name=name or _("Draft"), **about)
    except playbook.SettingsRefusedError as refused:
        shown = refused.problems[:10]
        return _page(request, typed, [f"{each.place}: {say(each.words)}" for each in shown])
    except QunceError as error:
        return _page(request, typed, [say(error.words)])
    return redirect("moderation_draft", key=request.community.key, pk=draft.pk)


def group_of(request: QunceRequest) -> Group | None:
    """Return the group that the address names; an unknown one is not found."""
    key = request.GET.get("group", "")
    return access_group(request.community, key) if key else None


URLS = [
    path("c/<slug:key>/rules/", index, name="moderation_rules"),
    path("c/<slug:key>/rules/drafts/new/", new, name="moderation_new_draft"),
]
