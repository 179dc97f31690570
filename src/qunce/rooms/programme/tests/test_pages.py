"""The calendar and its entries, as those who run the group use them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import laying, leaving, moving, planning, queries, writing
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
MORNING = "2026-11-24"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    """Let pages be visited on Monday noon."""
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def item(community: Community, web_group: Group, manual_group: Group, noon: datetime) -> Item:
    """Return Tuesday's briefing."""
    known = queries.known_of(community)
    planning.plan(known, noon, noon + timedelta(days=3), now=noon)
    return Item.objects.filter(slot="briefing").earliest("at")


@pytest.fixture
def client(log_in: LogIn, wang: Person) -> Client:
    """Return the owner's browser."""
    return log_in(wang)


def page(name: str, item: Item | None = None) -> str:
    about = {"key": "hr", **({"pk": item.pk} if item else {})}
    return reverse(f"programme_{name}", kwargs=about)


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def add(community: Community, noon: datetime, hour: int, title: str = "活动预告") -> Item:
    at = noon.replace(day=24, hour=hour)
    known = queries.known_of(community)
    return moving.add(Extra(title, at), known, by=SHELL, now=noon)


# --- the calendar -------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["week", "month"])
def test_the_calendar_shows_what_goes_out_with_holidays_and_gaps(
    client: Client, item: Item, view: str
) -> None:
    shown = client.get(page("calendar"), {"view": view, "day": MORNING}).content.decode()
    assert page("item", item) in shown
    assert "09:00" in shown
    national = client.get(page("calendar"), {"view": view, "day": "2027-10-01"}).content.decode()
    assert "国庆节" in national


def test_weeks_that_are_not_filled_yet_show_what_the_slots_will_bring(
    client: Client, item: Item
) -> None:
    shown = client.get(page("calendar"), {"day": "2027-01-11"}).content.decode()
    assert "pc-ahead" in shown


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "1800-01-01", "9999-12-31"])
def test_a_day_that_does_not_exist_is_not_found(client: Client, item: Item, day: str) -> None:
    assert client.get(page("calendar"), {"day": day}).status_code == 404


def test_the_calendar_is_filtered(
    client: Client, item: Item, community: Community, noon: datetime
) -> None:
    extra = add(community, noon, 15)
    about = {"day": MORNING, "slot": "extra"}
    shown = client.get(page("calendar"), about).content.decode()
    assert page("item", extra) in shown
    assert page("item", item) not in shown
    over = client.get(page("calendar"), {"day": MORNING, "state": "over"}).content.decode()
    assert page("item", item) not in over


def test_a_group_with_too_many_posts_is_marked(
    client: Client, item: Item, community: Community, noon: datetime
) -> None:
    for hour in (12, 15):
        add(community, noon, hour)
    playbook.change(community, "programme", {"per_day": 2}, by=SHELL, now=noon)
    planning.weigh_days(queries.known_of(community), [item.at])
    shown = client.get(page("calendar"), {"day": MORNING})
    assert shown.context["marks"]["over"] == 1
    words = shown.content.decode()
    assert "1 条超出每日上限" in words  # above the calendar
    assert words.count("超量") == 1  # at the post


# --- added by hand ------------------------------------------------------------------------------


def test_a_post_is_added_with_its_text(client: Client, item: Item) -> None:
    about = {
        "title": "薪酬沙龙",
        "at": "2026-11-26T15:00",
        "text": "周六下午见",
        "tiers": ["senior"],
    }
    answer = client.post(page("add"), about)
    extra = Item.objects.get(slot="extra")
    assert answer.headers["Location"] == page("item", extra)
    assert (extra.title, extra.text, extra.state) == ("薪酬沙龙", "周六下午见", "drafted")
    assert [each.value for each in extra.tiers] == ["senior"]


@pytest.mark.parametrize("at", ["2026-11-20T15:00", "2026-11-26T23:00", "", "soon"])
def test_a_time_that_is_not_possible_is_refused_and_nothing_typed_is_lost(
    client: Client, item: Item, at: str
) -> None:
    shown = client.post(page("add"), {"title": "沙龙", "at": at, "text": "周六见"})
    assert shown.status_code == 200
    assert "周六见" in shown.content.decode()
    assert "invalid-feedback" in shown.content.decode()
    assert not Item.objects.filter(slot="extra").exists()


