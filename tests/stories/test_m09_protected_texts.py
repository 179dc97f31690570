"""M09: what the community registered as protected is not passed on; leave can be declared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.chat.models import Message
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.protected import Leave
from qunce.ledger.models import Task
from qunce.people.models import Person
from qunce.rooms.moderation import registry
from qunce.rooms.moderation.addresses import address_of
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import derive_again
from qunce.rooms.moderation.registry import Registration
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Change, Line
from qunce.rooms.moderation.replay.running import run
from qunce.rooms.moderation.tests.protected import TEXT
from stage import Stage

LogIn = Callable[[Person], Client]
PART = TEXT[20:160]


@pytest.fixture
def stage(web_stage: Stage, mia: Person) -> Stage:
    web_stage.now = clock.now()  # the pages read the real clock
    told = Registration("调薪十讲", "某某咨询", Leave.ASK, TEXT)
    by = Actor(ActorKind.PERSON, mia.pk, mia.name)
    then = web_stage.now - timedelta(hours=1)
    registry.register(mia.community, told, by=by, now=then)
    return web_stage


def test_story_m09_a_copied_passage_is_taken_back_and_leave_is_declared_afterwards(
    stage: Stage, ben: Person, client: Client
) -> None:
    said = stage.say(ben, f"分享一段，共勉：\n{PART}")
    stage.work()
    case = Case.objects.get()
    assert (case.clause, case.state, case.step) == ("repost", "acted", "remind")
    assert Message.objects.get(pk=said.pk).recalled_at is not None
    assert derive_again(case).same
    notice = "/notices/" + address_of(case.pk).partition("/notices/")[2]
    page = client.get(notice).content.decode()
    assert "与登记的《调薪十讲》" in page
    assert 'name="leave"' in page
    typed = {"leave": "1", "giver": "", "link": "不是网址", "words": "问过的"}
    page = client.post(notice, typed).content.decode()
    assert "请写明是谁给的授权" in page
    assert 'value="不是网址"' in page
    assert ">问过的</textarea>" in page
    assert Case.objects.get().state == "acted"
    client.post(notice, {**typed, "giver": "某某咨询的李老师", "link": "https://example.org/a"})
    case.refresh_from_db()
    assert case.state == "appealed"
    assert case.appeal.splitlines() == [
        "我有授权，由某某咨询的李老师给出。",
        "凭证见：https://example.org/a",
        "问过的",
    ]
    assert Task.objects.filter(kind="appeal").exists()


def test_story_m09_a_claim_in_the_message_is_a_persons_decision(stage: Stage, ben: Person) -> None:
    stage.say(ben, f"转载自某某咨询，已获授权：\n{PART}")
    stage.work()
    case = Case.objects.get()
    assert (case.clause, case.state) == ("repost", "open")


def test_story_m09_what_was_said_in_own_words_is_left_alone(stage: Stage, ben: Person) -> None:
    stage.say(
        ben, "我们调薪也踩过坑：先定预算再排名单，岗位价值最后才想起来，次序反了。大家怎么做？"
    )
    stage.work()
    assert not Case.objects.exists()


def test_story_m09_a_replay_judges_by_what_was_registered_then(
    web_stage: Stage, ben: Person, wang: Person
) -> None:
    by, community = as_actor(wang), web_stage.group.community
    web_stage.say(ben, f"先发一段：{PART}")
    web_stage.later(hours=1)
    told = Registration("调薪十讲", "某某咨询", Leave.ASK, TEXT)
    row = registry.register(community, told, by=by, now=web_stage.now)
    web_stage.later(hours=1)
    said = web_stage.say(ben, f"再发一段：{PART}")
    web_stage.later(hours=1)
    row = registry.change(row, replace(told, leave=Leave.FREE, text=""), by=by, now=web_stage.now)
    web_stage.later(hours=30)  # said three times within a day it would be a flood
    web_stage.say(ben, f"第三次发：{PART}")
    web_stage.later(hours=1)
    registry.take_out(row, by=by, now=web_stage.now)
    case = Case.objects.get()
    assert (case.message_id, case.state) == (said.pk, "acted")
    end = web_stage.now + timedelta(days=1)
    lines: list[Line] = []
    plan = plans.of_record(web_stage.group, end - timedelta(days=9), end)
    run(plan, lambda found, _tally, _total: lines.extend(found))
    assert [(line.message.id, line.change) for line in lines] == [(said.pk, Change.SAME)]
    assert lines[0].now.findings == lines[0].was.findings


@pytest.mark.usefixtures("stage")
def test_story_m09_the_console_shows_the_registry_and_what_is_allowed(
    log_in: LogIn, mia: Person
) -> None:
    where = reverse("moderation_protected", kwargs={"key": mia.community.key})
    page = log_in(mia).get(where).content.decode()
    assert "调薪十讲" in page
    assert "须经权利人授权" in page
