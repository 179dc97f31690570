"""Texts in reserve; moves undone and offers taken; steps ticked on the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.ledger import actions as ledger
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.playbook.queries import effective_all
from qunce.rooms.programme import leaving, moving, planning, queries, reserves, steps, writing
from qunce.rooms.programme.domain import ItemState, StepKind
from qunce.rooms.programme.models import Item, Reserve
from qunce.rooms.programme.moving import Extra
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    """Let pages be visited on Monday noon."""
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def item(community: Community, web_group: Group, manual_group: Group, noon: datetime) -> Item:
    """Return Tuesday's briefing."""
    known = queries.known_of(community)
    planning.plan(known, noon, noon + timedelta(days=3), now=noon)
    return Item.objects.select_related("community").filter(slot="briefing").earliest("at")


@pytest.fixture
def client(log_in: LogIn, wang: Person) -> Client:
    """Return the owner's browser."""
    return log_in(wang)


def page(name: str, pk: int = 0, **more: int) -> str:
    about = {"key": "hr", **({"pk": pk} if pk else {}), **more}
    return reverse(f"programme_{name}", kwargs=about)


def add(item: Item, noon: datetime, hour: int, day: int = 24) -> Item:
    known = queries.known_of(item.community)
    at = noon.replace(day=day, hour=hour)
    return moving.add(Extra("活动预告", at), known, by=SHELL, now=noon)


# --- reserve ------------------------------------------------------------------------------------


def test_a_text_is_put_in_reserve_found_changed_and_removed(client: Client, item: Item) -> None:
    client.post(page("reserves"), {"slot": "briefing", "text": "试用期三问"})
    row = Reserve.objects.get()
    shown = client.get(page("reserves"), {"q": "试用期", "slot": "briefing", "state": "waits"})
    assert "试用期三问" in shown.content.decode()
    assert "试用期三问" not in client.get(page("reserves"), {"q": "没有"}).content.decode()
    client.post(page("reserve", row.pk), {"text": "试用期四问"})
    row.refresh_from_db()
    assert row.text == "试用期四问"
    client.post(page("remove_reserve", row.pk))
    assert not Reserve.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "长" * 4001, "在备用里"])
def test_a_text_that_cannot_be_kept_is_refused_and_stays_in_the_form(
    client: Client, item: Item, noon: datetime, text: str
) -> None:
    known = queries.known_of(item.community)
    reserves.keep(known, "briefing", "在备用里", by=SHELL, now=noon)
    shown = client.post(page("reserves"), {"slot": "briefing", "text": text})
    assert "invalid-feedback" in shown.content.decode()
    assert Reserve.objects.count() == 1


def test_the_oldest_reserve_is_taken_on_the_page_and_is_ready(
    client: Client, item: Item, noon: datetime
) -> None:
    known = queries.known_of(item.community)
    for text in ("第一篇", "第二篇"):
        reserves.keep(known, "briefing", text, by=SHELL, now=noon)
    client.post(page("act", item.pk), {"verb": "reserve"})
    item.refresh_from_db()
    assert (item.text, item.state) == ("第一篇", ItemState.REVIEWED)
    used = Reserve.objects.get(text="第一篇")
    assert used.used_for_id == item.pk
    with pytest.raises(RefusedError):
        reserves.change(used, "改一改", known, by=SHELL, now=noon)
    assert client.post(page("remove_reserve", used.pk)).status_code == 400
    assert Reserve.objects.filter(pk=used.pk).exists()


# --- moved, and back ----------------------------------------------------------------------------


def test_a_move_on_the_calendar_is_undone(client: Client, item: Item) -> None:
    before = item.at
    there = client.post(page("move", item.pk), {"day": "2026-11-28", "from": "calendar"})
    shown = client.get(there.headers["Location"]).content.decode()
    assert page("move_back", item.pk) in shown
    back = client.post(page("move_back", item.pk))
    assert back.headers["Location"].endswith("?day=2026-11-24")
    item.refresh_from_db()
    assert item.at == before
    again = client.post(page("move_back", item.pk))  # now it would go forth again
    item.refresh_from_db()
    assert again.status_code == 302
    assert item.at != before


def test_undoing_a_move_puts_an_entry_back_into_the_one_it_was_in(
    item: Item, noon: datetime, community: Community
) -> None:
    known = queries.known_of(community)
    extra = moving.add(Extra("海报", item.at), known, by=SHELL, now=noon, into=item)
    moving.move_to(extra, noon.replace(day=26, hour=15), known, by=SHELL, now=noon)
    extra = Item.objects.get(pk=extra.pk)
    assert extra.merged_into_id is None
    moving.move_back(extra, known, by=SHELL, now=noon)
    again = Item.objects.get(pk=extra.pk)
    assert (again.merged_into_id, again.at) == (item.pk, item.at)


def test_an_entry_whose_host_is_gone_stands_by_itself_after_the_undoing(
    item: Item, noon: datetime, community: Community
) -> None:
    known = queries.known_of(community)
    extra = moving.add(Extra("海报", item.at), known, by=SHELL, now=noon, into=item)
    moving.move_to(extra, noon.replace(day=26, hour=15), known, by=SHELL, now=noon)
    leaving.skip(item, known, by=SHELL, now=noon)
    extra.refresh_from_db()
    moving.move_back(extra, known, by=SHELL, now=noon)
    extra.refresh_from_db()
    assert (extra.merged_into_id, extra.at) == (None, item.at)


