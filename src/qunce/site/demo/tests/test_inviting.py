"""The demo's invitations, and the member who is asked."""

from datetime import datetime

import pytest

from qunce.people.models import Account, Group, Person
from qunce.rooms.admission import finding
from qunce.rooms.admission.models import Invitation
from qunce.site.demo import inviting


@pytest.mark.django_db
def test_a_member_finds_a_question_at_home(
    manual_group: Group, mia: Person, ben: Person, noon: datetime
) -> None:
    Account.objects.filter(persons=ben).update(email=inviting.MEMBER)
    inviting.prepare(manual_group.community, noon)
    assert finding.list_asked(ben).get().application.name == "秦若琳"
    assert Invitation.objects.filter(revoked_at__isnull=False).count() == 1
