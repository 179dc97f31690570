"""The registry of protected texts on the console: list, register, change, take out, put back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.messages import Role
from qunce.kernel.protected import Leave
from qunce.playbook.queries import effective_all
from qunce.rooms.moderation import registered, registry
from qunce.rooms.moderation.models_protected import ProtectedText
from qunce.rooms.moderation.registered import LEAVE_NAMES
from qunce.rooms.moderation.rules.protected_texts import RULE
from qunce.rooms.moderation.web.protected_form import ProtectedForm
from qunce.rooms.moderation.web.rules import STATE_NAMES
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.forms import submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the registered texts."""
    leaves = [(each.value, say(LEAVE_NAMES[each])) for each in Leave]
    setup = ListSetup(
        search=("title__icontains", "holder__icontains", "told__icontains"),
        filters=(
            Filter("leave", _("What is allowed"), leaves, "leave"),
            Filter("state", _("State"), [("out", _("Taken out"))], _in_state),
        ),
        sorts=(
            ("new", _("Newest first"), "-id"),
            ("title", _("By title"), ("title", "id")),
            ("long", _("Longest first"), ("-length", "id")),
        ),
        placeholder=_("Title or holder"),
    )
    texts = registered.list_texts(request.community)
    if request.GET.get("state") != "out":
        texts = texts.filter(removed_at=None)
    page: ListPage[ProtectedText] = ListPage(request, texts, setup)
    settings: Any = effective_all(request.community.pk, None)[f"rules.{RULE.key}"]
    state, tone = STATE_NAMES[settings.state]
    known = {
        "page": page,
        "lines": [{"text": each, "leave": say(LEAVE_NAMES[Leave(each.leave)])} for each in page],
        "out": registered.list_texts(request.community).exclude(removed_at=None).count(),
        "section": f"rules.{RULE.key}",
        "state": say(state),
        "tone": tone,
        "may": holds(request.roles, Role.OPS),
    }
    return render(request, "moderation/protected.html", known)


def _in_state(rows: Any, _value: str) -> Any:
    return rows.filter(removed_at__isnull=False)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def new(request: QunceRequest) -> HttpResponse:
    """Register a text."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def change(request: QunceRequest, pk: int) -> HttpResponse:
    """Change what is said of a text, or the text."""
    return _edit(request, registered.access_text(request.community, pk))


def _edit(request: QunceRequest, row: ProtectedText | None) -> HttpResponse:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ProtectedForm(request.community, data, files, row=row)

    def act(_told: Any) -> None:
        about: dict[str, Any] = {"by": request.actor, "now": request.now}
        if row is None:
            registry.register(request.community, form.told_of(), **about)
            messages.success(request, _("Registered. It counts for what is said from now on."))
        else:
            registry.change(row, form.told_of(), **about)
            messages.success(request, _("Saved. It counts for what is said from now on."))

    if data is not None and submit(form, act):
        return redirect("moderation_protected", key=request.community.key)
    return render(request, "moderation/protect.html", {"form": form, "text": row})


@require_POST
@console_page(Role.OPS)
def take_out(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a text out; the page offers to put it back."""
    row = registered.access_text(request.community, pk)
    registry.take_out(row, by=request.actor, now=request.now)
    return render(request, "moderation/protected_out.html", {"text": row})


@require_POST
@console_page(Role.OPS)
def put_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a removal back."""
    row = registered.access_text(request.community, pk, removed=True)
    registry.put_back(row, by=request.actor, now=request.now)
    messages.success(request, _("It is back."))
    return redirect("moderation_protected", key=request.community.key)


BASE = "c/<slug:key>/protected/"
URLS = (
    path(BASE, index, name="moderation_protected"),
    path(f"{BASE}new/", new, name="moderation_protect"),
    path(f"{BASE}<int:pk>/", change, name="moderation_protected_change"),
    path(f"{BASE}<int:pk>/out/", take_out, name="moderation_protected_out"),
    path(f"{BASE}<int:pk>/back/", put_back, name="moderation_protected_back"),
)
