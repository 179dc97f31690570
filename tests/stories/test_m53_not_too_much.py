"""M53: four weeks in which everybody has something to post, and no group gets too much of it."""

from collections import Counter
from datetime import date, datetime, timedelta

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import jobs, leaving, moving, queries, writing
from qunce.rooms.programme.domain import OPEN, ItemState
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra, OverBudgetError
from stage import Stage

FIRST, DAYS = date(2026, 9, 21), 28
OUTAGE = date(2026, 9, 29)  # the machine is off all day
HOLIDAYS = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
MADE_UP = date(2026, 10, 10)  # a Saturday on which people work
MOST = 3


def begin(stage: Stage) -> None:
    stage.now = datetime(2026, 9, 20, 12, tzinfo=stage.now.tzinfo)
    about = {"holidays": "workdays"}
    playbook.change(stage.group.community, "slots.briefing", about, by=SHELL, now=stage.now)
    jobs.fill(stage.now)


def want(stage: Stage, day: date, hour: int, person: Person) -> str:
    """Let somebody plan a post; on a full day it goes into another one, or on another day."""
    known, by = queries.known_of(stage.group.community), as_actor(person)
    at = datetime.combine(day, datetime.min.time(), known.zone).replace(hour=hour)
    extra = Extra(f"{day:%m-%d} {hour} 点", at)
    became = "planned"
    try:
        item = moving.add(extra, known, by=by, now=stage.now)
    except OverBudgetError as refused:
        if not refused.hosts:
            return "refused"
        item = moving.add(extra, known, by=by, now=stage.now, into=refused.hosts[0])
        became = "merged"
    writing.write(item, f"正文 {extra.title}", known, base=0, by=by, now=stage.now)
    return became


def live(stage: Stage, day: date) -> None:
    """Live through a day: whatever is due is looked through before, and goes out at its time."""
    known = queries.known_of(stage.group.community)
    start = datetime.combine(day, datetime.min.time(), known.zone)
    todays = Item.objects.filter(at__gte=start, at__lt=start + timedelta(days=1), state__in=OPEN)
    for at in sorted(set(todays.values_list("at", flat=True))):
        stage.now = at - timedelta(minutes=5)
        jobs.tick(stage.now)
        laid = Item.objects.filter(at=at, state=ItemState.DRAFTED, laid_at__isnull=False)
        for item in laid.exclude(slot="recruitment").select_related("community"):
            writing.approve(item, known, by=SHELL, now=stage.now)
        stage.now = at
        stage.work()
    stage.now = start + timedelta(hours=23)
    jobs.tick(stage.now)
    stage.work()


def test_story_m53_at_most_three_posts_a_day_none_at_night_and_what_is_more_finds_a_place(
    web_stage: Stage, wang: Person
) -> None:
    begin(web_stage)
    became: Counter[str] = Counter()
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        web_stage.now = web_stage.now.replace(year=day.year, month=day.month, day=day.day, hour=8)
        if number % 2 == 0:
            became.update(want(web_stage, day, hour, wang) for hour in (11, 13, 15, 17))
        if day != OUTAGE:
            live(web_stage, day)
    assert became["planned"] > became["merged"] > 0
    zone = queries.known_of(web_stage.group.community).zone
    said = Message.objects.filter(group=web_stage.group).values_list("sent_at", "text")
    local = [(at.astimezone(zone), text) for at, text in said]
    per_day = Counter(at.date() for at, _text in local)
    assert max(per_day.values()) == MOST
    assert all(8 < at.hour < 22 for at, _text in local)
    assert OUTAGE not in per_day
    inside = Item.objects.filter(merged_into__isnull=False, state=ItemState.POSTED)
    assert inside.exists()
    for each in inside:
        assert sum(each.text in text for _at, text in local) == 1
    briefings = {at.date() for at, text in local if "【HR早报】" in text}
    assert MADE_UP in briefings
    assert not briefings & HOLIDAYS
    missed = Item.objects.filter(state=ItemState.MISSED, slot="briefing")
    assert [each.at.astimezone(zone).date() for each in missed] == [OUTAGE]


def test_story_m53_what_is_more_than_the_slots_bring_waits_for_somebody(
    web_stage: Stage, wang: Person
) -> None:
    playbook.change(
        web_stage.group.community, "programme", {"per_day": 1}, by=SHELL, now=web_stage.now
    )
    known = queries.known_of(web_stage.group.community)
    jobs.fill(web_stage.now)
    wednesday = date(2026, 11, 25)
    hour = Item.objects.get(slot="recruitment", moment__startswith=str(wednesday))
    assert hour.is_over  # the briefing of that day comes first
    first = Item.objects.get(slot="briefing", moment__startswith=str(wednesday))
    leaving.skip(first, known, by=as_actor(wang), now=web_stage.now)
    hour.refresh_from_db()
    assert not hour.is_over
