"""M03: by invitation and with a review: the link, its places, and who brought whom."""

import pytest
from django.test import Client

from cast import as_actor
from qunce.people.models import Person
from qunce.rooms.admission import finding, invitations
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.tests.applicants import typed
from stage import Stage


@pytest.fixture
def clock_of_the_stage(manual_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.clock.now", lambda: manual_stage.now)


@pytest.mark.usefixtures("clock_of_the_stage")
def test_story_m03_a_member_brings_a_colleague(manual_stage: Stage, ben: Person) -> None:
    made = invitations.make(
        ben, manual_stage.group, by=as_actor(ben), now=manual_stage.now, quota=1, days=7
    )
    phone = Client()
    assert "Ben邀请您加入" in phone.get(f"/i/{made.token}/").content.decode()
    answer = phone.post(f"/i/{made.token}/", typed())
    came = Application.objects.get()
    assert came.invitation == made
    page = phone.get(answer["Location"]).content.decode()
    assert "请邀请我的Ben担保" in page
    phone.post(f"{answer['Location']}inviter/")
    (asked,) = finding.list_asked(ben)
    phone_of_ben = Client()
    phone_of_ben.post(f"/v/{asked.token}/", {"answer": "know"})
    manual_stage.work()
    came.refresh_from_db()
    assert came.state == "waiting"
    assert [task.kind for task in manual_stage.tasks()] == ["applications"]
    late = Client().get(f"/i/{made.token}/")
    assert late.status_code == 410  # the one place is taken
    assert list(finding.list_brought(ben)) == [came]
