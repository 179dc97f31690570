"""THE list of rooms and channels. INSTALLED_APPS, addresses and commands follow from it."""

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

from qunce.kernel.options import Section, option
from qunce.kernel.rules import Rule, RuleState
from qunce.kernel.schedule import Holidays
from qunce.kernel.slots import Slot, Unapproved
from qunce.kernel.text import N_
from qunce.people.domain import Tier

ROOMS: tuple[str, ...] = (
    "moderation",
    "charter",
    "replies",
    "postings",
    "programme",
    "admission",
    "answers",
    "casework",
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
    """Return the section of a slot: its Config, with what each slot can be told beside it."""
    kind = _extended(slot.config, *_common_to_slots(slot))
    return Section(f"slots.{slot.key}", slot.title, kind, slot.help)


def _common_to_slots(slot: Slot) -> Iterator[tuple[str, Any, Any]]:
    yield "is_on", bool, option(default=slot.is_on, label=N_("Switched on"))
    label, said = (
        N_("On public holidays"),
        N_("Holidays and working weekends as in mainland China."),
    )
    days = [(each, each.label) for each in Holidays]
    yield "holidays", Holidays, option(slot.holidays, label, said, choices=days)
    said = N_("None ticked: for all groups.")
    about = {"high": 1000, "is_groups": True}
    yield "groups", tuple[str, ...], option((), N_("For which groups"), said, **about)
    tiers = [(each.value, each.label) for each in Tier]
    yield "tiers", tuple[str, ...], option(slot.tiers, N_("For which tiers"), choices=tiers)
    yield from _times_of_slots(slot)
    said = N_("Where one person manages, nobody reviews.")
    label = N_("Reviewed by a second person")
    yield "review", bool, option(default=slot.needs_review, label=label, help=said)
    ends = [(each, each.label) for each in Unapproved]
    label = N_("What nobody has approved in time")
    yield "unapproved", Unapproved, option(slot.unapproved, label, choices=ends)


def _times_of_slots(slot: Slot) -> Iterator[tuple[str, Any, Any]]:
    minutes = {"low": 0, "high": 20160, "unit": N_("minutes")}
    said = N_("So long before its time the text lies on the desk.")
    yield "lead", timedelta, option(slot.lead, N_("Ready ahead"), said, **minutes)
    said = N_("What was not posted by then is not posted any more, and you are told.")
    yield "late", timedelta, option(slot.late, N_("At most late"), said, **minutes)


def _extended(config: Any, *fields: tuple[str, Any, Any]) -> type:
    kind = config if isinstance(config, type) else type(config)
    return dataclasses.make_dataclass(kind.__name__, fields, bases=(kind,), frozen=True)
