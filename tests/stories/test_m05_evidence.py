"""M05: 企业邮箱 or a certificate as proof: any one is enough, and neither stays for long."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from qunce.rooms.admission import applying, certificates
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.tests.applicants import apply, photo
from qunce.shell.models import Mail
from stage import Stage


@pytest.fixture
def made(manual_stage: Stage, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Application:
    monkeypatch.setattr("qunce.clock.now", lambda: manual_stage.now)
    settings.EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"
    return apply(manual_stage.group.community, manual_stage.now, group=manual_stage.group)


def test_story_m05_a_code_to_the_company_mailbox(manual_stage: Stage, made: Application) -> None:
    phone, own = Client(), f"/apply/{made.token}/"
    refused = phone.post(f"{own}code/", {"address": "ana@qq.com"})
    assert "这是个人邮箱" in refused.content.decode()
    phone.post(f"{own}code/", {"address": "ana@acme.com.cn"})
    manual_stage.work()
    mail = Mail.objects.get(recipient="ana@acme.com.cn")
    code = next(line for line in mail.body.splitlines() if line.isdecimal())
    page = phone.post(f"{own}code/try/", {"code": code}, follow=True).content.decode()
    assert "邮箱已验证" in page
    made.refresh_from_db()
    assert made.state == "waiting"


def test_story_m05_a_certificate_is_seen_and_deleted(
    manual_stage: Stage, made: Application
) -> None:
    phone, own = Client(), f"/apply/{made.token}/"
    forged = SimpleUploadedFile("card.png", b"MZ" + bytes(100), "image/png")
    refused = phone.post(f"{own}certificate/", {"certificate": forged})
    assert "这不是图片" in refused.content.decode()
    sent = SimpleUploadedFile("card.jpg", photo(), "image/jpeg")
    phone.post(f"{own}certificate/", {"certificate": sent})
    made.refresh_from_db()
    assert made.state == "waiting"
    file = certificates.path_of(Evidence.objects.get())
    assert file
    assert file.exists()
    applying.withdraw(made, now=manual_stage.now)
    manual_stage.work()
    manual_stage.later(minutes=15)
    assert not file.exists()
