"""Ask, answer, decline, reopen, approve and its undo; who is faster; what the clock does."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import translation

from cast import as_actor
from qunce import clock
from qunce.kernel.errors import RefusedError, StaleError
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.worker import run_due
from qunce.people.models import Account, Contact, ContactLook, Group, Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission import approval, jobs, queue, receiving, reviewing
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.tests import waiting
from qunce.shell.words import render
from qunce.store.secrets import encrypt

pytestmark = pytest.mark.django_db
REASON = "身份没能核实"


def work(now: datetime) -> None:
    while run_due(now):
        pass


def open_kinds() -> list[str]:
    return sorted(Task.objects.filter(state="open").values_list("kind", flat=True))


def test_a_question_goes_by_mail_and_the_answer_renews_the_promise(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    reviewing.ask(found, "您在哪个部门？", by=as_actor(mia), now=noon)
    assert found.state == ApplicationState.ASKED
    reviewing.ask(found, "还有您的直属上级？", by=as_actor(mia), now=noon)
    work(noon + timedelta(minutes=3))
    assert ["您在哪个部门？" in mail.outbox[0].body, len(mail.outbox)] == [True, 2]
    assert found.token in mail.outbox[0].body
    later = noon + timedelta(hours=30)
    reviewing.answer(found, "人力资源部", by=as_actor(mia), now=later)
    assert (found.state, found.due_at) == (ApplicationState.WAITING, later + waiting.PROMISE)
    talk = found.remarks.values_list("from_applicant", "text")
    assert list(talk)[-1] == (True, "人力资源部")


@pytest.mark.parametrize("text", ["", "  \n", "很" * 2001])
def test_a_question_needs_words_that_are_not_too_many(
    text: str, manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    with pytest.raises(RefusedError):
        reviewing.ask(found, text, by=as_actor(mia), now=noon)
    assert Application.objects.get(pk=found.pk).state == ApplicationState.WAITING


def test_a_decline_needs_a_reason_and_tells_when_to_apply_again(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    with pytest.raises(RefusedError, match="Choose a reason"):
        reviewing.decline(found, "因为", by=as_actor(mia), now=noon)
    reviewing.decline(found, REASON, by=as_actor(mia), now=noon, words="欢迎补充在职证明")
    assert found.reapply_at == noon + timedelta(days=30)
    assert (found.decided_by_id, found.reason) == (mia.pk, REASON)
    work(noon + timedelta(minutes=3))
    (letter,) = mail.outbox
    assert "再来。\n欢迎补充在职证明" in letter.body
    assert "2026-12-23" in letter.body


def test_what_was_declined_by_mistake_is_reopened_before_anybody_hears_of_it(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    reviewing.decline(found, REASON, by=as_actor(mia), now=noon)
    reviewing.reopen(found, by=as_actor(mia), now=noon + timedelta(minutes=1))
    assert (found.state, found.reason, found.reapply_at) == (ApplicationState.WAITING, "", None)
    work(noon + timedelta(minutes=10))
    assert not mail.outbox


def test_of_two_reviewers_one_wins_and_the_other_is_told(
    manual_group: Group, mia: Person, wang: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    also = Application.objects.get(pk=found.pk)
    reviewing.decline(found, REASON, by=as_actor(mia), now=noon, seen="waiting")
    with pytest.raises(StaleError) as told:
        approval.approve(also, Choice(seen="waiting"), by=as_actor(wang), now=noon)
    assert "Mia" in str(told.value)
    assert REASON in str(told.value)
    assert not Arrival.objects.exists()
    with pytest.raises(StaleError, match="Mia"):
        reviewing.ask(also, "您好？", by=as_actor(wang), now=noon, seen="waiting")


def test_the_desk_has_one_line_for_the_queue_and_an_urgent_one_past_the_promise(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = [waiting.application(manual_group, noon, name) for name in ("李娜", "王芳")]
    jobs.tick(noon)
    jobs.tick(noon + timedelta(minutes=5))
    assert open_kinds() == ["applications"]
    late = noon + timedelta(hours=25)
    jobs.tick(late)
    assert open_kinds() == ["late_applications"]
    waiting.application(manual_group, late, "张伟", state="waiting", due_at=late + waiting.PROMISE)
    jobs.tick(late)
    assert open_kinds() == ["applications", "late_applications"]
    assert Task.objects.get(kind="late_applications").urgent
    for each in found:
        reviewing.decline(each, REASON, by=as_actor(mia), now=late)
    assert open_kinds() == ["applications"]


def test_an_open_question_is_asked_again_and_then_lapses(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    reviewing.ask(found, "您在哪个部门？", by=as_actor(mia), now=noon)
    for days in (1, 3, 4):
        jobs.tick(noon + timedelta(days=days))
    work(noon + timedelta(days=5))
    assert [("还在等" in each.body) for each in mail.outbox] == [False, True]
    jobs.tick(noon + timedelta(days=14))
    found.refresh_from_db()
    assert found.state == ApplicationState.LAPSED
    reviewing.reopen(found, by=as_actor(mia), now=noon + timedelta(days=15))
    assert found.state == ApplicationState.WAITING


# --- approve ------------------------------------------------------------------------------------


def test_an_approval_makes_the_record_and_the_way_in(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon)
    (way,) = approval.approve(found, Choice(), by=as_actor(mia), now=noon)
    assert found.person is not None
    record = (found.person.name, found.person.company, found.person.position, found.person.years)
    assert record == ("李娜", "字节跳动", "HRBP", Decimal(5))
    assert (way.state, way.code_word) == ("adding", found.code_word)
    assert found.person.account is not None
    assert not Membership.objects.filter(person=found.person).exists()
    assert "admission.ApplicantApproved" in Entry.objects.values_list("fact", flat=True)
    work(noon + timedelta(minutes=3))
    (letter,) = mail.outbox
    assert found.code_word in letter.body
    assert "李娜-字节跳动-HRBP" in letter.body
    assert "您的成员页面" in letter.body
    assert "点这里进群" not in letter.body, "nobody comes into a WeChat group by a link"


def test_in_the_web_group_one_is_in_at_once_with_a_link_by_mail(
    web_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(web_group, noon)
    waiting.confirmed(found, "lina@corp.example.com", noon)
    approval.approve(found, Choice(), by=as_actor(mia), now=noon)
    member = Membership.objects.get(person=found.person, group=web_group)
    assert (member.state, member.nickname) == ("active", "李娜-字节跳动-HRBP")
    assert Account.objects.get(email="lina@corp.example.com") == member.person.account
    work(noon + timedelta(minutes=3))
    assert "/in/" in mail.outbox[-1].body
    welcomed = Entry.objects.filter(fact="admission.NewcomerWelcomed")
    assert welcomed.count() == 1


def test_what_the_form_asked_beside_goes_into_the_record(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    told = {"function": "薪酬", "gives": "劳动法问答", "seeks": "绩效案例", "groups": "薪酬群"}
    found = waiting.application(manual_group, noon, extra=told)
    (way,) = approval.approve(found, Choice(), by=as_actor(mia), now=noon)
    person = way.person
    assert (person.function, person.gives, person.seeks) == ("薪酬", "劳动法问答", "绩效案例")


def test_what_reaches_the_person_is_kept_and_the_look_goes_to_their_record(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    sealed = {"wechat": encrypt("lina_hr"), "phone": encrypt("13800138000")}
    found = waiting.application(manual_group, noon, **sealed)
    waiting.confirmed(found, "lina@corp.example.com", noon)
    approval.approve(found, Choice(), by=as_actor(mia), now=noon)
    kept = Contact.objects.filter(person=found.person).order_by("kind")
    assert [(each.kind, each.confirmed_at) for each in kept] == [
        ("phone", None),
        ("wechat", None),
        ("work_mail", noon),
    ]
    assert receiving.look_at_wechat(found, by=as_actor(mia), now=noon) == "lina_hr"
    assert ContactLook.objects.get(person=found.person).by_id == mia.pk


def test_a_known_record_is_used_and_completed(
    web_group: Group, mia: Person, noon: datetime
) -> None:
    known = Person.objects.create(
        community=web_group.community, name="李娜", company="字节", created_at=noon
    )
    found = waiting.application(web_group, noon)
    before = Person.objects.count()
    approval.approve(found, Choice(person=known), by=as_actor(mia), now=noon)
    known.refresh_from_db()
    assert Person.objects.count() == before
    assert (known.company, known.position) == ("字节", "HRBP")


def test_an_approval_can_be_taken_back_as_if_it_never_happened(
    web_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(web_group, noon)
    approval.approve(found, Choice(), by=as_actor(mia), now=noon)
    approval.take_back(found, by=as_actor(mia), now=noon + timedelta(minutes=1))
    assert found.state == ApplicationState.WAITING
    assert Membership.objects.get(person=found.person).state == "left"
    work(noon + timedelta(minutes=10))
    assert not mail.outbox
    approval.approve(found, Choice(), by=as_actor(mia), now=noon + timedelta(hours=1))
    assert Person.objects.filter(name="李娜").count() == 1
    with pytest.raises(RefusedError, match="24 hours"):
        approval.take_back(found, by=as_actor(mia), now=noon + timedelta(hours=26))


def test_to_the_community_one_chooses_the_groups(
    manual_group: Group, web_group: Group, mia: Person, noon: datetime
) -> None:
    found = waiting.application(manual_group, noon, group=None)
    with pytest.raises(RefusedError, match="group"):
        approval.approve(found, Choice(), by=as_actor(mia), now=noon)
    ways = approval.approve(
        found, Choice(groups=[manual_group, web_group]), by=as_actor(mia), now=noon
    )
    assert [(each.group, each.state) for each in ways] == [
        (manual_group, "adding"),
        (web_group, "arrived"),
    ]


def test_many_are_approved_and_who_was_decided_meanwhile_is_left_out(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    found = [waiting.application(manual_group, noon, name) for name in ("李娜", "王芳", "张伟")]
    other = Application.objects.get(pk=found[1].pk)
    reviewing.decline(other, REASON, by=as_actor(mia), now=noon)
    outcomes = approval.approve_all(found, by=as_actor(mia), now=noon)
    assert [each.fault is None for each in outcomes] == [True, False, True]
    assert open_kinds() == ["arrivals"]
    assert Errand.objects.filter(kind="admission.letter").count() == 3


@pytest.mark.parametrize(
    ("city", "company", "told"),
    [
        ("宁波", "宏图集团", None),
        ("", "宁波银行", None),
        ("", "宏图集团", "没有填"),
        ("成都", "宏图集团", "填的是成都"),
    ],
)
def test_a_company_without_a_place_tells_nothing_of_the_region(
    city: str, company: str, told: str | None, manual_group: Group, mia: Person
) -> None:
    playbook.change(
        mia.community,
        "conditions",
        {"regions": ["上海", "宁波"]},
        by=as_actor(mia),
        now=clock.now(),
        group=manual_group,
    )
    found = waiting.application(manual_group, clock.now(), city=city, company=company)
    with translation.override("zh-hans"):
        said = [render(each) for each in queue.misfits_of(found)]
    assert len(said) == (told is not None)
    assert not told or told in said[0]


@pytest.mark.parametrize(
    ("years", "position", "told"),
    [(5, "HRBP", None), (1, "招聘专员", "新手"), (None, "HRBP", "没有填"), (1, "HRD", None)],
)
def test_a_tier_that_the_group_is_for_is_compared_by_the_declared_rule(
    years: int | None, position: str, told: str | None, manual_group: Group, mia: Person
) -> None:
    playbook.change(
        mia.community,
        "conditions",
        {"tiers": ["senior", "manager"]},
        by=as_actor(mia),
        now=clock.now(),
        group=manual_group,
    )
    found = waiting.application(manual_group, clock.now(), years=years, position=position)
    with translation.override("zh-hans"):
        said = [render(each) for each in queue.misfits_of(found)]
    assert len(said) == (told is not None)
    assert not told or told in said[0]
