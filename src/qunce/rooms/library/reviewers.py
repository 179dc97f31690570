"""Who may let out what somebody wrote: a second person, unless one manages alone (M14)."""

from qunce.kernel.actors import Actor
from qunce.kernel.messages import Role
from qunce.people.models import Community
from qunce.people.queries import holders
from qunce.playbook.basics import Basics
from qunce.playbook.queries import effective
from qunce.rooms.library.models import Item


def may_decide_alone(community: Community) -> bool:
    """Say whether one person may publish what they wrote: who manages alone has nobody else."""
    if effective(community.pk, Basics).single_handed:
        return True
    others = {each.pk for role in (Role.CONTENT, Role.OWNER) for each in holders(community, role)}
    return len(others) < 2


def may_decide(item: Item, by: Actor) -> bool:
    """Say whether somebody may approve the newest text of an item."""
    return by.id is None or item.writer_id != by.id or may_decide_alone(item.community)
