"""Members' records by hand: one new member, or many from a sheet."""

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console.members import PersonForm
from qunce.kernel.calendar import local_day
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.people import actions as people
from qunce.people import records, tiers, workbooks
from qunce.people.domain_records import FIELDS, Line, Outcome, SheetState
from qunce.people.queries import list_groups, zone_of
from qunce.people.tier_rule import Settings as TierRule
from qunce.playbook.queries import effective
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import XLSX, download
from qunce.shell.forms import refuse
from qunce.shell.lists import ListPage, ListSetup
from qunce.shell.words import render as say

SHOWN_LINES = 200  # of each outcome on the preview


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
            name = PurePath(file.name).name
            sheet = records.show(request.community, rows, name, by=request.actor, now=request.now)
            return redirect("console_sheet", key=request.community.key, pk=sheet.pk)
    setup = ListSetup(search=("file_name__icontains",), placeholder=_("Name of the file"))
    page = ListPage(request, records.list_sheets(request.community), setup)
    return render(request, "console/sheets.html", {"form": form, "page": page})


@require_GET
@console_page(Role.OPS)
def sheet(request: QunceRequest, pk: int) -> HttpResponse:
    """Show what a sheet changes, row by row, and let it be carried out or undone."""
    found = records.access_sheet(request.community, pk)
    lines = records.lines_of(found)
    parts = [
        {
            "outcome": outcome,
            "count": sum(each.outcome is outcome for each in lines),
            "lines": [_shown(each) for each in lines if each.outcome is outcome][:SHOWN_LINES],
        }
        for outcome in (Outcome.REFUSED, Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
    ]
    known = {
        "sheet": found,
        "parts": [each for each in parts if each["count"]],
        "todo": sum(each.outcome in {Outcome.NEW, Outcome.CHANGED} for each in lines),
        "is_shown": found.state == SheetState.SHOWN,
        "is_done": found.state == SheetState.CARRIED_OUT,
        "most": SHOWN_LINES,
        "days": records.KEPT.days,
    }
    return render(request, "console/sheet.html", known)


def _shown(line: Line) -> dict[str, object]:
    changes = [
        {"field": say(FIELDS[name][0]), "old": old, "new": new}
        for name, (old, new) in line.changes.items()
    ]
    return {"line": line, "changes": changes, "said": say(line.said) if line.said else ""}


@require_POST
@console_page(Role.OPS)
def carry_out(request: QunceRequest, pk: int) -> HttpResponse:
    """Write what the preview showed."""
    found = records.access_sheet(request.community, pk)
    records.carry_out(found, by=request.actor, now=request.now)
    messages.success(request, _("Done. It can be undone here."))
    return redirect("console_sheet", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest, pk: int) -> HttpResponse:
    """Take back what a sheet wrote."""
    found = records.access_sheet(request.community, pk)
    kept = records.undo(found, by=request.actor, now=request.now)
    messages.success(request, _("Undone."))
    if kept:
        said = ngettext(
            "%(count)s row stays: it was changed since, or the member came into a group.",
            "%(count)s rows stay: they were changed since, or the members came into a group.",
            kept,
        )
        messages.info(request, said % {"count": kept})
    return redirect("console_sheet", key=request.community.key, pk=pk)


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
]
