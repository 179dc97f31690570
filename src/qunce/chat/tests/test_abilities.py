"""A group can do what its channel says."""

from qunce.chat.abilities import Abilities
from qunce.kernel.effects import Capability
from qunce.people.models import Group


def test_a_group_can_do_what_its_channel_says_and_nothing_without_one() -> None:
    registry = Abilities()
    registry.hand_out({"web": lambda group: frozenset({Capability(group.about)})})
    assert registry.of(Group(channel="web", about="recall")) == {Capability.RECALL}
    assert registry.of(Group(channel="smoke")) == frozenset()
