"""What the tests of live news share: how somebody publishes, and how a page hears."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import datetime

from asgiref.sync import sync_to_async
from django.db import connections, transaction

from qunce.store import live


def telling(now: datetime) -> Callable[..., Awaitable[int]]:
    """Return how a coroutine publishes, as a view or the worker does: in a thread."""

    def tell(topic: str, number: int) -> int:
        try:
            with transaction.atomic():
                return live.publish(topic, "n", {"n": number}, now=now)
        finally:
            connections.close_all()

    return sync_to_async(tell, thread_sensitive=False)


async def hear(
    topics: list[str], count: int, *, after: int | None = None, ready: asyncio.Event | None = None
) -> list[live.Event]:
    """Return the first `count` news of `topics`; set `ready` as soon as nothing is missed."""
    heard: list[live.Event] = []
    async with aclosing(live.subscribe(topics, after)) as news:
        first = asyncio.ensure_future(anext(news))
        await asyncio.sleep(0)
        await live.hub_here().loaded.wait()
        if ready is not None:
            ready.set()
        if count:
            heard.append(await asyncio.wait_for(first, 10))
        while len(heard) < count:
            heard.append(await asyncio.wait_for(anext(news), 10))
        if not count:
            first.cancel()
    return heard


def play(scene: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine in a loop of its own and end its hub."""

    async def main() -> None:
        try:
            await scene()
        finally:
            live.hub_here().close()

    asyncio.run(main())


def numbers(events: list[live.Event]) -> list[int]:
    """Return what was told, in its order."""
    return [event.data["n"] for event in events]
