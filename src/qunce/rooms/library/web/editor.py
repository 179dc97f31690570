"""Writing: a form with a preview; where two wrote at once, both texts and what came of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.errors import QunceError, RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.rooms.library import actions, queries, shelves
from qunce.rooms.library.actions import LONGEST_BODY
from qunce.rooms.library.domain import ITEM, ItemState, ItemVerb, Kind
from qunce.rooms.library.models import SUMMARY, Item
from qunce.rooms.library.web.forms import CategoryForm, ItemForm
from qunce.rooms.library.web.reading import pictures_of
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import refuse
from qunce.shell.lists import key_of
from qunce.shell.markdown import as_html
from qunce.shell.meeting import meet


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def new(request: QunceRequest) -> HttpResponse:
    """Begin an item."""
    form = ItemForm(request.community, request.POST or None)
    kind = request.GET.get("kind", "")
    if request.method == "GET" and kind in set(Kind):
        form.initial["kind"] = kind
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write(
                request.community, form.text(), form.about(), by=request.actor, now=request.now
            )
        except RefusedError as error:
            refuse(form, error.words)
        else:
            messages.success(request, _("Saved as a draft. Only the admins see it."))
            return redirect("library_item", key=request.community.key, pk=made.pk)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def edit(request: QunceRequest, pk: int) -> HttpResponse:
    """Change an item: its text becomes a new version, which is reviewed before members see it."""
    found = queries.access_item(request.community, pk)
    ITEM.after(ItemState(found.state), ItemVerb.SAVE)
    form = ItemForm(request.community, request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            actions.save(
                found,
                form.text(),
                form.about(),
                revision=revision,
                by=request.actor,
                now=request.now,
                note=form.cleaned_data["note"],
            )
        except StaleError as error:
            return _meet(request, found, form, error)
        except RefusedError as error:
            refuse(form, error.words)
        else:
            messages.success(request, _("Saved."))
            return redirect("library_item", key=request.community.key, pk=pk)
    return _page(request, form, item=found)


def _meet(request: QunceRequest, item: Item, form: ItemForm, error: QunceError) -> HttpResponse:
    """Keep both texts and show what came of them, ready to be saved."""
    mine = form.text()
    actions.keep_aside(item, mine, by=request.actor, now=request.now)
    now = queries.access_item(request.community, item.pk)
    theirs = queries.newest_of(now)
    number = form.cleaned_data["revision"]
    base = item.versions.filter(number=number).first()
    met = meet(base.body if base else "", theirs.body, mine.body, theirs.by_name)
    data = request.POST.copy()
    data["body"], data["revision"] = met.text, str(now.revision)
    if base is not None and mine.title == base.title:
        data["title"] = theirs.title
    if base is not None and mine.summary == base.summary:
        data["summary"] = theirs.summary
    again = ItemForm(request.community, data, now)
    again.is_valid()
    refuse(again, error.words)
    return _page(request, again, item=now, meeting=met)


def _page(request: QunceRequest, form: ItemForm, **known: Any) -> HttpResponse:
    item: Item | None = known.get("item")
    body = str(form["body"].value() or "")
    text = ("kind", "title", "summary", "body")
    shown = {
        "item": None,
        "form": form,
        "text_fields": [form[name] for name in (*text, "note") if item or name != "note"],
        "about_fields": [
            each for each in form.visible_fields() if each.name not in {*text, "note"}
        ],
        "html": as_html(body[:LONGEST_BODY], pictures_of(item, console=True) if item else None),
        **known,
    }
    return render(request, "library/edit.html", shown)


@require_POST
@console_page(Role.CONTENT)
def preview(request: QunceRequest) -> HttpResponse:
    """Show how a text will read, while one types."""
    body = request.POST.get("body", "")[:LONGEST_BODY]
    pk = key_of(request.GET.get("item", ""))
    item = queries.list_items(request.community).filter(pk=pk).first() if pk else None
    if item is not None:
        item.community = request.community
    html = as_html(body, pictures_of(item, console=True) if item else None)
    known = {"html": html, "title": request.POST.get("title", "")[:SUMMARY]}
    return render(request, "library/parts/preview.html", known)


# --- categories ---------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def categories(request: QunceRequest) -> HttpResponse:
    """Show the categories, and add one."""
    form = CategoryForm(request.community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shelves.add(
                request.community,
                form.cleaned_data["name"],
                form.chosen_parent(),
                by=request.actor,
                now=request.now,
            )
        except RefusedError as error:
            refuse(form, error.words, "name")
        else:
            return redirect("library_categories", key=request.community.key)
    return _shelves_page(request, form)


def _shelves_page(request: QunceRequest, form: CategoryForm, **known: Any) -> HttpResponse:
    lines = queries.list_shelves(request.community)
    shown = {"form": form, "shelves": lines, "row": None, **known}
    return render(request, "library/categories.html", shown)


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def category(request: QunceRequest, pk: int) -> HttpResponse:
    """Rename a category, or put it below another."""
    row = queries.access_category(request.community, pk)
    form = CategoryForm(request.community, request.POST or None, row)
    if request.method == "POST" and form.is_valid():
        name, parent = form.cleaned_data["name"], form.chosen_parent()
        try:
            shelves.change(row, name, parent, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words, "name")
        else:
            return redirect("library_categories", key=request.community.key)
    return _shelves_page(request, form, row=row)


@require_POST
@console_page(Role.CONTENT)
def order(request: QunceRequest, pk: int) -> HttpResponse:
    """Put a category a place higher, remove one that is empty, or begin with the usual ones."""
    row = queries.access_category(request.community, pk)
    if request.POST.get("do") == "remove":
        shelves.remove(row, by=request.actor, now=request.now)
        messages.success(
            request, _("“%(name)s” is gone; its items have no category now.") % {"name": row.name}
        )
    else:
        shelves.raise_up(row)
    return redirect("library_categories", key=request.community.key)


@require_POST
@console_page(Role.CONTENT)
def usual(request: QunceRequest) -> HttpResponse:
    """Add the usual categories that are missing."""
    shelves.add_usual(request.community)
    return redirect("library_categories", key=request.community.key)


URLS = [
    path("c/<slug:key>/library/new/", new, name="library_new"),
    path("c/<slug:key>/library/preview/", preview, name="library_preview"),
    path("c/<slug:key>/library/<int:pk>/edit/", edit, name="library_edit"),
    path("c/<slug:key>/library/categories/", categories, name="library_categories"),
    path("c/<slug:key>/library/categories/usual/", usual, name="library_usual"),
    path("c/<slug:key>/library/categories/<int:pk>/", category, name="library_category"),
    path("c/<slug:key>/library/categories/<int:pk>/order/", order, name="library_order"),
]
