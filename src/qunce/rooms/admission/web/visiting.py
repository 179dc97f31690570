"""What the open pages of admission share: the community, its clock, and the device of a visitor."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.conf import settings as site
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.playbook.basics import is_on
from qunce.shell.access import OpenRequest
from qunce.shell.middleware import YEAR
from qunce.shell.throttle import Limit, Who, address_of

DEVICE = "qunce_applicant"
CLOSED = N_("Nobody can apply here at the moment.")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A whole company may come from one address: it is held only against floods.
BY_ADDRESS = (Limit(120, HOUR), Limit(600, DAY))
BY_DEVICE = (Limit(12, HOUR), Limit(40, DAY))


def check_open(community: Community) -> None:
    """Raise NotFoundError where a community takes no applications."""
    if not is_on(community.pk, "admission"):
        raise NotFoundError(Words(CLOSED))


def find_community(key: str) -> Community:
    """Return a community that takes applications, or raise NotFoundError."""
    community = Community.objects.filter(key=key).first()
    if community is None:
        raise NotFoundError(Words(CLOSED))
    check_open(community)
    return community


def show(
    request: OpenRequest,
    community: Community,
    template: str,
    known: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render an open page with the community's name and in its time zone; remember the device."""
    cast("Any", request).community = community
    with timezone.override(zone_of(community)):
        response = render(request, template, dict(known), status=status)
    response["Cache-Control"] = "no-store"
    if DEVICE not in request.COOKIES:
        response.set_cookie(
            DEVICE,
            secrets.token_urlsafe(24),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=site.SESSION_COOKIE_SECURE,
        )
    return response


def device_of(request: OpenRequest) -> str:
    """Return the cookie of the visitor's device, "" at the first visit."""
    return request.COOKIES.get(DEVICE, "")[:64]


def who(request: OpenRequest, *more: Who) -> list[Who]:
    """Return by what a visitor is counted: network address, device, and what a door adds."""
    return [
        Who("ip", address_of(request), BY_ADDRESS),
        Who("device", device_of(request), BY_DEVICE),
        *more,
    ]
