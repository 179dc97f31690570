"""What moderation answers when another room asks."""

from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding
from qunce.people.models import Group
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.engines import ready_for


def judge_texts(community: int, group: int, messages: list[Message]) -> list[list[Finding]]:
    """Return what the rules of a group find in messages; nothing is recorded."""
    ready = ready_for(community, group)
    owner = Group.objects.select_related("community").get(pk=group, community_id=community)
    seen = queries.gather(messages, ready, queries.Records(owner.community))
    return ready.engine.judge_all(seen)
