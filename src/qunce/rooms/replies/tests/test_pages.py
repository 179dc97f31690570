"""The pages of replies: the list is copied from and tried, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.people.models import Group, Person
from qunce.people.queries import zone_of
from qunce.playbook import actions as playbook
from qunce.rooms.replies.models import Reply

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

GOOD = {
    "title": "群规在哪",
    "match": "contains",
    "phrases": "群规\n规则\n",
    "words": "@{昵称} 群规看这里",
    "is_on": "on",
}


def where(person: Person, name: str = "replies", **keys: int) -> str:
    return reverse(name, kwargs={"key": person.community.key, **keys})


def test_a_reply_is_written_tried_copied_switched_and_removed(log_in: LogIn, mia: Person) -> None:
    client = log_in(mia)
    assert "现成" in client.get(where(mia)).content.decode()
    client.post(where(mia, "replies_new"), GOOD)
    reply = Reply.objects.get()
    assert reply.phrases == ["群规", "规则"]
    page = client.get(where(mia), {"try": "请问群规在哪"}).content.decode()
    assert 'data-copy="群规看这里"' in page
    assert "@Mia 群规看这里" in page
    client.post(where(mia, "replies_switch", pk=reply.pk), {"on": "0"})
    page = client.get(where(mia), {"try": "请问群规在哪"}).content.decode()
    assert "没有哪条回复对得上" in page
    removed = client.post(where(mia, "replies_remove", pk=reply.pk)).content.decode()
    assert where(mia, "replies_put_back", pk=reply.pk) in removed
    client.post(where(mia, "replies_put_back", pk=reply.pk))
    assert client.get(where(mia)).context["page"].total == 1


def test_ready_made_ones_are_taken_over_once(log_in: LogIn, mia: Person) -> None:
    client = log_in(mia)
    for _ in range(2):
        client.post(where(mia, "replies_take_over"))
    assert Reply.objects.count() == 5
    page = client.get(where(mia), {"try": "招聘信息在群里怎么发？"})
    assert "20:00" in page.context["answer"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "请填写这一项"),
        ({"title": "长" * 61}, "60"),
        ({"phrases": " \n "}, "请填写这一项"),
        ({"phrases": "，"}, "既没有字母"),
        ({"match": "pattern", "phrases": "(群规"}, "(群规"),
        ({"match": "pattern", "phrases": ".*"}, "空白"),
        ({"match": "nonsense"}, "nonsense"),
        ({"words": "看 {群归}"}, "群归"),
        ({"words": "长" * 801}, "800"),
        ({"groups": "987654"}, "987654"),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_stays(
    change: dict[str, str], said: str, log_in: LogIn, mia: Person, web_group: Group
) -> None:
    answer = log_in(mia).post(where(mia, "replies_new"), {**GOOD, **change})
    page = answer.content.decode()
    assert said in page
    assert "@{昵称} 群规看这里" in page or "words" in change
    assert not Reply.objects.exists()


def test_characters_that_nobody_sees_are_left_out(log_in: LogIn, mia: Person) -> None:
    log_in(mia).post(where(mia, "replies_new"), {**GOOD, "words": "看\u202e这\x07里"})
    assert Reply.objects.get().words == "看这里"


def test_code_in_a_reply_stays_text(log_in: LogIn, mia: Person) -> None:
    client = log_in(mia)
    client.post(where(mia, "replies_new"), {**GOOD, "words": "<script>alert(1)</script>"})
    page = client.get(where(mia)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_list_is_filtered_by_group(
    log_in: LogIn, mia: Person, web_group: Group, region_group: Group
) -> None:
    client = log_in(mia)
    client.post(where(mia, "replies_new"), {**GOOD, "groups": [str(region_group.pk)]})
    client.post(where(mia, "replies_new"), {**GOOD, "title": "每个群"})
    shown = client.get(where(mia), {"group": web_group.key}).context["lines"]
    assert [line["reply"].title for line in shown] == ["每个群"]
    shown = client.get(where(mia), {"group": region_group.key}).context["lines"]
    assert len(shown) == 2
    assert client.get(where(mia), {"try": "群规", "group": "x" * 300}).status_code == 200


def test_in_quiet_hours_the_trial_says_that_nothing_is_answered_now(
    log_in: LogIn, mia: Person
) -> None:
    client, local = log_in(mia), clock.now().astimezone(zone_of(mia.community))
    client.post(where(mia, "replies_take_over"))
    hour = timedelta(hours=1)
    quiet = {"quiet_from": f"{local - hour:%H:%M}", "quiet_until": f"{local + hour:%H:%M}"}
    playbook.change(mia.community, "community", quiet, by=SHELL, now=local)
    told = "现在是免打扰时段"
    assert told in client.get(where(mia), {"try": "请问群规在哪"}).content.decode()
    playbook.change(mia.community, "replies", {"in_quiet_hours": True}, by=SHELL, now=local)
    assert told not in client.get(where(mia), {"try": "请问群规在哪"}).content.decode()
