"""The settings 群规则设置: sections as forms, versions with diff and roll-back, TOML in and out."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console.settings_form import SectionForm
from qunce.kernel.errors import NotFoundError, QunceError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.text import N_, Words
from qunce.people.models import Group
from qunce.people.queries import access_group, list_groups
from qunce.playbook import actions as playbook
from qunce.playbook import domain, queries, toml
from qunce.playbook.gates import Proposed, gates
from qunce.playbook.registry import sections
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.clauses import refuse_dropped_in
from qunce.shell.downloads import TOML, download
from qunce.shell.lists import ListPage, ListSetup, key_of
from qunce.shell.values import shown
from qunce.shell.words import render as say

SHOWN_VERSIONS = 25  # on a page


@require_GET
@console_page(Role.OWNER)
def index(request: QunceRequest) -> HttpResponse:
    """List the sections, with how many settings of each were set by hand."""
    group = _group(request)
    layers = queries.latest_values(request.community.pk, group.pk if group else None)
    own = layers[-1]
    shown = [each for each in sections.in_order() if group is None or not each.is_common]
    lines = [{"section": each, "count": len(own.get(each.key, {}))} for each in shown]
    known = {
        "lines": lines,
        "group": group,
        "common": [each for each in sections.in_order() if group and each.is_common],
        "groups": list_groups(request.community),
        "versions": queries.list_versions(request.community, group).count(),
    }
    return render(request, "console/playbook.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def section(request: QunceRequest, section: str) -> HttpResponse:
    """Show and set one section."""
    group = _group(request)
    found = _section(section)
    if group is not None and found.is_common:
        raise NotFoundError(Words(domain.COMMON))
    if found.page and group is None:
        return redirect(found.page, key=request.community.key)
    layers = queries.latest_values(request.community.pk, group.pk if group else None)
    below = [layer.get(found.key, {}) for layer in layers[:-1]]
    draft = key_of(request.GET.get("draft", ""))
    drafted = gates.drafted(request.community, draft) if draft else {}
    own = drafted.get(found.key, layers[-1].get(found.key, {}))
    settings = domain.settings_of(found, own, *below)
    groups = [(each.key, each.name) for each in list_groups(request.community)]
    form = SectionForm(found, settings, request.POST or None, groups)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_set_section(request, found, form, group, draft))
        except QunceError as error:
            form.add_error(None, say(error.words))
    known = {"section": found, "form": form, "group": group, "home": _home(request, group)}
    return render(request, "console/section.html", known | {"draft": draft})


def _set_section(
    request: QunceRequest,
    section: Section,
    form: SectionForm,
    group: Group | None,
    draft: int | None,
) -> str:
    """Set a section, or keep it as a draft where it is tried first; return where to go on."""
    community, note = request.community, request.POST.get("note", "")[:200]
    data = form.plain()
    if group is None and draft is None:
        data = domain.only_changed(section, data)
    about: dict[str, Any] = {"by": request.actor, "now": request.now, "note": note}
    proposed = Proposed(community, group, {section.key: data}, draft=draft, **about)
    held = gates.hold(proposed)
    if held.words is not None:
        messages.success(request, say(held.words))
        return held.path
    version = playbook.change(community, section.key, data, group=group, **about)
    said = _("Saved as version %(n)s.") % {"n": version.number} if version else ""
    messages.success(request, said or _("Nothing was different."))
    return _home(request, group)


@require_GET
@console_page(Role.OWNER)
def versions(request: QunceRequest) -> HttpResponse:
    """List the versions of a level, newest first, each with what it changed."""
    group = _group(request)
    rows = queries.list_versions(request.community, group)
    setup = ListSetup(
        search=("note__icontains", "author__icontains"),
        size=SHOWN_VERSIONS,
        placeholder=_("Remark or name"),
        keep=("group",),
    )
    page = ListPage(request, rows, setup)
    earlier = rows.filter(number__in=[each.number - 1 for each in page])
    before = {each.number: each.values for each in earlier}
    newest = rows.values_list("number", flat=True).first()
    lines = [
        {
            "version": each,
            "changes": _changes(before.get(each.number - 1, {}), each.values),
            "is_newest": each.number == newest,
        }
        for each in page
    ]
    known = {"lines": lines, "page": page, "group": group, "home": _home(request, group)}
    return render(request, "console/versions.html", known)


def _changes(before: domain.Values, after: domain.Values) -> list[domain.Change]:
    """Return what differs between the values of two versions, as a page compares it."""
    return [
        replace(each, before=_shown(each, each.before), after=_shown(each, each.after))
        for each in domain.differences(before, after, sections.in_order())
    ]


def _shown(change: domain.Change, value: Any) -> str:
    return shown(sections.by_key.get(change.section), change.field, value)


@require_POST
@console_page(Role.OWNER)
def roll_back(request: QunceRequest, number: int) -> HttpResponse:
    """Make an earlier version count again."""
    group = _group(request)
    version = queries.access_version(request.community, number, group)
    if group is None:
        refuse_dropped_in(version.values, request.community.pk)
    note = _("Back to version %(n)s") % {"n": number}
    made = playbook.roll_back(version, by=request.actor, now=request.now, note=note)
    said = _("Version %(n)s counts again.") % {"n": number} if made else _("Nothing was different.")
    messages.success(request, said)
    return redirect(_with_group(request, "console_versions", group))


@require_GET
@console_page(Role.OWNER)
def export(request: QunceRequest) -> HttpResponse:
    """Download the settings as TOML."""
    group = _group(request)
    own = queries.own_values(request.community.pk, group.pk if group else None)
    title = f"{request.community.name} · {group.name}" if group else request.community.name
    text = toml.dump(own, sections.in_order(), title=title, say=say)
    name = f"{request.community.key}{f'-{group.key}' if group else ''}.toml"
    return download(text, TOML, name)


@require_POST
@console_page(Role.OWNER)
def upload(request: QunceRequest) -> HttpResponse:
    """Take settings from a TOML file; one fault, and nothing changes."""
    group = _group(request)
    try:
        values = toml.load(_text(request), sections.by_key)
        if group is None:
            refuse_dropped_in(values, request.community.pk)
        _refuse_faulty(values)
        about: dict[str, Any] = {"by": request.actor, "now": request.now}
        held = gates.hold(Proposed(request.community, group, values, is_whole=True, **about))
        playbook.apply(request.community, held.rest, group=group, **about)
    except playbook.SettingsRefusedError as refused:
        for problem in refused.problems[:10]:
            messages.error(request, f"{problem.place}: {say(problem.words)}")
    except QunceError as error:
        messages.error(request, say(error.words))
    else:
        if held.words is not None:
            messages.success(request, say(held.words))
            return redirect(held.path)
        messages.success(request, _("The settings of the file count now."))
    return redirect(_home(request, group))


def _refuse_faulty(values: domain.Values) -> None:
    """Raise SettingsRefusedError with every fault of settings."""
    if problems := domain.check(values, sections.by_key):
        raise playbook.SettingsRefusedError(problems)


def _text(request: QunceRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise RefusedError(Words(N_("Choose a file first.")))
    return uploads.read_settings(file)


def _section(key: str) -> Section:
    found = sections.by_key.get(key)
    if found is None:
        raise NotFoundError(Words(N_("There is no such section.")))
    return found


def _group(request: QunceRequest) -> Group | None:
    key = request.GET.get("group", "")
    # An unknown key must not fall back to the community: what is saved would count for all groups.
    return access_group(request.community, key) if key else None


def _home(request: QunceRequest, group: Group | None) -> str:
    return _with_group(request, "console_playbook", group)


def _with_group(request: QunceRequest, view: str, group: Group | None) -> str:
    address = reverse(view, kwargs={"key": request.community.key})
    return f"{address}?group={group.key}" if group else address


URLS = [
    path("c/<slug:key>/playbook/", index, name="console_playbook"),
    path("c/<slug:key>/playbook/versions/", versions, name="console_versions"),
    path("c/<slug:key>/playbook/versions/<int:number>/back/", roll_back, name="console_roll_back"),
    path("c/<slug:key>/playbook/export/", export, name="console_export"),
    path("c/<slug:key>/playbook/upload/", upload, name="console_upload"),
    path("c/<slug:key>/playbook/<str:section>/", section, name="console_section"),
]
