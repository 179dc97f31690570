"""The reading side: one thread per process reads the news, the event loop hands them out."""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import suppress
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.models import Q

from qunce.store.live.events import PULSE_EVENT, RESET_EVENT, Event, as_event
from qunce.store.live.feeds import Feed, open_feed
from qunce.store.models import LiveEvent

logger = logging.getLogger(__name__)

KEPT = 5000  # events in memory, for pages that come back
BACKLOG = 500  # events a slow reader may fall behind before it has to come back
PULSE = 20.0  # seconds without news after which a stream shows a sign of life
LINGER = 10.0  # seconds the thread stays when the last reader has gone
MARGIN = 200  # rows that are read again after the feed was away
REST = 1.0  # seconds before a new try after an error


class Reader:
    """One open page: the topics it hears, and what it has not been sent yet."""

    def __init__(self, topics: frozenset[str], after: int | None) -> None:
        self.topics = topics
        self.after = after
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self.is_quiet = False

    def put(self, event: Event) -> bool:
        """Hand over an event; False where the reader is too far behind to go on."""
        if event.id and event.id <= (self.after or 0):
            return True  # another process has already sent it
        if self.queue.qsize() >= BACKLOG:
            self.queue.put_nowait(None)
            return False
        self.queue.put_nowait(event)
        self.is_quiet = False
        return True