def test_what_was_never_moved_cannot_be_moved_back(client: Client, item: Item) -> None:
    before = item.at
    assert client.post(page("move_back", item.pk)).headers["Location"] == page("item", item.pk)
    item.refresh_from_db()
    assert item.at == before


def test_a_full_day_is_met_by_one_click_into_another_entry(
    client: Client, item: Item, noon: datetime
) -> None:
    host = add(item, noon, 12)
    add(item, noon, 15)
    extra = add(item, noon, 15, day=25)
    refused = client.post(page("move", extra.pk), {"day": "2026-11-24"})
    assert host in [each for each, _name in refused.context["offers"]["hosts"]]
    client.post(page("merge", extra.pk), {"into": host.pk})
    extra.refresh_from_db()
    assert (extra.merged_into_id, extra.at) == (host.pk, host.at)


def test_new_settings_leave_what_somebody_put_another_one_into(
    community: Community, item: Item, noon: datetime
) -> None:
    known = queries.known_of(community)
    extra = moving.add(Extra("海报", item.at), known, by=SHELL, now=noon, into=item)
    planning.plan_again(queries.known_of(community), now=noon)
    extra.refresh_from_db()
    assert extra.merged_into_id == item.pk


def test_a_new_post_on_a_full_day_goes_into_another_one_or_on_another_day(
    client: Client, item: Item, noon: datetime
) -> None:
    host = add(item, noon, 12)
    add(item, noon, 15)
    about = {"title": "第四条", "at": "2026-11-24T18:00", "text": "周六见"}
    refused = client.post(page("add"), about)
    told = refused.content.decode()
    assert f'name="into" value="{host.pk}"' in told
    assert 'name="instead" value="2026-11-25T18:00"' in told
    client.post(page("add"), {**about, "into": host.pk})
    inside = Item.objects.get(title="第四条")
    assert (inside.merged_into_id, inside.text) == (host.pk, "周六见")
    client.post(page("add"), {**about, "title": "第五条", "instead": "2026-11-25T18:00"})
    known = queries.known_of(item.community)
    assert known.said(Item.objects.get(title="第五条").at) == "2026-11-25 18:00"


def test_the_calendar_counts_gaps_overlaps_and_what_is_too_much(
    client: Client, item: Item, noon: datetime
) -> None:
    add(item, noon, 9)
    marks = client.get(page("calendar"), {"day": "2026-11-24"}).context["marks"]
    assert marks["close"] == 2
    assert marks["gaps"] >= 1


# --- settings and steps -------------------------------------------------------------------------


def test_the_groups_of_a_slot_are_ticked_in_its_settings(
    client: Client, item: Item, manual_group: Group
) -> None:
    address = reverse("console_section", kwargs={"key": "hr", "section": "slots.briefing"})
    form = client.get(address).context["form"]
    assert (manual_group.key, manual_group.name) in form.fields["groups"].choices
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    kept = {name: value for name, value in data.items() if value not in (False, [])}
    shown = client.post(address, {**kept, "groups": [manual_group.key]})
    assert shown.status_code == 302
    told = effective_all(item.community_id)["slots.briefing"]
    assert told.groups == (manual_group.key,)


def test_a_step_is_ticked_on_the_desk_without_a_text(web_stage: Stage, wang: Person) -> None:
    community = web_stage.group.community
    known = queries.known_of(community)
    at = web_stage.now + timedelta(hours=22)
    extra = moving.add(Extra("薪酬沙龙", at), known, by=SHELL, now=web_stage.now)
    extra.steps.filter(kind=StepKind.DRAFT).update(due=web_stage.now + timedelta(hours=2))
    steps.remind(web_stage.now)
    task = Task.objects.get(kind=steps.KINDS[StepKind.DRAFT], subjects=[["planned", extra.pk]])
    ledger.finish_task(task, by=as_actor(wang), now=web_stage.now)
    web_stage.work()
    step = extra.steps.get(kind=StepKind.DRAFT)
    assert step.done_name == wang.name
    ledger.reopen_task(task, by=as_actor(wang), now=web_stage.now)
    web_stage.work()
    step.refresh_from_db()
    assert step.done_at is None


def test_a_text_is_looked_through_on_the_desk(
    item: Item, log_in: LogIn, lin: Person, wang: Person, noon: datetime
) -> None:
    community = item.community
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=noon)
    playbook.change(community, "slots.briefing", {"review": True}, by=SHELL, now=noon)
    Item.objects.filter(pk=item.pk).delete()
    known = queries.known_of(community)
    planning.plan(known, noon, noon + timedelta(days=1), now=noon)
    again = Item.objects.filter(slot="briefing").earliest("at")
    writing.write(again, "今天三条", known, base=0, by=as_actor(lin), now=noon)
    steps.remind(noon)
    desk = reverse("console_desk", kwargs={"key": "hr"})
    shown = log_in(wang).get(desk, {"scope": "all"}).content.decode()
    assert "今天三条" in shown
    assert page("act", again.pk) in shown
