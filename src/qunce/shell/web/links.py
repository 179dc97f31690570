"""Coming in by a personal link."""

import secrets

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.shell import links
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.middleware import YEAR
from qunce.shell.models import PersonalLink

DEVICE_COOKIE = "qunce_device"


@never_cache
@open_page
def come_in(request: OpenRequest, token: str) -> HttpResponse:
    """Log in on the device of the link; ask before the first use, lead others to the e-mail code.

    A link is opened by a GET of whoever wants to look at it first (chat apps do): only a POST
    binds it.
    """
    link = links.find(token)
    if link is None:
        return render(request, "shell/link_void.html", status=404)
    device = request.COOKIES.get(DEVICE_COOKIE, "")
    if link.device and link.device == links.digest(device):
        return _log_in(request, link)
    if link.device:
        return _elsewhere(request)
    if request.method != "POST":
        return render(request, "shell/link.html", {"link": link})
    device = device or secrets.token_urlsafe(32)
    name = request.headers.get("User-Agent", "")
    if not links.bind(link, device, name, now=request.now):
        return _elsewhere(request)
    response = _log_in(request, link)
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=2 * YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _log_in(request: OpenRequest, link: PersonalLink) -> HttpResponse:
    """Log the person in by way of allauth, which still asks for a second factor."""
    where = f"/enter/{link.community.key}/"
    if request.user.is_authenticated and request.user == link.person.account:
        return redirect(where)
    response: HttpResponse = perform_login(
        request, link.person.account, email_verification="none", redirect_url=where
    )
    return response


def _elsewhere(request: OpenRequest) -> HttpResponse:
    said = _("This link belongs to another device. Log in here by e-mail code.")
    messages.info(request, said)
    return redirect(settings.LOGIN_URL)
