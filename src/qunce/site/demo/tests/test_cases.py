"""The demo has a case that is discussed now and two with their method."""

from datetime import datetime

import pytest

from cast import enter, join
from qunce.kernel.messages import Role
from qunce.ledger.models import Errand
from qunce.people.models import Community, Group
from qunce.rooms.casework import queries
from qunce.rooms.casework.models import Study
from qunce.site.demo import cases


@pytest.mark.django_db
def test_one_case_is_open_and_the_others_have_their_method(
    community: Community, web_group: Group, noon: datetime
) -> None:
    enter(community, "Lin", Role.CONTENT)
    for name in ("Tom", "Eva", "Ana", "Ben"):
        join(enter(community, name), web_group)
    cases.prepare(community, noon)
    found = {each.title: each for each in Study.objects.filter(community=community)}
    assert sorted(each.state for each in found.values()) == ["discussed", "summed", "summed"]
    assert queries.find_open(web_group.pk, noon) == found["部门经理不配合绩效考核"]
    for each in found.values():
        assert not queries.traces_of(each) or each.state == "summed"
        if each.state == "summed":
            case = queries.read_case(community.pk, each.pk)
            assert case is not None
            assert len(case.parts) == 5
            assert case.credited
    assert not Errand.objects.filter(kind="SendText").exists()  # nothing is said once more
