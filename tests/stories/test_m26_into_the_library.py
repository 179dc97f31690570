"""M26, M37: what is proposed or summed up in one room becomes a draft of the library, and is read.

Nothing is handed over by hand here: the rooms know each other by facts and reads only.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cast import as_actor, enter, join
from qunce.chat.models import Message
from qunce.ledger.models import Task
from qunce.ledger.worker import run_due
from qunce.people.audience import EVERYBODY
from qunce.people.models import Group, Person
from qunce.rooms.answers import answering, queries
from qunce.rooms.answers.models import Answer
from qunce.rooms.answers.tests.questions import ask, reply
from qunce.rooms.casework import actions as casework
from qunce.rooms.casework import discussing
from qunce.rooms.library import publishing
from qunce.rooms.library.models import Item

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
ASKED = "试用期员工提前离职要提前几天通知"
METHOD = {"situation": "经理不肯面谈。", "law": "", "lesson": "先解决他的问题，再谈表格。"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    """Let the pages live at noon."""
    monkeypatch.setattr("qunce.clock.now", lambda: noon)


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member, who knows things."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def publish(item: Item, by: Person, now: datetime) -> None:
    """Hand a draft in and approve it, as the content admin does after reading it."""
    publishing.submit(item, by=as_actor(by), now=now)
    publishing.approve(item, by=as_actor(by), now=now)


def test_story_m26_a_pair_goes_into_the_library_by_one_click_and_is_found_by_who_asks_next(
    ben: Person, tom: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon, ASKED, text="员工说当天走。")
    answer = reply(question, tom, noon, "提前三天通知就可以。")
    answering.accept(answer, by=as_actor(ben), now=noon)
    console = log_in(lin)
    console.post(f"/c/hr/answers/{answer.pk}/library/")
    run_due(noon + timedelta(minutes=1))
    item = Item.objects.get()
    assert (item.state, item.title, item.credit) == ("draft", ASKED, "Tom")
    assert item.body == "> 员工说当天走。\n\n提前三天通知就可以。"
    assert Task.objects.get(kind="library-draft").link == f"/c/hr/library/{item.pk}/"
    publish(item, lin, noon + timedelta(minutes=2))
    assert not Task.objects.filter(kind="library-draft", state="open").exists()
    page = log_in(tom).post("/m/hr/questions/alike/", {"title": "试用期离职提前几天通知"})
    assert f"/m/hr/library/{item.pk}/" in page.content.decode()


def test_story_m26_who_answered_in_the_group_is_named_there_only_if_they_agreed(
    web_group: Group, ben: Person, tom: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon, ASKED)
    message = Message.objects.create(
        community=web_group.community,
        group=web_group,
        kind="text",
        source="live",
        text="三天就够。",
        platform_id="said-1",
        sent_at=noon,
        received_at=noon,
    )
    told = {"question": question, "community": question.community, "state": "found"}
    answer = Answer.objects.create(
        **told,
        person=tom,
        name="Tom-公司-HR",
        text="三天就够。",
        form_token="f",
        message=message,
        at=noon,
    )
    answering.accept(answer, by=as_actor(ben), now=noon)
    log_in(lin).post(f"/c/hr/answers/{answer.pk}/library/")
    run_due(noon + timedelta(minutes=1))
    item = Item.objects.get()
    assert (item.credit, item.contributor) == ("", None)
    answering.propose(reply(ask(ben, noon, "年假怎么算"), tom, noon), by=as_actor(lin), now=noon)
    pair = queries.read_pair(question.community_id, question.pk, answer.pk)
    assert pair is not None
    assert pair.by == ""


def test_story_m37_a_case_summed_up_is_a_draft_and_taken_back_and_summed_up_anew_a_newer_one(
    ben: Person, tom: Person, lin: Person, noon: datetime
) -> None:
    by = as_actor(lin)
    study = casework.call(lin.community, "经理不肯面谈", "", EVERYBODY, by=by, now=noon)
    casework.choose(study, None, by=by, now=noon)
    casework.write(study, "", "某经理不肯面谈。", ["先沟通", "按制度"], by=by, now=noon)
    casework.check(study, looked=0, by=by, now=noon)
    discussing.open_it(study, by=by, now=noon)
    first = study.positions.get(place=0)
    discussing.argue(first, tom, "先听他说。", "form-of-tom-00000", by=as_actor(tom), now=noon)
    discussing.close(study, by=by, now=noon)
    discussing.sum_up(study, METHOD, by=by, now=noon)
    run_due(noon + timedelta(minutes=1))
    item = Item.objects.get()
    assert (item.state, item.title, item.credit) == ("draft", "经理不肯面谈", "Tom")
    assert "先解决他的问题" in item.body
    discussing.reopen(study, by=by, now=noon + timedelta(minutes=2))
    run_due(noon + timedelta(minutes=3))
    item.refresh_from_db()
    assert (item.state, Task.objects.filter(kind="library-draft", state="open").count()) == (
        "withdrawn",
        0,
    )
    again = METHOD | {"lesson": "让他先看到好处。"}
    discussing.sum_up(study, again, by=by, now=noon + timedelta(minutes=4))
    run_due(noon + timedelta(minutes=5))
    item.refresh_from_db()
    assert (item.state, item.revision) == ("draft", 2)
    assert "让他先看到好处" in item.body
    assert Task.objects.filter(kind="library-draft", state="open").count() == 1
    publish(item, lin, noon + timedelta(minutes=6))
    assert Item.objects.get().shown == 2
