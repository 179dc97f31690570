"""All writes of the feeds: listed, read, paused, removed; what they said is stored once."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from qunce.facts.feeds import (
    FeedAdded,
    FeedChanged,
    FeedPaused,
    FeedPutBack,
    FeedRemoved,
    FeedResumed,
)
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.playbook import queries as playbook
from qunce.rooms.programme import domain_feeds as domain
from qunce.rooms.programme.domain_feeds import Entry, FeedSettings, Told
from qunce.rooms.programme.feeds import fetching, reading
from qunce.rooms.programme.feeds.fetching import Fetched, FetchError, Limits
from qunce.rooms.programme.models_feeds import LONGEST_NAME, Feed, FeedEntry
from qunce.store.codecs import encode

logger = logging.getLogger(__name__)

KIND = "feed_broken"
MOST = 100  # feeds of a community
SAME_WITHIN = timedelta(days=14)  # so far back news are compared
SHADOW = timedelta(days=400)  # so long an erased entry is known again
BUDGET = 120.0  # seconds that one round of reading takes

BOTH = N_("%(first)s %(second)s")
THERE = N_("This feed is listed already, as “%(name)s”.")
TOO_MANY = N_("There are %(count)s feeds already; at most %(count)s are read.")
BROKEN = N_("The feed “%(name)s” cannot be read any more")
MEND = N_("Look at its fault on the page of the feeds: correct the address, pause or remove it.")


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of a feed when it is listed: its address, its name and its part."""

    url: str
    name: str
    part: str = ""


def settings_of(community: int) -> FeedSettings:
    """Return how a community's feeds are read."""
    found: FeedSettings = playbook.effective(community, FeedSettings)
    return found


def look(url: str, *, now: datetime, limits: Limits = fetching.ON_PAGE) -> tuple[Fetched, Told]:
    """Return what stands at an address now; nothing is stored. RefusedError says what is wrong."""
    fetched = fetching.fetch(url, limits=limits)
    return fetched, reading.read(fetched, now=now)


@transaction.atomic
def add(community: Community, listed: Listed, *, by: Actor, now: datetime) -> Feed:
    """List a feed; it is read within a minute. RefusedError where it is listed, or too many are."""
    rows = Feed.objects.filter(community=community, removed_at=None)
    known = rows.filter(url=listed.url).first()
    if known is not None:
        raise RefusedError(Words(THERE, {"name": known.name}))
    if rows.count() >= MOST:
        raise RefusedError(Words(TOO_MANY, {"count": MOST}))
    with _listed_once(listed):
        feed = Feed.objects.create(
            community=community,
            url=listed.url,
            name=_name(listed),
            part=listed.part,
            next_at=now,
            added_by_id=by.id if by.kind is ActorKind.PERSON else None,
            created_at=now,
        )
    ledger.record(FeedAdded(feed.name, feed.url), by=by, now=now, community=community)
    return feed


@transaction.atomic
def change(feed: Feed, listed: Listed, *, by: Actor, now: datetime) -> None:
    """Give a feed another address, name or part. RefusedError where that address is listed."""
    rows = Feed.objects.filter(community=feed.community_id, removed_at=None, url=listed.url)
    known = rows.exclude(pk=feed.pk).first()
    if known is not None:
        raise RefusedError(Words(THERE, {"name": known.name}))
    about: dict[str, Any] = {"url": listed.url, "name": _name(listed), "part": listed.part}
    if listed.url != feed.url:
        about |= {"etag": "", "modified": "", "faults": 0, "fault": None, "next_at": now}
    with _listed_once(listed):
        Feed.objects.filter(pk=feed.pk).update(**about)
    ledger.record(
        FeedChanged(_name(listed), listed.url), by=by, now=now, community=feed.community_id
    )


def _name(listed: Listed) -> str:
    """Return the name of a feed as it is kept: one that calls itself at length is cut."""
    is_long = len(listed.name) > LONGEST_NAME
    return f"{listed.name[: LONGEST_NAME - 1]}…" if is_long else listed.name


