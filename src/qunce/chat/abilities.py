"""What can be done in a group by program. The gateway answers; the composition root joins them."""

from collections.abc import Callable

from qunce.kernel.effects import Capability
from qunce.people.models import Group

LookUp = Callable[[Group], frozenset[Capability]]


class _Desk:
    look_up: LookUp = staticmethod(lambda _group: frozenset())


def hand_out(look_up: LookUp) -> None:
    """Keep who knows what each channel can do; called once when Django is ready."""
    _Desk.look_up = staticmethod(look_up)


def of(group: Group) -> frozenset[Capability]:
    """Return what can be done in a group by program; nothing where its channel is missing."""
    return _Desk.look_up(group)
