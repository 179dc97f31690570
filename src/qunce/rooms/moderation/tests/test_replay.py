"""A replay of the version in force gives the machine's decisions; other rules give other ones."""

import json
from datetime import timedelta

import pytest
from django.db.models import Q

from cast import as_actor, join
from qunce.chat import actions as chat
from qunce.chat.erasing import erase_words
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL, Actor
from qunce.kernel.messages import Source
from qunce.people.models import Appointment, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, reports
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Change, Line, Plan, Truth
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.running import run
from qunce.rooms.moderation.reported import Way
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
ABUSE = "你这个傻逼，给我滚出去"
POST = (
    "【招聘】薪酬专员 公司介绍：星河科技，300人，成立于2010年的软件公司。"
    "岗位职责：负责核薪报税，三年以上经验，月薪10-15k。联系：13800000000 "
)


def replayed(plan: Plan) -> tuple[Tally, list[Line]]:
    """Return counts and lines of a replay."""
    lines: list[Line] = []
    tally = run(plan, lambda found, _tally, _total: lines.extend(found))
    return tally, lines


def of_record(stage: Stage, **since: float) -> tuple[Tally, list[Line]]:
    """Replay what was decided in the last days."""
    end = stage.now + timedelta(days=1)
    return replayed(plans.of_record(stage.group, end - timedelta(**since or {"days": 300}), end))


@pytest.fixture
def story(web_stage: Stage, ben: Person, mia: Person, wang: Person) -> Stage:
    """Return a group with several rules, ladders, quotas, edits, people's decisions, versions."""
    hal = Person.objects.create(
        community=web_stage.group.community, name="Hal", created_at=web_stage.now
    )
    join(hal, web_stage.group)
    boss = as_actor(wang)
    first_violations(web_stage, ben, hal, mia, boss)
    posts_edits_and_a_flood(web_stage, hal)
    versions_in_the_middle(web_stage, hal, boss)
    people_decide(web_stage, hal, boss)
    edits_that_matter(web_stage)
    a_robot_and_a_report(web_stage, hal, boss)
    a_role_ends(web_stage, mia)
    return web_stage


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


def test_what_came_by_an_export_is_tried_as_if_it_had_been_said_live(
    manual_stage: Stage,
) -> None:
    manual_stage.hear("Ben", AD, source=Source.HISTORY)
    manual_stage.work()
    end = manual_stage.now + timedelta(days=1)
    plan = plans.of_trial(manual_stage.group, {}, end - timedelta(days=2), end)
    tally, (line,) = replayed(plan)
    assert (line.now.answer, line.change) == ("act", Change.SAME)
    assert tally.now.steps == {"warn": 1}
    record, _ = of_record(manual_stage)
    assert record.read == 0


def test_a_robot_is_never_sanctioned_nor_in_a_replay(manual_stage: Stage) -> None:
    """It counts as one from the time on at which the settings named it."""
    stage, group = manual_stage, manual_stage.group
    stage.hear("Helper", AD)
    stage.work()
    stage.later(hours=1)
    playbook.change(group.community, "order", {"bots": ["Helper"]}, by=SHELL, now=stage.now)
    stage.later(hours=1)
    stage.hear("Helper", AD + "！")
    stage.hear("Stranger", AD + "。")
    stage.later(hours=1)
    assert set(Case.objects.values_list("author_name", flat=True)) == {"Helper", "Stranger"}
    assert Case.objects.count() == 2
    _, lines = of_record(stage)
    acted = [(each.message.author, each.now.why) for each in lines]
    assert [(author and author.name, why) for author, why in acted] == [
        ("Helper", "ladder"),
        ("Helper", "bot"),
        ("Stranger", "ladder"),
    ]
    end = stage.now + timedelta(days=1)
    named = {"order": {"bots": ["Stranger"]}}
    _, tried = replayed(plans.of_trial(group, named, end - timedelta(days=2), end))
    follows = [
        each.message.author.name for each in tried if each.now.follows and each.message.author
    ]
    assert follows == ["Helper", "Helper"]


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


def test_a_group_without_messages_gives_an_empty_result(web_group: Group) -> None:
    now = web_group.created_at
    tally, lines = replayed(plans.of_trial(web_group, {}, now, now + timedelta(days=1)))
    assert (tally.read, lines) == (0, [])
