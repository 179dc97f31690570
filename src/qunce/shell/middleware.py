"""What every page goes through: the reader's language, and a page for addresses of forms."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware

from qunce.shell.refusals import only_for_forms

YEAR = 60 * 60 * 24 * 365  # seconds


def chosen_language(request: HttpRequest) -> str:
    """Return the language that the reader chose, or the site's default.

    What the browser prefers is not asked: many people here have an English system and read
    Chinese.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = {code for code, _name in settings.LANGUAGES}
    return chosen if chosen in known else settings.LANGUAGE_CODE


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Put the chosen language into the cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


@sync_and_async_middleware
def language(get_response: Any) -> Callable[[HttpRequest], Any]:
    """Show every page in the reader's language."""

    def noted(request: HttpRequest) -> str:
        code = chosen_language(request)
        request.LANGUAGE_CODE = code  # as Django's own does
        return code

    def finish(response: HttpResponseBase, code: str) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", code)
        return response

    if iscoroutinefunction(get_response):

        async def serve_async(request: HttpRequest) -> HttpResponseBase:
            code = noted(request)
            with translation.override(code):
                return finish(await get_response(request), code)

        return serve_async

    def serve(request: HttpRequest) -> HttpResponseBase:
        code = noted(request)
        with translation.override(code):
            return finish(get_response(request), code)

    return serve


@sync_and_async_middleware
def addresses_of_forms(get_response: Any) -> Callable[[HttpRequest], Any]:
    """Explain an address that only takes what a form sends to whoever opens it in a browser."""
    if iscoroutinefunction(get_response):

        async def serve_async(request: HttpRequest) -> HttpResponseBase:
            response: HttpResponseBase = await get_response(request)
            if _was_opened(request, response):
                return await sync_to_async(only_for_forms)(request, response["Allow"])
            return response

        return serve_async

    def serve(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = get_response(request)
        if _was_opened(request, response):
            return only_for_forms(request, response["Allow"])
        return response

    return serve


def _was_opened(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether a browser opened an address that it can only send to."""
    refused = isinstance(response, HttpResponseNotAllowed) and request.method == "GET"
    return refused and "text/html" in request.headers.get("Accept", "")
