"""Appeals: another reviewer, milder or withdrawn, and what that means for later cases."""

from datetime import timedelta

import pytest

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Step
from qunce.kernel.effects import Notify
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry, Errand
from qunce.people.models import Appointment, Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, retention
from qunce.rooms.moderation.addresses import address_of
from qunce.rooms.moderation.models import Case, GroupExample
from qunce.rooms.moderation.rederive import derive_again
from qunce.shell.words import render
from qunce.store.codecs import decode
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
INSULT = "你就是个傻逼，滚出去"


def decided_by_mia(stage: Stage, ben: Person, mia: Person, step: Step = Step.MUTE) -> Case:
    row = Message.objects.get(pk=stage.say(ben, "周末的课我就不来了").pk)
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=stage.now)
    moderation.act(case, by=as_actor(mia), now=stage.now, step=step)
    stage.work()
    appeals.appeal(case, "我没有恶意", by=as_actor(ben), now=stage.now)
    return case


def test_who_decided_does_not_answer_the_appeal_where_there_is_somebody_else(
    web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    case = decided_by_mia(web_stage, ben, mia)
    for answer in (appeals.uphold, appeals.overturn):
        with pytest.raises(RefusedError, match="somebody else"):
            answer(case, by=as_actor(mia), now=web_stage.now)
    assert not appeals.may_answer(case, mia.pk)
    appeals.uphold(case, by=as_actor(wang), now=web_stage.now, note="看了前后文")
    case.refresh_from_db()
    assert (case.state, case.answered_name, case.note) == ("upheld", "Wang", "看了前后文")


def test_one_who_manages_alone_answers_too(web_stage: Stage, ben: Person, mia: Person) -> None:
    case = decided_by_mia(web_stage, ben, mia)
    assert appeals.is_alone(case)
    appeals.overturn(case, by=as_actor(mia), now=web_stage.now)
    assert Case.objects.get().state == "overturned"


def test_the_deadline_is_a_task_until_it_is_answered(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    case = decided_by_mia(web_stage, ben, mia)
    (task,) = web_stage.tasks()
    assert task.kind == "appeal"
    assert task.due == web_stage.now + timedelta(days=2)
    appeals.uphold(case, by=as_actor(mia), now=web_stage.now)
    assert web_stage.tasks() == []


def test_a_reduced_decision_ends_the_mute_and_still_counts(
    web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    case = decided_by_mia(web_stage, ben, mia)
    there = Membership.objects.filter(group=web_stage.group, person=ben)
    assert there.get().muted_until is not None
    with pytest.raises(RefusedError, match="milder"):
        appeals.reduce(case, Step.REMOVE, by=as_actor(wang), now=web_stage.now)
    appeals.reduce(case, Step.WARN, by=as_actor(wang), now=web_stage.now)
    web_stage.work()
    assert there.get().muted_until is None
    web_stage.later(days=1)
    web_stage.say(ben, INSULT)
    web_stage.work()
    last = Case.objects.latest("id")
    assert (last.clause, last.strike) == ("respect", 2)


def test_a_removal_that_is_reduced_to_a_mute_lets_the_member_in_and_mutes(
    web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    case = decided_by_mia(web_stage, ben, mia, Step.REMOVE)
    there = Membership.objects.filter(group=web_stage.group, person=ben)
    assert there.get().state == "removed"
    appeals.reduce(case, Step.MUTE, by=as_actor(wang), now=web_stage.now)
    web_stage.work()
    assert there.get().state == "active"
    assert there.get().muted_until == web_stage.now + timedelta(hours=24)


def test_later_cases_become_milder_as_if_the_withdrawn_one_had_never_happened(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    for end in "。！":
        web_stage.say(ben, AD + end)
        web_stage.later(days=1)
    first, second = Case.objects.order_by("id")
    there = Membership.objects.filter(group=web_stage.group, person=ben)
    assert (second.step, second.strike, there.get().state) == ("remove", 2, "removed")
    eased = appeals.overturn(first, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert [each.pk for each in eased] == [second.pk]
    second.refresh_from_db()
    assert (second.step, second.strike, second.eased_by_id) == ("warn", 1, first.pk)
    assert there.get().state == "active"
    # What the machine decided then can still be derived: a replay compares with that.
    assert derive_again(second).same
    assert Entry.objects.filter(fact="moderation.CaseEased").count() == 1


def test_who_was_removed_by_mistake_reads_why_and_is_no_newcomer(
    web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    there = Membership.objects.filter(group=web_stage.group, person=ben)
    there.update(nickname="Ben-星河科技-HRBP")
    joined = there.get().joined_at
    case = decided_by_mia(web_stage, ben, mia, Step.REMOVE)
    before = Message.objects.count()
    appeals.overturn(case, by=as_actor(wang), now=web_stage.now, note="确实是误会")
    web_stage.work()
    assert Message.objects.count() == before  # nobody is welcomed
    assert (there.get().state, there.get().joined_at) == ("active", joined)
    told = decode(Notify, Errand.objects.filter(kind="Notify").latest("id").payload).words
    assert render(told).startswith("Ben您好")
    assert "确实是误会" in render(told)


def test_what_an_admin_chose_stays_when_an_earlier_case_is_withdrawn(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, INSULT)
    web_stage.later(days=1)
    row = Message.objects.get(pk=web_stage.say(ben, "周末的课我就不来了").pk)
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=web_stage.now)
    moderation.act(case, by=as_actor(mia), now=web_stage.now, step=Step.REMOVE)
    first = Case.objects.order_by("id")[0]
    assert appeals.overturn(first, by=as_actor(mia), now=web_stage.now) == []
    case.refresh_from_db()
    assert (case.step, case.strike) == ("remove", 1)


def test_a_withdrawn_message_joins_the_groups_own_test_cases_until_its_evidence_goes(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, AD)
    web_stage.work()
    case = Case.objects.get()
    appeals.overturn(case, by=as_actor(mia), now=web_stage.now)
    example = GroupExample.objects.get()
    assert (example.text, example.label, example.clause) == (AD, "ad_prohibited", "ads")
    playbook.change(web_stage.group.community, "cases", {"days": 30}, by=SHELL, now=web_stage.now)
    retention.tick(web_stage.now + timedelta(days=31))
    assert not GroupExample.objects.exists()


def test_who_has_left_the_team_is_no_other_reviewer(
    web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    case = decided_by_mia(web_stage, ben, mia)
    assert not appeals.is_alone(case)
    Appointment.objects.filter(person=wang).update(until=web_stage.now)
    assert appeals.is_alone(case)


def reply_to(stage: Stage, row: Message, text: str) -> None:
    """Let the author of a message in a group by hand answer the notice about it."""
    case = Case.objects.get(clause="ads")
    notice = stage.hear("Mia", f"这条请撤回 {address_of(case.pk)}")
    answer = stage.hear(row.author_name, text)
    Message.objects.filter(pk=answer.pk).update(reply_to=notice, quoted=notice.text)
    stage.work()


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("申诉：这是同事托我问的", "appealed"),
        ("你们误会了，这不是广告", "appealed"),
        ("好的，抱歉", "acted"),
    ],
)
def test_an_appeal_comes_by_a_reply_to_the_notice(
    manual_stage: Stage, mia: Person, text: str, state: str
) -> None:
    row = manual_stage.hear("小王", AD)
    manual_stage.work()
    reply_to(manual_stage, row, text)
    case = Case.objects.get(clause="ads")
    assert case.state == state
    if state == "appealed":
        assert case.appeal.endswith(("托我问的", "不是广告"))
        assert not case.appeal.startswith("申诉")
        assert "appeal" in [task.kind for task in manual_stage.tasks()]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("申诉：我是转述别人的话", "appealed"),
        ("申诉流程大家是怎么设计的？", "acted"),
        ("我想问问绩效申诉怎么走", "acted"),
    ],
)
def test_an_appeal_needs_no_reply_where_the_notice_is_read_in_private(
    web_stage: Stage, ben: Person, mia: Person, text: str, state: str
) -> None:
    web_stage.say(ben, AD)
    web_stage.later(minutes=2)
    web_stage.say(ben, text)
    web_stage.work()
    case = Case.objects.get()
    assert case.state == state
    assert case.appeal == ("我是转述别人的话" if state == "appealed" else "")


def test_nobody_appeals_for_somebody_else(manual_stage: Stage, mia: Person) -> None:
    row = manual_stage.hear("小王", AD)
    manual_stage.work()
    Message.objects.filter(pk=row.pk).update(author_name="小李")
    row.author_name = "小李"
    reply_to(manual_stage, row, "申诉：他不是故意的")
    assert Case.objects.get(clause="ads").state == "acted"
