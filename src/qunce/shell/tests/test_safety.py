"""The second factor that an owner may ask for, and what the log-in is made of."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client, RequestFactory

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Person
from qunce.playbook import actions as playbook
from qunce.shell.safety import passkeys_work

LogIn = Callable[[Person], Client]
PAGE = "/c/{}/second-factor/"


def ask_for_second_factor(community: Community) -> None:
    """Let the owner ask everybody with a role for a second factor."""
    playbook.change(
        community, "safety", {"second_factor": True}, by=SHELL, now=clock.now(), note=""
    )


@pytest.mark.django_db
def test_who_holds_a_role_is_led_to_the_set_up_and_then_let_in(mia: Person, log_in: LogIn) -> None:
    key = mia.community.key
    client = log_in(mia)
    assert client.get(f"/c/{key}/").status_code == 200
    ask_for_second_factor(mia.community)
    response = client.get(f"/c/{key}/")
    assert response["Location"] == PAGE.format(key)
    assert "两步验证" in client.get(PAGE.format(key)).content.decode()
    assert mia.account
    TOTP.activate(mia.account, generate_totp_secret())
    assert client.get(f"/c/{key}/").status_code == 200
    assert f"/c/{key}/" in client.get(PAGE.format(key)).content.decode()


@pytest.mark.django_db
def test_a_part_of_a_page_sends_the_whole_page_there(mia: Person, log_in: LogIn) -> None:
    ask_for_second_factor(mia.community)
    key = mia.community.key
    response = log_in(mia).get(f"/c/{key}/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == PAGE.format(key)


@pytest.mark.django_db
def test_members_and_other_communities_are_not_asked(
    ben: Person, olga: Person, mia: Person, log_in: LogIn
) -> None:
    ask_for_second_factor(mia.community)
    assert log_in(ben).get(f"/m/{ben.community.key}/").status_code == 200
    assert log_in(olga).get(f"/c/{olga.community.key}/").status_code == 200
    assert log_in(olga).get(PAGE.format(mia.community.key)).status_code == 404


@pytest.mark.django_db
def test_the_recovery_codes_come_right_after_the_set_up(mia: Person, log_in: LogIn) -> None:
    client = log_in(mia)
    assert mia.account
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page = client.post("/account/2fa/totp/activate/", {"code": code}, follow=True)
    assert page.redirect_chain[-1][0] == "/account/2fa/recovery-codes/"
    Authenticator.objects.update(created_at=clock.now() - timedelta(minutes=3))
    later = client.get("/account/2fa/recovery-codes/")
    assert later["Location"].startswith("/account/2fa/reauthenticate/")


@pytest.mark.django_db
def test_one_other_device_is_logged_out_and_nobody_elses(
    mia: Person, ben: Person, log_in: LogIn
) -> None:
    here, there, other = log_in(mia), log_in(mia), log_in(ben)
    rows = {}
    for client, person in ((here, mia), (there, mia), (other, ben)):
        about = {"user": person.account, "ip": "127.0.0.1", "user_agent": "x"}
        key = client.session.session_key
        rows[client] = UserSession.objects.create(session_key=key, **about).pk
    assert "在那边退出" in here.get("/account/sessions/").content.decode()
    here.post(f"/me/sessions/{rows[other]}/end/")
    assert other.get("/me/").status_code == 200
    here.post(f"/me/sessions/{rows[here]}/end/")
    assert here.get("/me/").status_code == 200
    here.post(f"/me/sessions/{rows[there]}/end/")
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


@pytest.mark.django_db
def test_the_strongest_hasher_keeps_passwords() -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize(
    ("host", "secure", "possible"),
    [
        ("127.0.0.1:8000", False, False),
        ("127.0.0.1:8000", True, False),
        ("[::1]:8000", True, False),
        ("localhost:8000", False, True),
        ("hr.example.org", False, False),
        ("hr.example.org", True, True),
        ("hr.example.org:8443", True, True),
    ],
)
def test_passkeys_need_a_name_and_a_safe_way(
    host: str, secure: bool, possible: bool, settings: object
) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]  # pytest-django's
    request = RequestFactory(headers={"host": host}).get("/", secure=secure)
    assert passkeys_work(request) is possible
