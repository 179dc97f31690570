"""The web group's pages: who may read and write, and what is refused in words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qunce import clock
from qunce.chat.models import Message
from qunce.gateway.channels.web import actions
from qunce.gateway.channels.web.channel import CHANNEL
from qunce.gateway.channels.web.models import Notice
from qunce.kernel.actors import SHELL
from qunce.kernel.effects import Notify, Status
from qunce.kernel.text import Words
from qunce.ledger.contracts import Assignment
from qunce.people import actions as people
from qunce.people import tiers
from qunce.people.domain import Tier
from qunce.people.models import Group, Identity, Membership, Person
from qunce.store.models import LiveEvent

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


def address(group: Group, what: str = "conversation", **more: int) -> str:
    place = {"key": group.community.key, "group": group.key} | more
    return reverse(f"web_{what}", kwargs=place)


def test_members_read_and_write_and_others_do_not_know_of_it(
    log_in: LogIn, web_group: Group, ben: Person, ana: Person, olga: Person
) -> None:
    ben_there = log_in(ben)
    ben_there.post(address(web_group, "post"), {"text": "大家好", "key": "1"})
    page = ben_there.get(address(web_group))
    assert "大家好" in page.content.decode()
    assert log_in(ana).get(address(web_group)).status_code == 404
    assert log_in(olga).get(address(web_group)).status_code == 404


def test_what_is_longer_than_a_message_goes_in_numbered_pieces_once(web_group: Group) -> None:
    long = Words("%(text)s", {"text": "\n\n".join("工" * 1500 for _ in range(5))})
    for _ in range(2):
        actions.say(web_group, long, key="1", now=clock.now(), pictures=["/m/hr/pictures/1.jpg"])
    said = list(Message.objects.filter(group=web_group).order_by("id"))
    assert [each.text.split("\n")[0] for each in said] == ["（1/2）", "（2/2）"]
    assert all(len(each.text) <= actions.LONGEST for each in said)
    assert [bool(each.attachments) for each in said] == [False, True]


def test_a_tier_is_shown_to_members_only_where_the_member_agreed(
    log_in: LogIn, web_group: Group, ben: Person, wang: Person
) -> None:
    now = clock.now()
    tiers.set_by_hand(ben, Tier.SENIOR, "five years", by=SHELL, now=now)
    reader, ben_there = log_in(wang), log_in(ben)
    ben_there.post(address(web_group, "post"), {"text": "大家好", "key": "1"})
    live = LiveEvent.objects.filter(topic=f"group:{web_group.pk}", kind="message")
    badge = 'qc-badge qc-quiet">资深'
    shown = reader.get(address(web_group, "members")).content.decode()
    assert "Ben" in shown
    assert "群主" in shown
    assert badge not in shown
    assert live.get().data["tier"] == ""
    ben_there.post(f"/m/{web_group.community.key}/tier/agree/", {"shows": "yes"})
    ben_there.post(address(web_group, "post"), {"text": "早", "key": "2"})
    assert badge in reader.get(address(web_group, "members")).content.decode()
    beside_the_name = f'</span> <span class="badge {badge}'
    assert beside_the_name in reader.get(address(web_group)).content.decode()
    assert live.latest("id").data["tier"] == "senior"


def test_the_list_of_members_is_searched_and_is_for_members_only(
    log_in: LogIn, web_group: Group, ben: Person, ana: Person, olga: Person
) -> None:
    client = log_in(ben)
    found = client.get(address(web_group, "members"), {"q": "Mia"}).content.decode()
    assert "Mia" in found
    assert "Wang" not in found
    for stranger in (ana, olga):
        assert log_in(stranger).get(address(web_group, "members")).status_code == 404


def test_a_second_tap_says_it_once(log_in: LogIn, web_group: Group, ben: Person) -> None:
    client = log_in(ben)
    for _ in range(2):
        client.post(address(web_group, "post"), {"text": "收到", "key": "same"})
    assert Message.objects.filter(group=web_group, text="收到").count() == 1


def test_everybody_hears_of_a_message(log_in: LogIn, web_group: Group, ben: Person) -> None:
    log_in(ben).post(address(web_group, "post"), {"text": "大家好", "key": "1"})
    event = LiveEvent.objects.get(topic=f"group:{web_group.pk}", kind="message")
    assert (event.data["text"], event.data["person"]) == ("大家好", ben.pk)


@pytest.mark.parametrize(("text", "said"), [("  ", "先写点什么"), ("很" * 5001, "消息太长")])
def test_what_cannot_be_said_is_refused_in_words(
    log_in: LogIn, web_group: Group, ben: Person, text: str, said: str
) -> None:
    answer = log_in(ben).post(
        address(web_group, "post"), {"text": text}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Message.objects.filter(group=web_group).exists()


def test_a_muted_member_is_told_until_when(log_in: LogIn, web_group: Group, ben: Person) -> None:
    membership = Membership.objects.get(group=web_group, person=ben)
    now = clock.now()
    people.mute(membership, now + timedelta(hours=1), by=SHELL, now=now)
    answer = log_in(ben).post(
        address(web_group, "post"), {"text": "在吗"}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 422
    people.mute(membership, None, by=SHELL, now=now)
    assert log_in(ben).post(address(web_group, "post"), {"text": "在吗"}).status_code == 302


def test_only_the_author_takes_a_message_back(
    log_in: LogIn, web_group: Group, ben: Person, mia: Person
) -> None:
    log_in(ben).post(address(web_group, "post"), {"text": "写错了", "key": "1"})
    message = Message.objects.get(group=web_group)
    where = address(web_group, "take_back", pk=message.pk)
    log_in(mia).post(where)
    assert not Message.objects.filter(recalled_at__isnull=False).exists()
    log_in(ben).post(where)
    assert Message.objects.filter(recalled_at__isnull=False).exists()
    assert "写错了" not in log_in(mia).get(address(web_group)).content.decode()


def test_an_author_mends_a_message_for_ten_minutes(
    log_in: LogIn, web_group: Group, ben: Person, mia: Person
) -> None:
    client = log_in(ben)
    client.post(address(web_group, "post"), {"text": "明天下午三店", "key": "1"})
    message = Message.objects.get(group=web_group)
    form = client.get(address(web_group) + f"?change={message.pk}").content.decode()
    where = address(web_group, "change", pk=message.pk)
    assert f'action="{where}"' in form
    assert ">明天下午三店</textarea>" in form
    log_in(mia).post(where, {"text": "我改的"})
    assert (
        client.post(where, {"text": " "}, headers={"X-Requested-With": "fetch"}).status_code == 422
    )
    assert client.post(where, {"text": "明天下午三点"}).status_code == 302
    page = log_in(mia).get(address(web_group)).content.decode()
    assert "明天下午三点" in page
    assert "编辑过" in page
    assert "我改的" not in page
    Message.objects.update(sent_at=clock.now() - timedelta(minutes=11))
    late = client.post(where, {"text": "太晚了"}, headers={"X-Requested-With": "fetch"})
    assert "10分钟内" in late.content.decode()
    assert "太晚了" not in client.get(address(web_group)).content.decode()


def test_who_is_muted_changes_nothing_either(log_in: LogIn, web_group: Group, ben: Person) -> None:
    client = log_in(ben)
    client.post(address(web_group, "post"), {"text": "大家好", "key": "1"})
    now = clock.now()
    membership = Membership.objects.get(group=web_group, person=ben)
    people.mute(membership, now + timedelta(hours=1), by=SHELL, now=now)
    where = address(web_group, "change", pk=Message.objects.get(group=web_group).pk)
    client.post(where, {"text": "加微信领资料"})
    assert Message.objects.get(group=web_group).text == "大家好"


def test_a_message_is_answered_with_and_without_scripts(
    log_in: LogIn, web_group: Group, ben: Person, mia: Person
) -> None:
    log_in(ben).post(address(web_group, "post"), {"text": "几点开始？", "key": "1"})
    asked = Message.objects.get(group=web_group)
    client = log_in(mia)
    form = client.get(address(web_group) + f"?reply={asked.pk}").content.decode()
    assert f'name="reply_to" value="{asked.pk}"' in form
    said = {"text": "三点", "key": "2", "reply_to": str(asked.pk)}
    client.post(address(web_group, "post"), said)
    assert Message.objects.get(text="三点").reply_to == asked
    page = client.get(address(web_group)).content.decode()
    assert page.count("几点开始？") == 2  # the message, and its quote above the answer
    client.post(address(web_group, "post"), {"text": "好", "key": "3", "reply_to": "nonsense"})
    assert Message.objects.get(text="好").reply_to is None


def test_older_messages_come_page_by_page(log_in: LogIn, web_group: Group, ben: Person) -> None:
    client = log_in(ben)
    for number in range(60):
        client.post(address(web_group, "post"), {"text": f"第{number}条", "key": str(number)})
    page = client.get(address(web_group))
    assert "第0条" not in page.content.decode()
    first = page.context["rows"][0].pk
    older = client.get(address(web_group, "older") + f"?before={first}")
    assert "第0条" in older.content.decode()
    assert "<html" in older.content.decode()  # without scripts it is a page of its own
    part = client.get(older.request["PATH_INFO"], headers={"x-requested-with": "fetch"})
    assert "<html" not in part.content.decode()


def test_who_was_removed_finds_the_notice_and_the_way_to_appeal(
    log_in: LogIn, web_group: Group, ben: Person
) -> None:
    now = clock.now()
    log_in(ben).post(address(web_group, "post"), {"text": "大家好", "key": "1"})
    membership = Membership.objects.get(group=web_group, person=ben)
    identity = Identity.objects.filter(person=ben)[0].pk
    actions.remove(membership, now=now)
    effect = Notify(web_group.pk, identity, Words("You were removed."), link="/m/x/cases/1/")
    assignment = Assignment(1, "e:1", web_group.community_id, {}, 1, now, lambda: None)
    assert CHANNEL.execute(effect, web_group, assignment).status is Status.DONE
    client = log_in(ben)
    home = reverse("web_home", kwargs={"key": web_group.community.key})
    assert client.get(address(web_group)).headers["Location"] == home
    assert "/m/x/cases/1/" in client.get(home).content.decode()
    notice = Notice.objects.get(person=ben)
    read = client.post(address(web_group, "read", pk=notice.pk))
    assert read.headers["Location"] == home
    assert "/m/x/cases/1/" not in client.get(home).content.decode()
    assert client.get(address(web_group)).status_code == 404


def test_a_member_gives_a_sign_and_takes_it_back_and_outsiders_cannot(
    log_in: LogIn, web_group: Group, ben: Person, wang: Person, ana: Person
) -> None:
    log_in(wang).post(address(web_group, "post"), {"text": "附件是模板，自取", "key": "1"})
    message = Message.objects.get(text="附件是模板，自取")
    place, reader = address(web_group, "react", pk=message.pk), log_in(ben)
    assert 'aria-pressed="true"' not in reader.get(address(web_group)).content.decode()
    assert reader.post(place, {"emoji": "👍"}).status_code == 302
    page = reader.get(address(web_group)).content.decode()
    assert 'aria-pressed="true">👍 <span>1</span>' in page
    assert (
        'aria-pressed="false">👍 <span>1</span>'
        in log_in(wang).get(address(web_group)).content.decode()
    )
    fetched = {"X-Requested-With": "fetch"}
    assert reader.post(place, {"emoji": "👍"}, headers=fetched).status_code == 204
    assert not message.reactions.exists()
    assert reader.post(place, {"emoji": "💩"}, headers=fetched).status_code == 422
    assert log_in(ana).post(place, {"emoji": "👍"}).status_code == 404
