"""Gives every floor its part of the cards, once, when Django is ready."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.playbook.registry import sections
from qunce.shell.card import Card
from qunce.shell.house import house
from qunce.site import wiring


def hand_out(cards: Sequence[Card], channels: Mapping[str, Any]) -> None:
    """Hand settings to the playbook, the rest to the shell."""
    sections.hand_out(wiring.sections_of(cards))
    house.hand_out(cards)
    _ = channels
