from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry
from qunce.people.models import Account, Person
from qunce.shell import devices, links, mailbox, tallies
from qunce.shell.models import Mail, PersonalLink, Tally
from qunce.shell.room import erase, export

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def local_mails(settings: Settings) -> None:
    """Keep mails in the local mailbox."""
    settings.EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"
    settings.IS_LOCAL = True


def account_of(person: Person) -> Account:
    """Return the account with which a person of the cast logs in."""
    assert person.account is not None
    return person.account


def ask_for_code(client: Client, address: str) -> str:
    """Ask for a code on the log-in page and return the one that arrived."""
    response = client.post("/account/login/", {"login": address})
    assert response["Location"].startswith("/account/login/code/confirm/")
    return mailbox.code_in(Mail.objects.latest("id").body)


# --- by e-mail code -----------------------------------------------------------------------------


def test_a_code_from_the_local_mailbox_lets_a_person_in(client: Client, ben: Person) -> None:
    code = ask_for_code(client, "Ben@Example.org")
    assert len(code) == 6
    assert code in client.get("/mailbox/").content.decode()
    response = client.post("/account/login/code/confirm/", {"code": code})
    assert response["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_a_wrong_code_is_refused_with_what_to_do(client: Client, ben: Person) -> None:
    ask_for_code(client, "ben@example.org")
    response = client.post("/account/login/code/confirm/", {"code": "999 999"})
    assert "验证码不对" in response.content.decode()


def test_an_unknown_address_looks_the_same_and_gets_a_mail_without_a_code(client: Client) -> None:
    assert ask_for_code(client, "nobody@example.org") == ""
    assert "还没有成员登记" in Mail.objects.get().body


def test_who_chose_english_gets_the_mail_and_the_pages_in_english(
    client: Client, ben: Person
) -> None:
    account_of(ben).language = "en"
    account_of(ben).save()
    code = ask_for_code(client, "ben@example.org")
    assert "Here is the code" in Mail.objects.get().body
    client.post("/account/login/code/confirm/", {"code": code})
    assert "My account" in client.get("/me/").content.decode()


def test_codes_are_not_given_without_end(client: Client, ben: Person) -> None:
    for _try in range(3):
        ask_for_code(Client(), "ben@example.org")
    response = client.post("/account/login/", {"login": "ben@example.org"})
    assert response.status_code == 200
    assert "请过几分钟" in response.content.decode()
    assert Mail.objects.count() == 3


# --- with a password ----------------------------------------------------------------------------


def test_admins_may_log_in_with_a_password(client: Client, wang: Person) -> None:
    account_of(wang).set_password("long-and-odd-7")
    account_of(wang).save()
    sent = {"login": "wang@example.org", "password": "wrong"}
    assert "不匹配" in client.post("/account/login/", sent).content.decode()
    response = client.post("/account/login/", sent | {"password": "long-and-odd-7"})
    assert response["Location"] == "/"


def test_wrong_passwords_are_counted_in_a_table_that_all_workers_share(
    client: Client, wang: Person
) -> None:
    account_of(wang).set_password("long-and-odd-7")
    account_of(wang).save()
    sent = {"login": "wang@example.org", "password": "wrong"}
    for _ in range(5):
        assert "不匹配" in Client().post("/account/login/", sent).content.decode()
    right = sent | {"password": "long-and-odd-7"}
    assert "请过几分钟" in client.post("/account/login/", right).content.decode()
    names = " ".join(Tally.objects.values_list("cache_key", flat=True))
    assert names
    assert not any(part in names for part in ("wang", "127.0.0.1", "login"))
    tallies.forget(clock.now())
    assert "请过几分钟" in client.post("/account/login/", right).content.decode()
    tallies.forget(clock.now() + timedelta(minutes=6))
    assert client.post("/account/login/", right)["Location"] == "/"


def test_nobody_makes_an_account_unless_the_site_says_so(
    client: Client, settings: Settings
) -> None:
    assert "暂不开放注册" in client.get("/account/signup/").content.decode()
    settings.ACCOUNT_SIGNUP_OPEN = True
    assert 'name="email"' in client.get("/account/signup/").content.decode()


# --- pages ----------------------------------------------------------------------------------------

ACCOUNT_PAGES = (
    *("/me/", "/account/2fa/", "/account/password/set/", "/account/sessions/"),
    *("/account/2fa/totp/activate/", "/account/logout/", "/account/email/"),
)


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_all_pages_of_an_account_have_our_frame(path: str, ben: Person, log_in: LogIn) -> None:
    content = log_in(ben).get(path, follow=True).content.decode()
    assert 'class="qc-skip"' in content
    assert 'lang="zh-Hans"' in content


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/login/code/", "/account/password/reset/"]
)
def test_all_pages_of_the_door_have_our_frame(path: str, client: Client) -> None:
    assert 'class="card card-md"' in client.get(path).content.decode()


