"""A discussion becomes an item: who agreed is named, nobody else is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce.chat.intake import ingest
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.ledger.models import Task
from qunce.ledger.worker import run_due
from qunce.people.models import Group, Person
from qunce.rooms.library import collecting
from qunce.rooms.library.models import Item
from qunce.rooms.moderation import praise

LogIn = Callable[[Person], Client]
SAID = (
    ("anna", "王芳-云杉-HRBP", "试用期能延长吗？@李雷-松果-HRD"),
    ("lei", "李雷-松果-HRD", "可以，但不能超过法定上限。王芳可以加我微信 abc12345 细聊"),
    ("anna", "王芳-云杉-HRBP", "谢谢李雷！电话 13800000000"),
)


@pytest.fixture
def talk(web_group: Group, noon: datetime) -> list[Message]:
    said = [
        Incoming(Speaker(who, name), text, noon + timedelta(minutes=n), platform_id=f"m{n}")
        for n, (who, name, text) in enumerate(SAID)
    ]
    ingest(web_group, said, source=Source.HISTORY, now=noon)
    return list(Message.objects.filter(group=web_group).order_by("sent_at"))


def test_who_did_not_agree_is_nowhere_in_the_text(talk: list[Message], noon: datetime) -> None:
    community = talk[0].community
    item = collecting.collect(
        community,
        collecting.pick(community, [m.pk for m in talk]),
        title="试用期",
        agreed=(),
        by=SHELL,
        now=noon,
    )
    for secret in ("王芳", "李雷", "云杉", "abc12345", "13800000000"):
        assert secret not in item.body
    assert "成员 A" in item.body or "Member A" in item.body
    assert "不能超过法定上限" in item.body
    assert item.credit == ""


def test_who_agreed_is_named_and_credited(talk: list[Message], noon: datetime) -> None:
    community = talk[0].community
    lei = collecting.key_of(talk[1])
    found = collecting.pick(community, [m.pk for m in talk])
    item = collecting.collect(community, found, title="试用期", agreed=(lei,), by=SHELL, now=noon)
    again = collecting.collect(community, found, title="试用期", agreed=(), by=SHELL, now=noon)
    assert item == again
    assert "**李雷**" in item.body
    assert "王芳" not in item.body
    assert item.credit == "李雷"


def test_what_was_taken_back_is_not_offered(talk: list[Message], noon: datetime) -> None:
    community = talk[0].community
    Message.objects.filter(pk=talk[1].pk).update(recalled_at=noon)
    assert [m.pk for m in collecting.pick(community, [m.pk for m in talk])] == [
        talk[0].pk,
        talk[2].pk,
    ]
    with pytest.raises(RefusedError):
        collecting.collect(community, [], title="x", agreed=(), by=SHELL, now=noon)


def test_a_praised_share_is_offered_and_collected_from_the_page(
    log_in: LogIn, talk: list[Message], lin: Person, noon: datetime
) -> None:
    praise.mark(talk[1], by=as_actor(lin), now=noon)
    run_due(noon)
    task = Task.objects.get(kind="library-share")
    client = log_in(lin)
    page = client.get(task.link).content.decode()
    assert "不能超过法定上限" in page
    empty = client.post(task.link, {"title": "试用期"}).content.decode()
    assert "至少选一条" in empty
    answer = client.post(task.link, {"title": "试用期", "message": [str(talk[1].pk)]})
    item = Item.objects.get()
    assert answer["Location"] == reverse("library_item", kwargs={"key": "hr", "pk": item.pk})
    task.refresh_from_db()
    assert task.state == "done"


def test_praise_taken_back_takes_the_offer_back(
    talk: list[Message], lin: Person, noon: datetime
) -> None:
    made = praise.mark(talk[1], by=as_actor(lin), now=noon)
    run_due(noon)
    praise.unmark(made, by=as_actor(lin), now=noon)
    run_due(noon)
    assert not Task.objects.filter(kind="library-share", state="open").exists()
