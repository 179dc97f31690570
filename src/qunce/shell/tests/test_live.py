import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime
from typing import cast

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.test import AsyncClient, Client, RequestFactory

from qunce.people.models import Person
from qunce.shell import live
from qunce.shell.card import Card
from qunce.shell.house import House, house
from qunce.store.live import hub_here, publish

LogIn = Callable[[Person], Client]


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody who is logged in hear "room:…" topics whose name is not "secret"."""

    def may_hear(request: HttpRequest, topic: str) -> bool:
        return request.user.is_authenticated and topic != "room:secret"

    card = Card("test", "Test", topics={"room": may_hear})
    monkeypatch.setattr(house, "cards", (*house.cards, card))


async def parts_of(response: StreamingHttpResponse, count: int) -> list[bytes]:
    """Return the first parts of a stream, and close it."""
    found: list[bytes] = []
    stream = cast("AsyncGenerator[bytes, None]", response.streaming_content)
    async with asyncio.timeout(10), aclosing(stream) as parts:
        async for part in parts:
            found.append(part)
            if len(found) == count:
                return found
    return found


async def open_stream(client: Client, address: str) -> StreamingHttpResponse:
    """Ask for a stream with the session of a client."""
    visitor = AsyncClient()
    visitor.cookies = client.cookies
    return cast("StreamingHttpResponse", await visitor.get(address))


@pytest.mark.django_db(transaction=True)
def test_a_page_hears_its_topics_only(
    ben: Person, log_in: LogIn, noon: datetime, topics: None
) -> None:
    client = log_in(ben)

    def tell() -> None:
        with transaction.atomic():
            publish("room:other", "n", {}, now=noon)
            publish("room:secret", "n", {}, now=noon)
            publish("room:1", "said", {"id": 7}, now=noon)

    async def listen() -> list[bytes]:
        address = "/live/?topic=room:1&topic=room:secret&after=0"
        response = await open_stream(client, address)
        assert response["Content-Type"] == "text/event-stream"
        assert response["X-Accel-Buffering"] == "no"
        await sync_to_async(tell)()
        found = await parts_of(response, 2)
        hub_here().close()
        return found

    _retry, event = async_to_sync(listen)()
    data = json.loads(event.split(b"data: ")[1])
    assert data == {"topic": "room:1", "kind": "said", "data": {"id": 7}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", ["", "?topic=room:secret", "?topic=unknown:1", "?topic=nothing"])
def test_who_may_hear_nothing_is_told_so(
    query: str, ben: Person, log_in: LogIn, topics: None
) -> None:
    client = log_in(ben)

    async def listen() -> list[bytes]:
        return await parts_of(await open_stream(client, f"/live/{query}"), 9)

    assert async_to_sync(listen)() == [live.REFUSED]


@pytest.mark.django_db(transaction=True)
def test_strangers_hear_nothing(topics: None) -> None:
    async def listen() -> list[bytes]:
        return await parts_of(await open_stream(Client(), "/live/?topic=room:1"), 9)

    assert async_to_sync(listen)() == [live.REFUSED]


def test_a_stream_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LIFETIME", -1)

    async def endless() -> AsyncGenerator[bytes, None]:
        while True:
            yield b": pulse\n\n"

    async def listen() -> int:
        return len([part async for part in live.limited(endless())])

    assert async_to_sync(listen)() == 1


@pytest.mark.parametrize(
    ("header", "query", "after"), [("7", "3", 7), ("", "3", 3), ("x", "", None), ("", "", None)]
)
def test_the_browser_says_what_it_knows(header: str, query: str, after: int | None) -> None:
    headers = {"Last-Event-ID": header}
    request = RequestFactory().get("/live/", {"after": query}, headers=headers)
    assert live.after_of(request) == after


def test_all_cards_must_agree_that_a_topic_may_be_heard() -> None:
    party = House()
    party.hand_out(
        [
            Card("a", "A", topics={"x": lambda _request, _topic: True}),
            Card("b", "B", topics={"x": lambda _request, topic: topic == "x:1"}),
        ]
    )
    assert party.may_hear(HttpRequest(), "x:1")
    assert not party.may_hear(HttpRequest(), "x:2")
