"""All writes of the figures. They are a view of the messages, so no entry is recorded."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from qunce.people.models import Group
from qunce.people.queries import zone_of
from qunce.rooms.insight import domain, queries
from qunce.rooms.insight.models import Day, Speaker


@transaction.atomic
def recount(group: Group, days: Sequence[date]) -> None:
    """Count some local days of a group anew; doing it twice gives the same."""
    counts = domain.count_days(queries.list_spoken(group, days), zone_of(group.community))
    owner = {"community_id": group.community_id, "group": group}
    Day.objects.filter(group=group, day__in=days).delete()
    Speaker.objects.filter(group=group, day__in=days).delete()
    Day.objects.bulk_create(
        Day(day=count.day, hours=list(count.hours), messages=count.messages, **owner)
        for count in counts
    )
    Speaker.objects.bulk_create(
        Speaker(day=count.day, identity_id=identity, messages=messages, **owner)
        for count in counts
        for identity, messages in count.authors
    )
