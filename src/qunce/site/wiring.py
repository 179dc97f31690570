"""THE list of rooms and channels. INSTALLED_APPS, addresses and commands follow from it."""

import dataclasses
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from qunce.kernel.options import Section, option
from qunce.kernel.rules import Rule, RuleState
from qunce.kernel.slots import Slot
from qunce.kernel.text import N_

ROOMS: tuple[str, ...] = (
    "moderation",
    "charter",
    "replies",
    "postings",
    "programme",
    "admission",
    "answers",
    "library",
    "insight",
)

CHANNELS: tuple[str, ...] = ("web", "manual")

FLOORS: tuple[str, ...] = (
    "store",
    "ledger",
    "people",
    "playbook",
    "chat",
    "shell",
    "console",
    "gateway",
)

RULE_STATES = (
    (RuleState.OFF, N_("Off")),
    (RuleState.OBSERVE, N_("Only watch (trial run)")),
    (RuleState.LIVE, N_("On")),
)


def load_cards() -> tuple[Any, ...]:
    """Import and return the cards of floors, rooms and channels, in the order of the lists."""
    floors = import_module("qunce.site.floors").CARDS
    rooms = [import_module(f"qunce.rooms.{room}.room").CARD for room in ROOMS]
    channels = [
        import_module(f"qunce.gateway.channels.{channel}.room").CARD for channel in CHANNELS
    ]
    return (*floors, *rooms, *channels)


def load_channels() -> dict[str, Any]:
    """Import and return the channels by key."""
    return {key: import_module(f"qunce.gateway.channels.{key}.channel").CHANNEL for key in CHANNELS}


def sections_of(cards: Sequence[Any]) -> list[Section]:
    """Return the playbook's sections: the rooms' own, one per rule, one per slot."""
    return [section for card in cards for section in _sections(card)]


def _sections(card: Any) -> Iterator[Section]:
    yield from card.settings
    for rule in card.rules:
        yield rule_section(rule)
    for slot in card.slots:
        yield slot_section(slot)


def rule_section(rule: Rule) -> Section:
    """Return the section of a rule: its Config with the rule's state beside it."""
    state = option(rule.state, N_("State"), choices=RULE_STATES)
    kind = _extended(rule.config, ("state", RuleState, state))
    return Section(f"rules.{rule.key}", rule.title, kind, rule.help)


def slot_section(slot: Slot) -> Section:
    """Return the section of a slot: its Config with the switch beside it."""
    kind = _extended(slot.config, ("is_on", bool, option(default=True, label=N_("Switched on"))))
    return Section(f"slots.{slot.key}", slot.title, kind, slot.help)


def _extended(config: Any, field: tuple[str, Any, Any]) -> type:
    kind = config if isinstance(config, type) else type(config)
    return dataclasses.make_dataclass(kind.__name__, [field], bases=(kind,), frozen=True)
