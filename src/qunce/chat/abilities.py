"""What each channel of a group can do by program; site hands it over from the channels."""

from collections.abc import Callable, Mapping

from qunce.kernel.effects import Capability
from qunce.people.models import Group

Ability = Callable[[Group], frozenset[Capability]]


class Abilities:
    """The channels' answers by channel key. The composition root fills it once."""

    def __init__(self) -> None:
        self._by_channel: Mapping[str, Ability] = {}

    def hand_out(self, by_channel: Mapping[str, Ability]) -> None:
        """Take the channels' `capabilities`, which know a group and the bot's rights there."""
        self._by_channel = dict(by_channel)

    def of(self, group: Group) -> frozenset[Capability]:
        """Return what can be done in a group by program; nothing on a channel nobody brought."""
        ask = self._by_channel.get(group.channel)
        return ask(group) if ask is not None else frozenset()


REGISTRY = Abilities()


def abilities(group: Group) -> frozenset[Capability]:
    """Return what can be done in a group by program: the rest becomes a person's task."""
    return REGISTRY.of(group)
