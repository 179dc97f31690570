"""A replay of a long story gives the machine's decisions; other rules give other ones."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Q
from pytest_django import DjangoDbBlocker

from cast import NOON, as_actor, enter, found, join, open_group
from qunce.chat import actions as chat
from qunce.chat.erasing import erase_words
from qunce.chat.models import Message
from qunce.kernel.actors import Actor
from qunce.kernel.messages import Role, Source
from qunce.people.domain import GroupKind
from qunce.people.models import Appointment, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, reports
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Change, Truth
from qunce.rooms.moderation.reported import Way
from qunce.rooms.moderation.tests.replays import AD, of_record, replayed
from stage import Stage, undone

pytestmark = pytest.mark.django_db

ABUSE = "你这个傻逼，给我滚出去"
POST = (
    "【招聘】薪酬专员 公司介绍：星河科技，300人，成立于2010年的软件公司。"
    "岗位职责：负责核薪报税，三年以上经验，月薪10-15k。联系：13800000000 "
)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Yield the story, which happens once for all tests: what one of them changes is undone."""
    with django_db_blocker.unblock(), undone():
        yield tell()


@pytest.fixture
def story(told: Stage, db: None) -> Stage:
    """Return a group with several rules, ladders, quotas, edits, people's decisions, versions."""
    return Stage(told.group, told.now)


def tell() -> Stage:
    """Let happen what can be replayed, and return where it happened."""
    community = found("hr", "HR Exchange")
    stage = Stage(open_group(community, "general", GroupKind.GENERAL, "web"), NOON)
    roles = {"Ben": (), "Mia": (Role.OPS,), "Wang": (Role.OWNER,)}
    ben, mia, wang = (enter(community, name, *roles) for name, roles in roles.items())
    hal = Person.objects.create(community=community, name="Hal", created_at=stage.now)
    for person in (ben, mia, wang, hal):
        join(person, stage.group)
    boss = as_actor(wang)
    first_violations(stage, ben, hal, mia, boss)
    posts_edits_and_a_flood(stage, hal)
    versions_in_the_middle(stage, hal, boss)
    people_decide(stage, hal, boss)
    edits_that_matter(stage)
    a_robot_and_a_report(stage, hal, boss)
    a_role_ends(stage, mia)
    return stage


def first_violations(stage: Stage, ben: Person, hal: Person, mia: Person, boss: Actor) -> None:
    """Ben breaks two clauses; what befalls Hal is withdrawn before the next time."""
    for text in (AD, "早上好，请问社保怎么交？", ABUSE):
        stage.say(ben, text)
        stage.later(hours=2)
    stage.say(hal, AD)
    stage.say(mia, AD)
    stage.later(days=1)
    appeals.overturn(Case.objects.filter(person=hal).get(), by=boss, now=stage.now)
    stage.later(minutes=5)
    stage.say(hal, AD + "！")
    stage.later(hours=1)


def posts_edits_and_a_flood(stage: Stage, hal: Person) -> None:
    """Hal posts beyond the quota, edits, and floods."""
    for job in ("薪酬", "绩效", "考勤", "社保"):
        stage.say(hal, POST.replace("薪酬", job))
        stage.later(minutes=20)
    edited = stage.say(hal, "求一个薪酬表，谢谢大家")
    stage.later(minutes=1)
    chat.edit(edited, "求一个薪酬表，谢谢大家！！", by=as_actor(hal), now=stage.now)
    for number in range(10):
        stage.say(hal, f"哈{number}")
        stage.now += timedelta(seconds=2)
    stage.work()


def versions_in_the_middle(stage: Stage, hal: Person, boss: Actor) -> None:
    """A rule only watches for some days."""
    community = stage.group.community
    playbook.change(community, "rules.ad_words", {"state": "observe"}, by=boss, now=stage.now)
    stage.later(days=2)
    stage.say(hal, AD + "。。")
    stage.later(days=2)
    playbook.change(community, "rules.ad_words", {"state": "live"}, by=boss, now=stage.now)
    stage.later(hours=1)


def people_decide(stage: Stage, hal: Person, boss: Actor) -> None:
    """An admin opens a case and acts; what an export brings is only counted."""
    said = stage.say(hal, "我卖保险哦")
    opened = moderation.open_by_hand(said, "ads", by=boss, now=stage.now + timedelta(seconds=1))
    stage.later(hours=1)
    moderation.act(opened, by=boss, now=stage.now)
    stage.later(hours=1)
    stage.say(hal, AD + "～")
    stage.later(hours=1)
    stage.hear("somebody", AD, source=Source.HISTORY)


def edits_that_matter(stage: Stage) -> None:
    """Kim edits harmless words into an advertisement, and says another one in pieces."""
    kim = Person.objects.create(community=stage.group.community, name="Kim", created_at=stage.now)
    join(kim, stage.group)
    harmless = stage.say(kim, "请教一个考勤的问题")
    stage.later(minutes=3)
    for words in ("请教一个考勤的问题，谢谢", AD + "…"):
        chat.edit(harmless, words, by=as_actor(kim), now=stage.now)
        stage.later(minutes=3)
    stage.later(hours=30)
    for part in ("信用卡代办", "下卡快额度高", "加微信13800000000"):
        stage.say(kim, part)
        stage.later(seconds=20)
    stage.later(hours=1)


