"""All reads of answers."""

from datetime import datetime, timedelta

from qunce.chat.models import Message as Row
from qunce.chat.queries import as_messages
from qunce.kernel.messages import Message
from qunce.people.models import Group
from qunce.playbook.queries import effective
from qunce.rooms.answers.domain import Settings, find_unanswered

LOOK_BACK = timedelta(days=7)
MOST_ROWS = 5000  # so many messages of a week are looked at; a busier group shows its last ones


def list_unanswered(group: Group, now: datetime) -> list[Message]:
    """Return the questions of the last week on record that nobody answered, newest first."""
    newest = Row.objects.filter(group=group).order_by("-sent_at").values_list("sent_at", flat=True)
    last = newest.first()
    if last is None:
        return []
    rows = Row.objects.filter(
        group=group, sent_at__gte=last - LOOK_BACK, recalled_at__isnull=True
    ).order_by("-sent_at", "-id")[:MOST_ROWS]
    settings = effective(group.community_id, Settings, group.pk)
    return find_unanswered(as_messages(list(rows)[::-1]), settings, now)[::-1]
