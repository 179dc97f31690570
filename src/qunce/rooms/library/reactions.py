"""What makes the library act: facts of other rooms and floors."""

from datetime import datetime

from qunce.facts.people import CommunityFounded
from qunce.ledger.contracts import Cause
from qunce.people.models import Community
from qunce.rooms.library import shelves


def on_community_founded(_fact: CommunityFounded, cause: Cause, now: datetime) -> None:
    """Give a new community the usual categories."""
    _ = now
    if cause.community is not None:
        shelves.add_usual(Community.objects.get(pk=cause.community))