def a_robot_and_a_report(stage: Stage, hal: Person, boss: Actor) -> None:
    """A robot advertises and nothing follows; a member reports what no rule finds."""
    playbook.change(stage.group.community, "order", {"bots": ["群小助"]}, by=boss, now=stage.now)
    stage.hear("群小助", AD)
    said = stage.hear("小王", "明天茶歇的时候再聊")
    stage.later(minutes=1)
    reporter = reports.Reporter("Hal", Way.PAGE, hal)
    reports.report(said, reporter, now=stage.now, clause="ads")
    stage.later(hours=1)


def a_role_ends(stage: Stage, mia: Person) -> None:
    """Mia is an admin no more; strikes expire."""
    Appointment.objects.filter(person=mia).update(until=stage.now)
    stage.later(days=1)
    stage.say(mia, AD + "，")
    stage.later(days=100)
    stage.say(mia, AD + "、")
    stage.work()


def test_the_version_in_force_over_its_own_time_gives_the_machines_decisions(
    story: Stage,
) -> None:
    tally, lines = of_record(story)
    by_people = Q(findings__0__rule="by_hand") | Q(findings__0__rule="report")
    machines = Case.objects.filter(group=story.group).exclude(by_people)
    assert machines.filter(answer="act").count() >= 8
    assert machines.filter(person__name="Kim").count() >= 2
    assert set(machines.values_list("clause", flat=True)) >= {"ads", "respect", "recruitment"}
    fine = {Change.SAME, Change.MISSED}  # what people alone have found was never a decision of it
    assert [line for line in lines if line.change not in fine] == []
    counted = {line.was.why for line in lines if line.was.is_hit and not line.was.follows}
    assert counted >= {"staff", "watched", "bot"}
    followed = {line.message.id: line for line in lines if line.now.follows or line.was.follows}
    assert followed.keys() == set(machines.values_list("message_id", flat=True))
    for case in machines:
        line = followed[case.message_id or 0]
        assert line.now.findings == line.was.findings
        assert (line.now.strike, line.now.why) == (line.was.strike, line.was.why) or (
            case.answer == "ask"
        )
    assert tally.missing_decisions == 0


def test_what_the_rules_find_is_what_they_found(story: Stage) -> None:
    _, lines = of_record(story)
    found = {(line.message.id, each.rule, *each.span) for line in lines for each in line.now.found}
    hits = Hit.objects.filter(group=story.group, message__source=Source.LIVE)
    assert found == set(hits.values_list("message_id", "rule", "start", "end"))


def test_an_erased_message_is_counted_as_missing_and_the_rest_stays_the_same(
    story: Stage,
) -> None:
    first = Case.objects.filter(clause="ads", person__name="Ben").earliest("id")
    message = Message.objects.get(pk=first.message_id or 0)
    erase_words([message], erased_at=story.now)
    tally, lines = of_record(story)
    assert (tally.missing, tally.missing_decisions) == (1, 1)
    assert all(line.change is Change.SAME for line in lines if line.now.follows)


def test_a_stretch_in_the_middle_starts_from_what_was_decided_before(story: Stage) -> None:
    last = Case.objects.filter(clause="ads", person__name="Hal", answer="act").latest("id")
    end = last.sent_at + timedelta(seconds=1)
    _, lines = replayed(plans.of_record(story.group, last.sent_at, end))
    assert [(line.now.step, line.now.strike) for line in lines] == [(last.step, last.strike)]


def test_rules_under_trial_are_compared_with_what_counts_now(story: Stage) -> None:
    end = story.now + timedelta(days=1)
    since = end - timedelta(days=300)
    off = {"rules.flood": {"state": "off"}}
    tally, lines = replayed(plans.of_trial(story.group, off, since, end))
    gone = [line for line in lines if line.change is Change.GONE]
    assert {line.message.text for line in gone} == {"哈7"}
    assert tally.changes[Change.NEW] == 0
    assert tally.was.rules["flood"] == 1
    assert tally.now.rules["flood"] == 0


def test_what_people_decided_gives_precision_and_recall(story: Stage) -> None:
    end = story.now + timedelta(days=1)
    plan = plans.of_trial(story.group, {}, end - timedelta(days=300), end)
    tally, lines = replayed(plan)
    wrong = next(line for line in lines if line.truth is Truth.FINE)
    assert wrong.message.text == AD
    report = tally.report()
    assert report["now"]["precision"]["of"] >= 1
    assert report["now"]["recall"]["of"] >= 1  # the one that an admin opened was not found
    assert 0 <= report["now"]["precision"]["low"] <= report["now"]["precision"]["high"] <= 1
    assert json.loads(json.dumps(report)) == report


def test_nothing_is_written(story: Stage) -> None:
    before = (Case.objects.count(), Hit.objects.count(), Message.objects.count())
    of_record(story)
    assert before == (Case.objects.count(), Hit.objects.count(), Message.objects.count())
