"""Conversations as admins read them: page by page, or found by words; with what can be done."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from qunce.chat import queries as chat
from qunce.chat.models import Message
from qunce.chat.search import find
from qunce.kernel.messages import Role
from qunce.people.models import Group
from qunce.people.queries import access_group, list_groups
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.house import house

SHOWN = 50
FOUND = 30


@require_GET
@console_page()
def conversation(request: QunceRequest, group: str) -> HttpResponse:
    """Show a group's messages: the last ones, those around one, or those beside another."""
    found = access_group(request.community, group)
    rows = _rows(request, found)
    is_inside = any(name in request.GET for name in ("at", "before", "after"))
    known = {
        "group": found,
        "rows": rows,
        "earlier": rows[0].pk if rows and _has_earlier(found, rows[0]) else None,
        "later": rows[-1].pk if rows and is_inside else None,
        "at": request.GET.get("at", ""),
        "acts": [each for each in house.message_actions() if _may(request, each.roles)],
    }
    return render(request, "console/conversation.html", known)


@require_GET
@console_page()
def search(request: QunceRequest) -> HttpResponse:
    """Find messages by words, in all groups or in one, the newest first."""
    groups = list(list_groups(request.community, archived=True))
    chosen = next((each for each in groups if each.key == request.GET.get("group")), None)
    text = request.GET.get("q", "").strip()[: find.LONGEST]
    before = request.GET.get("before", "")
    hits = find.search(
        request.community,
        text,
        before=int(before) if before.isdecimal() else None,
        limit=FOUND,
        group=chosen,
    )
    known = {
        "text": text,
        "groups": groups,
        "chosen": chosen,
        "lines": [{"hit": hit, "text": mark(hit.message.text, hit.spans)} for hit in hits],
        "next": hits[-1].place if len(hits) == FOUND else None,
    }
    return render(request, "console/search.html", known)


def mark(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """Return a text with half-open spans marked; everything is escaped."""
    parts, place = [], 0
    for start, end in spans:
        parts.append((text[place:start], text[start:end]))
        place = end
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[place:])


def _rows(request: QunceRequest, group: Group) -> list[Message]:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    if before.isdecimal():
        return chat.list_messages(group, before=int(before), limit=SHOWN)
    if after.isdecimal():
        return chat.list_messages(group, after=int(after), limit=SHOWN)
    at = request.GET.get("at", "")
    if at.isdecimal():
        message = chat.find_message(group, int(at))
        if message is not None:
            return chat.list_around(message, limit=SHOWN // 2)
    return chat.list_messages(group, limit=SHOWN)


def _has_earlier(group: Group, first: Message) -> bool:
    return bool(chat.list_messages(group, before=first.pk, limit=1))


def _may(request: QunceRequest, roles: frozenset[Role]) -> bool:
    return any(holds(request.roles, role) for role in roles)


URLS = [
    path("c/<slug:key>/search/", search, name="console_search"),
    path("c/<slug:key>/groups/<slug:group>/talk/", conversation, name="console_conversation"),
]
