"""What the applicant's pages share: who comes, in which frame, and in whose time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from qunce.chat.models import Message
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Person
from qunce.people.queries import zone_of
from qunce.playbook.basics import is_on
from qunce.rooms.postings.models import Posting
from qunce.shell import throttle
from qunce.shell.access import OpenRequest, enter
from qunce.shell.throttle import Limit, Who, address_of

CLOSED = N_("Nobody can apply for a recruitment post here at the moment.")
MEMBERS, OPEN = "shell/members.html", "postings/open.html"
HOUR = timedelta(hours=1)
# A whole company may come from one address: it is held only against floods.
BY_ADDRESS = (Limit(120, HOUR),)
BY_PERSON = (Limit(20, HOUR),)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who writes an application: a member by log-in or link, or whoever came by an open link.

    `here` and `check` are the paths of the form and of its check while one types. `name` is who
    applies, "" where the form has to ask.
    """

    community: Community
    here: str
    check: str
    name: str = ""
    person: Person | None = None
    message: Message | None = None
    base: str = OPEN
    home: str = ""


def check_open(community: Community) -> None:
    """Raise NotFoundError where a community has no recruitment hour."""
    if not is_on(community.pk, "postings"):
        raise NotFoundError(Words(CLOSED))


def frame_of(request: OpenRequest, posting: Posting) -> str:
    """Return the frame of an application's page: the member's site for its own author."""
    if not request.user.is_authenticated or posting.person is None:
        return OPEN
    if posting.person.account_id != request.user.pk:
        return OPEN
    enter(request, posting.community.key)
    return MEMBERS


def show(
    request: OpenRequest,
    community: Community,
    template: str,
    known: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render a page with the community's name and in its time zone; nothing of it is kept."""
    cast("Any", request).community = community
    with timezone.override(zone_of(community)):
        response = render(request, template, dict(known), status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def knock(request: OpenRequest, door: str, name: str) -> None:
    """Count a try at a door by address and by who knocks; BusyError where it is too often."""
    who = [Who("ip", address_of(request), BY_ADDRESS), Who("who", name, BY_PERSON)]
    throttle.knock(f"postings.{door}", who, now=request.now)