class Hub:
    """The readers of one event loop. All but the thread's own methods run in that loop.

    `loaded` is set while the thread reads: from then on nothing is missed.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._by_topic: dict[str, set[Reader]] = {}
        self._readers: set[Reader] = set()
        self._recent: OrderedDict[int, Event] = OrderedDict()
        self.loaded = asyncio.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._pulse: asyncio.TimerHandle | None = None
        self._is_cut_off = False

    @property
    def count(self) -> int:
        """Return how many pages are listening."""
        return len(self._readers)

    # --- in the loop ----------------------------------------------------------------------------

    def join(self, reader: Reader) -> None:
        """Take a reader in: what it missed first, then all that comes."""
        self._readers.add(reader)
        for topic in reader.topics:
            self._by_topic.setdefault(topic, set()).add(reader)
        if self._thread is None:
            self._stop = threading.Event()
            self._thread = threading.Thread(
                target=self._read_on, args=[self._stop], name="live", daemon=True
            )
            self._thread.start()
            self._beat()
        elif self.loaded.is_set():
            self._catch_up(reader)

    def leave(self, reader: Reader) -> None:
        """Let a reader go; the thread ends a while after the last one."""
        self._readers.discard(reader)
        for topic in reader.topics:
            listening = self._by_topic.get(topic, set())
            listening.discard(reader)
            if not listening:
                self._by_topic.pop(topic, None)
        if not self._readers:
            self._loop.call_later(LINGER, self._end_if_idle)

    def close(self) -> None:
        """End the thread and wait for it."""
        thread = self._thread
        self._end()
        if thread is not None:
            thread.join()

    def _beat(self) -> None:
        """Show signs of life to the readers that heard nothing since the last time."""
        for reader in self._readers:
            if reader.is_quiet:
                reader.queue.put_nowait(PULSE_EVENT)
            reader.is_quiet = True
        self._pulse = self._loop.call_later(PULSE, self._beat)

    def _end_if_idle(self) -> None:
        if not self._readers:
            self._end()

    def _end(self) -> None:
        self._stop.set()
        if self._pulse is not None:
            self._pulse.cancel()
        self._thread = None
        self.loaded.clear()
        self._recent.clear()

    def _load(self, events: list[Event], stop: threading.Event) -> None:
        """Take what was kept, and give each reader that already waits what it missed."""
        if stop is not self._stop:
            return
        self._recent.update((event.id, event) for event in events)
        self.loaded.set()
        for reader in self._readers:
            self._catch_up(reader)

    def _catch_up(self, reader: Reader) -> None:
        """Queue what came after the reader's last event.

        Without a known place in the news (too long away) it is told to start anew.
        """
        after = reader.after
        if after is None:
            return
        latest = max(self._recent, default=0)
        if after > latest:
            return
        if after and after not in self._recent:
            reader.queue.put_nowait(RESET_EVENT)
            return
        is_new = after == 0
        for event in self._recent.values():
            if is_new and event.topic in reader.topics:
                reader.queue.put_nowait(event)
            is_new = is_new or event.id == after
        reader.after = None

    def _deliver(self, events: list[Event], stop: threading.Event) -> None:
        if stop is not self._stop:
            return
        for event in events:
            if event.id in self._recent:
                continue
            self._recent[event.id] = event
            for reader in list(self._by_topic.get(event.topic, ())):
                if not reader.put(event):
                    self.leave(reader)
        while len(self._recent) > KEPT:
            self._recent.popitem(last=False)

    # --- in the thread --------------------------------------------------------------------------

    def _read_on(self, stop: threading.Event) -> None:
        news = _News()
        while not self._is_over(stop):
            try:
                feed = open_feed()
                try:
                    self._read_feed(feed, news, stop)
                finally:
                    feed.close()
            except Exception as error:  # noqa: BLE001  (whatever it is, news go on)
                if self._is_over(stop):
                    break  # nobody listens any more: what went wrong while it ended is no news
                self._tell(error)
                connections.close_all()
                stop.wait(REST)
                news.step_back()
                with suppress(Exception):  # it is the feed that is away: the rows may be there
                    self._look(news, (), stop)
        connections.close_all()

    def _tell(self, error: Exception) -> None:
        """Say in the log that the feed is away: once, not each second until it is back."""
        level = logging.DEBUG if self._is_cut_off else logging.ERROR
        logger.log(level, "live news stopped; again in %s s", REST, exc_info=error)
        self._is_cut_off = True

    def _read_feed(self, feed: Feed, news: "_News", stop: threading.Event) -> None:
        ids: Sequence[int] | None = ()
        while not self._is_over(stop):
            if ids is not None:
                self._look(news, ids, stop)
            ids = feed.wait()
            self._is_cut_off = False

    def _look(self, news: "_News", ids: Sequence[int], stop: threading.Event) -> None:
        if not news.is_loaded:
            self._call(self._load, news.load(), stop)
        if events := news.read(ids):
            self._call(self._deliver, events, stop)

    def _is_over(self, stop: threading.Event) -> bool:
        return stop.is_set() or self._loop.is_closed()

    def _call(
        self,
        method: Callable[[list[Event], threading.Event], None],
        events: list[Event],
        stop: threading.Event,
    ) -> None:
        with suppress(RuntimeError):  # the loop was closed a moment ago
            self._loop.call_soon_threadsafe(method, events, stop)


class _News:
    """How far the thread has read."""

    def __init__(self) -> None:
        self.is_loaded = False
        self._last = 0

    def load(self) -> list[Event]:
        """Return what was kept, oldest first."""
        kept = LiveEvent.objects.order_by("-id")[:KEPT]
        events = [as_event(row) for row in reversed(kept)]
        self._last = events[-1].id if events else 0
        self.is_loaded = True
        return events

    def step_back(self) -> None:
        """Read the last rows once more: one below them may have become visible after them.

        The hub knows what it has delivered already.
        """
        self._last = max(0, self._last - MARGIN)

    def read(self, ids: Sequence[int]) -> list[Event]:
        """Return what came after the last that was read, and the rows that were announced."""
        rows = LiveEvent.objects.filter(Q(pk__in=ids) | Q(pk__gt=self._last)).order_by("id")
        events = [as_event(row) for row in rows]
        if events:
            self._last = max(self._last, events[-1].id)
        return events


_HUBS: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_here() -> Hub:
    """Return the hub of the running event loop: one per process of the web server."""
    loop = asyncio.get_running_loop()
    if loop not in _HUBS:
        _HUBS[loop] = Hub(loop)
    return _HUBS[loop]


async def subscribe(topics: Iterable[str], after: int | None = None) -> AsyncGenerator[Event, None]:
    """Yield the news of `topics`: after event `after` (Last-Event-ID), else from now on.

    Ends where the reader fell too far behind; it then comes back with its last id. Close it
    (`aclosing`) when the page has gone.
    """
    hub, reader = hub_here(), Reader(frozenset(topics), after)
    hub.join(reader)
    try:
        while (event := await reader.queue.get()) is not None:
            if event is not PULSE_EVENT:
                yield event
    finally:
        hub.leave(reader)


async def stream(topics: Iterable[str], after: int | None = None) -> AsyncGenerator[bytes, None]:
    """Yield the body of a text/event-stream response; a quiet one pulses every 20 to 40 s."""
    hub, reader = hub_here(), Reader(frozenset(topics), after)
    hub.join(reader)
    try:
        yield b"retry: 2000\n\n"
        while (event := await reader.queue.get()) is not None:
            yield event.wire
    finally:
        hub.leave(reader)
