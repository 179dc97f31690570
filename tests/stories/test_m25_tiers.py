"""M25: a tier by a declared rule, another one by evidence, and nobody sees it who need not."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from qunce.people.models import Person, TierRequest
from stage import Stage

LogIn = Callable[[Person], Client]


def where(name: str, person: Person, **also: int | str) -> str:
    return reverse(name, kwargs={"key": person.community.key, **also})


def test_story_m25_a_member_applies_on_the_phone_and_reads_the_answer(
    web_stage: Stage, ben: Person, mia: Person, log_in: LogIn
) -> None:
    member, reviewer = log_in(ben), log_in(mia)
    page = where("console_own_tier", ben)
    member.post(page, {"wanted": "manager", "evidence": "去年起任集团HRD"})
    queue = reviewer.get(where("console_tiers", mia), {"q": "集团HRD"})
    (line,) = queue.context["lines"]
    assert line["request"].person == ben
    assert "Ben" in reviewer.get(where("console_desk", mia)).content.decode()
    place = where("console_decline_tier", mia, pk=line["request"].pk)
    reviewer.post(place, {"reason": ""})
    assert TierRequest.objects.get().state == "asked", "a reason is needed"
    reviewer.post(place, {"reason": "请补充任命说明"})
    assert "请补充任命说明" in member.get(page).content.decode()
    member.post(page, {"wanted": "manager", "evidence": "任命邮件已发您"})
    made = TierRequest.objects.get(state="asked")
    reviewer.post(where("console_grant_tier", mia, pk=made.pk))
    assert Person.objects.get(pk=ben.pk).tier == "manager"
    assert "管理者" in member.get(page).content.decode()


BAD = ["", " ", "x" * 1001]
ODD = ["\u202egnirts", "=1+1", "<script>alert(1)</script>", "资深 senior 🙂"]


@pytest.mark.parametrize("evidence", BAD)
def test_story_m25_bad_evidence_is_refused_and_kept(
    web_stage: Stage, ben: Person, log_in: LogIn, evidence: str
) -> None:
    answer = log_in(ben).post(
        where("console_own_tier", ben), {"wanted": "senior", "evidence": evidence}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["evidence"]
    assert evidence in answer.content.decode()
    assert not TierRequest.objects.exists()


@pytest.mark.parametrize("evidence", ODD)
def test_story_m25_odd_evidence_does_no_harm(
    web_stage: Stage, ben: Person, mia: Person, log_in: LogIn, evidence: str
) -> None:
    log_in(ben).post(where("console_own_tier", ben), {"wanted": "senior", "evidence": evidence})
    assert TierRequest.objects.get().evidence == evidence
    page = log_in(mia).get(where("console_tiers", mia)).content.decode()
    assert "<script>alert" not in page


def test_story_m25_two_applications_at_once_are_one(
    web_stage: Stage, ben: Person, log_in: LogIn
) -> None:
    data = {"wanted": "senior", "evidence": "五年"}
    client = log_in(ben)
    client.post(where("console_own_tier", ben), data)
    again = client.post(where("console_own_tier", ben), data)
    assert "已经提交过申请" in again.content.decode()
    assert TierRequest.objects.count() == 1
    client.post(where("console_withdraw_tier", ben))
    assert TierRequest.objects.get().state == "withdrawn"


def test_story_m25_a_wrong_tier_is_refused(web_stage: Stage, ben: Person, log_in: LogIn) -> None:
    data = {"wanted": "emperor", "evidence": "五年"}
    answer = log_in(ben).post(where("console_own_tier", ben), data)
    assert answer.context["form"].errors["wanted"]


def test_story_m25_other_members_see_it_only_if_the_member_agrees(
    web_stage: Stage, ben: Person, lin: Person, log_in: LogIn
) -> None:
    Person.objects.filter(pk=ben.pk).update(tier="manager")
    web_stage.say(ben, "大家好")
    talk = where("web_conversation", lin, group=web_stage.group.key)

    def said() -> str:
        """Return the messages that Lin sees, without the pattern for those that come in live."""
        return str(log_in(lin).get(talk).content.decode()).split("<template")[0]

    assert "大家好" in said()
    assert "管理者" not in said(), "not by default"
    member = log_in(ben)
    member.post(where("console_agree_tier", ben), {"shows": "yes"})
    assert "管理者" in said()
    member.post(where("console_agree_tier", ben), {"shows": "no"})
    assert "管理者" not in said()


def test_story_m25_an_admin_sets_a_tier_with_a_reason(
    web_stage: Stage, ben: Person, mia: Person, log_in: LogIn
) -> None:
    page = where("console_tier", mia, pk=ben.pk)
    client = log_in(mia)
    refused = client.post(page, {"tier": "senior", "reason": ""})
    assert refused.context["form"].errors["reason"]
    client.post(page, {"tier": "senior", "reason": "线下见过，五年经验"})
    assert Person.objects.get(pk=ben.pk).tier == "senior"
    assert "线下见过，五年经验" in client.get(page).content.decode()
    again = client.post(page, {"tier": "senior", "reason": "再来一次"})
    assert again.context["form"].errors["tier"]
    assert "再来一次" in again.content.decode(), "what was typed stays"


def test_story_m25_a_member_cannot_set_the_own_tier(
    web_stage: Stage, ben: Person, log_in: LogIn
) -> None:
    client = log_in(ben)
    client.post(where("console_own_tier", ben), {"wanted": "senior", "evidence": "五年"})
    made = TierRequest.objects.get()
    for name, pk in (("console_grant_tier", made.pk), ("console_tier", ben.pk)):
        data = {"tier": "senior", "reason": "me"}
        assert client.post(where(name, ben, pk=pk), data).status_code == 403
    assert Person.objects.get(pk=ben.pk).tier == ""