@transaction.atomic
def pause(feed: Feed, *, by: Actor, now: datetime) -> None:
    """Read a feed no more, until somebody lets it go on; nothing where it rests already."""
    rows = Feed.objects.filter(pk=feed.pk, paused_at=None, removed_at=None)
    if rows.update(paused_at=now):
        ledger.record(FeedPaused(feed.name), by=by, now=now, community=feed.community_id)
        _end_line(feed, by=by, now=now)


@transaction.atomic
def resume(feed: Feed, *, by: Actor, now: datetime) -> None:
    """Read a feed again; nothing where it is read already."""
    rows = Feed.objects.filter(pk=feed.pk, paused_at__isnull=False, removed_at=None)
    if rows.update(paused_at=None, next_at=now, faults=0):
        ledger.record(FeedResumed(feed.name), by=by, now=now, community=feed.community_id)


@transaction.atomic
def remove(feed: Feed, *, by: Actor, now: datetime) -> None:
    """Take a feed off the list; what it said stays until it is erased. It can be put back."""
    if Feed.objects.filter(pk=feed.pk, removed_at=None).update(removed_at=now):
        ledger.record(FeedRemoved(feed.name), by=by, now=now, community=feed.community_id)
        _end_line(feed, by=by, now=now)


@transaction.atomic
def put_back(feed: Feed, *, by: Actor, now: datetime) -> None:
    """List a feed again that was removed. RefusedError where its address is listed meanwhile."""
    with _listed_once(feed):
        rows = Feed.objects.filter(pk=feed.pk, removed_at__isnull=False)
        done = rows.update(removed_at=None, next_at=now, faults=0)
    if done:
        ledger.record(FeedPutBack(feed.name), by=by, now=now, community=feed.community_id)


