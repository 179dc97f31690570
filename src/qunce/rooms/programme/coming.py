"""What is to come, for the slot of notices: of all rooms, each thing once, none that was told."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings as site
from django.db.models import Q

from qunce.kernel.schedule import in_zone
from qunce.kernel.slots import Moment
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.programme import announcing, digest, queries
from qunce.rooms.programme.domain import DONE, EXTRA, OPEN, Occasion
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.queries import Known
from qunce.rooms.programme.slots import notices, week
from qunce.rooms.programme.slots.notices import Coming
from qunce.rooms.programme.slots.week import Line, Part, Week
from qunce.shell.house import house
from qunce.shell.words import render

DAY = timedelta(days=1)
BACK = timedelta(days=14)  # so far back posts are looked at that may have told of it
SHORTEST = 4  # characters of a name by which two notices are known as one
NAMED_DAYS = (  # 11月24日, 2026-11-24
    re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"),
    re.compile(r"(?<!\d)\d{4}[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"),
)
SEPARATORS = ("：", ": ")  # between what a post is and what it is about


def gather(moment: Moment) -> tuple[Coming]:
    """Return what is to come for an occasion of the slot, and what of it groups know already."""
    community = Community.objects.get(pk=moment.community)
    known = queries.known_of(community)
    since, until = span_of(moment, known)
    lines = _lines(community, since, until)
    readers = digest.readers_of(community, moment.groups)
    parts = (Part(week.COMING, digest.COMING_TITLE, tuple(lines)),) if lines else ()
    found = Week(since, until, parts, readers=readers, site=site.SITE_URL)
    told = {group: _told(lines, group, moment, known) for group in moment.groups} if lines else {}
    return (Coming(found, told),)


def span_of(moment: Moment, known: Known) -> tuple[datetime, datetime]:
    """Return the half-open time that an occasion tells of: what no earlier one has told.

    It reaches at least to the next occasion, so that with a slot that does not come every day
    nothing falls between two. An entry that was moved tells of the time that it was planned for,
    as far as that is to come.
    """
    plan = known.plans[notices.SLOT.key]
    reach, zone = plan.config.reach, zone_of(known.community)
    planned = Item.objects.filter(pk=moment.item).values_list("moment", flat=True).first()
    due = in_zone(datetime.fromisoformat(planned), zone) if planned else moment.due
    earlier = plan.schedule.between(due - reach, due, zone, known.exceptional)
    since = max([due, moment.due, *(each + reach for each in _that_told(earlier, known))])
    following = next(plan.schedule.times(due, zone, known.exceptional), due)
    return since, max(due + reach, following, since)


def _that_told(times: Sequence[datetime], known: Known) -> list[datetime]:
    """Return those times of the slot at which it told something, or is about to."""
    moments = {Occasion(notices.SLOT.key, each).moment: each for each in times}
    rows = Item.objects.filter(community=known.community, slot=notices.SLOT.key)
    rows = rows.filter(moment__in=moments, state__in=(*OPEN, *DONE))
    return [moments[each] for each in rows.values_list("moment", flat=True)]


def _lines(community: Community, since: datetime, until: datetime) -> list[Line]:
    """Return what the rooms know of; the programme's own posts are no events."""
    found = [
        line
        for each in house.coming()
        if each.key != announcing.COMING.key
        for line in digest.lines_of(each.key, each.find(community.pk, since, until))
    ]
    return sorted(found, key=lambda line: line.at)


# --- what groups know already -------------------------------------------------------------------


def _told(lines: Sequence[Line], group: int, moment: Moment, known: Known) -> frozenset[str]:
    """Return the lines of which another post tells a group: a notice by hand, or another slot."""
    posts = list(_posts(group, moment, known))
    return frozenset(line.ref for line in lines if any(_tells(post, line, known) for post in posts))


def _posts(group: int, moment: Moment, known: Known) -> Iterator[Item]:
    rows = Item.objects.filter(community=known.community, state__in=(*OPEN, *DONE))
    near = Q(at__gte=moment.due - DAY) | Q(slot=EXTRA)  # of a slot's older post nobody thinks now
    rows = rows.filter(near, at__gte=moment.due - BACK, at__lt=moment.due + BACK)
    rows = rows.exclude(pk=moment.item).exclude(slot__in=(notices.SLOT.key, week.SLOT.key))
    rows = rows.exclude(Q(title="") & Q(topic="") & Q(text=""))
    for each in rows.prefetch_related("groups"):
        if group in queries.groups_of(each, known):
            yield each


def _tells(post: Item, line: Line, known: Known) -> bool:
    """Say whether a post tells of a line, and not of another time of the same thing."""
    return post.at < line.at and _is_about(post, line) and _is_its_time(post, line, known)


def _is_about(post: Item, line: Line) -> bool:
    """Say whether a post is about a line: by its link, its title, or what it is called itself."""
    if line.path and f"{site.SITE_URL}{line.path}" in post.text:
        return True
    title = _title(line)
    said = _plain(f"{post.title}{post.topic}{post.text}")
    if len(title) >= SHORTEST and title in said:
        return True
    name = post.title
    for each in SEPARATORS:
        name = name.rpartition(each)[2]
    return len(_plain(name)) >= SHORTEST and _plain(name) in title


def _is_its_time(post: Item, line: Line, known: Known) -> bool:
    """Say whether a post means this time of something: by the days it names, else the next one."""
    day = known.local(line.at).date()
    named = days_in(f"{post.title}\n{post.topic}\n{post.text}")
    if named:
        return (day.month, day.day) in named
    others = _lines(known.community, post.at, line.at)
    return not any(_title(each) == _title(line) for each in others)


def days_in(text: str) -> frozenset[tuple[int, int]]:
    """Return the days, as month and day, that a text names by their figures."""
    found = (pair for each in NAMED_DAYS for pair in each.findall(text))
    return frozenset((int(month), int(day)) for month, day in found)


def _title(line: Line) -> str:
    return _plain(line.title if isinstance(line.title, str) else render(line.title))


def _plain(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
