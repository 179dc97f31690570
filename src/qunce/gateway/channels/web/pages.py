"""The pages of the web group: the member's groups, and the conversation itself."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.chat import queries as chat
from qunce.chat.models import Message
from qunce.chat.reacting import EMOJIS
from qunce.gateway.channels.web import actions, queries
from qunce.kernel.errors import NotFoundError, QunceError
from qunce.kernel.text import N_, Words
from qunce.people.domain import ROLE_NAMES, Tier
from qunce.people.models import Group, Membership
from qunce.people.queries import access_group
from qunce.shell import throttle
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.house import house
from qunce.shell.lists import ListPage, ListSetup, key_of
from qunce.shell.words import render as say

SHOWN = 50  # messages on a page
SIGNS = (throttle.Limit(60, timedelta(minutes=10)),)  # reactions of one member
NOT_A_MEMBER = N_("You are not in this group.")


@require_GET
@member_page
def home(request: QunceRequest) -> HttpResponse:
    """Show the member's groups on this site, each with its last word."""
    groups = [
        {"membership": each, "last": next(iter(chat.list_messages(each.group, limit=1)), None)}
        for each in queries.list_own(request.person)
    ]
    panels = [
        {"title": say(panel.title), "body": body}
        for panel in house.panels("home")
        if (body := panel.render(request, request.person))
    ]
    notices = queries.list_left_notices(request.person)
    known = {"groups": groups, "notices": notices, "panels": panels}
    return render(request, "web/home.html", known)


@require_GET
@member_page
def conversation(request: QunceRequest, group: str) -> HttpResponse:
    """Show the last messages of a group and the line to write in.

    Who was removed is led to where the notice is, and the appeal.
    """
    if queries.list_left_notices(request.person).filter(group__key=group).exists():
        return redirect("web_home", key=request.community.key)
    membership = _membership(request, group)
    rows = chat.list_messages(membership.group, limit=SHOWN)
    known = _known(request, membership, rows) | _composed(request, membership)
    return render(request, "web/conversation.html", known)


def _composed(request: QunceRequest, membership: Membership) -> dict[str, object]:
    """Return which message is answered, or changed, as the address asks (also without scripts)."""
    found: dict[str, object] = {}
    for side in ("reply", "change"):
        key = key_of(request.GET.get(side, ""))
        row = chat.find_message(membership.group, key) if key is not None else None
        mine = row is not None and row.author and row.author.person_id == request.person.pk
        if row is not None and row.recalled_at is None and (side == "reply" or mine):
            found[f"{side}_to"] = row
    return found


@require_GET
@member_page
def members(request: QunceRequest, group: str) -> HttpResponse:
    """Show who is in the group: the name there, the role, and the tier of who agreed to it."""
    place = _membership(request, group).group
    setup = ListSetup(
        search=("nickname__icontains", "person__name__icontains"),
        sorts=(
            ("name", _("By name"), ("-runs_it", "person__name", "id")),
            ("new", _("Newest first"), ("-joined_at", "-id")),
        ),
        placeholder=_("Nickname or full name"),
    )
    page = ListPage(request, queries.list_members(place), setup)
    held = queries.roles_in(request.community, [each.person_id for each in page])
    lines = [
        {"membership": each, "roles": [ROLE_NAMES[role] for role in held[each.person_id]]}
        for each in page
    ]
    return render(request, "web/members.html", {"group": place, "page": page, "lines": lines})


@require_GET
@member_page
def older(request: QunceRequest, group: str) -> HttpResponse:
    """Return the messages before one: for the top of the page, or without scripts as a page."""
    membership = _membership(request, group)
    rows = _beside(request, membership, "before")
    template = "web/parts/older.html" if _is_scripted(request) else "web/conversation.html"
    return render(request, template, _known(request, membership, rows))


@require_GET
@member_page
def newer(request: QunceRequest, group: str) -> HttpResponse:
    """Return the messages after one: what a page missed while it was not connected."""
    membership = _membership(request, group)
    rows = _beside(request, membership, "after")
    return render(request, "web/parts/messages.html", _known(request, membership, rows))


def _beside(request: QunceRequest, membership: Membership, side: str) -> list[Message]:
    """Return the messages on a side ("before", "after") of the one whose key the address holds."""
    key = key_of(request.GET.get(side, ""))
    return [] if key is None else chat.list_messages(membership.group, limit=SHOWN, **{side: key})


@require_POST
@member_page
def post(request: QunceRequest, group: str) -> HttpResponse:
    """Say something. A page with scripts gets 204 and hears the message like everybody else."""
    membership = _membership(request, group)
    text, key = request.POST.get("text", ""), request.POST.get("key", "")[:40]
    try:
        actions.post(
            membership,
            text,
            key=key or f"{request.now.timestamp():.6f}",
            now=request.now,
            reply_to=_answered(membership.group, request.POST.get("reply_to", "")),
        )
    except QunceError as error:
        return _refused(request, membership, error)
    return _done(request, group)


def _answered(group: Group, key: str) -> str:
    """Return the alias of the message that is answered, empty where there is none."""
    pk = key_of(key)
    row = chat.find_message(group, pk) if pk is not None else None
    return row.platform_id if row is not None and row.recalled_at is None else ""


