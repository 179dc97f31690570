"""Acting on any message or member without a finding, and the pages for it."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.chat import queries as chat
from qunce.chat.models import Message
from qunce.kernel.clauses import Step
from qunce.kernel.errors import RefusedError
from qunce.ledger import actions as ledger
from qunce.ledger.models import Entry, Errand
from qunce.people.models import Membership, Person
from qunce.rooms.moderation import appeals, by_hand
from qunce.rooms.moderation.addresses import path_of
from qunce.rooms.moderation.models import Case
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"


def test_a_message_is_acted_on_at_once(web_stage: Stage, ben: Person, mia: Person) -> None:
    row = Message.objects.get(pk=web_stage.say(ben, "周末的课我就不来了").pk)
    case = by_hand.act_on_message(
        row, "respect", by=as_actor(mia), now=web_stage.now, note="阴阳怪气", step=Step.MUTE
    )
    web_stage.work()
    there = Membership.objects.get(group=web_stage.group, person=ben)
    assert there.muted_until is not None
    assert (case.decided_name, case.step, case.why) == ("Mia", "mute", "chosen")
    decided = Entry.objects.get(fact="moderation.MessageSanctioned")
    assert decided.actor_person == mia.pk
    with pytest.raises(RefusedError, match="case already"):
        by_hand.act_on_message(row, "respect", by=as_actor(mia), now=web_stage.now)


def test_a_member_is_acted_on_without_a_message(web_stage: Stage, ben: Person, mia: Person) -> None:
    there = Membership.objects.get(group=web_stage.group, person=ben)
    case = by_hand.act_on_member(
        there, "privacy", by=as_actor(mia), now=web_stage.now, note="把群聊截图发到外网"
    )
    web_stage.work()
    assert (case.clause, case.step, case.strike, case.message) == ("privacy", "warn", 1, None)
    kinds = set(Errand.objects.exclude(kind="reaction").values_list("kind", flat=True))
    assert "Notify" in kinds
    assert "Recall" not in kinds
    again = by_hand.act_on_member(
        there, "privacy", by=as_actor(mia), now=web_stage.now.replace(day=24)
    )
    assert (again.strike, again.step) == (2, "remove")


def test_owner_and_admins_are_never_sanctioned_by_hand_either(
    web_stage: Stage, wang: Person, mia: Person
) -> None:
    row = Message.objects.get(pk=web_stage.say(wang, "大家早").pk)
    with pytest.raises(RefusedError, match="never sanctioned"):
        by_hand.act_on_message(row, "respect", by=as_actor(mia), now=web_stage.now)
    there = Membership.objects.get(group=web_stage.group, person=wang)
    with pytest.raises(RefusedError, match="never sanctioned"):
        by_hand.act_on_member(there, "respect", by=as_actor(mia), now=web_stage.now)
    assert not Case.objects.exists()


def test_by_hand_there_is_no_mute(manual_stage: Stage, ben: Person, mia: Person) -> None:
    there = Membership.objects.get(group=manual_stage.group, person=ben)
    with pytest.raises(RefusedError, match="cannot be done"):
        by_hand.act_on_member(
            there, "respect", by=as_actor(mia), now=manual_stage.now, step=Step.MUTE
        )


def test_the_page_previews_and_then_acts(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    row = web_stage.say(ben, "周末的课我就不来了")
    client, where = log_in(mia), f"/c/hr/messages/{row.pk}/case/"
    data = {"clause": "respect", "note": "阴阳怪气", "step": "", "do": "preview"}
    page = client.post(where, data)
    assert page.context["plan"]["step"] == "警告"
    assert "阴阳怪气" in page.context["plan"]["words"]
    assert not Case.objects.exists()
    client.post(where, data | {"do": "act", "step": "mute"})
    assert Case.objects.get().step == "mute"


def test_a_preview_shows_no_address_that_leads_nowhere(manual_stage: Stage, mia: Person) -> None:
    row = manual_stage.hear("小王", "周末的课我就不来了")
    message = chat.as_message(row)
    planned = by_hand.plan(manual_stage.group, message, "respect", note="", step=Step.WARN)
    assert "/notices/…/" in str(planned.words)


def test_the_members_page_leads_to_acting_on_them(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    client = log_in(mia)
    where = f"/c/hr/members/{ben.pk}/act/"
    assert where in client.get(f"/c/hr/members/{ben.pk}/").content.decode()
    data = {"clause": "privacy", "note": "外传截图", "step": "", "place": web_stage.group.key}
    page = client.post(where, data | {"do": "preview"})
    assert page.context["plan"]["step"] == "警告"
    client.post(where, data | {"do": "act"})
    case = Case.objects.get()
    assert case.person == ben
    assert client.get(f"/c/hr/cases/{case.pk}/?again=1").status_code == 200


def test_the_address_of_a_notice_needs_no_log_in_and_takes_the_appeal(
    manual_stage: Stage, mia: Person
) -> None:
    manual_stage.now = clock.now()  # the page reads the real clock
    manual_stage.hear("小王", AD)
    manual_stage.work()
    case = Case.objects.get()
    anybody = Client()
    page = anybody.get(path_of(case.pk)).content.decode()
    for word in ("<mark>", "群规第1条", "申诉"):
        assert word in page
    assert anybody.get(path_of(case.pk)[:-3] + "xx/").status_code == 404
    anybody.post(path_of(case.pk), {"words": "这是同事托我问的"})
    case.refresh_from_db()
    assert (case.state, case.appeal) == ("appealed", "这是同事托我问的")


def test_the_case_tells_where_its_decision_comes_from(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, AD)
    web_stage.work()
    page = log_in(mia).get(f"/c/hr/cases/{Case.objects.get().pk}/?again=1").content.decode()
    assert "这个决定是怎么来的" in page
    assert "结果一致" in page


def test_what_was_not_posted_yet_goes_with_the_decision(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    row = Message.objects.get(pk=manual_stage.hear("小王", "明天茶歇的时候再聊").pk)
    case = by_hand.act_on_message(row, "ads", by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert "post" in [each.kind for each in manual_stage.tasks()]
    appeals.overturn(case, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert manual_stage.tasks() == []  # and nobody hears of a withdrawal who has heard of nothing


def test_what_was_posted_is_told_to_be_withdrawn(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    row = Message.objects.get(pk=manual_stage.hear("小王", "明天茶歇的时候再聊").pk)
    case = by_hand.act_on_message(row, "ads", by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    for task in manual_stage.tasks():
        ledger.finish_task(task, by=as_actor(mia), now=manual_stage.now)
    appeals.overturn(case, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    (task,) = manual_stage.tasks()
    assert "is withdrawn" in str(task.words)


def test_nobody_is_asked_about_what_is_decided_at_once(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, "早")
    membership = Membership.objects.get(group=web_stage.group, person=ben)
    made = by_hand.act_on_member(
        membership, "respect", by=as_actor(mia), now=web_stage.now, note="线下言语不当"
    )
    web_stage.work()
    assert not Entry.objects.filter(fact="moderation.MessageQuestioned").exists()
    page = log_in(mia).get(f"/c/hr/cases/{made.pk}/").content.decode()
    assert "没有对应的消息" in page
    assert "「」" not in page
