"""A role offered by a link to who has no log-in: read, declined, accepted with a mailbox."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.console import offer_links
from qunce.kernel.messages import Role
from qunce.people import actions as people
from qunce.people import roles
from qunce.people.models import Account, Person, RoleOffer
from qunce.people.queries import roles_of
from qunce.store import mailed_codes

LogIn = Callable[[Person], Client]


@pytest.fixture
def lin(wang: Person, noon: datetime) -> Person:
    """Return a member without a log-in."""
    return people.enrol(wang.community, "老林", now=noon)


@pytest.fixture
def made(wang: Person, lin: Person) -> RoleOffer:
    """Return a role that is offered to the member without a log-in."""
    return roles.offer(lin, Role.CONTENT, by=as_actor(wang), now=clock.now(), days=7)


@pytest.fixture
def link(made: RoleOffer) -> str:
    """Return the path of the link in the words to send."""
    return path_of(made)


def path_of(made: RoleOffer) -> str:
    found = re.search(r"(/offer/[\w.-]+/)", offer_links.letter_of(made))
    assert found
    return found[1]


def begin(link: str, address: str = "lin@example.org") -> tuple[Client, str]:
    """Enter a mailbox; return the browser, and the code that came by mail."""
    browser = Client()
    answer = browser.post(f"{link}accept/", {"address": address})
    assert answer.status_code == 302, answer.content.decode()
    found = re.search(r"\d{6}", str(mail.outbox[-1].body))
    assert found
    assert mail.outbox[-1].to == [address]
    return browser, found[0]


def test_who_has_no_log_in_accepts_with_a_mailbox(link: str, lin: Person) -> None:
    assert "老林" in Client().get(link).content.decode()
    browser, code = begin(link)
    wrong = "000000" if code != "000000" else "111111"
    assert browser.post(f"{link}code/", {"code": wrong}).status_code == 200
    assert not roles_of(lin)
    assert not Account.objects.filter(email="lin@example.org").exists(), "not before the code"
    answer = browser.post(f"{link}code/", {"code": code})
    assert answer["Location"] == "/c/hr/"
    lin.refresh_from_db()
    assert lin.account is not None
    assert lin.account.email == "lin@example.org"
    assert roles_of(lin) == {Role.CONTENT}
    assert browser.get("/c/hr/").status_code == 200, "logged in"
    assert "/m/hr/offers/" in Client().get(link)["Location"], "by the own page from now on"


def test_it_is_declined_with_a_word(link: str, made: RoleOffer, lin: Person) -> None:
    Client().post(f"{link}decline/", {"answer": "最近太忙"})
    made.refresh_from_db()
    assert (made.state, made.answer) == ("declined", "最近太忙")
    assert Client().post(f"{link}accept/", {"address": "a@example.org"}).status_code == 200
    assert not mail.outbox
    assert not roles_of(lin)


def test_a_code_serves_its_offer_and_its_browser_only(link: str, wang: Person, lin: Person) -> None:
    other = people.enrol(wang.community, "老周", now=clock.now())
    second = roles.offer(other, Role.OWNER, by=as_actor(wang), now=clock.now(), days=7)
    browser, code = begin(link)
    assert browser.post(f"{path_of(second)}code/", {"code": code}).status_code == 302
    assert Client().post(f"{link}code/", {"code": code}).status_code == 302
    assert not roles_of(other)
    assert not roles_of(lin)


def test_a_code_is_not_guessed_without_end(link: str, lin: Person) -> None:
    browser, code = begin(link)
    for number in range(20):
        browser.post(f"{link}code/", {"code": f"{(int(code) + 1 + number) % 10**6:06}"})
    assert browser.post(f"{link}code/", {"code": code}).status_code == 200
    assert not roles_of(lin)


def test_an_old_code_and_an_expired_offer_are_refused(
    link: str, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    browser, code = begin(link)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=16))
    assert browser.post(f"{link}code/", {"code": code}).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=8))
    late = Client().post(f"{link}accept/", {"address": "a@example.org"})
    assert late.status_code == 200
    assert len(mail.outbox) == 1, "no code goes out any more"
    assert not roles_of(lin)


def test_a_mailbox_of_somebody_else_in_the_community_is_refused(
    link: str, lin: Person, ben: Person
) -> None:
    browser, code = begin(link, "ben@example.org")
    page = browser.post(f"{link}code/", {"code": code})
    assert page.status_code == 200
    assert "invalid-feedback" in page.content.decode()
    assert not roles_of(lin)


@pytest.mark.parametrize("address", ["", "nonsense", "a@b", f"{'x' * 260}@example.org"])
def test_what_is_no_mailbox_is_refused_at_the_field(link: str, address: str) -> None:
    page = Client().post(f"{link}accept/", {"address": address}).content.decode()
    assert "invalid-feedback" in page
    assert address in page
    assert not mail.outbox


def test_a_forged_link_is_not_found(link: str) -> None:
    assert Client().get(link.replace(".", ".x")).status_code == 404


def test_the_words_are_there_for_the_owner(
    made: RoleOffer, lin: Person, wang: Person, mia: Person, log_in: LogIn
) -> None:
    link = path_of(made)
    for page in ("/c/hr/roles/", f"/c/hr/members/{lin.pk}/"):
        assert link in log_in(wang).get(page).content.decode()
        assert link not in log_in(mia).get(page).content.decode()


def test_a_role_is_handed_over_to_who_has_no_log_in(
    lin: Person, mia: Person, log_in: LogIn
) -> None:
    held = mia.appointments.get()
    at = f"/c/hr/roles/{held.pk}/hand-over/"
    page = log_in(mia).get(at, {"person": lin.pk}).content.decode()
    assert "老林" in page
    after = log_in(mia).post(at, {"person": lin.pk, "note": "辛苦接一下"}, follow=True)
    made = RoleOffer.objects.get(person=lin)
    assert (made.note, made.predecessor) == ("辛苦接一下", mia)
    assert path_of(made) in after.content.decode()


def test_the_code_of_one_mailbox_confirms_no_other(
    link: str, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, _unseen = begin(link, "victim@example.org")
    later = clock.now() + mailed_codes.PAUSE
    monkeypatch.setattr(clock, "now", lambda: later)
    _own, code = begin(link, "own@example.org")
    page = stranger.post(f"{link}code/", {"code": code}).content.decode()
    assert "验证码已失效" in page
    assert not Account.objects.filter(email="victim@example.org").exists()


def test_a_second_code_too_soon_is_told_at_the_field(link: str, lin: Person) -> None:
    browser, _code = begin(link, "lin@example.org")
    page = browser.post(f"{link}accept/", {"address": "lin@example.org"}).content.decode()
    assert "秒后再重发" in page
    assert 'value="lin@example.org"' in page
    assert len(mail.outbox) == 1


def test_the_word_of_who_declines_is_read_by_the_owner_only(
    link: str, wang: Person, mia: Person, log_in: LogIn
) -> None:
    Client().post(f"{link}decline/", {"answer": "最近太忙"})
    page = log_in(wang).get("/c/hr/roles/").content.decode()
    assert "最近太忙" in page
    assert link not in page
    page = log_in(mia).get("/c/hr/roles/").content.decode()
    assert "老林" in page
    assert "最近太忙" not in page
