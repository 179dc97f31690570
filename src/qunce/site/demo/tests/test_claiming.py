"""The demo's claims: one in every state, and nobody is written to."""

from datetime import datetime

import pytest

from qunce.ledger.models import Errand
from qunce.people.models import Group, Identity, Person
from qunce.rooms.admission.claim_letters import LETTER
from qunce.rooms.admission.claiming import ClaimState
from qunce.rooms.admission.models import Claim
from qunce.site.demo import claiming


@pytest.mark.django_db
def test_there_is_a_claim_in_every_state(
    manual_group: Group, mia: Person, wang: Person, noon: datetime
) -> None:
    community = manual_group.community
    for number in range(len(claiming.CLAIMS) + 1):
        person = Person.objects.create(
            community=community, name=f"成员{number}", company="甲公司", created_at=noon
        )
        Identity.objects.create(
            community=community,
            channel="manual",
            group=manual_group,
            person=person,
            external=f"wxid_{number}",
            name=f"成员{number}-甲公司-经理",
            created_at=noon,
        )
    claiming.prepare(community, noon)
    assert set(Claim.objects.values_list("state", flat=True)) == {each.value for each in ClaimState}
    waiting = Claim.objects.filter(state=ClaimState.WAITING)
    assert [bool(each.identity) for each in waiting.order_by("pk")] == [True, False]
    assert not Errand.objects.filter(kind=LETTER).exists()
