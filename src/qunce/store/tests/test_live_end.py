"""The thread that reads the news ends without a word when nobody listens any more."""

import asyncio
import threading

import pytest

from qunce.store.live import hub as hubs


def test_what_goes_wrong_after_the_last_reader_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.new_event_loop()

    def gone() -> None:
        loop.close()
        raise RuntimeError("no database any more")

    monkeypatch.setattr(hubs, "open_feed", gone)
    hubs.Hub(loop)._read_on(threading.Event())
    assert caplog.records == []


def test_what_goes_wrong_while_somebody_listens_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    loop, stop = asyncio.new_event_loop(), threading.Event()
    monkeypatch.setattr(hubs, "REST", 0)
    times = []

    def away() -> None:
        times.append(1)
        if len(times) == 3:
            stop.set()
        raise RuntimeError("no database for a while")

    monkeypatch.setattr(hubs, "open_feed", away)
    hubs.Hub(loop)._read_on(stop)
    loop.close()
    assert [each.levelname for each in caplog.records] == ["ERROR"]
