"""Members' records by hand: one new member, or many from a sheet."""

from datetime import datetime, timedelta
from pathlib import PurePath
from time import monotonic, sleep
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console.members import PersonForm
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.effects import Outcome as Ended
from qunce.kernel.effects import Status
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger.contracts import Assignment
from qunce.people import actions as people
from qunce.people import record_work, records, tiers, workbooks
from qunce.people.domain import Tier
from qunce.people.domain_records import FIELDS, Line, Outcome, SheetState, SheetVerb
from qunce.people.models import Person, RecordSheet
from qunce.people.queries import list_groups, zone_of
from qunce.people.tier_rule import Settings as TierRule
from qunce.playbook.queries import effective
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import XLSX, download
from qunce.shell.forms import refuse
from qunce.shell.lists import ListPage, ListSetup
from qunce.shell.words import render as say

SHOWN_LINES = 200  # of each outcome on the preview
BREATH = 0.15  # seconds between two batches: who waits for SQLite looks again ten times a second


class NewMemberForm(PersonForm):
    """A new member's record; the groups are those they are in already."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Is in these groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SheetForm(forms.Form):
    """An Excel file with members' records."""

    file = forms.FileField(
        label=gettext_lazy("Excel file (.xlsx)"),
        help_text=gettext_lazy("At most 5 MB and 10,000 rows. What is empty is left as it is."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose the file first."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def new_member(request: QunceRequest) -> HttpResponse:
    """Enter a member who is there already, by hand."""
    form = NewMemberForm(request.POST or None)
    groups = {each.key: each for each in list_groups(request.community)}
    form.fields["groups"].choices = [(key, each.name) for key, each in groups.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        chosen = [groups[key] for key in told.pop("groups")]
        person = people.enter(
            request.community, told.pop("name"), chosen, by=request.actor, now=request.now, **told
        )
        rule = effective(request.community.pk, TierRule)
        tiers.set_from_record(person, rule, by=request.actor, now=request.now)
        messages.success(request, _("Saved."))
        return redirect("console_member", key=request.community.key, pk=person.pk)
    known = {"form": form, "title": _("New member"), "submit": _("Save"), "back": "../"}
    return render(request, "console/form.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def sheets(request: QunceRequest) -> HttpResponse:
    """Take a sheet in, and list those that were taken in before."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = workbooks.read(file, file.size)
        except RefusedError as error:
            refuse(form, error.words, "file")
        else:
            sheet = records.show(
                request.community,
                rows,
                PurePath(file.name).name,
                rule=effective(request.community.pk, TierRule),
                by=request.actor,
                now=request.now,
            )
            return redirect("console_sheet", key=request.community.key, pk=sheet.pk)
    setup = ListSetup(search=("file_name__icontains",), placeholder=_("Name of the file"))
    page = ListPage(request, records.list_sheets(request.community), setup)
    return render(request, "console/sheets.html", {"form": form, "page": page})


@require_GET
@console_page(Role.OPS)
def sheet(request: QunceRequest, pk: int) -> HttpResponse:
    """Show what a sheet changes, row by row, and let it be carried out or undone."""
    found = records.access_sheet(request.community, pk)
    counts = records.counts_of(found)
    parts = [
        {
            "outcome": outcome,
            "count": counts[outcome],
            "lines": [_shown(each) for each in records.first_of(found, outcome, SHOWN_LINES)],
        }
        for outcome in (Outcome.REFUSED, Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
        if counts[outcome] and not found.is_running
    ]
    known = {
        **_known(found),
        "parts": parts,
        "todo": records.count_wanted(found),
        "is_shown": found.state == SheetState.SHOWN,
        "is_done": found.state == SheetState.CARRIED_OUT,
        "may_have_died": found.may_have_died(request.now),
        "most": SHOWN_LINES,
        "days": records.KEPT.days,
    }
    return render(request, "console/sheet.html", known)


def _shown(line: Line) -> dict[str, object]:
    changes = [
        {
            "field": say(FIELDS[name][0]),
            "old": _said(name, old),
            "new": _said(name, new),
            "is_by_rule": name == "tier" and line.by_rule,
        }
        for name, (old, new) in line.changes.items()
    ]
    return {"line": line, "changes": changes, "said": say(line.said) if line.said else ""}


def _said(name: str, value: str) -> str:
    """Return a value of a record as the preview shows it."""
    return say(Tier(value).label) if name == "tier" and value else value


def _known(sheet: RecordSheet) -> dict[str, Any]:
    """Return what the progress bar shows."""
    count = sheet.done_lines if sheet.is_running else 0
    if sheet.state == SheetState.UNDOING:
        said = ngettext("%(count)s row taken back", "%(count)s rows taken back", count)
    else:
        said = ngettext("%(count)s row written", "%(count)s rows written", count)
    return {"sheet": sheet, "label": said % {"count": count}}


@require_GET
@console_page(Role.OPS)
def progress(request: QunceRequest, pk: int) -> HttpResponse:
    """Answer the progress bar: itself again, or the whole page when it is over."""
    found = records.access_sheet(request.community, pk)
    if not found.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "console/parts/sheet_progress.html", _known(found))


@require_POST
@console_page(Role.OPS)
def carry_out(request: QunceRequest, pk: int) -> HttpResponse:
    """Let the worker write what the preview showed."""
    return _begin(request, pk, SheetVerb.CARRY_OUT)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest, pk: int) -> HttpResponse:
    """Let the worker take back what a sheet wrote."""
    return _begin(request, pk, SheetVerb.UNDO)


def _begin(request: QunceRequest, pk: int, verb: SheetVerb) -> HttpResponse:
    found = records.access_sheet(request.community, pk)
    records.begin(found, verb, by=request.actor, now=request.now)
    return redirect("console_sheet", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def go_on(request: QunceRequest, pk: int) -> HttpResponse:
    """Let another worker carry on a sheet of which nothing was heard for a while."""
    found = records.access_sheet(request.community, pk)
    if found.is_running:
        records.hand_to_worker(found, by=request.actor, now=request.now)
    return redirect("console_sheet", key=request.community.key, pk=pk)


def execute(assignment: Assignment) -> Ended:
    """Carry on the sheet that an errand names; a second worker finds it done."""
    sheet = RecordSheet.objects.filter(pk=int(assignment.payload["sheet"])).first()
    if sheet is None:
        return Ended(Status.DONE)
    began = monotonic()

    def now() -> datetime:
        return assignment.now + timedelta(seconds=monotonic() - began)

    person = Person.objects.filter(pk=assignment.payload["by"]).first()
    by = Actor(ActorKind.PERSON, person.pk, person.name) if person else MACHINE

    def breathe() -> None:
        assignment.beat()
        sleep(BREATH)

    record_work.carry_on(sheet, by=by, now=now, heard=breathe)
    return Ended(Status.DONE)


@require_GET
@console_page(Role.OPS)
def download_sheet(request: QunceRequest) -> HttpResponse:
    """Return the records of all members as an Excel file, ready to be filled in."""
    content = records.sheet_of(request.community, say)
    day = local_day(request.now, zone_of(request.community))
    return download(content, XLSX, f"members-{request.community.key}-{day:%Y%m%d}.xlsx")


URLS = [
    path("c/<slug:key>/members/new/", new_member, name="console_new_member"),
    path("c/<slug:key>/members/sheets/", sheets, name="console_sheets"),
    path("c/<slug:key>/members/sheets/download/", download_sheet, name="console_sheet_download"),
    path("c/<slug:key>/members/sheets/<int:pk>/", sheet, name="console_sheet"),
    path("c/<slug:key>/members/sheets/<int:pk>/write/", carry_out, name="console_write_sheet"),
    path("c/<slug:key>/members/sheets/<int:pk>/undo/", undo, name="console_undo_sheet"),
    path("c/<slug:key>/members/sheets/<int:pk>/progress/", progress, name="console_sheet_progress"),
    path("c/<slug:key>/members/sheets/<int:pk>/continue/", go_on, name="console_continue_sheet"),
]
