"""Pools: a second person looks at what somebody wrote, and two who write at once lose nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from qunce import clock
from qunce.facts.reads import LibraryNews
from qunce.kernel.actors import SHELL, Actor, ActorKind
from qunce.kernel.errors import RefusedError, StaleError
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import filling, jobs, laying, planning, queries, steps, writing
from qunce.rooms.programme.domain import ItemState, StepKind
from qunce.rooms.programme.domain_pools import EntryState, Pool, Written
from qunce.rooms.programme.models import Item, PoolEntry
from qunce.shell.house import house

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
TITLE = "试用期怎么考核？"


def as_actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.pk, person.name)


@pytest.fixture
def two(community: Community, wang: Person, lin: Person, noon: datetime) -> Community:
    """Return the community, run by two people who look at each other's words."""
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=noon)
    return community


def put(community: Community, by: Person, now: datetime, title: str = TITLE) -> PoolEntry:
    return filling.add(community, Pool.TOPIC, Written(title), by=as_actor(by), now=now)


def topic(community: Community, now: datetime) -> Item:
    playbook.change(community, "slots.topic", {"is_on": True}, by=SHELL, now=now)
    known = queries.known_of(community)
    planning.plan(known, now, now + timedelta(days=5), now=now)
    return Item.objects.filter(community=community, slot="topic").earliest("at")


# --- a second person ----------------------------------------------------------------------------


def test_who_manages_alone_approves_by_writing(
    community: Community, wang: Person, noon: datetime
) -> None:
    assert put(community, wang, noon).state == EntryState.APPROVED


def test_a_second_person_approves_what_another_wrote(
    two: Community, wang: Person, lin: Person, noon: datetime
) -> None:
    entry = put(two, wang, noon)
    assert entry.state == EntryState.OFFERED
    with pytest.raises(RefusedError):
        filling.approve(entry, by=as_actor(wang), now=noon)
    filling.approve(entry, by=as_actor(lin), now=noon)
    assert entry.state == EntryState.APPROVED


def test_what_is_changed_is_looked_at_again_by_another(
    two: Community, wang: Person, lin: Person, noon: datetime
) -> None:
    entry = put(two, wang, noon)
    filling.approve(entry, by=as_actor(lin), now=noon)
    filling.change(entry, Written("改过的"), base=1, by=as_actor(lin), now=noon)
    entry.refresh_from_db()
    assert (entry.state, entry.title) == (EntryState.OFFERED, "改过的")
    with pytest.raises(RefusedError):
        filling.approve(entry, by=as_actor(lin), now=noon)
    filling.approve(entry, by=as_actor(wang), now=noon)