def test_language_and_appearance_are_remembered(ben: Person, log_in: LogIn) -> None:
    client = log_in(ben)
    response = client.post("/language/", {"language": "en", "next": "/me/"})
    assert response["Location"] == "/me/"
    client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    content = client.get("/me/").content.decode()
    assert 'lang="en" data-bs-theme="dark"' in content
    account_of(ben).refresh_from_db()
    assert account_of(ben).language == "en"


def test_a_form_goes_back_to_this_site_only(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "//evil.example/"})
    assert response["Location"] == "/"


# --- the local mailbox --------------------------------------------------------------------------


def test_the_mailbox_is_closed_on_a_site_for_others(client: Client, settings: Settings) -> None:
    assert client.get("/mailbox/").status_code == 200
    assert client.get("/mailbox/", REMOTE_ADDR="10.0.0.5").status_code == 403
    settings.IS_LOCAL = False
    assert client.get("/mailbox/").status_code == 404


def test_the_mailbox_keeps_the_newest_mails_only(noon: datetime) -> None:
    Mail.objects.bulk_create(
        Mail(recipient="a@b.cn", subject=str(n), body="", sent_at=noon) for n in range(210)
    )
    Mail.objects.filter(subject__in=["208", "209"]).update(sent_at=noon - timedelta(days=8))
    mailbox.prune(noon)
    assert Mail.objects.count() == 200
    assert Mail.objects.latest("id").subject == "207"


def test_a_mail_goes_to_each_of_its_readers() -> None:
    mail.get_connection().send_messages([EmailMessage("Hello", "x", to=["a@b.cn", "c@d.cn"])])
    assert set(Mail.objects.values_list("recipient", flat=True)) == {"a@b.cn", "c@d.cn"}


# --- personal links -----------------------------------------------------------------------------


def test_a_personal_link_lets_in_on_the_device_that_opened_it_first(
    ben: Person, noon: datetime
) -> None:
    path = links.issue(ben, by=SHELL, now=noon)
    phone, stranger = Client(), Client()
    assert "Ben" in phone.get(path).content.decode()
    assert not PersonalLink.objects.get().device, "only a POST binds a link"
    assert phone.post(path)["Location"] == "/enter/hr/"
    assert phone.get("/me/").status_code == 200
    phone.post("/account/logout/")
    assert phone.get(path)["Location"] == "/enter/hr/"
    assert stranger.get(path)["Location"] == "/account/login/"
    assert stranger.post(path)["Location"] == "/account/login/"
    assert "另一台设备" in stranger.get("/account/login/").content.decode()


def test_a_newer_link_and_a_revocation_make_a_link_void(ben: Person, noon: datetime) -> None:
    old = links.issue(ben, by=SHELL, now=noon)
    new = links.issue(ben, by=SHELL, now=noon)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    links.revoke(PersonalLink.objects.get(), by=SHELL, now=noon)
    assert Client().get(new).status_code == 404
    assert Entry.objects.filter(fact__contains="PersonalLink").count() == 3


@pytest.mark.parametrize("token", ["x", "1-1.abc.def", "1-1"])
def test_a_made_up_link_says_what_to_do(token: str, client: Client) -> None:
    response = client.get(f"/in/{token}/")
    assert response.status_code == 404
    assert "/account/login/" in response.content.decode()


def test_an_old_link_is_void(ben: Person, noon: datetime, settings: Settings) -> None:
    path = links.issue(ben, by=SHELL, now=noon)
    settings.PERSONAL_LINK_DAYS = -1
    assert Client().get(path).status_code == 404


def test_a_person_without_an_account_gets_no_link(ben: Person, noon: datetime) -> None:
    ben.account = None
    with pytest.raises(RefusedError):
        links.issue(ben, by=SHELL, now=noon)


def test_a_link_is_exported_and_erased_with_its_person(ben: Person, noon: datetime) -> None:
    links.issue(ben, by=SHELL, now=noon)
    assert export(ben)[0]["issued_at"] == noon
    erase(ben)
    assert export(ben) == []


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0", "微信 · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537", "Chrome · Linux"),
        ("curl/8", "未知设备"),
    ],
)
def test_devices_have_names_that_people_know(agent: str, said: str) -> None:
    assert devices.spoken(agent) == said


def test_the_people_of_the_demo_are_offered_where_their_codes_can_be_read(
    client: Client, wang: Person, settings: Settings
) -> None:
    assert "选一个身份试用" not in client.get("/account/login/").content.decode()
    wang.community.is_demo = True
    wang.community.save()
    assert 'value="wang@example.org"' in client.get("/account/login/").content.decode()
    settings.IS_LOCAL = False
    assert "wang@example.org" not in client.get("/account/login/").content.decode()
