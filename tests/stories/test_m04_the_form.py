"""M04: an applicant gives 姓名, 企业, 岗位 and waits for an answer, whose time is promised."""

from datetime import timedelta

import pytest
from django.test import Client

from qunce.rooms.admission import keeping
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.tests.applicants import typed
from stage import Stage


def test_story_m04_from_the_phone_to_an_application(
    manual_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.clock.now", lambda: manual_stage.now)
    phone = Client()
    refused = phone.post("/join/hr/industry/", typed(name="=1+1"))
    assert list(refused.context["form"].errors) == ["name"]
    answer = phone.post("/join/hr/industry/", typed(), follow=True)
    assert "还差一步" in answer.content.decode()
    made = Application.objects.get()
    assert (made.name, made.company, made.position) == ("安娜", "宏图集团", "招聘经理")
    assert made.consented_at == manual_stage.now
    assert "ana_hr_2026" not in str(Application.objects.values())
    phone.post(f"/apply/{made.token}/withdraw/")
    made.refresh_from_db()
    assert made.state == "withdrawn"
    keeping.tick(manual_stage.now + timedelta(days=91))
    assert not Application.objects.exists()
