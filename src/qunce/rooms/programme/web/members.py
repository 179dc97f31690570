"""今日: what a member's groups get today, for whom it is (M29)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_GET

from qunce import clock
from qunce.kernel.calendar import day_interval, local_day
from qunce.people.audience import for_person
from qunce.people.models import Person
from qunce.people.queries import zone_of
from qunce.playbook.basics import is_on
from qunce.rooms.programme import digest, offers, queries
from qunce.rooms.programme.domain import DONE, OPEN
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.slots import week
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.words import render as say

SHOWN = 4  # on a member's home


@dataclass(frozen=True, slots=True)
class Part:
    """Something of the day: its title, when, and its text once it is in the groups."""

    title: str
    at: datetime
    text: str = ""
    topic: str = ""
    is_posted: bool = False
    pictures: tuple[str, ...] = ()
    link: str = ""


def parts_of(person: Person, now: datetime) -> list[Part]:
    """Return what is posted today where a member is, for their tier, in its order."""
    zone = zone_of(person.community)
    day = day_interval(local_day(now, zone), zone)
    rows = Item.objects.filter(at__gte=day.start, at__lt=day.end, state__in=(*OPEN, *DONE))
    rows = for_person(rows.filter(merged_into=None), person).order_by("at", "id")
    rows = rows.select_related("community")
    return [
        Part(
            say(queries.title_of(each)),
            each.at,
            each.text if each.state in DONE else "",
            each.topic,
            each.state in DONE,
            _pictures(each, person.community.key) if each.state in DONE else (),
            _link_of(each),
        )
        for each in rows
    ]


def _pictures(item: Item, community: str) -> tuple[str, ...]:
    return tuple(queries.address_of(each, community) for each in queries.pictures_of(item))


def _link_of(item: Item) -> str:
    """Return where more of a post is to be read, "" where its text is all of it."""
    is_week = item.slot == week.SLOT.key and item.state in DONE
    return digest.page_of(item, item.community) if is_week else ""


@require_GET
@member_page
def today(request: QunceRequest) -> HttpResponse:
    """Show what is on today."""
    parts = parts_of(request.person, request.now)
    collects = bool(offers.open_pools(request.community) or offers.list_of(request.person).exists())
    known = {"parts": parts, "collects": collects}
    return render(request, "programme/today.html", known)


def panel(request: HttpRequest, person: Person) -> str:
    """Return what is on today for a member's home, "" on a day without anything."""
    if not is_on(person.community_id, "programme"):
        return ""
    parts = parts_of(person, clock.now())
    if not parts:
        return ""
    known = {"parts": parts[:SHOWN], "more": len(parts) > SHOWN, "key": person.community.key}
    return render_to_string("programme/parts/today.html", known, request)


URLS = [path("m/<slug:key>/today/", today, name="programme_today")]
