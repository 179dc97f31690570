"""A letter to an applicant that could not be sent: the reviewer sees it and has it tried again."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from django.core import mail
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Errand
from qunce.ledger.worker import run_due
from qunce.people.models import Group, Person
from qunce.rooms.admission import letters, mails, reviewing
from qunce.rooms.admission.tests import waiting

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
SOON = timedelta(minutes=3)


@pytest.fixture
def now() -> datetime:
    """Return the real time: pages ask the clock."""
    return clock.now()


def refuse(*_about: object) -> NoReturn:
    raise smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user")})


def test_a_letter_that_was_refused_stands_on_the_page_and_is_sent_again(
    manual_group: Group,
    mia: Person,
    log_in: LogIn,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = waiting.application(manual_group, now)
    reviewing.ask(found, "哪个部门？", by=as_actor(mia), now=now)
    with monkeypatch.context() as broken:
        broken.setattr(mails, "send_mail", refuse)
        run_due(now + SOON)
    (errand,) = letters.list_failed(found)
    client, where = log_in(mia), f"/c/hr/applications/{found.pk}/"
    page = client.get(where).content.decode()
    again = f"/c/hr/errands/{errand.pk}/again/"
    assert "给申请人的邮件没发出去" in page
    assert "550 no such user" in page
    assert again in page
    client.post(again, headers={"Referer": f"http://testserver{where}"})
    run_due(clock.now())
    assert Errand.objects.get(pk=errand.pk).state == ErrandState.DONE
    assert len(mail.outbox) == 1
    assert again not in client.get(where).content.decode()


def test_a_busy_mail_server_is_tried_again_by_itself(
    manual_group: Group, mia: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_about: object) -> NoReturn:
        raise OSError("no route")

    found = waiting.application(manual_group, now)
    reviewing.ask(found, "哪个部门？", by=as_actor(mia), now=now)
    monkeypatch.setattr(mails, "send_mail", busy)
    run_due(now + SOON)
    assert letters.list_failed(found) == []
    assert Errand.objects.get(kind=letters.LETTER).state == ErrandState.WAITING
