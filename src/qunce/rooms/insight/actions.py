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
    """Count some local days of a group anew; doing it twice gives the same.

    Only what has changed is written: a live message moves one speaker of its day.
    """
    counts = domain.count_days(queries.list_spoken(group, days), zone_of(group.community))
    owner = {"community_id": group.community_id, "group": group}
    Day.objects.filter(group=group, day__in=set(days).difference(c.day for c in counts)).delete()
    Day.objects.bulk_create(
        [
            Day(day=count.day, hours=list(count.hours), messages=count.messages, **owner)
            for count in counts
        ],
        update_conflicts=True,
        unique_fields=["group", "day"],
        update_fields=["hours", "messages"],
    )
    stored = Speaker.objects.filter(group=group, day__in=days)
    before = {(each.day, each.identity_id): each for each in stored}
    after = {(count.day, who): said for count in counts for who, said in count.authors}
    gone = [each.pk for key, each in before.items() if key not in after]
    Speaker.objects.filter(pk__in=gone).delete()
    Speaker.objects.bulk_create(
        [
            Speaker(day=day, identity_id=who, messages=said, **owner)
            for (day, who), said in after.items()
            if (day, who) not in before or before[day, who].messages != said
        ],
        update_conflicts=True,
        unique_fields=["group", "day", "identity"],
        update_fields=["messages"],
    )
