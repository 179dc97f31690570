"""What a person sees when the house says no: a page, a message, or a toast (DESIGN 7)."""

import json
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.utils.http import url_has_allowed_host_and_scheme

from qunce.kernel.errors import BusyError, NotAllowedError, NotFoundError, QunceError, StaleError
from qunce.shell import words

STATUS: dict[type[QunceError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    StaleError: 409,
    BusyError: 503,
}
REFUSED = 400


def status_of(error: QunceError) -> int:
    """Return the HTTP status that fits an error of the house."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), REFUSED)


def explain(request: HttpRequest, error: QunceError) -> HttpResponse:
    """Return the answer to a request that the house refused.

    HTMX gets a toast and leaves the page as it is. A form that was sent goes back to where it
    came from, with a message. Everything else is a page with the fitting status.
    """
    said = words.render(error.words)
    if request.headers.get("HX-Request") == "true":
        return toast(HttpResponse(status=200), said, tone="bad", keep=True)
    status = status_of(error)
    back = came_from(request)
    if request.method == "POST" and status not in {403, 404} and back:
        messages.error(request, said)
        return HttpResponseRedirect(back)
    template = f"{status}.html" if status in {403, 404} else "400.html"
    return render_page(request, template, {"exception": said, "back": back}, status=status)


def only_for_forms(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer who opens an address that only takes what a form sends (`allowed`: its methods)."""
    response = render_page(request, "405.html", {"back": came_from(request)}, status=405)
    response["Allow"] = allowed
    return response


def toast(
    response: HttpResponse, text: str, *, tone: str = "good", keep: bool = False
) -> HttpResponse:
    """Let the page show `text` for a moment; `keep` leaves what is on the page untouched."""
    response["HX-Trigger"] = json.dumps({"shell:toast": {"text": text, "tone": tone}})
    if keep:
        response["HX-Reswap"] = "none"
    return response


def came_from(request: HttpRequest) -> str:
    """Return the path of the page that the request was sent from, "" where it is not ours."""
    referer = request.headers.get("Referer", "")
    try:
        hosts = {request.get_host()}
    except DisallowedHost:  # a page of ours is told about it: this must not fail again
        return ""
    if not url_has_allowed_host_and_scheme(referer, hosts, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referer)
    return parts._replace(scheme="", netloc="").geturl()
