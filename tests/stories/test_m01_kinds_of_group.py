"""M01: each kind of group has its own conditions; they are shown, and they refuse nobody."""

from django.test import Client

from cast import as_actor
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission import queue
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.tests.applicants import typed
from stage import Stage


def test_story_m01_a_group_by_industry_and_one_by_region(
    manual_stage: Stage, region_group: Group, wang: Person
) -> None:
    for group, values in (
        (manual_stage.group, {"industries": ["制造业"]}),
        (region_group, {"regions": ["苏州"], "words": "欢迎苏州的同行"}),
    ):
        playbook.change(
            wang.community,
            "conditions",
            values,
            by=as_actor(wang),
            now=manual_stage.now,
            group=group,
        )
    phone = Client()
    page = phone.get("/join/hr/").content.decode()
    assert "制造业" in page
    assert "欢迎苏州的同行" in page
    form = phone.get("/join/hr/region/").content.decode()
    assert "苏州" in form
    assert "制造业" not in form
    assert 'name="city"' in form  # else nobody could say whether the group is theirs
    assert 'name="city"' not in phone.get("/join/hr/industry/").content.decode()
    assert phone.post("/join/hr/region/", typed()).status_code == 302
    made = Application.objects.get()
    assert made.group == region_group
    (misfit,) = queue.misfits_of(made)  # told to the reviewer, decided by nobody
    assert "苏州" in str(misfit)
    assert phone.post("/join/hr/region/", typed(city="苏州工业园区")).status_code == 302
    assert not queue.misfits_of(Application.objects.get(city="苏州工业园区"))
