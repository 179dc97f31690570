"""The demo has good shares that an admin marked, and one that the daily round proposes."""

import pytest

from cast import join
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Role
from qunce.people import actions as people
from qunce.people.models import Person
from qunce.rooms.moderation import patrol
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_patrol import Essence
from qunce.site.demo import praise
from stage import Stage

pytestmark = pytest.mark.django_db


def test_two_shares_are_marked_and_the_round_proposes_the_third(
    web_stage: Stage, mia: Person
) -> None:
    people.appoint(mia, Role.CONTENT, by=SHELL, now=web_stage.now)
    for name in ("Eva", "Kim", "Leo", "Tom"):
        join(people.enrol(mia.community, name, now=web_stage.now), web_stage.group)
    praise.prepare(mia.community, web_stage.now)
    web_stage.work()
    marked = Essence.objects.order_by("at")
    assert [each.by_name for each in marked] == ["Mia", "Mia"]
    (look,) = patrol.look(patrol.round_of(mia.community, web_stage.now), web_stage.now).looks
    (proposed,) = look.good
    assert (proposed.message.text, proposed.thanks) == (praise.SHARES[2].text, 2)
    assert not Case.objects.exists()
    assert look.found == []
