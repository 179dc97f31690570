"""What makes the figures change: messages in the stream."""

from qunce.chat.contracts import Batch
from qunce.kernel.calendar import local_day
from qunce.people.models import Group
from qunce.people.queries import zone_of
from qunce.rooms.insight import actions as insight


def on_messages(batch: Batch) -> None:
    """Recount the local days that a batch of messages falls on."""
    group = Group.objects.select_related("community").get(pk=batch.group)
    zone = zone_of(group.community)
    insight.recount(group, sorted({local_day(each.sent_at, zone) for each in batch.messages}))
