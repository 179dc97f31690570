"""News for open pages: who hears what, and what a page that was away still hears."""

import asyncio
import json
import time
from contextlib import aclosing
from datetime import datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections, transaction

from qunce.store import live
from qunce.store.live import hub as hubs
from qunce.store.models import LiveEvent
from qunce.store.tests.hearing import hear, numbers, play, telling

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_hears_its_topics_in_order_and_no_others(noon: datetime) -> None:
    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a", "b"], 3, ready=ready))
        await ready.wait()
        for topic, number in (("a", 1), ("c", 2), ("b", 3), ("a", 4)):
            await tell(topic, number)
        heard = await page
        assert numbers(heard) == [1, 3, 4]
        told = heard[0].wire.removeprefix(b"id: %d\ndata: " % heard[0].id)
        assert json.loads(told) == {"topic": heard[0].topic, "kind": "n", "data": {"n": 1}}

    play(scene)


def test_news_arrive_within_a_quarter_of_a_second(noon: datetime) -> None:
    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 1, ready=ready))
        await ready.wait()
        begin = time.monotonic()
        await tell("a", 1)
        await page
        assert time.monotonic() - begin < 0.5

    play(scene)


def test_what_is_rolled_back_is_never_heard(noon: datetime) -> None:
    def change_ones_mind() -> None:
        with transaction.atomic():
            live.publish("a", "n", {"n": 1}, now=noon)
            transaction.set_rollback(True)
        connections.close_all()

    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 1, ready=ready))
        await ready.wait()
        await sync_to_async(change_ones_mind, thread_sensitive=False)()
        await tell("a", 2)
        assert numbers(await page) == [2]

    play(scene)


def test_a_page_that_comes_back_hears_what_it_missed(noon: datetime) -> None:
    async def scene() -> None:
        tell = telling(noon)
        ids = [await tell(topic, n) for n, topic in enumerate("aabab")]
        assert numbers(await hear(["a"], 2, after=ids[0])) == [1, 3]
        await tell("a", 5)
        assert numbers(await hear(["a"], 2, after=ids[1])) == [3, 5]
        assert numbers(await hear(["a"], 4, after=0)) == [0, 1, 3, 5]

    play(scene)


def test_a_page_that_was_away_too_long_is_told_to_start_anew(noon: datetime) -> None:
    first, second = (live.publish("a", "n", {"n": n}, now=noon) for n in (1, 2))
    LiveEvent.objects.filter(pk=first).delete()

    async def scene() -> None:
        heard = await hear(["a"], 1, after=first)
        assert [event.kind for event in heard] == ["reset"]
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 1, after=second, ready=ready))
        await ready.wait()
        await tell("a", 3)
        assert numbers(await page) == [3]

    play(scene)


def test_what_another_process_has_sent_is_not_sent_again(noon: datetime) -> None:
    first = live.publish("a", "n", {"n": 1}, now=noon)

    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 1, after=first + 1, ready=ready))
        await ready.wait()
        await tell("a", 2)
        await tell("a", 3)
        assert numbers(await page) == [3]

    play(scene)


def test_a_page_that_has_gone_leaves_nothing_behind(noon: datetime) -> None:
    async def stay() -> None:
        async with aclosing(live.subscribe(["a"])) as news:
            await anext(news)

    async def scene() -> None:
        hub = live.hub_here()
        pages = [asyncio.ensure_future(stay()) for _ in range(50)]
        await asyncio.sleep(0)
        await hub.loaded.wait()
        assert hub.count == 50
        for page in pages[1:]:
            page.cancel()
        await asyncio.gather(*pages[1:], return_exceptions=True)
        assert hub.count == 1
        await telling(noon)("a", 1)
        await pages[0]
        assert hub.count == 0

    play(scene)


def test_a_page_that_falls_behind_has_to_come_back(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BACKLOG", 3)

    async def scene() -> None:
        tell = telling(noon)
        async with (
            aclosing(live.subscribe(["a"])) as slow,
            aclosing(live.subscribe(["a"])) as quick,
        ):
            first, heard = (asyncio.ensure_future(anext(each)) for each in (slow, quick))
            await asyncio.sleep(0)
            await live.hub_here().loaded.wait()
            for number in range(6):
                await tell("a", number)
                assert numbers([await heard]) == [number]
                heard = asyncio.ensure_future(anext(quick))
            heard.cancel()
            rest = [await first, *[event async for event in slow]]
            assert numbers(rest) == [0, 1, 2, 3][: len(rest)]

    play(scene)


def test_a_quiet_stream_shows_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PULSE", 0.05)

    async def scene() -> None:
        async with aclosing(live.stream(["a"])) as body:
            assert [await anext(body) for _ in range(2)] == [b"retry: 2000\n\n", b": pulse\n\n"]

    play(scene)


def test_news_are_kept_for_an_hour_and_the_latest_for_ever(noon: datetime) -> None:
    for minutes in (0, 30, 90):
        live.publish("a", "n", {"n": minutes}, now=noon + timedelta(minutes=minutes))
    assert live.prune(noon + timedelta(minutes=91)) == 2
    assert live.prune(noon + timedelta(days=1)) == 0
    assert live.position() == LiveEvent.objects.get().pk


def test_no_text_can_forge_an_event(noon: datetime) -> None:
    live.publish("a", "n\ndata: forged", {"n": 0, "text": "\n\nid: 9"}, now=noon)

    async def scene() -> None:
        (event,) = await hear(["a"], 1, after=0)
        assert event.wire.count(b"\n") == 3

    play(scene)
