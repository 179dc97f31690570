"""Gives every floor its part of the cards, once, when Django is ready."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.chat import abilities
from qunce.gateway.registry import channels
from qunce.gateway.tasks import task_for
from qunce.ledger import registry as ledger
from qunce.playbook.gates import gates
from qunce.playbook.registry import sections
from qunce.shell.card import Card
from qunce.shell.house import house
from qunce.site import wiring


def hand_out(cards: Sequence[Card], known_channels: Mapping[str, Any]) -> None:
    """Settings → playbook; reactions, jobs, executors → ledger; abilities → chat; rest → shell."""
    sections.hand_out(wiring.sections_of(cards))
    gates.hand_out([card.gate for card in cards if card.gate is not None])
    house.hand_out(cards)
    channels.hand_out(known_channels)
    abilities.hand_out(channels.abilities)
    ledger.hand_out(
        executors={kind: each for card in cards for kind, each in card.executors.items()},
        reactions=[each for card in cards for each in card.reactions],
        jobs=[each for card in cards for each in card.jobs],
        task_for=task_for,
        outdated={kind: each for card in cards for kind, each in card.outdated.items()},
    )
