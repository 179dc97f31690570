"""Members offer topics and shares: taken with credit, or kindly declined (M16, M17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import as_actor, join
from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import filling, laying, offers, planning, pools, queries
from qunce.rooms.programme.domain_pools import EntryState, Pool, Written
from qunce.rooms.programme.models import Item, PoolEntry
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
TITLE = "试用期怎么考核？"


@pytest.fixture
def member(web_group: Group, ben: Person, noon: datetime) -> Person:
    """Return a member of a group whose topics and shares are switched on."""
    for slot in ("topic", "evening"):
        playbook.change(ben.community, f"slots.{slot}", {"is_on": True}, by=SHELL, now=noon)
    return ben


@pytest.fixture
def phone(member: Person, log_in: LogIn, monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Client:
    """Return the member's browser, at noon."""
    monkeypatch.setattr(clock, "now", lambda: noon)
    return log_in(member)


def offer(
    person: Person, noon: datetime, title: str = TITLE, pool: Pool = Pool.TOPIC, credit: str = ""
) -> PoolEntry:
    return offers.offer(person, pool, Written(title), credit, by=as_actor(person), now=noon)


def page(name: str, **about: int) -> str:
    return reverse(f"programme_{name}", kwargs={"key": "hr", **about})


SENT = {"pool": "topic", "title": TITLE, "text": "", "link": "", "credit": "阿本"}


def test_an_idea_is_offered_on_the_phone_seen_in_the_pool_accepted_and_credited(
    phone: Client, member: Person, wang: Person, log_in: LogIn, noon: datetime
) -> None:
    assert page("ideas") in phone.get(page("today")).content.decode()
    phone.post(page("ideas"), SENT)
    entry = PoolEntry.objects.get()
    assert (entry.state, entry.is_offer, entry.credit) == ("offered", True, "阿本")
    assert "管理员正在看" in phone.get(page("ideas")).content.decode()
    task = Task.objects.get(kind=offers.KIND)
    desk = log_in(wang)
    lines = desk.get(reverse("console_desk", kwargs={"key": "hr"})).content.decode()
    assert task.link in lines
    # A tick would leave the member without an answer.
    assert reverse("console_finish", kwargs={"key": "hr", "pk": task.pk}) not in lines
    assert TITLE in desk.get(task.link).content.decode()
    desk.post(page("pool_act", pk=entry.pk), {"verb": "approve"})
    task.refresh_from_db()
    assert task.state == "done"
    shown = phone.get(page("ideas")).content.decode()
    assert "已采纳" in shown
    known = queries.known_of(member.community)
    planning.plan(known, noon, noon + timedelta(days=2), now=noon)
    item = Item.objects.filter(slot="topic").earliest("at")
    laying.lay_down(item, known, now=item.ready_at)
    item.refresh_from_db()
    assert (item.state, "话题来自 阿本" in item.text) == ("reviewed", True)


def test_an_idea_is_declined_kindly_and_may_be_accepted_later(
    phone: Client, member: Person, wang: Person, log_in: LogIn, noon: datetime
) -> None:
    entry = offer(member, noon)
    desk = log_in(wang)
    refused = desk.post(page("pool_decline", pk=entry.pk), {"reason": "", "words": "先放放"})
    assert "先放放" in refused.content.decode()
    assert "invalid-feedback" in refused.content.decode()
    form = desk.get(page("pool_entry", pk=entry.pk)).context["decline"]
    reason = form.fields["reason"].choices[1][0]
    desk.post(page("pool_decline", pk=entry.pk), {"reason": reason, "words": "年后再聊"})
    shown = phone.get(page("ideas")).content.decode()
    assert reason in shown
    assert "年后再聊" in shown
    assert desk.post(page("pool_decline", pk=entry.pk), {"reason": reason}).status_code == 200
    desk.post(page("pool_act", pk=entry.pk), {"verb": "approve"})
    entry.refresh_from_db()
    assert (entry.state, entry.answer) == ("approved", "")


def test_who_offered_it_is_told_by_mail_unless_it_was_decided_otherwise(
    web_stage: Stage, member: Person, wang: Person
) -> None:
    now = web_stage.now
    first, second = offer(member, now), offer(member, now, "五险一金怎么讲？")
    offers.accept(first, by=as_actor(wang), now=now)
    offers.decline(second, "谢谢您，下次", "", by=as_actor(wang), now=now)
    offers.accept(second, by=as_actor(wang), now=now)
    web_stage.later(minutes=3)
    web_stage.work()
    told = [each.body for each in mail.outbox if "/m/hr/ideas/" in each.body]
    assert len(told) == 2
    assert not any("下次" in each for each in told)


def test_an_idea_is_taken_back_and_its_title_is_free_again(
    phone: Client, member: Person, noon: datetime
) -> None:
    entry = offer(member, noon)
    phone.post(page("idea_back", pk=entry.pk))
    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    assert Task.objects.get(kind=offers.KIND).state == "done"
    assert offer(member, noon).pk != entry.pk
    with pytest.raises(RefusedError):
        offers.accept(entry, by=SHELL, now=noon)


def test_a_declined_idea_whose_title_came_in_otherwise_cannot_be_accepted(
    member: Person, noon: datetime, community: Community
) -> None:
    entry = offer(member, noon)
    offers.decline(entry, "下次", "", by=SHELL, now=noon)
    filling.add(community, Pool.TOPIC, Written(TITLE), by=SHELL, now=noon)
    with pytest.raises(RefusedError, match="in the pool already"):
        offers.accept(entry, by=SHELL, now=noon)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"title": ""}, "invalid-feedback"),
        ({"title": "长" * 121}, "invalid-feedback"),
        ({"link": "javascript:1"}, "invalid-feedback"),
        ({"pool": "tip"}, "invalid-feedback"),
        ({"title": "已有的"}, "换个角度"),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays(
    phone: Client, community: Community, noon: datetime, changed: dict[str, str], why: str
) -> None:
    filling.add(community, Pool.TOPIC, Written("已有的"), by=SHELL, now=noon)
    text = phone.post(page("ideas"), {**SENT, "text": "我写的补充", **changed}).content.decode()
    assert why in text
    assert "我写的补充" in text
    assert not PoolEntry.objects.filter(is_offer=True).exists()