# --- one entry ----------------------------------------------------------------------------------


def test_the_briefing_is_mended_and_made_ready_in_one_step(client: Client, item: Item) -> None:
    shown = client.get(page("item", item)).content.decode()
    assert "【HR早报】11月24日 周二" in shown
    client.post(page("write", item), {"base": 0, "text": "今天三条", "ready": "1"})
    assert (fresh(item).text, fresh(item).state) == ("今天三条", ItemState.REVIEWED)
    client.post(page("act", item), {"verb": "draft"})
    assert fresh(item).state == ItemState.DRAFTED


def test_two_editors_at_once_lose_nothing(
    client: Client, item: Item, log_in: LogIn, lin: Person
) -> None:
    client.post(page("write", item), {"base": 0, "text": "先写好的"})
    shown = log_in(lin).post(page("write", item), {"base": 0, "text": "后写好的"})
    told = shown.content.decode()
    assert shown.status_code == 200
    assert "先写好的" in told
    assert "后写好的" in told
    assert fresh(item).text == "先写好的"
    log_in(lin).post(page("write", item), {"base": 1, "text": "两份合起来"})
    assert fresh(item).text == "两份合起来"


def test_what_two_editors_changed_in_different_lines_is_put_together(
    client: Client, item: Item, log_in: LogIn, lin: Person, wang: Person
) -> None:
    composed = laying.composed(item, queries.known_of(item.community))
    assert len(composed.splitlines()) > 2
    first = f"早安\n{composed}"
    client.post(page("write", item), {"base": 0, "text": first})
    about = {"base": 0, "text": f"{composed}\n周末愉快"}
    shown = log_in(lin).post(page("write", item), about)
    form = shown.context["write"]
    assert form["text"].value() == f"早安\n{composed}\n周末愉快"
    assert form["base"].value() == 1
    assert shown.context["meeting"].name == wang.name
    assert fresh(item).text == first
    assert set(item.texts.values_list("number", "is_aside")) == {(1, False), (2, True)}


@pytest.mark.parametrize("text", ["", "   ", "长" * 4001])
def test_a_text_that_cannot_be_posted_is_refused(client: Client, item: Item, text: str) -> None:
    shown = client.post(page("write", item), {"base": 0, "text": text})
    assert "invalid-feedback" in shown.content.decode()
    assert fresh(item).version == 0


def test_who_wrote_it_cannot_look_it_through_and_the_page_says_so(
    item: Item, log_in: LogIn, lin: Person, wang: Person, community: Community, noon: datetime
) -> None:
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=noon)
    playbook.change(community, "slots.briefing", {"review": True}, by=SHELL, now=noon)
    written = {"base": 0, "text": "今天三条", "ready": "1"}
    shown = log_in(lin).post(page("write", item), written).content.decode()
    assert "alert-danger" in shown or "invalid-feedback" in shown
    assert fresh(item).state == ItemState.DRAFTED
    log_in(wang).post(page("act", item), {"verb": "ready"})
    assert fresh(item).state == ItemState.REVIEWED
    assert fresh(item).reviewed_by_id == wang.pk


def test_an_entry_is_dragged_to_another_day_at_its_hour(client: Client, item: Item) -> None:
    answer = client.post(page("move", item), {"day": "2026-11-28", "from": "calendar"})
    assert answer.headers["Location"].endswith(f"?day=2026-11-28&moved={item.pk}")
    moved = fresh(item).at.astimezone(queries.known_of(item.community).zone)
    assert f"{moved:%Y-%m-%d %H:%M}" == "2026-11-28 09:00"


def test_a_full_day_offers_other_days_and_entries(
    client: Client, item: Item, community: Community, noon: datetime
) -> None:
    for hour in (12, 15):
        add(community, noon, hour)
    extra = moving.add(
        Extra("第四条", noon.replace(day=25, hour=15)),
        queries.known_of(community),
        by=SHELL,
        now=noon,
    )
    shown = client.post(page("move", extra), {"day": MORNING}).content.decode()
    assert "2026-11-25 15:00" in shown
    assert fresh(extra).at == extra.at


