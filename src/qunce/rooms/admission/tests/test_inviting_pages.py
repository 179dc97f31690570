"""Pages of those who are in already: the voucher's, the inviter's, the admin's."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce import clock
from qunce.people.models import Community, Group, Person
from qunce.rooms.admission import certificates, evidence
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application, Evidence, Invitation
from qunce.rooms.admission.tests.applicants import apply, photo


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def made(manual_group: Group, noon: datetime) -> Application:
    return apply(manual_group.community, noon, group=manual_group)


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- the voucher --------------------------------------------------------------------------------


def test_a_member_answers_by_the_link_alone(made: Application, ben: Person, noon: datetime) -> None:
    asked = evidence.name_voucher(made, "Ben", now=noon)
    path = f"/v/{asked.token}/"
    page = text_of(Client().get(path))
    assert "宏图集团" in page
    assert "担保是什么意思" in page
    made.refresh_from_db()
    assert made.state == ApplicationState.PROVING  # looking is no answer
    page = text_of(Client().post(path, {"answer": "know"}, follow=True))
    assert "您回答了「认识」" in page
    made.refresh_from_db()
    assert made.state == ApplicationState.WAITING
    assert "已经回答过了" in text_of(Client().post(path, {"answer": "not"}, follow=True))


def test_a_member_is_asked_at_home_and_vouches_there(
    made: Application, ben: Person, noon: datetime, log_in: Callable[[Person], Client]
) -> None:
    asked = evidence.name_voucher(made, "Ben", now=noon)
    client = log_in(ben)
    assert f"/v/{asked.token}/" in text_of(client.get("/m/hr/"))
    back = client.post(
        f"/v/{asked.token}/", {"answer": "know"}, headers={"Referer": "http://testserver/m/hr/"}
    )
    assert back["Location"] == "/m/hr/"
    assert f"/v/{asked.token}/" not in text_of(client.get("/m/hr/"))


def test_a_question_that_is_over_is_not_asked_any_more(
    made: Application, ben: Person, noon: datetime
) -> None:
    asked = evidence.name_voucher(made, "Ben", now=noon)
    Application.objects.update(state=ApplicationState.DECLINED)
    page = text_of(Client().get(f"/v/{asked.token}/"))
    assert 'name="answer"' not in page


# --- members and admins -------------------------------------------------------------------------


def test_a_member_makes_and_revokes_an_invitation(
    ben: Person, mia: Person, noon: datetime, log_in: Callable[[Person], Client]
) -> None:
    client = log_in(ben)
    assert "还没有邀请" in text_of(client.get("/m/hr/invitations/"))
    refused = client.post("/m/hr/invitations/new/", {"quota": "99", "days": "7", "note": "同事"})
    assert list(refused.context["form"].errors) == ["quota"]
    assert 'value="同事"' in text_of(refused)
    sent = {"quota": "2", "days": "7", "note": "同事", "group": "industry"}
    page = text_of(client.post("/m/hr/invitations/new/", sent, follow=True))
    assert "<svg" in page
    assert "data-copy=" in page
    (made,) = Invitation.objects.all()
    assert f"/i/{made.token}/" in page
    other = log_in(mia)
    assert other.get(f"/m/hr/invitations/{made.pk}/").status_code == 404
    assert other.post(f"/m/hr/invitations/{made.pk}/revoke/").status_code == 404
    assert "同事" in text_of(other.get("/c/hr/invitations/?q=同事"))
    assert "同事" not in text_of(other.get("/c/hr/invitations/?state=revoked"))
    client.post(f"/m/hr/invitations/{made.pk}/revoke/")
    assert "同事" in text_of(other.get("/c/hr/invitations/?state=revoked&group=industry"))
    for state in ("holds", "expired", "used_up"):
        assert "同事" not in text_of(other.get(f"/c/hr/invitations/?state={state}"))


def test_an_admin_makes_one_without_a_limit_and_sees_who_came(
    mia: Person, olga: Person, noon: datetime, log_in: Callable[[Person], Client]
) -> None:
    client = log_in(mia)
    client.post("/c/hr/invitations/new/", {"quota": "", "days": "", "note": "线下沙龙"})
    (made,) = Invitation.objects.all()
    assert (made.quota, made.expires_at) == (None, None)
    came = apply(mia.community, noon, invitation=made)
    Application.objects.filter(pk=came.pk).update(person=mia)
    assert "安娜" in text_of(client.get(f"/c/hr/invitations/{made.pk}/"))
    assert "邀请关系" in text_of(client.get(f"/c/hr/members/{mia.pk}/"))
    assert log_in(olga).get(f"/c/other/invitations/{made.pk}/").status_code == 404


def test_what_was_told_in_a_chat_is_read_and_entered(
    mia: Person, log_in: Callable[[Person], Client]
) -> None:
    client = log_in(mia)
    told = {"told": "陈静 宏图集团 招聘经理", "read": "1"}
    page = text_of(client.post("/c/hr/applications/new/", told))
    for value in ("陈静", "宏图集团", "招聘经理"):
        assert f'value="{value}"' in page
    refused = client.post("/c/hr/applications/new/", {"name": "=1+1", "company": "宏图集团"})
    assert list(refused.context["form"].errors) == ["name"]
    client.post("/c/hr/applications/new/", {"name": "陈静", "company": "宏图集团"})
    made = Application.objects.get()
    assert (made.state, made.entered_by) == (ApplicationState.WAITING, mia)


def test_a_certificate_is_shown_to_reviewers_only(
    made: Application,
    mia: Person,
    lin: Person,
    ben: Person,
    olga: Person,
    noon: datetime,
    log_in: Callable[[Person], Client],
) -> None:
    sent = SimpleUploadedFile("证书.png", photo(), "application/octet-stream")
    assert "证书已收到" in text_of(
        Client().post(f"/apply/{made.token}/certificate/", {"certificate": sent}, follow=True)
    )
    found = Evidence.objects.get()
    made.refresh_from_db()
    assert made.state == ApplicationState.WAITING
    path = f"/c/hr/applications/{made.pk}/certificate/{found.pk}/"
    response = log_in(mia).get(path)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response["Cache-Control"]
    assert log_in(mia).get(f"{path}?save")["Content-Disposition"].startswith("attachment")
    assert log_in(lin).get(path).status_code == 403
    assert log_in(ben).get(path).status_code == 403
    assert log_in(olga).get(path).status_code == 404
    assert log_in(olga).get(path.replace("/c/hr/", "/c/other/")).status_code == 404
    assert Client().get(path).status_code == 302
    file = certificates.path_of(found)
    assert file
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    assert "已经不在了" in text_of(log_in(mia).get(path))


def test_another_community_s_page_has_its_own_name(
    community: Community, other_group: Group
) -> None:
    page = text_of(Client().get("/join/other/", follow=True))
    assert "Another House" in page
    assert "HR Exchange" not in page
