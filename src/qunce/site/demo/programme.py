"""The demo's programme: what its talk shows as posted, by slot and day, and the weeks to come.

Past posts are stored as they stand in the groups, ticked when they came there: nothing is sent
once more. What came of the last weeks is measured by the room itself, older ones by its job.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction

from qunce.chat.models import Message
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.kernel.schedule import is_workday
from qunce.kernel.text import NOTHING, Words
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task, TaskTarget
from qunce.people.models import Community, Person
from qunce.people.queries import holders
from qunce.playbook import actions as playbook
from qunce.playbook.domain import replace_in
from qunce.playbook.queries import own_values
from qunce.rooms.programme import (
    filling,
    laying,
    leaving,
    measuring,
    moving,
    planning,
    queries,
    reserves,
    writing,
)
from qunce.rooms.programme.domain import EXTRA, ItemState, StepKind
from qunce.rooms.programme.domain_pools import Pool
from qunce.rooms.programme.models import Item, ItemText, Line, Step
from qunce.rooms.programme.moving import Extra, OverBudgetError
from qunce.rooms.programme.queries import Known
from qunce.site.demo.script import STORY
from qunce.store.codecs import encode

DAY = timedelta(days=1)
SWITCHED_ON = ("topic", "evening", "week", "article", "tip", "case")
MEASURED = timedelta(days=14)  # so far back effects are counted while the demo is loaded


@dataclass(frozen=True, slots=True)
class Heading:
    """How posts of a slot begin in the talk, and when they are due; `title` where it is none.

    `days` are those on which it is that slot's: 0 is Monday.
    """

    text: str
    slot: str
    at: time
    title: str
    days: frozenset[int] = frozenset(range(7))


HEADINGS = (
    Heading("【HR早报】", "briefing", time(9), "HR早报"),
    Heading("【午间话题】", "topic", time(12), "午间话题"),
    Heading("【干货】", "evening", time(18), "干货", frozenset({0, 1, 2, 5, 6})),
    Heading("【干货】", "article", time(18), "每周深读", frozenset({3, 4})),
    Heading("【周总结】", "week", time(20), "周总结"),
    Heading("【招聘专场】", "recruitment", time(20), "招聘专场"),
    Heading("【活动】", EXTRA, time(16, 30), "活动预告"),
    Heading("【征集】", EXTRA, time(16, 30), "主题征集"),
)


@dataclass(slots=True)
class Past:
    """A post of the past: its item, and where which text came when."""

    item: Item
    texts: dict[str, list[tuple[int, datetime]]] = field(default_factory=dict)


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Store the programme of the past months, and plan and prepare the weeks to come."""
    _switch_on(community, now)
    known = queries.known_of(community)
    person = holders(community, Role.CONTENT)[0]
    _store(list(_pasts(known, person, now)), known, person)
    rows = Item.objects.filter(community=community, state=ItemState.POSTED)
    for item in rows.filter(posted_at__gte=now - MEASURED, posted_at__lt=now - DAY):
        measuring.measure(item, known, now=now)
    planning.plan(known, now, now + planning.AHEAD, now=now)
    _prepare_ahead(known, Actor(ActorKind.PERSON, person.pk, person.name), now)


def _switch_on(community: Community, now: datetime) -> None:
    """Switch on what this group has grown into, with full pools to take it from."""
    owner = (holders(community, Role.OWNER) or holders(community, Role.CONTENT))[0]
    by, values = Actor(ActorKind.PERSON, owner.pk, owner.name), own_values(community.pk)
    for slot in SWITCHED_ON:
        values = replace_in(values, f"slots.{slot}", {"is_on": True})
    playbook.apply(
        community, values, by=by, now=now, note="话题、干货、周总结、文章、贴士和月度案例都开起来"
    )
    for pool in Pool:
        filling.stock(community, pool, by=by, now=now)


# --- what was posted ----------------------------------------------------------------------------


def _pasts(known: Known, person: Person, now: datetime) -> Iterator[Past]:
    """Yield what the groups got before today, from the talk of those who run them."""
    today = known.local(now).date()
    for heading in HEADINGS:
        found: dict[date, Past] = {}
        for group, at, text in _said(known, heading.text):
            day = known.local(at).date()
            if day >= today or day.weekday() not in heading.days:
                continue
            past = found.setdefault(day, Past(_item(heading, day, known, person)))
            past.texts.setdefault(text, []).append((group, at))
        yield from found.values()


def _said(known: Known, begins: str) -> Iterable[tuple[int, datetime, str]]:
    rows = Message.objects.filter(group__in=known.groups.values(), text__startswith=begins)
    rows = rows.filter(author__person__appointments__isnull=False).distinct()
    return rows.order_by("sent_at", "id").values_list("group", "sent_at", "text")


def _item(heading: Heading, day: date, known: Known, person: Person) -> Item:
    slot = heading.slot if heading.slot in known.plans else EXTRA
    at = datetime.combine(day, heading.at, known.zone)
    return Item(
        community=known.community,
        slot=slot,
        moment=f"{at:%Y-%m-%dT%H:%M}" if slot != EXTRA else "",
        title=heading.title if slot == EXTRA else "",
        at=at,
        ready_at=at - queries.LEAD,
        until=at + queries.LATE,
        state=ItemState.POSTED,
        is_kept=True,
        written_by=person,
        created_at=at - DAY,
    )


