"""M14: roles are given with consent, handed over with their work, and everybody can read them."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from qunce.kernel.messages import Role
from qunce.people.models import Appointment, Person, RoleOffer
from qunce.people.queries import roles_of
from stage import Stage

LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def where(name: str, person: Person, **also: int) -> str:
    return reverse(name, kwargs={"key": person.community.key, **also})


def test_story_m14_a_member_is_asked_by_mail_and_accepts(
    web_stage: Stage, wang: Person, ben: Person, log_in: LogIn
) -> None:
    owner, member = log_in(wang), log_in(ben)
    owner.post(where("console_appoint", wang, pk=ben.pk), {"role": "content"})
    made = RoleOffer.objects.get()
    web_stage.now = made.offered_at
    web_stage.work()
    (letter,) = mail.outbox
    link = where("console_offer", ben, pk=made.pk)
    assert letter.to == ["ben@example.org"]
    assert link in letter.body
    assert link in member.get(where("web_home", ben)).content.decode()
    assert member.get(where("console_desk", ben)).status_code == 403, "asked is not accepted"
    assert "内容管理员" in member.get(link).content.decode()
    member.post(where("console_accept_offer", ben, pk=made.pk))
    assert member.get(where("console_desk", ben)).status_code == 200
    page = owner.get(where("console_roles", wang)).content.decode()
    assert "Ben" in page


def test_story_m14_nobody_answers_for_somebody_else(
    web_stage: Stage, wang: Person, ben: Person, ana: Person, olga: Person, log_in: LogIn
) -> None:
    log_in(wang).post(where("console_appoint", wang, pk=ben.pk), {"role": "owner"})
    made = RoleOffer.objects.get()
    for other in (ana, wang):
        for name in ("console_accept_offer", "console_decline_offer"):
            assert log_in(other).post(where(name, other, pk=made.pk)).status_code == 404
        assert log_in(other).get(where("console_offer", other, pk=made.pk)).status_code == 404
    here = where("console_accept_offer", ben, pk=made.pk)
    there = where("console_accept_offer", olga, pk=made.pk)
    assert log_in(olga).post(here).status_code == 404
    assert log_in(olga).post(there).status_code == 404
    made.refresh_from_db()
    assert made.state == "open"


def test_story_m14_a_role_is_handed_over(
    web_stage: Stage, wang: Person, mia: Person, ben: Person, hal: Person, log_in: LogIn
) -> None:
    held = Appointment.objects.get(person=mia)
    place = where("console_hand_over", mia, pk=held.pk)
    assert log_in(hal).get(place).status_code == 403, "somebody else's role"
    page = log_in(mia).get(place, {"q": "Ben"})
    assert [person.name for person in page.context["page"]] == ["Ben"]
    log_in(mia).post(place, {"person": ben.pk})
    made = RoleOffer.objects.get()
    assert roles_of(mia) == {Role.OPS}
    log_in(ben).post(where("console_accept_offer", ben, pk=made.pk))
    assert not roles_of(mia)
    assert roles_of(ben) == {Role.OPS}
    rows = log_in(wang).get(where("console_role_history", wang), {"now": "no"})
    assert [line["held"].person.name for line in rows.context["lines"]] == ["Mia"]


def test_story_m14_who_has_no_log_in_gets_the_words_in_private(
    web_stage: Stage, wang: Person, ben: Person, log_in: LogIn
) -> None:
    Person.objects.filter(pk=ben.pk).update(account=None)
    place = where("console_appoint", wang, pk=ben.pk)
    log_in(wang).post(place, {"role": "emperor"})
    assert not RoleOffer.objects.exists()
    answer = log_in(wang).post(place, {"role": "content"}, follow=True)
    page = answer.content.decode()
    assert "还没有登录账号：请把下面的话术私信发给对方" in page
    link = re.search(r"/offer/[\w.-]+/", page)
    assert link
    visitor = Client()
    visitor.post(f"{link[0]}accept/", {"address": "ben@new.example.org"})
    code = re.search(r"\d{6}", str(mail.outbox[-1].body))
    assert code
    assert visitor.post(f"{link[0]}code/", {"code": code[0]})["Location"] == "/c/hr/"
    assert roles_of(Person.objects.get(pk=ben.pk)) == {Role.CONTENT}