def test_the_same_sent_twice_is_one_and_at_most_five_wait(member: Person, noon: datetime) -> None:
    assert offer(member, noon).pk == offer(member, noon).pk
    for number in range(4):
        offer(member, noon, f"话题{number}")
    with pytest.raises(RefusedError, match="5"):
        offer(member, noon, "再来一个")


def test_a_double_tap_is_one_idea(
    member: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsaved = filling.unsaved

    def late(*args: Any, **about: Any) -> PoolEntry:
        # The other tap stores its idea after this one has looked whether it is there.
        unsaved(*args, **about).save()
        return unsaved(*args, **about)

    monkeypatch.setattr(filling, "unsaved", late)
    assert offer(member, noon).pk == PoolEntry.objects.get().pk


def test_who_offers_their_own_title_again_is_told_that_it_is_theirs(
    phone: Client, member: Person, noon: datetime
) -> None:
    entry = offer(member, noon)
    for text in ("补充一句", ""):
        shown = phone.post(page("ideas"), {**SENT, "text": text}, follow=True).content.decode()
        assert ("您已经推荐过" in shown, "有人推荐过" in shown) == (bool(text), False)
    offers.accept(entry, by=SHELL, now=noon)
    assert "您已经推荐过" in phone.post(page("ideas"), SENT).content.decode()


def test_offering_and_taking_back_in_turn_has_an_end_for_the_day(
    member: Person, noon: datetime
) -> None:
    for number in range(10):
        offers.withdraw(offer(member, noon, f"话题{number}"), by=as_actor(member), now=noon)
    with pytest.raises(RefusedError, match="tomorrow"):
        offer(member, noon + timedelta(hours=11, minutes=59))
    offer(member, noon + timedelta(hours=12))


def test_only_members_offer_and_only_what_is_collected(
    member: Person, ana: Person, noon: datetime
) -> None:
    with pytest.raises(RefusedError, match="members"):
        offer(ana, noon)
    playbook.change(member.community, "slots.topic", {"is_on": False}, by=SHELL, now=noon)
    with pytest.raises(RefusedError, match="collected"):
        offer(member, noon)
    offer(member, noon, pool=Pool.SHARE)


def test_nobody_sees_or_takes_back_the_idea_of_another(
    phone: Client, member: Person, ana: Person, web_group: Group, noon: datetime
) -> None:
    join(ana, web_group)
    entry = offer(ana, noon)
    assert TITLE not in phone.get(page("ideas")).content.decode()
    assert phone.post(page("idea_back", pk=entry.pk)).status_code == 404
    with pytest.raises(NotFoundError):
        offers.access_own(member, entry.pk)


def test_what_a_browser_kept_is_forgotten_once_it_was_sent(phone: Client, member: Person) -> None:
    shown = phone.get(page("ideas")).content.decode()
    assert 'data-preset="yes"' in shown  # the name that stands there keeps nothing from coming back
    after = phone.post(page("ideas"), SENT, follow=True).content.decode()
    assert "data-forget-kept" in after
    assert "data-forget-kept" not in phone.get(page("ideas")).content.decode()


def test_many_ideas_are_read_with_as_few_queries_as_one(
    phone: Client,
    member: Person,
    noon: datetime,
    django_assert_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    offer(member, noon)
    with CaptureQueriesContext(connection) as one:
        phone.get(page("ideas"))
    for number in range(4):
        offer(member, noon, f"话题{number}")
    with django_assert_num_queries(len(one)):
        phone.get(page("ideas"))


def test_what_no_member_offered_is_not_declined_and_an_idea_is_not_just_put_away(
    member: Person, community: Community, wang: Person, log_in: LogIn, noon: datetime
) -> None:
    own = filling.add(community, Pool.TOPIC, Written("自家的"), by=SHELL, now=noon)
    PoolEntry.objects.filter(pk=own.pk).update(state=EntryState.OFFERED)
    desk = log_in(wang)
    reason = {"reason": "下次", "words": ""}
    assert desk.post(page("pool_decline", pk=own.pk), reason).status_code == 404
    with pytest.raises(NotFoundError):
        offers.decline(PoolEntry.objects.get(pk=own.pk), "下次", "", by=SHELL, now=noon)
    entry = offer(member, noon)
    desk.post(page("pool_act", pk=entry.pk), {"verb": "retire"})
    assert set(PoolEntry.objects.values_list("state", flat=True)) == {EntryState.OFFERED}


def test_all_at_once_leaves_ideas_of_members_to_an_answer(
    member: Person, community: Community, noon: datetime
) -> None:
    offer(member, noon)
    assert filling.approve_all(community, Pool.TOPIC, by=SHELL, now=noon) == 0


def test_who_puts_an_idea_in_better_words_is_the_second_person(
    member: Person, community: Community, wang: Person, lin: Person, noon: datetime
) -> None:
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=noon)
    entry = offer(member, noon)
    filling.change(entry, Written("更顺的说法"), base=1, by=as_actor(wang), now=noon)
    offers.accept(PoolEntry.objects.get(pk=entry.pk), by=as_actor(wang), now=noon)
    assert pools.access(community, entry.pk).state == EntryState.APPROVED
