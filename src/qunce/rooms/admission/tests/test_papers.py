"""Consent is given to what was shown: a paper that changed meanwhile is ticked anew."""

import re
from datetime import datetime

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission.models import Application, Claim
from qunce.rooms.admission.tests.applicants import typed
from qunce.rooms.admission.web.claiming import group_path

pytestmark = pytest.mark.django_db
CLAIM = {"nickname": "李娜-甲公司", "name": "李娜", "company": "甲公司", "address": "lina@qq.com"}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)


def shown(page: str) -> str:
    """Return which versions a form was shown with, as its hidden field holds them."""
    found = re.search(r'name="papers" value="([^"]*)"', page)
    assert found
    return found[1]


def a_new_notice(owner: Person, now: datetime) -> None:
    values = {"contact": "privacy@example.org"}
    playbook.change(owner.community, "privacy", values, by=as_actor(owner), now=now)


def test_an_applicant_agrees_to_the_notice_that_was_shown(
    manual_group: Group, wang: Person, noon: datetime
) -> None:
    path, client = f"/join/hr/{manual_group.key}/", Client()
    before = shown(client.get(path).content.decode())
    a_new_notice(wang, noon)
    page = client.post(path, typed(papers=before)).content.decode()
    assert "有新版本了" in page
    assert 'value="安娜"' in page
    assert "checked" not in page.split('name="privacy"')[1].split(">")[0]
    assert not Application.objects.exists()
    after = shown(page)
    assert after != before
    assert client.post(path, typed(papers=after)).status_code == 302
    made = Application.objects.get()
    assert (str(made.privacy_version), made.consented_at) == (after.split("-")[0], noon)


@pytest.mark.parametrize("forged", ["9-9", "x", "-", "1" * 31])
def test_a_forged_version_agrees_to_nothing(manual_group: Group, forged: str) -> None:
    path = f"/join/hr/{manual_group.key}/"
    assert Client().post(path, typed(papers=forged)).status_code == 200
    assert not Application.objects.exists()


def test_a_claimant_agrees_to_the_notice_that_was_shown(
    manual_group: Group, wang: Person, noon: datetime
) -> None:
    path, client = group_path(manual_group), Client()
    before = shown(client.get(path).content.decode())
    a_new_notice(wang, noon)
    ticked = {**CLAIM, "privacy": "on", "charter": "on"}
    page = client.post(path, {**ticked, "papers": before}).content.decode()
    assert "有新版本了" in page
    assert not Claim.objects.exists()
    client.post(path, {**ticked, "papers": shown(page)})
    assert Claim.objects.get().privacy_version == int(shown(page).split("-")[0])
