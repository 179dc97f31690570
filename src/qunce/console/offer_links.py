"""A role offered to somebody without a log-in: by a signed link that an admin sends in private.

The link names the offer and holds as long as it. Whoever accepts enters a mailbox, and logs in
with it from then on; who has a log-in already is led to the offer among the own pages.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings as site
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console import permissions
from qunce.console.own_data import mail_code
from qunce.console.own_forms import CodeForm
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import BusyError, NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people import roles
from qunce.people.domain import LONGEST_EMAIL, ROLE_NAMES, OfferState
from qunce.people.domain_own import mask
from qunce.people.models import Person, RoleOffer
from qunce.people.queries import zone_of
from qunce.shell import links, throttle
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.forms import refuse
from qunce.shell.house import house
from qunce.shell.times import exact
from qunce.shell.words import render as say
from qunce.shell.words import role_name
from qunce.store import mailed_codes
from qunce.store.secrets import decrypt, encrypt

SALT = "qunce.role-offer"
KEPT = "role_offer"  # what the session holds between mailbox and code
HOUR = timedelta(hours=1)
CODES = (throttle.Limit(5, HOUR), throttle.Limit(12, timedelta(days=1)))
TRIES = (throttle.Limit(mailed_codes.MOST_TRIES * 4, HOUR),)
BY_ADDRESS = (throttle.Limit(60, HOUR),)

LETTER = N_(
    "%(name)s, would you like to be %(title)s of %(community)s? What it means, and how to say yes "
    "or no, stands here until %(until)s. The link is only for you: %(link)s"
)


class MailboxForm(forms.Form):
    """The mailbox with which somebody who takes a role on will log in."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=LONGEST_EMAIL,
        help_text=gettext_lazy("You log in with it: whoever holds a role needs one."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def letter_of(made: RoleOffer) -> str:
    """Return the words to send to whoever is asked, with the link in them."""
    token = Signer(salt=SALT, sep=".").sign(str(made.pk))
    about: dict[str, str | int | float | Words] = {
        "name": made.person.name,
        "title": Words(ROLE_NAMES[Role(made.role)]),
        "community": made.community.name,
        "until": exact(made.expires_at, zone_of(made.community)),
        "link": site.SITE_URL + reverse("console_offer_link", kwargs={"token": token}),
    }
    return say(Words(LETTER, about))


@never_cache
@require_GET
@open_page
def show(request: OpenRequest, token: str) -> HttpResponse:
    """Show what the role would mean, and the two answers."""
    made = _find(token)
    if made.person.account_id is not None:
        return redirect("console_offer", key=made.community.key, pk=made.pk)
    return _page(request, made, token, MailboxForm())


@never_cache
@require_POST
@open_page
def accept(request: OpenRequest, token: str) -> HttpResponse:
    """Take the mailbox of who accepts, and send a code to it."""
    made = _find(token)
    form = MailboxForm(request.POST)
    if form.is_valid():
        try:
            _check(made, request.now)
            _knock(request, made, "role-offer-mailbox", CODES)
            _send_code(request, made, form.cleaned_data["address"])
        except (BusyError, RefusedError) as error:
            refuse(form, error.words, "address")
        else:
            return redirect("console_offer_code", token=token)
    return _page(request, made, token, form)


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def code(request: OpenRequest, token: str) -> HttpResponse:
    """Take the code: the mailbox becomes the log-in, and the role is accepted."""
    made = _find(token)
    kept = request.session.get(KEPT) or {}
    if kept.get("offer") != made.pk:
        return redirect("console_offer_link", token=token)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _knock(request, made, "role-offer-code", TRIES)
            _enter(made, kept, form.cleaned_data["code"], request.now)
            person = _take_on(made, kept, request.now)
        except (BusyError, RefusedError) as error:
            refuse(form, error.words, "code")
        else:
            del request.session[KEPT]
            messages.success(request, _("Thank you! Here is what there is to do."))
            return _log_in(request, made, person)
    known = {"token": token, "form": form, "address": mask("mail", decrypt(kept["address"]))}
    return _show(request, made, "console/offer_code.html", known)


@never_cache
@require_POST
@open_page
def decline(request: OpenRequest, token: str) -> HttpResponse:
    """Say no, with a word where one was given."""
    made = _find(token)
    if made.person.account_id is None:  # else the answer is given among the own pages
        answer = request.POST.get("answer", "").strip()[:500]
        try:
            roles.decline(made, by=_as(made.person), now=request.now, answer=answer)
        except RefusedError as error:
            messages.error(request, say(error.words))
    return redirect("console_offer_link", token=token)


def _find(token: str) -> RoleOffer:
    try:
        pk = int(Signer(salt=SALT, sep=".").unsign(token))
    except (BadSignature, ValueError):
        raise NotFoundError(Words(roles.NO_OFFER)) from None
    found = RoleOffer.objects.select_related("person__account", "predecessor", "community")
    made = found.filter(pk=pk).first()
    if made is None:
        raise NotFoundError(Words(roles.NO_OFFER))
    return made


def _as(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.pk, person.name)


def _check(made: RoleOffer, now: datetime) -> None:
    if made.state != OfferState.OPEN or made.expires_at <= now:
        raise RefusedError(Words(roles.TOO_LATE))


def _knock(
    request: OpenRequest, made: RoleOffer, door: str, limits: tuple[throttle.Limit, ...]
) -> None:
    who = [
        throttle.Who("ip", throttle.address_of(request), BY_ADDRESS),
        throttle.Who("offer", str(made.pk), limits),
    ]
    throttle.knock(door, who, now=request.now)


def _send_code(request: OpenRequest, made: RoleOffer, address: str) -> None:
    """Mail a code; the session holds for which mailbox, and by the seed which code, it was.

    BusyError for a second one too soon, RefusedError after too many.
    """
    before = request.session.get(KEPT) or {}
    another = before.get("offer") != made.pk or decrypt(before["address"]) != address
    mailed_codes.draw(made, now=request.now, another=another)
    made.save(update_fields=["seed", "code_sent_at", "sends", "tries"])
    request.session[KEPT] = {"offer": made.pk, "address": encrypt(address), "seed": made.seed}
    mail_code(made.community, address, mailed_codes.code_of(made))


def _enter(made: RoleOffer, kept: dict[str, Any], typed: str, now: datetime) -> None:
    """Return where the code is right; one that was sent to another mailbox since is not."""
    if kept["seed"] != made.seed:
        raise RefusedError(Words(mailed_codes.TAKE_NEW))
    mailed_codes.enter(made, typed, now=now)


@transaction.atomic
def _take_on(made: RoleOffer, kept: dict[str, Any], now: datetime) -> Person:
    """Open the log-in and accept; RefusedError for an offer that is over.

    RefusedError too where somebody else of the community logs in with the mailbox.
    """
    _check(made, now)
    person = made.person
    links.open_account(person, decrypt(kept["address"]), by=_as(person), now=now)
    roles.accept(made, by=_as(person), now=now, duties=house.duties_of(Role(made.role)))
    return person


def _log_in(request: OpenRequest, made: RoleOffer, person: Person) -> HttpResponse:
    """Log the person in by way of allauth, which still asks for a second factor."""
    where = reverse("console_desk", kwargs={"key": made.community.key})
    response: HttpResponse = perform_login(
        request, person.account, email_verification="none", redirect_url=where
    )
    return response


def _page(
    request: OpenRequest, made: RoleOffer, token: str, form: MailboxForm, **more: Any
) -> HttpResponse:
    is_open = made.state == OfferState.OPEN
    known = {
        "token": token,
        "form": form,
        "is_open": is_open and made.expires_at > request.now,
        "is_late": is_open and made.expires_at <= request.now,
        "work": say(permissions.ROLE_WORK[Role(made.role)]),
        "duties": permissions.duties_of(Role(made.role)),
        **more,
    }
    return _show(request, made, "console/offer_link.html", known)


def _show(
    request: OpenRequest, made: RoleOffer, template: str, known: dict[str, Any]
) -> HttpResponse:
    request.community = made.community  # type: ignore[attr-defined]  # the frame names it
    about = {"offer": made, "name": role_name(made.role), "community": made.community}
    with timezone.override(zone_of(made.community)):
        return render(request, template, about | known)


URLS = [
    path("offer/<str:token>/", show, name="console_offer_link"),
    path("offer/<str:token>/accept/", accept, name="console_offer_accept"),
    path("offer/<str:token>/code/", code, name="console_offer_code"),
    path("offer/<str:token>/decline/", decline, name="console_offer_decline"),
]
