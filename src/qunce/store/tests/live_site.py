"""A site with one page, the news of the topic "a", for server processes of their own."""

from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

django.setup()

from qunce.store import live  # noqa: E402  (Django is ready only now)


async def news(_request: HttpRequest) -> StreamingHttpResponse:
    """Stream the news."""
    return StreamingHttpResponse(live.stream(["a"]), content_type="text/event-stream")


def application() -> Any:
    """Return the application that uvicorn serves."""
    settings.ROOT_URLCONF = __name__
    return get_asgi_application()


urlpatterns = [path("live/", news)]
