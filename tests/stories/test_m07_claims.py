"""认领 (M07): members who were there before Qunce claim their names and get a log-in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cast import as_actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Source
from qunce.people.consents import find
from qunce.people.domain_own import Purpose
from qunce.people.models import Identity, Person
from qunce.rooms.admission import claims
from qunce.rooms.admission.claiming import ClaimState
from qunce.rooms.admission.matching import Ground
from qunce.rooms.admission.models import Claim
from stage import Stage

NICKNAME = "李娜-甲公司-招聘经理"
TICKS: dict[str, Any] = {"privacy_version": 1, "charter_version": 1}
TOLD: dict[str, Any] = {
    "nickname": NICKNAME,
    "name": "李娜",
    "company": "甲公司",
    "address": "lina@qq.com",
}


def digits(body: str) -> str:
    """Return the six digits of a mail."""
    found = re.search(r"^\d{6}$", body, re.MULTILINE)
    assert found
    return found.group()


def confirm_mailbox(stage: Stage, claim: Claim) -> str:
    """Read the code from the mail, type it in, and return the page that follows."""
    stage.work()
    claims.try_code(claim, digits(str(mail.outbox[-1].body)), now=stage.now)
    return Client().get(f"/claim/{claim.token}/").content.decode()


def begin(stage: Stage, **more: str) -> tuple[Claim, str]:
    """Let somebody fill in the group's form and confirm the mailbox."""
    claim = claims.begin(stage.group, claims.Told(**TOLD | TICKS | more), now=stage.now)
    return claim, confirm_mailbox(stage, claim)


def test_story_m07_the_code_word_from_the_own_nickname_is_enough(manual_stage: Stage) -> None:
    manual_stage.hear(NICKNAME, "大家早")
    manual_stage.work()
    claim, page = begin(manual_stage)
    assert claim.code_word in page
    assert [task.kind for task in manual_stage.tasks()] == ["claims"]
    manual_stage.later(minutes=5)
    manual_stage.hear(NICKNAME, f"认领 {claim.code_word}")
    manual_stage.work()
    claim.refresh_from_db()
    person = Person.objects.get(identities__name=NICKNAME)
    assert (claim.state, claim.person) == (ClaimState.DONE, person)
    assert person.account is not None
    assert person.account.email == "lina@qq.com"
    assert find(person, Purpose.PRIVACY) is not None
    assert manual_stage.tasks() == []
    link = re.search(r"/in/\S+", str(mail.outbox[-1].body))
    assert link
    phone = Client(headers={"User-Agent": "MicroMessenger iPhone"})
    phone.post(link.group())
    assert phone.get(f"/m/{person.community.key}/").status_code == 200
    assert "这个身份已经归您" in Client().get(f"/claim/{claim.token}/").content.decode()


@pytest.mark.parametrize("source", [Source.LIVE, Source.HISTORY])
def test_story_m07_a_code_word_in_an_export_counts_too(manual_stage: Stage, source: Source) -> None:
    manual_stage.hear(NICKNAME, "大家早", source=Source.HISTORY)
    manual_stage.work()
    claim, _ = begin(manual_stage)
    manual_stage.hear(NICKNAME, claim.code_word.lower(), source=source)
    manual_stage.work()
    claim.refresh_from_db()
    assert claim.state == ClaimState.DONE


def test_story_m07_the_code_word_from_another_nickname_is_a_question(
    manual_stage: Stage, mia: Person
) -> None:
    manual_stage.hear(NICKNAME, "大家早")
    manual_stage.hear("路人甲", "早")
    manual_stage.work()
    claim, _ = begin(manual_stage)
    manual_stage.hear("路人甲", f"认领 {claim.code_word}")
    manual_stage.work()
    claim.refresh_from_db()
    assert claim.state == ClaimState.WAITING
    named = [(identity.name, ground) for identity, ground in claims.candidates(claim)]
    assert named == [("路人甲", Ground.CODE), (NICKNAME, Ground.NICKNAME)]
    assert [task.kind for task in manual_stage.tasks()] == ["claims"]
    chosen = Identity.objects.get(name=NICKNAME)
    claims.recognise(claim, chosen, Ground.SAID, by=as_actor(mia), now=manual_stage.now)
    assert manual_stage.tasks() == []


def test_story_m07_a_link_of_ones_own_needs_only_a_mailbox(
    manual_stage: Stage, mia: Person
) -> None:
    manual_stage.hear(NICKNAME, "大家早")
    manual_stage.work()
    person = Person.objects.get(identities__name=NICKNAME)
    (claim,) = claims.give([person], by=as_actor(mia), now=manual_stage.now)
    told = claims.Told(address="lina@qq.com", **TICKS)
    claims.go_on(claim, told, now=manual_stage.now)
    confirm_mailbox(manual_stage, claim)
    person.refresh_from_db()
    assert person.account is not None
    with pytest.raises(RefusedError, match="log-in already"):
        claims.give([person], by=as_actor(mia), now=manual_stage.now)


def test_story_m07_a_refusal_is_friendly_and_can_be_taken_back(
    manual_stage: Stage, mia: Person
) -> None:
    claim, _ = begin(manual_stage, nickname="没有这个人", name="陈默")
    claims.refuse(claim, "群里没有找到这个昵称。", by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert "群里没有找到这个昵称" in mail.outbox[-1].body
    assert manual_stage.tasks() == []
    claims.reopen(claim, by=as_actor(mia), now=manual_stage.now)
    assert [task.kind for task in manual_stage.tasks()] == ["claims"]


def test_story_m07_a_claim_that_nobody_confirms_ends_by_itself(manual_stage: Stage) -> None:
    claim, _ = begin(manual_stage)
    late = manual_stage.now + timedelta(days=31)
    claims.tidy(late)
    claim.refresh_from_db()
    assert claim.state == ClaimState.VOID
    assert manual_stage.tasks() == []
    claims.tidy(late + claims.ERASE_AFTER)
    assert not Claim.objects.exists()
