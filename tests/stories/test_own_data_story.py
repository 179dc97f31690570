"""A member's own data, from the first look to the last mail (个人信息保护法 art. 44 to 48)."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.ledger.models import Entry
from qunce.people import contacts
from qunce.people.domain_own import ContactKind
from qunce.people.models import Account, Consent, Erasure, Membership, Person
from qunce.store.models import LiveEvent
from stage import Stage

NAME, PHONE, WORDS = "贝本山", "13800131234", "我们公司的年终奖方案"
AT = "/m/hr/my-data/"


def rows_with(text: str) -> Iterator[str]:
    """Yield the tables and columns of the whole house in which a text stands."""
    for model in apps.get_models():
        if not model.__module__.startswith("qunce.") or model is LiveEvent:
            continue  # news for open pages are gone within the hour
        kinds = (models.CharField, models.TextField, models.JSONField)
        names = [each.name for each in model._meta.fields if isinstance(each, kinds)]
        for row in model._default_manager.values(*names) if names else ():
            for name, value in row.items():
                if text in (
                    value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                ):
                    yield f"{model._meta.label}.{name}"


@pytest.mark.django_db(transaction=True)
def test_all_of_a_member_is_gone_after_the_waiting_time(
    web_stage: Stage,
    ben: Person,
    mia: Person,
    log_in: Callable[[Person], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: web_stage.now)
    Person.objects.filter(pk=ben.pk).update(name=NAME)
    ben.refresh_from_db()
    page = log_in(ben)

    # Ben takes part, agrees, tells how to reach him; Mia looks, with a reason.
    page.post(f"{AT}consents/privacy/", {"give": "1"})
    page.post(f"{AT}contacts/phone/", {"value": PHONE})
    web_stage.say(ben, WORDS)
    web_stage.work()
    phone = contacts.list_contacts(ben).get(kind=ContactKind.PHONE)
    contacts.reveal(phone, by=as_actor(mia), why="活动名单", now=web_stage.now)
    assert "活动名单" in page.get(AT).content.decode()
    everything = page.get(f"{AT}all/").content.decode()
    assert all(each in everything for each in (NAME, PHONE, WORDS, "活动名单"))

    _ask_and_take_back_and_ask(page, web_stage, ben)
    web_stage.later(days=2)
    assert page.get(AT).status_code == 302
    _check_that_all_is_gone(web_stage, ben)


def _ask_and_take_back_and_ask(page: Client, web_stage: Stage, ben: Person) -> None:
    """Ask for the deletion, take it back, ask again; the mails tell it."""
    page.post(f"{AT}delete/", {"sure": "on"})
    web_stage.work()
    assert "将于 2026-11-30 12:00 删除" in mail.outbox[-1].subject
    assert [task.title["params"]["name"] for task in web_stage.tasks()] == [NAME]
    page.post(f"{AT}delete/back/")
    assert web_stage.tasks() == []
    web_stage.later(days=8)
    assert Person.objects.get(pk=ben.pk).name == NAME
    page.post(f"{AT}delete/", {"sure": "on"})
    web_stage.later(days=5, minutes=1)
    assert "提醒" in str(mail.outbox[-1].body)
    assert Person.objects.get(pk=ben.pk).name == NAME


def _check_that_all_is_gone(web_stage: Stage, ben: Person) -> None:
    """The time is over: nothing is left but the proof, without a name."""
    assert "已删除" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == ["ben@example.org"]
    assert not Account.objects.filter(email="ben@example.org").exists()
    assert Erasure.objects.get(state="done").person_id == ben.pk
    assert not Membership.objects.filter(person=ben, state="active").exists()
    assert Consent.objects.filter(person=ben).exists()
    assert Entry.objects.filter(fact__endswith="PersonErased").count() == 1
    for secret in (NAME, PHONE, WORDS, "ben@example.org", "general:ben"):
        assert sorted(set(rows_with(secret))) == []
    web_stage.later(days=1)
    assert len([each for each in mail.outbox if "已删除" in each.subject]) == 1
    assert timedelta(0) < web_stage.now - Erasure.objects.get(state="done").due_at
