"""Friendly error pages: they say what happened and where to go, never how we failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunce.shell.refusals import came_from


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that could not be read."""
    return _page(request, 400, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _page(request, 403, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for a page that does not exist."""
    return _page(request, 404, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request on which the site itself failed."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose secret is missing or old: mostly a page that was open for long.

    `reason` is Django's and for programmers.
    """
    return render(request, "403_csrf.html", {"back": came_from(request)}, status=403)


def _page(request: HttpRequest, status: int, _exception: Exception) -> HttpResponse:
    return render(request, f"{status}.html", {"back": came_from(request)}, status=status)
