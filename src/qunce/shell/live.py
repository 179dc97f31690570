"""The one live stream of a page: server-sent events of the topics that the viewer may hear."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase

from qunce.shell.access import mark
from qunce.shell.house import house
from qunce.store.live import stream

MOST_TOPICS = 20
LIFETIME = 10 * 60  # seconds; the browser then comes back, and what it may hear is asked again
REFUSED = b"event: refused\ndata: {}\n\n"
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


async def live(request: HttpRequest) -> HttpResponseBase:
    """Stream the news of `?topic=…&topic=…`, after Last-Event-ID (or `after`) where it is told.

    Topics that the viewer may not hear are left out; where none remains, the stream says
    `refused` and ends.
    """
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    wanted = sorted(set(request.GET.getlist("topic")))[:MOST_TOPICS]
    topics = await sync_to_async(heard)(request, wanted)
    body = limited(stream(topics, after_of(request))) if topics else refusal()
    return StreamingHttpResponse(body, content_type="text/event-stream", headers=HEADERS)


def heard(request: HttpRequest, topics: list[str]) -> list[str]:
    """Return those of the topics that the viewer may hear."""
    return [topic for topic in topics if house.may_hear(request, topic)]


def after_of(request: HttpRequest) -> int | None:
    """Return the last event that the page knows: the browser's word, else the address's."""
    told = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(told) if told.isdecimal() else None


async def limited(body: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Pass a stream on until its time is over (a quiet one pulses, so that it ends as well)."""
    clock = asyncio.get_running_loop()
    end = clock.time() + LIFETIME
    async with aclosing(body) as parts:
        async for part in parts:
            yield part
            if clock.time() > end:
                return


async def refusal() -> AsyncGenerator[bytes, None]:
    """Say that there is nothing to hear."""
    yield REFUSED


mark(live, "live")
