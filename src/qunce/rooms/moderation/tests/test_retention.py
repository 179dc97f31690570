"""The evidence of a case is kept for its own time, and the case page says when it was erased."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qunce.chat import erasing
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import retention
from qunce.rooms.moderation.models import Case
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

ADVERTISEMENT = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
DAYS = retention.Evidence().days


@pytest.fixture
def case(web_stage: Stage, ben: Person) -> Case:
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    return Case.objects.get()


def test_the_evidence_outlives_the_message_and_goes_in_its_own_time(
    log_in: LogIn, case: Case, mia: Person
) -> None:
    where = reverse("moderation_case", kwargs={"key": mia.community.key, "pk": case.pk})
    said = case.opened_at
    erasing.erase_old(said + timedelta(days=731))
    assert Message.objects.get().text == ""
    retention.tick(said + timedelta(days=DAYS - 1))
    case.refresh_from_db()
    assert case.text == ADVERTISEMENT
    assert "下卡快" in log_in(mia).get(where).content.decode()

    Case.objects.update(beside=case.findings)
    night = said + timedelta(days=DAYS + 1)
    retention.tick(night)
    case.refresh_from_db()
    assert (case.text, case.findings, case.erased_at) == ("", [], night)
    assert case.beside == []
    assert case.clause
    assert case.person_id is not None  # the record stays: who, which clause, what was decided
    page = log_in(mia).get(where).content.decode()
    assert "下卡快" not in page
    assert "内容已按设置清除" in page
    entries = Entry.objects.filter(fact__endswith="EvidenceErased")
    assert [each.payload["count"] for each in entries] == [1]
    retention.tick(night + timedelta(days=1))
    assert entries.count() == 1


def test_what_is_open_or_was_touched_lately_is_kept(case: Case) -> None:
    night = case.opened_at + timedelta(days=DAYS + 1)
    Case.objects.update(state="appealed")
    retention.tick(night)
    Case.objects.update(state="upheld", answered_at=night - timedelta(days=3))
    retention.tick(night)
    case.refresh_from_db()
    assert case.text == ADVERTISEMENT


def test_the_community_chooses_how_long(case: Case, noon: datetime) -> None:
    values = {"days": 90}
    playbook.change(case.community, retention.EVIDENCE.key, values, by=SHELL, now=noon)
    retention.tick(case.opened_at + timedelta(days=91))
    case.refresh_from_db()
    assert case.text == ""


def test_the_conversation_says_what_was_erased_and_when(
    log_in: LogIn, case: Case, mia: Person
) -> None:
    erasing.erase_old(case.opened_at + timedelta(days=731))
    place = {"key": mia.community.key, "group": case.group.key}
    page = log_in(mia).get(reverse("console_conversation", kwargs=place)).content.decode()
    assert "内容已按设置清除" in page
    assert "下卡快" not in page
