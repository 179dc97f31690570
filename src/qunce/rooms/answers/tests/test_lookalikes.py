"""Questions alike: the best ones of all, in step with titles, and gone with their words."""

from datetime import datetime

import pytest

from cast import as_actor, enter, join
from qunce.people.models import Group, Person
from qunce.rooms.answers import asking, lookalikes, personal
from qunce.rooms.answers.models import TitlePair
from qunce.rooms.answers.tests.questions import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def test_the_likest_question_is_found_however_many_newer_ones_share_a_pair(
    ben: Person, tom: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookalikes, "WEIGHED", 3)
    oldest = ask(ben, noon, "竞业限制补偿金按什么标准发")
    for number in range(6):
        ask(ben, noon, f"补偿怎么谈第{number}回合")
    assert lookalikes.find(tom, "竞业限制的补偿金标准")[0] == oldest
    asking.change(oldest, asking.Draft("年假清零合法吗"), by=as_actor(ben), now=noon)
    assert oldest not in lookalikes.find(tom, "竞业限制的补偿金标准")
    assert lookalikes.find(tom, "年假清零") == [oldest]
    personal.erase(ben)
    assert not TitlePair.objects.exists()