def test_it_is_left_out_and_put_back(client: Client, item: Item) -> None:
    client.post(page("act", item), {"verb": "skip", "reason": "放假"})
    assert fresh(item).state == ItemState.SKIPPED
    assert "放假" in client.get(page("item", item)).content.decode()
    client.post(page("act", item), {"verb": "resume"})
    assert fresh(item).state == ItemState.PLANNED


def test_it_goes_out_inside_another_one_and_by_itself_again(
    client: Client, item: Item, community: Community, noon: datetime
) -> None:
    extra = add(community, noon, 15)
    client.post(page("merge", extra), {"into": item.pk})
    assert fresh(extra).merged_into_id == item.pk
    client.post(page("act", extra), {"verb": "part"})
    assert fresh(extra).merged_into_id is None


def test_topic_people_and_groups_are_said(
    client: Client, item: Item, lin: Person, manual_group: Group
) -> None:
    about = {"topic": "年终奖", "note": "要有数据", "groups": [manual_group.pk], "posting": lin.pk}
    client.post(page("details", item), about)
    item = fresh(item)
    assert (item.topic, item.note, item.state) == ("年终奖", "要有数据", ItemState.CHOSEN)
    assert list(item.groups.all()) == [manual_group]
    assert item.steps.get(kind="posting").person_id == lin.pk


def test_of_details_that_are_refused_nothing_is_changed(
    client: Client, item: Item, noon: datetime, web_group: Group, manual_group: Group
) -> None:
    known = queries.known_of(item.community)
    add(item.community, noon, 11)
    added = []
    for hour, group in ((15, web_group), (17, manual_group)):
        extra = Extra("预告", noon.replace(day=24, hour=hour), "", Audience(groups=(group.pk,)))
        added.append(moving.add(extra, known, by=SHELL, now=noon))
    shown = client.post(page("details", added[0]), {"topic": "年终奖", "note": "要有数据"})
    assert "年终奖" in shown.content.decode()
    kept = fresh(added[0])
    assert (kept.topic, kept.note, kept.state) == ("", "", ItemState.PLANNED)
    assert list(kept.groups.all()) == [web_group]


@pytest.mark.parametrize("about", [{"verb": "explode"}, {}])
def test_what_no_button_says_is_refused(client: Client, item: Item, about: dict[str, str]) -> None:
    client.post(page("act", item), about)
    assert fresh(item).state == ItemState.PLANNED


def test_another_house_sees_nothing(log_in: LogIn, olga: Person, item: Item) -> None:
    for name in ("calendar", "item"):
        address = page(name, item if name == "item" else None)
        assert log_in(olga).get(address).status_code == 404


def test_the_history_tells_who_did_what(client: Client, item: Item, wang: Person) -> None:
    known = queries.known_of(item.community)
    now = item.at - timedelta(hours=4)
    writing.write(item, "今天三条", known, base=0, by=as_actor(wang), now=now)
    leaving.skip(fresh(item), known, by=as_actor(wang), now=now)
    shown = client.get(page("item", item)).content.decode()
    assert shown.count("timeline-event-card") == 2


# --- what a member sees -------------------------------------------------------------------------


def test_a_member_sees_today_what_is_for_them_and_no_more(
    item: Item, log_in: LogIn, ben: Person, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, address = queries.known_of(community), reverse("programme_today", args=["hr"])
    for_managers = moving.add(
        Extra("私董会预告", item.at + timedelta(hours=6), audience=Audience((Tier.MANAGER,))),
        known,
        by=SHELL,
        now=item.at - timedelta(hours=12),
    )
    monkeypatch.setattr(clock, "now", lambda: item.at)
    shown = log_in(ben).get(address).content.decode()
    assert "09:00" in shown
    assert for_managers.title not in shown
    Person.objects.filter(pk=ben.pk).update(tier=Tier.MANAGER)
    assert for_managers.title in log_in(ben).get(address).content.decode()
    assert "09:00" in log_in(ben).get(reverse("web_home", args=["hr"])).content.decode()
