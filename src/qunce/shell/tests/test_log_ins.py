"""What is kept of log-ins: told to the person, gone when they are over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from qunce import clock
from qunce.people.models import Person
from qunce.shell import log_ins
from qunce.shell.room import erase_log_ins, export_log_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(ben: Person, log_in: Callable[[Person], Client]) -> Client:
    """Return a browser in which Ben is logged in, as the table of devices notes it."""
    browser = log_in(ben)
    key = browser.session.session_key
    UserSession.objects.create(
        user=ben.account, ip="192.0.2.7", user_agent="Phone", session_key=key
    )
    return browser


def test_log_ins_that_are_over_are_forgotten(browser: Client) -> None:
    now = clock.now()
    log_ins.forget(now)
    assert UserSession.objects.count() == Session.objects.count() == 1
    log_ins.forget(now + timedelta(days=91))
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert browser.get("/m/hr/").status_code == 302


def test_they_are_in_the_copy_and_go_with_the_person(browser: Client, ben: Person) -> None:
    Authenticator.objects.create(user=ben.account, type=Authenticator.Type.TOTP, data={})
    told = export_log_ins(ben)
    assert {row.get("ip") for row in told} == {"192.0.2.7", None}
    assert {row.get("type") for row in told} == {"totp", None}
    erase_log_ins(ben)
    assert export_log_ins(ben) == []
    assert browser.get("/m/hr/").status_code == 302, "logged out"


def test_a_log_in_of_two_communities_stays(browser: Client, ben: Person, olga: Person) -> None:
    Person.objects.create(
        community=olga.community, account=ben.account, name="Ben", created_at=clock.now()
    )
    erase_log_ins(ben)
    assert browser.get("/m/hr/").status_code == 200
