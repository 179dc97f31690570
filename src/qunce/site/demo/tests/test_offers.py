"""The demo has recruitment posts in every state, and what a reviewer has to look at twice."""

from datetime import datetime

import pytest

from cast import enter, join
from qunce.kernel.messages import Role
from qunce.people.models import Account, Community, Group
from qunce.rooms.postings import names, queries
from qunce.rooms.postings.deciding import PostingState
from qunce.rooms.postings.models import Posting
from qunce.site.demo import postings


@pytest.mark.django_db
def test_there_is_a_post_in_every_state(
    community: Community, web_group: Group, noon: datetime
) -> None:
    enter(community, "Mia", Role.OPS)
    own = enter(community, "Ben")
    Account.objects.filter(persons=own).update(email=postings.MEMBER)
    for name in ("Tom", "Eva"):
        join(enter(community, name), web_group)
    postings.prepare(community, noon)
    assert set(Posting.objects.values_list("state", flat=True)) == set(PostingState)
    assert Posting.objects.count() == len(postings.OFFERS)
    first = Posting.objects.filter(state="waiting").earliest("due_at")
    assert first.due_at < noon
    assert names.near_to(community, first.company, noon)
    assert queries.list_own(own).filter(asked_at__isnull=False, result="").count() == 1
    assert all(
        each.slot_at and each.slot_at > noon for each in Posting.objects.filter(state="approved")
    )
