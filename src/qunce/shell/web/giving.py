"""Giving a person a way in: their e-mail address, and the personal link, on the member's page."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunce.kernel.errors import NotAllowedError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people import queries as people
from qunce.people.domain import LONGEST_EMAIL
from qunce.people.domain_own import mask
from qunce.people.models import Person
from qunce.shell import links
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.models import PersonalLink
from qunce.shell.refusals import came_from

OWNERS_ONLY = N_("Only the group owner may do this for people who hold a role.")
NO_EMAIL = N_("Please enter a complete e-mail address.")


class AddressForm(forms.Form):
    """The address with which a person will log in."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=LONGEST_EMAIL)


def may_give(request: QunceRequest, person: Person) -> bool:
    """Say whether the viewer may see and give a person's link.

    Whoever has it comes in as that person: for people with a role only the owner gets it.
    """
    if Role.OWNER in request.roles:
        return True
    return holds(request.roles, Role.OPS) and not people.roles_of(person)


def panel(request: HttpRequest, person: Person) -> str:
    """Return the part of a member's page with their log-in and link, "" for who may not see it."""
    viewer = cast("QunceRequest", request)
    if not may_give(viewer, person):
        return ""
    link = PersonalLink.objects.filter(person=person, is_open=True).first()
    known = {
        "person": person,
        "log_in": mask("mail", person.account.email) if person.account else "",
        "link": link,
        "address": f"{settings.SITE_URL}{links.path_of(link)}" if link else "",
        "days": settings.PERSONAL_LINK_DAYS,
        "form": AddressForm(),
    }
    return render_to_string("shell/link_panel.html", known, request)


@require_POST
@console_page(Role.OPS)
def open_account(request: QunceRequest, pk: int) -> HttpResponse:
    """Note the address with which a person will log in."""
    person = _person(request, pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        raise RefusedError(Words(NO_EMAIL))
    links.open_account(person, form.cleaned_data["email"], by=request.actor, now=request.now)
    messages.success(request, _("Saved. The person can log in with this address now."))
    return _back(request)


@require_POST
@console_page(Role.OPS)
def give(request: QunceRequest, pk: int) -> HttpResponse:
    """Give a new personal link; the one before becomes void."""
    links.issue(_person(request, pk), by=request.actor, now=request.now)
    messages.success(request, _("Here is the new link. Send it to the person in private."))
    return _back(request)


@require_POST
@console_page(Role.OPS)
def take_away(request: QunceRequest, pk: int) -> HttpResponse:
    """Make the personal link void."""
    link = PersonalLink.objects.filter(person=_person(request, pk)).first()
    if link is not None:
        links.revoke(link, by=request.actor, now=request.now)
        messages.success(request, _("The link does not work any more."))
    return _back(request)


def _person(request: QunceRequest, pk: int) -> Person:
    person = people.access_person(request.community, pk)
    if not may_give(request, person):
        raise NotAllowedError(Words(OWNERS_ONLY))
    return person


def _back(request: QunceRequest) -> HttpResponse:
    return HttpResponseRedirect(came_from(request) or "/")
