"""The channels of the site by key. The composition root fills it once."""

from collections.abc import Mapping

from qunce.gateway.contracts import Channel
from qunce.kernel.effects import Capability
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Group


class Channels:
    """Channels by key; empty until the composition root handed them out."""

    def __init__(self) -> None:
        self.by_key: Mapping[str, Channel] = {}

    def hand_out(self, channels: Mapping[str, Channel]) -> None:
        """Take the channels of the site."""
        self.by_key = dict(channels)

    def of(self, group: Group) -> Channel:
        """Return the channel of a group; NotFoundError where this site does not have it (yet)."""
        channel = self.by_key.get(group.channel)
        if channel is None:
            msgid = N_("This site has no channel “%(channel)s”.")
            raise NotFoundError(Words(msgid, {"channel": group.channel}))
        return channel

    def abilities(self, group: Group) -> frozenset[Capability]:
        """Return what can be done in a group by program; nothing where the channel is missing."""
        channel = self.by_key.get(group.channel)
        return channel.capabilities(group) if channel else frozenset()


channels = Channels()
