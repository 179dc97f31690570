"""「我的数据」 and the owner's side of it: pages, refusals, and what they lead to."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.console import own_data
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger.models import Entry
from qunce.ledger.worker import run_due
from qunce.people import confirming, consents, contacts
from qunce.people.domain_own import ContactKind, Purpose
from qunce.people.models import Account, Appointment, Contact, ContactLook, Erasure, Person
from qunce.people.personal import erase_person, export_person
from qunce.playbook import actions as playbook
from qunce.store import mailed_codes

LogIn = Callable[[Person], Client]
AT = "/m/hr/my-data/"
MAIL = ContactKind.WORK_MAIL


@pytest.fixture
def as_ben(ben: Person, log_in: LogIn) -> Client:
    return log_in(ben)


def test_a_member_sees_what_is_stored_and_who_looked(
    as_ben: Client, ben: Person, mia: Person, noon: datetime
) -> None:
    stored = contacts.note(ben, ContactKind.PHONE, "13800131234", by=as_actor(ben), now=noon)
    contacts.reveal(stored, by=as_actor(mia), why="拉群确认身份", now=noon)
    text = as_ben.get(AT).content.decode()
    assert "138****1234" in text
    assert "13800131234" not in text
    assert "b***@example.org" in text
    assert "ben@example.org" not in text.split("<main", 1)[1]
    assert "拉群确认身份" in text
    assert "Mia" in text


def test_the_record_is_corrected_by_its_member(as_ben: Client, ben: Person) -> None:
    typed = {"name": "Ben\u202e  Li", "company": "星河科技", "position": "HRBP", "years": "3.5"}
    typed |= {"function": "薪酬", "gives": "薪酬模板\n= 可以问我", "seeks": "绩效案例"}
    assert as_ben.post(f"{AT}correct/", typed).status_code == 302
    ben.refresh_from_db()
    assert (ben.name, ben.company, float(ben.years or 0)) == ("Ben Li", "星河科技", 3.5)
    assert (ben.function, ben.gives) == ("薪酬", "薪酬模板\n= 可以问我")
    assert "绩效案例" in as_ben.get(AT).content.decode()
    copied = export_person(ben)[0]
    assert copied["seeks"] == "绩效案例"
    erase_person(ben)
    ben.refresh_from_db()
    assert (ben.function, ben.gives, ben.seeks) == ("", "", "")


def test_years_grow_on_the_page_and_stay_as_told_where_only_else_is_corrected(
    as_ben: Client, ben: Person
) -> None:
    told = clock.now() - timedelta(days=366)
    Person.objects.filter(pk=ben.pk).update(years="2.5", years_on=told.date())
    page = as_ben.get(f"{AT}correct/").context["form"]
    assert float(page.initial["years"]) == 3.5
    assert "3.5" in as_ben.get(AT).content.decode()
    as_ben.post(f"{AT}correct/", {"name": "Ben", "city": "苏州", "years": "3.5"})
    ben.refresh_from_db()
    assert (ben.city, float(ben.years or 0), ben.years_on) == ("苏州", 2.5, told.date())


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "12345"),
        ("name", "=1+1"),
        ("name", "<b>Ben</b>"),
        ("name", "B" * 81),
        ("name", "\u202e\u200b"),
        ("company", "=HYPERLINK(1)"),
        ("company", "x" * 121),
        ("position", "{HR}"),
        ("city", "@here"),
        ("years", "-1"),
        ("years", "999"),
        ("years", "drei"),
    ],
)
def test_bad_input_is_refused_at_the_field_and_nothing_typed_is_lost(
    as_ben: Client, ben: Person, field: str, typed: str
) -> None:
    sheet = {"name": "Ben", "company": "星河科技", field: typed}
    response = as_ben.post(f"{AT}correct/", sheet)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form[field].value() == typed
    ben.refresh_from_db()
    assert (ben.name, ben.company) == ("Ben", "")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("phone", "12345"),
        ("phone", ""),
        ("phone", "9" * 300),
        ("wechat", "李雷"),
        ("wechat", "<script>alert(1)</script>"),
        ("work_mail", "nobody"),
        ("work_mail", "a@b.com\nbcc: c@d.com"),
    ],
)
def test_a_bad_contact_is_refused_at_the_field(as_ben: Client, kind: str, typed: str) -> None:
    response = as_ben.post(f"{AT}contacts/{kind}/", {"value": typed})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["value"]
    assert not Contact.objects.exists()
    assert not mail.outbox


def test_an_unknown_contact_or_consent_is_not_found(as_ben: Client) -> None:
    assert as_ben.get(f"{AT}contacts/pager/").status_code == 404
    assert as_ben.post(f"{AT}consents/everything/").status_code == 404


def test_entering_a_contact_is_the_consent_to_keep_it(as_ben: Client, ben: Person) -> None:
    as_ben.post(f"{AT}contacts/phone/", {"value": "+86 138 0013 1234"})
    assert contacts.masked(Contact.objects.get(person=ben)) == "138****1234"
    assert consents.find(ben, Purpose.CONTACTS) is not None
    as_ben.post(f"{AT}consents/contacts/")
    assert not Contact.objects.exists()


def _code() -> str:
    found = re.search(r"(?m)^(\d{6})$", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_mailbox_counts_when_its_code_was_entered(as_ben: Client, ben: Person) -> None:
    response = as_ben.post(f"{AT}contacts/work_mail/", {"value": "Ben@Firm.com"})
    assert response.headers["Location"] == f"{AT}code/"
    assert mail.outbox[-1].to == ["ben@firm.com"]
    assert not Contact.objects.exists()
    assert "b***@firm.com" in as_ben.get(f"{AT}code/").content.decode()
    wrong = "000000" if _code() != "000000" else "111111"
    assert as_ben.post(f"{AT}code/", {"code": wrong}).status_code == 200
    assert as_ben.post(f"{AT}code/", {"code": f" {_code()} "}).status_code == 302
    stored = Contact.objects.get(person=ben)
    assert stored.confirmed_at is not None
    again = as_ben.post(f"{AT}code/", {"code": _code()})
    assert again.headers["Location"] == f"{AT}contacts/work_mail/"


def test_a_code_ends_with_time_and_tries(ben: Person, noon: datetime) -> None:
    code, by = confirming.begin(ben, "ben@firm.com", now=noon), as_actor(ben)
    with pytest.raises(RefusedError, match="does not hold"):
        confirming.finish(ben, code, by=by, now=noon + mailed_codes.HOLDS)
    for _ in range(mailed_codes.MOST_TRIES):
        with pytest.raises(RefusedError, match="not right"):
            confirming.finish(ben, "nothing", by=by, now=noon)
    with pytest.raises(RefusedError, match="does not hold"):
        confirming.finish(ben, code, by=by, now=noon)
    assert not Contact.objects.exists()


def test_codes_are_not_sent_without_end(
    as_ben: Client, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for n in range(7):
        at = noon + n * mailed_codes.PAUSE
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        answers.append(as_ben.post(f"{AT}contacts/work_mail/", {"value": f"ben{n}@firm.com"}))
    assert len(mail.outbox) == 5
    assert "操作太频繁" in answers[-1].content.decode()
    assert 'value="ben6@firm.com"' in answers[-1].content.decode()


def test_a_second_code_too_soon_and_a_mail_server_that_is_away_are_told_at_the_field(
    as_ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(own_data, "send_mail", fail)
    for said in ("邮件暂时发不出去", "秒后再重发"):
        page = as_ben.post(f"{AT}contacts/work_mail/", {"value": "ben@firm.com"}).content.decode()
        assert said in page
        assert 'value="ben@firm.com"' in page


def test_the_copy_holds_everything_for_people_and_machines(
    as_ben: Client, ben: Person, noon: datetime
) -> None:
    contacts.note(ben, ContactKind.PHONE, "13800131234", by=as_actor(ben), now=noon)
    consents.give(ben, Purpose.CONTACTS, 1, by=as_actor(ben), now=noon)
    response = as_ben.post(f"{AT}export/")
    assert response.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        page, data = (archive.read(name).decode() for name in archive.namelist())
    told = json.loads(data)
    assert told["format"] == "qunce.own-data/1"
    rows = [row for part in told["parts"] for row in part["rows"]]
    assert {"contact": "phone", "value": "13800131234"}.items() <= next(
        row for row in rows if "contact" in row
    ).items()
    assert "people_own.ConsentGiven" in [row.get("what") for row in rows]
    assert "13800131234" in page
    assert "<script" not in page
    assert "在群" in page  # a membership's state
    assert "active" not in page
    assert "导出了" in page  # the line of the history, not the name of the fact
    assert "OwnDataExported" not in page
    assert quote("我的数据-") in response.headers["Content-Disposition"]
    assert Entry.objects.filter(fact__endswith="OwnDataExported").count() == 1


def test_the_notice_is_agreed_to_in_the_version_that_was_read(
    as_ben: Client, ben: Person, wang: Person, noon: datetime
) -> None:
    playbook.change(ben.community, "privacy", {"contact": "x@y.cn"}, by=as_actor(wang), now=noon)
    as_ben.post(f"{AT}consents/privacy/", {"give": "1"})
    assert consents.find(ben, Purpose.PRIVACY) is None
    as_ben.post(f"{AT}consents/privacy/", {"give": "2"})
    given = consents.find(ben, Purpose.PRIVACY)
    assert given is not None
    assert given.version == 2


def test_withdrawing_the_notice_leads_to_what_follows(as_ben: Client, ben: Person) -> None:
    as_ben.post(f"{AT}consents/privacy/", {"give": "1"})
    response = as_ben.post(f"{AT}consents/privacy/")
    assert response.headers["Location"] == f"{AT}delete/"
    assert as_ben.post(f"{AT}delete/").status_code == 200
    assert not Erasure.objects.exists()
    as_ben.post(f"{AT}delete/", {"sure": "on"})
    assert consents.find(ben, Purpose.PRIVACY) is None
    assert Erasure.objects.get().by_member
    second = as_ben.post(f"{AT}delete/", {"sure": "on"})
    assert second.status_code == 200
    assert Erasure.objects.count() == 1
    as_ben.post(f"{AT}delete/back/")
    assert Erasure.objects.get().state == "taken_back"


def test_the_last_owner_is_told_to_hand_over_first(wang: Person, log_in: LogIn) -> None:
    client = log_in(wang)
    client.post(f"{AT}delete/", {"sure": "on"})
    assert not Erasure.objects.exists()
    assert "唯一的群主" in client.get(f"{AT}delete/").content.decode()


# --- the owner's side ---------------------------------------------------------------------------


def test_a_contact_is_shown_in_full_after_a_reason_only(
    ben: Person, mia: Person, lin: Person, log_in: LogIn, noon: datetime
) -> None:
    contacts.note(ben, ContactKind.WECHAT, "ben_hr_2020", by=as_actor(ben), now=noon)
    where = f"/c/hr/members/{ben.pk}/contacts/wechat/"
    client = log_in(mia)
    page = client.get(f"/c/hr/members/{ben.pk}/").content.decode()
    assert "be***0" in page
    assert "ben_hr_2020" not in page
    assert "ben@example.org" not in page
    assert "b***@example.org" in page
    refused = client.post(where, {"why": " "})
    assert "ben_hr_2020" not in refused.content.decode()
    shown = client.post(where, {"why": "拉群"})
    assert "ben_hr_2020" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert ContactLook.objects.get().by == mia
    assert client.get(where).status_code == 405
    assert log_in(lin).post(where, {"why": "拉群"}).status_code == 403
    assert client.post(where.replace("wechat", "phone"), {"why": "拉群"}).status_code == 404


def test_an_owner_deletes_on_request_with_a_reason(
    ben: Person, wang: Person, mia: Person, log_in: LogIn
) -> None:
    where = f"/c/hr/members/{ben.pk}/erase/"
    assert log_in(mia).post(where, {"reason": "群里要求"}).status_code == 403
    client = log_in(wang)
    assert list(client.post(where, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(where, {"reason": "本人在群里要求"}).status_code == 302
    asked = Erasure.objects.get()
    assert (asked.by_member, asked.reason, asked.asked_name) == (False, "本人在群里要求", "Wang")
    assert "本人在群里要求" in client.get("/c/hr/data/").content.decode()
    assert "本人在群里要求" in log_in(ben).get(AT).content.decode()
    log_in(mia).post(f"{where}back/")
    assert Erasure.objects.get().state == "taken_back"


def test_an_admin_does_not_take_back_what_the_member_asked_for(
    as_ben: Client, ben: Person, wang: Person, log_in: LogIn
) -> None:
    as_ben.post(f"{AT}delete/", {"sure": "on"})
    answer = log_in(wang).post(f"/c/hr/members/{ben.pk}/erase/back/")
    assert answer.status_code == 403
    assert Erasure.objects.get().state == "waiting"


def test_the_last_owner_is_not_erased_even_if_it_became_so_meanwhile(
    ben: Person, wang: Person, noon: datetime, log_in: LogIn
) -> None:
    held = Appointment.objects.create(
        community=ben.community, person=ben, role=Role.OWNER, since=noon
    )
    log_in(ben).post(f"{AT}delete/", {"sure": "on"})
    Appointment.objects.filter(person=wang).update(until=noon)
    run_due(Erasure.objects.get().due_at + timedelta(minutes=1))
    assert Erasure.objects.get().state == "taken_back"
    assert Person.objects.get(pk=ben.pk).name == "Ben"
    assert Appointment.objects.filter(pk=held.pk).exists()


# --- the notice ---------------------------------------------------------------------------------


def test_the_notice_is_open_in_two_languages_and_old_versions(
    wang: Person, client: Client, noon: datetime
) -> None:
    values = {"responsible": "星河俱乐部", "contact": "hr@firm.com", "own_words_en": "Be kind."}
    playbook.change(wang.community, "privacy", values, by=as_actor(wang), now=noon)
    text = client.get("/privacy/hr/").content.decode()
    assert "星河俱乐部" in text
    assert "隐私说明" in text
    assert "90 天" in text
    english = client.get("/privacy/hr/?lang=en").content.decode()
    assert "Who is responsible" in english
    assert "Be kind." in english
    assert "星河俱乐部" not in client.get("/privacy/hr/?version=1").content.decode()
    assert client.get("/privacy/hr/?version=9").status_code == 404
    assert client.get("/privacy/hr/?version=x%00").status_code == 404
    assert client.get("/privacy/nowhere/").status_code == 404


def test_nobody_of_another_community_gets_near(ben: Person, olga: Person, log_in: LogIn) -> None:
    client = log_in(olga)
    assert client.get(AT).status_code == 404
    assert client.post(f"{AT}export/").status_code == 404
    assert client.get("/c/hr/data/").status_code == 404
    assert client.post(f"/c/other/members/{ben.pk}/erase/", {"reason": "nur so"}).status_code == 404
    assert Account.objects.filter(email="ben@example.org").exists()