def _store(pasts: list[Past], known: Known, person: Person) -> None:
    for each in pasts:
        times = [at for places in each.texts.values() for _group, at in places]
        each.item.text = laying.APART.join(each.texts)
        each.item.version = 1
        each.item.topic = _topic(each)
        each.item.posted_at = each.item.ended_at = min(times)
        each.item.laid_at = each.item.ready_at
    Item.objects.bulk_create(each.item for each in pasts)
    every = set(known.groups.values())
    through = Item.groups.through
    through.objects.bulk_create(
        through(item_id=each.item.pk, group_id=group)
        for each in pasts
        if (its := _groups(each)) != every
        for group in its
    )
    ItemText.objects.bulk_create(
        ItemText(
            community=known.community,
            item=each.item,
            number=1,
            text=each.item.text,
            by=person,
            name=person.name,
            at=each.item.ready_at,
        )
        for each in pasts
    )
    Step.objects.bulk_create(
        step for each in pasts for step in _steps(each.item, known.community, person)
    )
    _store_lines(pasts, known, person)


def _topic(past: Past) -> str:
    """Return what a post was about: the first lines of its texts where they say so."""
    if past.item.slot in {"briefing", "week", "recruitment"}:
        return ""
    firsts = (text.partition("】")[2].partition("\n")[0].strip() for text in past.texts)
    return " / ".join(each[:24] + "…" * (len(each) > 24) for each in firsts)[:120]


def _groups(past: Past) -> set[int]:
    return {group for places in past.texts.values() for group, _at in places}


def _steps(item: Item, community: Community, person: Person) -> Iterator[Step]:
    for kind, due in ((StepKind.DRAFT, item.ready_at), (StepKind.POST, item.at)):
        yield Step(
            community=community,
            item=item,
            kind=kind,
            due=due,
            person=person,
            done_at=due,
            done_by=person,
            done_name=person.name,
        )


def _store_lines(pasts: list[Past], known: Known, person: Person) -> None:
    """Store the ended lines of the desk by which the posts came into the groups."""
    lines = [(each, text, places) for each in pasts for text, places in each.texts.items()]
    ended = {"ended_by": person.pk, "ended_name": person.name, "state": TaskState.DONE}
    tasks = Task.objects.bulk_create(
        Task(
            community=known.community,
            key=f"demo:{known.community.pk}:{number}",
            kind=laying.KIND,
            title=encode(queries.title_of(each.item)),
            words=encode(Words(laying.TEXT, {"text": text})),
            hint=encode(NOTHING),
            role=Role.CONTENT,
            subjects=[["planned", each.item.pk]],
            due=each.item.until,
            link=laying.path_of(each.item, "demo"),
            ended_at=max(at for _group, at in places),
            created_at=each.item.ready_at,
            **ended,
        )
        for number, (each, text, places) in enumerate(lines)
    )
    Line.objects.bulk_create(
        Line(community=known.community, item=each.item, task=task)
        for (each, _text, _places), task in zip(lines, tasks, strict=True)
    )
    ticked = {"ticked_by": person.pk, "ticked_name": person.name}
    TaskTarget.objects.bulk_create(
        TaskTarget(community=known.community, task=task, group_id=group, ticked_at=at, **ticked)
        for (_each, _text, places), task in zip(lines, tasks, strict=True)
        for group, at in dict(places).items()
    )


# --- what is to come ----------------------------------------------------------------------------


def _prepare_ahead(known: Known, by: Actor, now: datetime) -> None:
    """Put texts in reserve, plan posts by hand, and take one off; one finds its day full."""
    told = _read()
    for text in told["reserve"]:
        reserves.keep(known, "briefing", text, by=by, now=now)
    for text in told["ahead"]:
        about, _line, words = text.partition("\n")
        title, days, hour = (part.strip() for part in about.split("|"))
        at = _working_day(known, now, int(days), int(hour))
        item = _plan(known, (title, words), at, by=by, now=now)
        if title.startswith("（取消）"):
            Item.objects.filter(pk=item.pk).update(title=title.removeprefix("（取消）"))
            reason = Words(leaving.SAID, {"reason": "场地没谈下来，改到下个月"})
            leaving.cancel(item, known, by=by, now=now, reason=reason)


def _plan(known: Known, post: tuple[str, str], at: datetime, *, by: Actor, now: datetime) -> Item:
    """Plan a post by hand; on a full day it goes out inside another one, or on another day."""
    title, words = post
    extra = Extra(title, at)
    try:
        item = moving.add(extra, known, by=by, now=now)
    except OverBudgetError as refused:
        host = refused.hosts[0] if refused.hosts else None
        extra = extra if host else Extra(title, refused.times[0])
        item = moving.add(extra, known, by=by, now=now, into=host)
    writing.write(item, words, known, base=0, by=by, now=now)
    return Item.objects.select_related("community").get(pk=item.pk)


def _working_day(known: Known, now: datetime, days: int, hour: int) -> datetime:
    """Return an hour of the working day that is so many ahead."""
    day = known.local(now).date()
    while days:
        day += DAY
        days -= is_workday(day, known.exceptional)
    return datetime.combine(day, time(hour), known.zone)


def _read() -> Mapping[str, list[str]]:
    """Return the texts of the story by their kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in (STORY / "programme.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
        kind, _line, text = part.partition("\n")
        found[kind.strip()].append(text.strip())
    return found