@require_POST
@member_page
def change(request: QunceRequest, group: str, pk: int) -> HttpResponse:
    """Let one's own message say something else, within ten minutes."""
    membership = _membership(request, group)
    message = _message(membership, pk)
    text = request.POST.get("text", "")
    try:
        actions.change_own(message, membership, text, by=request.actor, now=request.now)
    except QunceError as error:
        return _refused(request, membership, error)
    return _done(request, group)


def _message(membership: Membership, pk: int) -> Message:
    message = chat.find_message(membership.group, pk)
    if message is None:
        raise NotFoundError(Words(N_("There is no such message.")))
    return message


def _done(request: QunceRequest, group: str) -> HttpResponse:
    if _is_scripted(request):
        return HttpResponse(status=204)
    return redirect("web_conversation", key=request.community.key, group=group)


@require_POST
@member_page
def take_back(request: QunceRequest, group: str, pk: int) -> HttpResponse:
    """Take one's own message back within two minutes."""
    membership = _membership(request, group)
    message = _message(membership, pk)
    try:
        actions.take_back_own(message, request.person, by=request.actor, now=request.now)
    except QunceError as error:
        return _refused(request, membership, error)
    return _done(request, group)


@require_POST
@member_page
def react(request: QunceRequest, group: str, pk: int) -> HttpResponse:
    """Give a message a sign, or take one's own back; at most so often as nobody taps by hand."""
    membership = _membership(request, group)
    message = _message(membership, pk)
    who = throttle.Who("person", str(request.person.pk), SIGNS)
    try:
        throttle.knock("web_react", [who], now=request.now)
        actions.react(message, membership, request.POST.get("emoji", ""), now=request.now)
    except QunceError as error:
        return _refused(request, membership, error)
    return _done(request, group)


@require_GET
@member_page
def notices(request: QunceRequest, group: str) -> HttpResponse:
    """Return what was said to the member in private and is not read yet."""
    membership = _membership(request, group)
    return render(request, "web/parts/notices.html", _known(request, membership, []))


@require_POST
@member_page
def read(request: QunceRequest, group: str, pk: int) -> HttpResponse:
    """Note that a notice was read, also by who is not in the group any more."""
    found = queries.find_notice(request.person, access_group(request.community, group), pk)
    if found is not None:
        actions.read_notice(found, by=request.actor, now=request.now)
    if not queries.list_own(request.person).filter(group__key=group).exists():
        return redirect("web_home", key=request.community.key)
    membership = _membership(request, group)
    if _is_scripted(request):
        return render(request, "web/parts/notices.html", _known(request, membership, []))
    return redirect("web_conversation", key=request.community.key, group=group)


def may_listen(request: HttpRequest, topic: str) -> bool:
    """Say whether the viewer may hear a live topic: their groups' and their own."""
    kind, _, number = topic.partition(":")
    if not number.isdecimal() or not request.user.is_authenticated:
        return False
    if kind == "person":
        return queries.is_own_person(request.user, int(number))
    return kind == "group" and queries.may_hear(request.user, int(number))


def _membership(request: QunceRequest, key: str) -> Membership:
    group: Group = access_group(request.community, key)
    membership = queries.find_member(group, request.person.pk)
    if membership is None or group.channel != "web":
        raise NotFoundError(Words(NOT_A_MEMBER))
    return membership


def _known(
    request: QunceRequest, membership: Membership, rows: Sequence[Message]
) -> dict[str, object]:
    group, person = membership.group, membership.person
    muted = membership.muted_until
    return {
        "group": group,
        "membership": membership,
        "me": person,
        "rows": rows,
        "is_full": len(rows) >= SHOWN,
        "muted_until": muted if muted and muted > request.now else None,
        "members": queries.count_members(group),
        "notices": queries.list_notices(group, person),
        "topics": [queries.topic_of(group), queries.private_topic_of(person.pk)],
        "second_thoughts": request.now - actions.SECOND_THOUGHTS,
        "changeable": request.now - actions.CHANGEABLE,
        "longest": actions.LONGEST,
        "tiers": list(Tier),
        "emojis": EMOJIS,
        "my_identity": queries.identity_key(person),
        "acts": list(house.message_actions("members")),
    }


def _refused(request: QunceRequest, membership: Membership, error: QunceError) -> HttpResponse:
    if _is_scripted(request):
        return HttpResponse(say(error.words), status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, say(error.words))
    return redirect("web_conversation", key=request.community.key, group=membership.group.key)


def _is_scripted(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


URLS = [
    path("m/<slug:key>/", home, name="web_home"),
    path("m/<slug:key>/g/<slug:group>/", conversation, name="web_conversation"),
    path("m/<slug:key>/g/<slug:group>/members/", members, name="web_members"),
    path("m/<slug:key>/g/<slug:group>/older/", older, name="web_older"),
    path("m/<slug:key>/g/<slug:group>/newer/", newer, name="web_newer"),
    path("m/<slug:key>/g/<slug:group>/post/", post, name="web_post"),
    path("m/<slug:key>/g/<slug:group>/<int:pk>/take-back/", take_back, name="web_take_back"),
    path("m/<slug:key>/g/<slug:group>/<int:pk>/change/", change, name="web_change"),
    path("m/<slug:key>/g/<slug:group>/<int:pk>/react/", react, name="web_react"),
    path("m/<slug:key>/g/<slug:group>/notices/", notices, name="web_notices"),
    path("m/<slug:key>/g/<slug:group>/notices/<int:pk>/read/", read, name="web_read"),
]
