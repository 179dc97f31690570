"""All that the house stores of a person, by the cards' `personal_data`: told, given, erased."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qunce.kernel.text import Words
from qunce.people.models import Person
from qunce.playbook.privacy import Privacy
from qunce.shell import words
from qunce.shell.card import PersonalData
from qunce.shell.house import house

LAST = "people"  # the other parts find what is the person's by what people know


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one part: what it is, what it is for, how long it is kept."""

    title: str
    purpose: str
    kept: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is stored of a person, with all of its rows."""

    told: Told
    rows: Sequence[Mapping[str, Any]]


def parts() -> list[PersonalData]:
    """Return the parts of all cards, that of people last: the order in which they are erased."""
    cards = sorted(house.cards, key=lambda card: card.key == LAST)
    return [part for card in cards for part in card.personal_data]


def tell(part: PersonalData, community: int, settings: Privacy) -> Told:
    """Return what is said of a part in a community, in the reader's language."""
    kept = part.kept
    said = kept(community) if callable(kept) else Words(kept, dataclasses.asdict(settings))
    return Told(words.render(part.title), words.render(part.purpose), words.render(said))


def tell_all(community: int, settings: Privacy) -> list[Told]:
    """Return what is said of every part, that of people first."""
    return [tell(part, community, settings) for part in reversed(parts())]


def collect(person: Person, settings: Privacy) -> list[Part]:
    """Return everything that is stored of a person, complete over all rooms, people first."""
    return [
        Part(tell(part, person.community_id, settings), [plain(row) for row in part.export(person)])
        for part in reversed(parts())
    ]


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as JSON keeps it: moments in ISO 8601, lengths in seconds."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(row), default=_plain_value))
    return kept


def _plain_value(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal():
            return float(value)
        case set() | frozenset() | tuple():
            return list(value)
        case Words():
            return words.render(value)
        case _:
            return str(value)


def erase_rooms(person: Person) -> None:
    """Erase what all parts but people's hold of a person; each part in its own transaction."""
    for part in parts():
        if part not in _of_people():
            part.erase(person)


def erase_person(person: Person) -> None:
    """Erase what people hold: names, contacts, the log-in. RefusedError for the last owner."""
    for part in _of_people():
        part.erase(person)


def _of_people() -> list[PersonalData]:
    return [part for card in house.cards if card.key == LAST for part in card.personal_data]