def test_all_at_once_leaves_ones_own_for_somebody_else(
    two: Community, wang: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    put(two, wang, noon, "甲")
    put(two, lin, noon, "乙")
    page = reverse("programme_pool_fill", kwargs={"key": "hr", "pool": "topic"})
    shown = log_in(wang).post(page, {"verb": "approve"}, follow=True).content.decode()
    states = dict(PoolEntry.objects.values_list("title", "state"))
    assert states == {"甲": "offered", "乙": "approved"}
    assert "您自己写的" in shown


def test_all_at_once_is_offered_only_for_what_somebody_else_wrote(
    two: Community, wang: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    about = {"key": "hr", "pool": "topic"}
    page, desk = reverse("programme_pool", kwargs=about), log_in(wang)
    put(two, wang, noon, "甲")
    shown = desk.get(page).content.decode()
    assert "都是您自己写的" in shown
    assert "全部通过" not in shown
    said = desk.post(reverse("programme_pool_fill", kwargs=about), {"verb": "approve"}, follow=True)
    assert "已通过 0" not in said.content.decode()
    put(two, lin, noon, "乙")
    assert "通过别人写的（1 条）" in desk.get(page).content.decode()
    PoolEntry.objects.filter(title="甲").delete()
    assert "全部通过" in desk.get(page).content.decode()


def test_a_text_that_changed_since_it_was_read_is_not_approved(
    two: Community, wang: Person, lin: Person, noon: datetime
) -> None:
    entry = put(two, wang, noon)
    seen = PoolEntry.objects.get(pk=entry.pk)
    filling.change(entry, Written("别的"), base=1, by=as_actor(wang), now=noon)
    with pytest.raises(StaleError):
        filling.approve(seen, by=as_actor(lin), now=noon)


def test_who_read_other_words_does_not_approve_those_that_came_since(
    two: Community, wang: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    entry = put(two, wang, noon)
    page = reverse("programme_pool_act", kwargs={"key": "hr", "pk": entry.pk})
    desk = log_in(lin)
    for place in (
        reverse("programme_pool_entry", kwargs={"key": "hr", "pk": entry.pk}),
        reverse("programme_pool", kwargs={"key": "hr", "pool": "topic"}),
    ):
        assert 'name="base" value="1"' in desk.get(place).content.decode()
    filling.change(entry, Written("别的"), base=1, by=as_actor(wang), now=noon)
    for base, state in ((1, EntryState.OFFERED), (2, EntryState.APPROVED)):
        desk.post(page, {"verb": "approve", "base": base})
        entry.refresh_from_db()
        assert entry.state == state


# --- a topic that somebody thought of -----------------------------------------------------------


def test_a_topic_thought_of_alone_goes_out_by_itself(
    community: Community, web_group: Group, wang: Person, noon: datetime
) -> None:
    item = topic(community, noon)
    known = queries.known_of(community)
    writing.choose(item, "自己想的", known, by=as_actor(wang), now=noon)
    laying.lay_down(item, known, now=item.ready_at)
    item.refresh_from_db()
    assert (item.state, "自己想的" in item.text) == (ItemState.REVIEWED, True)


def test_a_topic_thought_of_is_looked_through_by_somebody_else(
    two: Community, web_group: Group, wang: Person, lin: Person, noon: datetime
) -> None:
    item = topic(two, noon)
    known = queries.known_of(two)
    writing.choose(item, "自己想的", known, by=as_actor(wang), now=noon)
    item = queries.access_item(two, item.pk)
    assert (item.state, "自己想的" in item.text) == (ItemState.DRAFTED, True)
    assert item.steps.filter(kind=StepKind.REVIEW, done_at=None).exists()
    assert steps.remind(item.at - timedelta(hours=1))
    with pytest.raises(RefusedError):
        writing.approve(item, known, by=as_actor(wang), now=noon)
    jobs.tick(item.ready_at)
    item = queries.access_item(two, item.pk)
    assert item.state == ItemState.DRAFTED
    writing.approve(item, known, by=as_actor(lin), now=item.ready_at)
    assert queries.access_item(two, item.pk).state == ItemState.REVIEWED


def test_a_topic_of_the_pool_in_its_place_needs_nobody(
    two: Community, web_group: Group, wang: Person, lin: Person, noon: datetime
) -> None:
    entry = put(two, wang, noon)
    filling.approve(entry, by=as_actor(lin), now=noon)
    item = topic(two, noon)
    known = queries.known_of(two)
    for title in ("自己想的", TITLE):
        writing.choose(item, title, known, by=as_actor(wang), now=noon)
    laying.lay_down(item, known, now=item.ready_at)
    item.refresh_from_db()
    assert item.state == ItemState.REVIEWED
    assert TITLE in item.text
    assert "自己想的" not in item.text


def test_nobody_looks_through_an_empty_post_whose_own_topic_gave_way(
    two: Community, web_group: Group, wang: Person, lin: Person, noon: datetime
) -> None:
    entry = put(two, wang, noon)
    filling.approve(entry, by=as_actor(lin), now=noon)
    item, known = topic(two, noon), queries.known_of(two)
    writing.choose(item, "自己想的", known, by=as_actor(wang), now=noon)
    asked = Task.objects.filter(kind="programme_review", state=TaskState.OPEN)
    late = item.at - timedelta(hours=1)
    steps.remind(late)
    assert asked.count() == 1
    writing.choose(item, TITLE, known, by=as_actor(wang), now=late)
    item = queries.access_item(two, item.pk)
    assert (item.state, item.text) == (ItemState.CHOSEN, "")
    assert not item.steps.filter(kind=StepKind.REVIEW).exists()
    assert item.steps.filter(kind=StepKind.DRAFT, done_at=None).exists()
    steps.remind(late)
    assert not asked.exists()
    writing.choose(item, "又想了一个", known, by=as_actor(wang), now=late)
    steps.remind(late)
    assert asked.count() == 1


def test_a_review_that_the_slot_asks_for_waits_for_the_new_text(
    two: Community, web_group: Group, wang: Person, lin: Person, noon: datetime
) -> None:
    entry = put(two, wang, noon)
    filling.approve(entry, by=as_actor(lin), now=noon)
    topic(two, noon)
    playbook.change(two, "slots.topic", {"is_on": True, "review": True}, by=SHELL, now=noon)
    known = queries.known_of(two)
    planning.plan_again(known, now=noon)
    item = Item.objects.filter(community=two, slot="topic").earliest("at")
    for title in ("自己想的", TITLE):
        writing.choose(item, title, known, by=as_actor(wang), now=noon)
    assert not steps.remind(item.at - timedelta(hours=1))
    assert item.steps.filter(kind=StepKind.REVIEW, done_at=None).exists()


@pytest.mark.parametrize(
    ("title", "review", "is_needed"),
    [("短文", False, False), ("短文", True, True), ("自己想的", False, True)],
)
def test_a_share_of_the_library_in_other_words_is_reviewed_as_its_slot_is_set(
    two: Community,
    web_group: Group,
    lin: Person,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    title: str,
    review: bool,
    is_needed: bool,
) -> None:
    held = [LibraryNews(1, "article", "短文", "要点", "/m/hr/library/1/", noon)]
    monkeypatch.setattr(type(house), "ask", lambda _self, _q: lambda *_a, **_k: held)
    about = {"is_on": True, "review": review}
    playbook.change(two, "slots.evening", about, by=SHELL, now=noon)
    known = queries.known_of(two)
    planning.plan(known, noon, noon + timedelta(days=8), now=noon)
    rows = Item.objects.filter(community=two, slot="evening")
    rows.update(topic=title)
    item = queries.access_item(two, rows.earliest("at").pk)
    writing.write(item, "换个说法", known, base=0, by=as_actor(lin), now=noon)
    item = queries.access_item(two, item.pk)
    assert known.needs_review(item) is is_needed
    if not is_needed:
        writing.approve(item, known, by=as_actor(lin), now=noon)
        assert item.state == ItemState.REVIEWED


# --- two at once --------------------------------------------------------------------------------


def test_two_who_change_an_entry_at_once_lose_nothing(
    community: Community,
    wang: Person,
    lin: Person,
    noon: datetime,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)
    written = Written(TITLE, "第一段\n\n第二段", "群友")
    entry = filling.add(community, Pool.TOPIC, written, by=as_actor(wang), now=noon)
    page = reverse("programme_pool_entry", kwargs={"key": "hr", "pk": entry.pk})
    base = {"title": TITLE, "source": "群友", "link": "", "base": 1}
    first = base | {"text": "第一段改了\n\n第二段", "source": "新来源"}
    assert log_in(wang).post(page, first).status_code == 302
    second = base | {"text": "第一段\n\n第二段也改了", "title": "新标题"}
    shown = log_in(lin).post(page, second)
    form = shown.context["form"]
    assert form["text"].value() == "第一段改了\n\n第二段也改了"
    assert (form["title"].value(), form["source"].value()) == ("新标题", "新来源")
    entry.refresh_from_db()
    assert (entry.title, entry.text) == (TITLE, "第一段改了\n\n第二段")
    assert entry.texts.get(is_aside=True).text == "第一段\n\n第二段也改了"
    again = {name: form[name].value() for name in ("title", "text", "source", "link", "base")}
    assert log_in(lin).post(page, again).status_code == 302
    entry.refresh_from_db()
    assert (entry.title, entry.text) == ("新标题", "第一段改了\n\n第二段也改了")
    assert log_in(lin).get(page).content.decode().count("<details") == 4


def test_two_texts_set_aside_at_once_are_both_kept(
    community: Community,
    wang: Person,
    lin: Person,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = put(community, wang, noon)
    lock = QuerySet.select_for_update

    def wait(rows: QuerySet[PoolEntry]) -> QuerySet[PoolEntry]:
        # Whoever holds the row keeps a text of the same entry before it is ours.
        monkeypatch.setattr(QuerySet, "select_for_update", lock)
        filling.keep_aside(entry, Written("乙"), by=as_actor(lin), now=noon)
        return lock(rows)

    monkeypatch.setattr(QuerySet, "select_for_update", wait)
    filling.keep_aside(entry, Written("甲"), by=as_actor(wang), now=noon)
    kept = entry.texts.filter(is_aside=True).values_list("number", "title")
    assert sorted(kept) == [(2, "乙"), (3, "甲")]


@pytest.mark.parametrize("way", ["stock", "bring_in"])
def test_two_who_bring_in_the_same_at_once_are_told(
    community: Community,
    wang: Person,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    log_in: LogIn,
    way: str,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)
    new = filling._missing(community, Pool.TOPIC)[:2]
    PoolEntry.objects.create(
        community=community, pool=Pool.TOPIC, title=new[1][1].title, created_at=noon
    )
    monkeypatch.setattr(filling, "_missing", lambda *_a: new)
    monkeypatch.setattr(filling, "fresh", lambda *_a: [each for _origin, each in new])
    name, data = "programme_pool_fill", {"verb": "fill"}
    if way == "bring_in":
        name, data = "programme_pool_bring", {"lines": new[0][1].title, "take": "1"}
    page = reverse(name, kwargs={"key": "hr", "pool": "topic"})
    shown = log_in(wang).post(page, data, follow=True)
    assert shown.status_code == 200
    assert "刚刚" in shown.content.decode()
    assert PoolEntry.objects.count() == 1
