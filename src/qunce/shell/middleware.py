"""The language of a page: what was chosen in a cookie, else the site's default."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware

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
