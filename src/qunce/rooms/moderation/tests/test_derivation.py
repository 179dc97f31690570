"""Each decision can be derived again from what is kept (issue: rule version, text, counters)."""

from datetime import timedelta
from typing import Any

import pytest

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Step
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import derivation_of, derive_again
from stage import Stage

pytestmark = pytest.mark.django_db

ADVERTISEMENT = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
POST = (
    "【招聘】薪酬主管\n公司简介：云杉精密，苏州，做汽车零部件，员工380人\n"
    "岗位职责：薪酬核算、个税申报、年度调薪\n任职要求：3年以上\n联系方式：hr@example.com"
)


def again(case: Case) -> Any:
    return derive_again(Case.objects.get(pk=case.pk))


def test_what_a_decision_was_made_from_is_kept(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    first = Case.objects.get()
    web_stage.later(days=1)
    web_stage.say(ben, "ＡＤＤ: " + ADVERTISEMENT)
    web_stage.work()
    kept = derivation_of(Case.objects.exclude(pk=first.pk).get())
    assert kept is not None
    assert kept.plain.startswith("add")
    assert [(each.clause, each.weight) for each in kept.counters.strikes] == [("ads", 1)]
    assert kept.counters.strikes[0].at == first.sent_at
    assert kept.counters.recent >= 1
    assert kept.clock.sent_at - kept.clock.since == timedelta(days=90)
    assert (kept.result.step, kept.result.strike, kept.by) == (Step.REMOVE, 2, "machine")
    assert kept.spans


def test_the_same_comes_out_even_after_settings_strikes_and_text_have_changed(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.later(days=1)
    web_stage.say(ben, ADVERTISEMENT + "！")
    web_stage.work()
    first, second = Case.objects.order_by("id")
    assert again(second).same
    community = web_stage.group.community
    for rule in ("ad_words", "links", "second_look"):
        values = {"state": "off"}
        playbook.change(community, f"rules.{rule}", values, by=SHELL, now=web_stage.now)
    Case.objects.filter(pk=first.pk).update(state="overturned")
    Message.objects.filter(text=second.text).update(text="later edited")
    found = again(second)
    assert (found.same, found.differs) == (True, ())
    assert found.result.strike == 2


def test_what_a_person_decided_is_derived_with_what_the_person_put_in(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    said = web_stage.say(ben, "你们公司的人真是的")
    row = Message.objects.get(pk=said.pk)
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=web_stage.now)
    assert again(case).same
    moderation.act(case, by=as_actor(mia), now=web_stage.now, step=Step.MUTE)
    kept = derivation_of(Case.objects.get())
    assert kept is not None
    assert (kept.by, kept.chosen, kept.result.why) == ("person", Step.MUTE, "chosen")
    assert again(case).same


def test_a_changed_result_is_told_by_its_fields(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    case = Case.objects.get()
    case.derivation["result"]["step"] = "mute"
    case.derivation["counters"]["strikes"] = []
    case.derivation["code"] = "0.0.9"
    case.derivation["plain"] = "something else"
    case.save()
    found = again(case)
    assert (found.same, found.differs) == (False, ("step",))
    assert len(found.remarks) == 2


def test_erased_evidence_and_lost_settings_cannot_be_derived(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    case = Case.objects.get()
    Case.objects.update(derivation={**case.derivation, "playbook": [7, 0]})
    assert again(case).same is None
    Case.objects.update(derivation={}, text="")
    found = again(case)
    assert found.same is None
    assert found.remarks


def test_what_a_rule_had_gathered_is_kept_in_its_own_type(web_stage: Stage, ben: Person) -> None:
    for number in range(4):
        web_stage.say(ben, f"{POST}\n编号：{number}")
        web_stage.later(hours=4)
    posts = list(Case.objects.filter(clause="recruitment"))
    assert any(derivation_of(case).counters.gathered for case in posts)  # type: ignore[union-attr]
    for case in posts:
        assert again(case).same, again(case)
