"""A site with one page: the news of a group, with all of the real site's middleware."""

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from qunce.store import live

TOPIC = "group:1"


async def news(_request: HttpRequest) -> StreamingHttpResponse:
    """Stream the news of the group."""
    return StreamingHttpResponse(live.stream([TOPIC]), content_type="text/event-stream")


urlpatterns = [path("live/", news)]
