"""What makes admission act."""

from datetime import datetime

from qunce.facts.people import MemberJoined
from qunce.ledger.contracts import Cause
from qunce.playbook.basics import is_on
from qunce.rooms.admission import actions as admission


def on_member_joined(joined: MemberJoined, cause: Cause, now: datetime) -> None:
    """Welcome a newcomer where the community has this switched on."""
    if cause.community is not None and is_on(cause.community, "admission"):
        admission.welcome(joined, cause, now=now)
