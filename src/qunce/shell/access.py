"""Who may see a page: every view of the house carries one of these decorators.

`console_page` and `member_page` take the community's `key` out of the address, find out who the
viewer is there, and hand the view a `QunceRequest`. A QunceError that a view raises becomes a
page, a message or a toast with the error's words (`shell.refusals`); so does what the database
refuses because two sent the same at once.
"""

import logging
from collections.abc import Callable, Collection
from contextlib import nullcontext
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from qunce import clock
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import NotAllowedError, QunceError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people import queries as people
from qunce.people.models import Account, Community, Person
from qunce.playbook.queries import one_reading
from qunce.shell.refusals import came_from, explain
from qunce.shell.safety import lacks_second_factor
from qunce.store import live
from qunce.store.races import crossed_by

logger = logging.getLogger(__name__)

FOR_STAFF = N_("This page is for the people who run the group.")
FOR_ROLE = N_("This page is for another role. Please ask the group owner.")

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


class OpenRequest(HttpRequest):
    """A request of anybody. `now` is the moment in which it came in."""

    htmx: HtmxDetails
    now: datetime


class AccountRequest(OpenRequest):
    """A request of somebody who has logged in."""

    user: Account


class QunceRequest(AccountRequest):
    """A request to a page of a community by somebody who may see it.

    `actor` is the viewer as the `by` of an action, `roles` what they hold now.
    """

    community: Community
    person: Person
    roles: frozenset[Role]
    actor: Actor
    live_position: int  # the last live event that what the page shows has not missed


def holds(roles: Collection[Role], role: Role) -> bool:
    """Say whether `roles` cover `role`; the owner stands in for all (一个人管群)."""
    return role in roles or Role.OWNER in roles


def require(request: QunceRequest, role: Role) -> None:
    """Raise NotAllowedError unless the viewer holds `role` or owns the community."""
    if not holds(request.roles, role):
        raise NotAllowedError(Words(FOR_ROLE))


def access_of(view: Any) -> str:
    """Return "console", "member", "account" or "open"; "" for a view without a decorator."""
    return str(getattr(view, "qunce_access", ""))


def role_of(view: Any) -> Role | None:
    """Return the role that a console page asks for; None where any role will do."""
    found = getattr(view, "qunce_role", None)
    return found if isinstance(found, Role) else None


def console_page(
    role: Role | None = None,
) -> Callable[[Callable[Concatenate[QunceRequest, P], HttpResponse]], View]:
    """Let in who holds `role` (None: any role). The address has the community's `key`."""

    def decorate(view: Callable[Concatenate[QunceRequest, P], HttpResponse]) -> View:
        def check(request: QunceRequest) -> None:
            if not request.roles:
                raise NotAllowedError(Words(FOR_STAFF))
            if role is not None:
                require(request, role)

        guarded = _community_view(view, check, "console")
        guarded.qunce_role = role  # type: ignore[attr-defined]  # read back by role_of only
        return guarded

    return decorate


def member_page(view: Callable[Concatenate[QunceRequest, P], HttpResponse]) -> View:
    """Let in everybody who is somebody in the community that the address names."""
    return _community_view(view, lambda _request: None, "member")


def account_page(view: Callable[Concatenate[AccountRequest, P], HttpResponse]) -> View:
    """Let in whoever has logged in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _answer(_known(view), cast("OpenRequest", request), *args, **kwargs)

    return mark(guarded, "account")


def open_page(view: Callable[Concatenate[OpenRequest, P], HttpResponse]) -> View:
    """Let in anybody: log-in, web hooks, what a passer-by may see."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _answer(view, cast("OpenRequest", request), *args, **kwargs)

    return mark(guarded, "open")


def enter(request: HttpRequest, key: str) -> QunceRequest:
    """Fill a request of a logged-in account with the community and who the viewer is there.

    Raises NotFoundError where the account is nobody in that community, or it does not exist.
    """
    entered = cast("QunceRequest", request)
    entered.community, entered.person = people.access_community(entered.user, key)
    entered.roles = people.roles_of(entered.person)
    entered.actor = Actor(ActorKind.PERSON, entered.person.pk, entered.person.name)
    return entered


def _community_view(view: Any, check: Callable[[QunceRequest], None], kind: str) -> View:
    def inside(request: AccountRequest, /, *args: Any, key: str, **kwargs: Any) -> HttpResponse:
        entered = enter(request, key)
        check(entered)
        if kind == "console" and lacks_second_factor(entered, entered.user, entered.community.pk):
            return _to_second_factor(entered)
        entered.live_position = live.position() if request.method == "GET" else 0
        # A visit sets nothing, so that what it reads of the settings stays true until its end.
        reading = one_reading() if request.method == "GET" else nullcontext()
        with timezone.override(people.zone_of(entered.community)), reading:
            response = view(entered, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return cast("HttpResponse", response)

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _answer(_known(inside), cast("OpenRequest", request), *args, **kwargs)

    return mark(guarded, kind)


def _to_second_factor(request: QunceRequest) -> HttpResponse:
    there = reverse("shell_second_factor", kwargs={"key": request.community.key})
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _known(view: Any) -> Any:
    def known(request: OpenRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return cast("HttpResponseBase", view(request, *args, **kwargs))
        if request.htmx:
            return HttpResponse(headers={"HX-Refresh": "true"})
        # The address of a form shows nothing by itself: the log-in leads back to its page.
        is_page = request.method in {"GET", "HEAD"}
        return redirect_to_login(request.get_full_path() if is_page else came_from(request) or "/")

    return known


def _answer(view: Any, request: OpenRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    request.now = clock.now()
    try:
        return cast("HttpResponseBase", view(request, *args, **kwargs))
    except QunceError as error:
        return explain(request, error)
    except DatabaseError as error:
        crossed = crossed_by(error) if request.method == "POST" else None
        if crossed is None:
            raise
        logger.warning("two at once at %s", request.path, exc_info=error)
        return explain(request, crossed)


def mark(view: Any, kind: str) -> View:
    """Note on a view how it is guarded; for views that check by themselves (live)."""
    view.qunce_access = kind
    return cast("View", view)
