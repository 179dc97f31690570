"""The card of the channel by hand."""

from qunce.gateway.channels.manual.channel import ManualChannel
from qunce.shell.card import Card

CARD = Card(key="manual", title=ManualChannel.title)
