"""Keyword replies on the console: the list, which is the quick phrases too, and the editor."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.messages import Role
from qunce.people.models import Group
from qunce.people.queries import list_groups
from qunce.rooms.replies import actions as replies
from qunce.rooms.replies import domain, queries, starter
from qunce.rooms.replies.actions import Written
from qunce.rooms.replies.domain import MATCH_NAMES, Match
from qunce.rooms.replies.models import Reply
from qunce.rooms.replies.web.forms import ReplyForm
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

LONGEST_TRY = 500


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the replies, ready to be copied; say which of them a message would get."""
    groups = list(list_groups(request.community))
    setup = _setup(groups)
    page = ListPage(request, queries.list_replies(request.community, request.now), setup)
    chosen = next((each for each in groups if each.key == request.GET.get("group")), None)
    values = queries.values_for(chosen or _only(groups), request.community, request.now)
    known = {
        "page": page,
        "lines": [_line(each, values) for each in page],
        "variables": domain.VARIABLES,
        **_tried(request, chosen),
    }
    return render(request, "replies/list.html", known)


def _only(groups: list[Group]) -> Group | None:
    return groups[0] if len(groups) == 1 else None


def _setup(groups: list[Group]) -> ListSetup:
    def in_group(rows: Any, key: str) -> Any:
        chosen = [each.pk for each in groups if each.key == key]
        here = Reply.groups.through.objects.filter(group__in=chosen).values("reply")
        some = Reply.groups.through.objects.values("reply")
        return rows.filter(Q(pk__in=here) | ~Q(pk__in=some))

    states = [("1", _("Switched on")), ("0", _("Switched off"))]
    return ListSetup(
        search=("title__icontains", "words__icontains", "phrases__icontains"),
        filters=(
            Filter("group", _("Group"), [(each.key, each.name) for each in groups], in_group),
            Filter("on", _("State"), states, lambda rows, value: rows.filter(is_on=value == "1")),
        ),
        sorts=(("old", _("Oldest first"), "id"), ("used", _("Most used"), ("-uses", "id"))),
        placeholder=_("Title, phrase, words"),
        keep=("try",),
    )


def _line(reply: Reply, values: Mapping[str, str]) -> dict[str, Any]:
    groups = list(reply.groups.all())
    place = values["group"] or (groups[0].name if len(groups) == 1 else _("our group"))
    return {
        "reply": reply,
        "match": say(MATCH_NAMES[Match(reply.match)]),
        "words": domain.fill(reply.words, {**values, "group": place}),
        "groups": groups,
    }


def _tried(request: QunceRequest, group: Group | None) -> dict[str, Any]:
    """Return which reply a message would get, if one was typed."""
    text = request.GET.get("try", "")[:LONGEST_TRY]
    if not text.strip():
        return {}
    settings = queries.settings_of(request.community.pk, group.pk if group else None)
    found = queries.finder_of(request.community.pk, settings).find(text, group.pk if group else 0)
    if found is None:
        is_long = len(text) > settings.longest
        return {"text": text, "is_tried": True, "is_long": is_long, "longest": settings.longest}
    values = queries.values_for(group, request.community, request.now, request.person.name)
    return {
        "text": text,
        "is_tried": True,
        "found": Reply.objects.get(pk=found.entry.key),
        "phrase": found.phrase,
        "answer": domain.fill(found.entry.words, values),
        "is_quiet": queries.is_quiet(request.community, group.pk if group else None, request.now),
    }


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def new(request: QunceRequest) -> HttpResponse:
    """Write a reply."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def change(request: QunceRequest, pk: int) -> HttpResponse:
    """Change a reply."""
    return _edit(request, queries.access_reply(request.community, pk))


def _edit(request: QunceRequest, reply: Reply | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ReplyForm(request.community, data, reply=reply)
    if data is not None and form.is_valid():
        replies.write(
            request.community, form.written(), by=request.actor, now=request.now, reply=reply
        )
        messages.success(request, _("Saved. It is given from now on."))
        return redirect("replies", key=request.community.key)
    return render(request, "replies/edit.html", {"form": form, "reply": reply})


@require_POST
@console_page(Role.OPS)
def switch(request: QunceRequest, pk: int) -> HttpResponse:
    """Switch a reply on or off."""
    reply = queries.access_reply(request.community, pk)
    is_on = request.POST.get("on") == "1"
    replies.switch(reply, on=is_on, by=request.actor, now=request.now)
    messages.success(request, _("Switched on.") if is_on else _("Switched off."))
    return redirect("replies", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def remove(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a reply out of use; the page offers to put it back."""
    reply = queries.access_reply(request.community, pk)
    replies.remove(reply, by=request.actor, now=request.now)
    return render(request, "replies/removed.html", {"reply": reply})


@require_POST
@console_page(Role.OPS)
def put_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a removal back."""
    reply = queries.access_reply(request.community, pk, removed=True)
    replies.put_back(reply, by=request.actor, now=request.now)
    messages.success(request, _("It is back."))
    return redirect("replies", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def take_over(request: QunceRequest) -> HttpResponse:
    """Take over the ready-made replies, but for those whose title is there already."""
    known = set(
        queries.list_replies(request.community, request.now).values_list("title", flat=True)
    )
    for each in starter.READY:
        if (title := say(each.title)) not in known:
            written = Written(title, each.match, say(each.phrases).split("\n"), say(each.words))
            replies.write(request.community, written, by=request.actor, now=request.now)
    messages.success(request, _("Taken over. Please read them once and put them in your words."))
    return redirect("replies", key=request.community.key)


BASE = "c/<slug:key>/replies/"
URLS = (
    path(BASE, index, name="replies"),
    path(f"{BASE}new/", new, name="replies_new"),
    path(f"{BASE}ready/", take_over, name="replies_take_over"),
    path(f"{BASE}<int:pk>/", change, name="replies_change"),
    path(f"{BASE}<int:pk>/switch/", switch, name="replies_switch"),
    path(f"{BASE}<int:pk>/remove/", remove, name="replies_remove"),
    path(f"{BASE}<int:pk>/back/", put_back, name="replies_put_back"),
)