@contextmanager
def _listed_once(wanted: Listed | Feed) -> Iterator[None]:
    """Refuse an address that somebody else listed at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise RefusedError(Words(THERE, {"name": wanted.name})) from None


# --- reading ------------------------------------------------------------------------------------


def read_due(now: datetime) -> int:
    """Read the feeds whose time has come, one after another; return how many were read.

    What a round has no time for is read in the next one, those that wait longest first.
    """
    until = time.monotonic() + BUDGET
    rows = Feed.objects.filter(next_at__lte=now, paused_at=None, removed_at=None)
    count = 0
    for feed in list(rows.order_by("next_at", "id")):
        if time.monotonic() > until:
            break
        try:
            read(feed, now=now)
        except Exception:  # whatever one feed says, the others are read
            logger.exception("The feed %s cannot be read", feed.pk)
            _note_fault(feed, Words(reading.NO_FEED), settings_of(feed.community_id), now=now)
        count += 1
    return count


def read(feed: Feed, *, now: datetime, limits: Limits = fetching.IN_WORKER) -> int:
    """Read a feed and store what is new; return how much that was. No transaction may be open."""
    settings = settings_of(feed.community_id)
    try:
        fetched = fetching.fetch(feed.url, etag=feed.etag, modified=feed.modified, limits=limits)
        told = None if fetched.body is None else reading.read(fetched, now=now)
    except FetchError as error:
        _note_fault(feed, error.words, settings, now=now, wait=error.wait)
        return 0
    except RefusedError as error:
        _note_fault(feed, error.words, settings, now=now)
        return 0
    with transaction.atomic():
        known = Feed.objects.select_for_update().filter(pk=feed.pk, url=feed.url)
        if not known.exists():
            return 0
        new = take(feed, told.entries, settings, now=now) if told is not None else 0
        known.update(
            etag=fetched.etag,
            modified=fetched.modified,
            tried_at=now,
            read_at=now,
            next_at=now + settings.every,
            faults=0,
            fault=None,
        )
        _end_line(feed, by=MACHINE, now=now)
    return new


def _note_fault(
    feed: Feed,
    words: Words,
    settings: FeedSettings,
    *,
    now: datetime,
    wait: timedelta | None = None,
) -> None:
    """Note that a feed could not be read; after some faults it comes to the desk, once."""
    rows = Feed.objects.filter(pk=feed.pk, url=feed.url)
    with transaction.atomic():
        if not rows.update(faults=F("faults") + 1, fault=encode(words), tried_at=now):
            return  # it has another address meanwhile
        faults = rows.values_list("faults", flat=True).get()
        pause = max(domain.pause_after(faults, settings.every), wait or timedelta())
        rows.update(next_at=now + pause)
        if faults == settings.broken and rows.filter(removed_at=None).exists():
            _put_on_desk(feed, words, now=now)


def _put_on_desk(feed: Feed, words: Words, *, now: datetime) -> None:
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(broken=F("broken") + 1)
    number = rows.values_list("broken", flat=True).get()
    community = Community.objects.get(pk=feed.community_id)
    draft = TaskDraft(
        community=community.pk,
        kind=KIND,
        title=Words(BROKEN, {"name": feed.name}),
        hint=Words(BOTH, {"first": words, "second": Words(MEND)}),
        role=Role.CONTENT,
        key=f"feed:{feed.pk}:{number}",
        link=f"/c/{community.key}/feeds/",
    )
    ledger.open_task(draft, now=now)


def _end_line(feed: Feed, *, by: Actor, now: datetime) -> None:
    for task in Task.objects.filter(key__startswith=f"feed:{feed.pk}:", state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


def take(feed: Feed, entries: Iterable[Entry], settings: FeedSettings, *, now: datetime) -> int:
    """Store what a feed says and is not known yet; return how much that was.

    What tells the same as an earlier piece of news is stored with it and not offered again.
    """
    told = [
        each for each in entries if each.published is None or each.published > now - settings.keep
    ]
    rows = FeedEntry.objects.filter(feed=feed, key__in=[each.key for each in told])
    there = set(rows.values_list("key", flat=True))
    new = [each for each in told if each.key not in there]
    if not new:
        return 0
    near = _near(feed.community_id, now)
    links = {link: pk for pk, link, _title in near if link}
    titles = [(pk, title) for pk, _link, title in near]
    for each in reversed(new):  # the oldest first: it is the one that the others are the same as
        title = domain.same_title(each.title)
        link = domain.digest_of(domain.same_link(each.link)) if each.link else ""
        first = links.get(link) if link else None
        first = first or domain.find_near(title, titles)
        row = FeedEntry.objects.create(
            community_id=feed.community_id,
            feed=feed,
            key=each.key,
            title=each.title,
            title_key=title,
            link=each.link,
            link_key=link,
            summary=each.summary,
            published_at=each.published,
            seen_at=now,
            at=each.published or now,
            same_as_id=first,
        )
        if first is None:
            titles.append((row.pk, title))
            links |= {link: row.pk} if link else {}
    return len(new)


def _near(community: int, now: datetime) -> list[tuple[int, str, str]]:
    rows = FeedEntry.objects.filter(
        community=community, seen_at__gt=now - SAME_WITHIN, same_as=None, erased_at=None
    )
    return list(rows.order_by("-id").values_list("pk", "link_key", "title_key")[:2000])


def forget(now: datetime) -> int:
    """Erase what feeds said longer ago than is kept; return how much that was."""
    count = 0
    for community in Community.objects.filter(pk__in=Feed.objects.values("community")):
        over = now - settings_of(community.pk).keep
        rows = FeedEntry.objects.filter(community=community, seen_at__lt=over, erased_at=None)
        count += rows.update(
            title="", title_key="", link="", link_key="", summary="", erased_at=now
        )
    FeedEntry.objects.filter(seen_at__lt=now - SHADOW).delete()
    return count
