"""What recruitment tells of the hours to come."""

from datetime import datetime, timedelta

import pytest

from qunce.people.models import Community
from qunce.rooms.postings import queries, telling

pytestmark = pytest.mark.django_db


def test_an_hour_at_the_very_start_of_a_time_is_to_come(
    community: Community, noon: datetime
) -> None:
    first = queries.slot_times(community, noon)[0]
    for since, found in ((first, [first]), (first + timedelta(minutes=1), [])):
        lines = telling.find_coming(community.pk, since, first + timedelta(hours=1))
        assert [each.at for each in lines] == found
