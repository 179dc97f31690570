"""What the cards of all rooms say together. The composition root fills it once."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest

from qunce.chat.contracts import Listener
from qunce.kernel.highlights import Highlights
from qunce.kernel.messages import Role
from qunce.kernel.rules import Rule
from qunce.kernel.slots import Slot
from qunce.shell.card import CHAPTERS, Card, Command, Duty, MenuItem, MessageAction, Panel, Switch

T = TypeVar("T")


class House:
    """The cards by their parts; empty until `hand_out` was called by the composition root."""

    def __init__(self) -> None:
        self.cards: tuple[Card, ...] = ()

    def hand_out(self, cards: Sequence[Card]) -> None:
        """Take the cards of all floors, rooms and channels."""
        self.cards = tuple(cards)

    def menu(self, site: str) -> list[MenuItem]:
        """Return the menu of a site ("console" or "members") in order."""
        items = [item for card in self.cards for item in card.menu if item.site == site]
        chapters = list(CHAPTERS)
        return sorted(items, key=lambda item: (chapters.index(item.chapter), item.order))

    def panels(self, place: str) -> list[Panel]:
        """Return the panels for a place, in order."""
        found = [panel for card in self.cards for panel in card.panels if panel.place == place]
        return sorted(found, key=lambda panel: panel.order)

    def message_actions(self, site: str = "console") -> Iterator[MessageAction]:
        """Yield what can be done with a message on a site: "console" or "members"."""
        actions = (action for card in self.cards for action in card.message_actions)
        return (action for action in actions if action.site == site)

    def duties(self) -> Iterator[Duty]:
        """Yield the duties of all rooms."""
        return (duty for card in self.cards for duty in card.duties)

    def duty_of(self, kind: str) -> Duty | None:
        """Return the duty that tasks of a kind belong to, or None."""
        return next((duty for duty in self.duties() if kind in duty.kinds), None)

    def duties_of(self, role: Role) -> list[str]:
        """Return the keys of the duties of a role."""
        return [duty.key for duty in self.duties() if duty.role is role]

    def commands(self) -> Iterator[Command]:
        """Yield the words of the command line."""
        return (command for card in self.cards for command in card.commands)

    def slots(self) -> Iterator[Slot]:
        """Yield the slots of the programme, whichever room brings them."""
        return (slot for card in self.cards for slot in card.slots)

    def highlights(self) -> list[Highlights]:
        """Return what the rooms tell the week's summary and the reports, in order."""
        found = [each for card in self.cards for each in card.highlights]
        return sorted(found, key=lambda each: each.order)

    def coming(self) -> list[Highlights]:
        """Return what the rooms know of that is to come, for notices and the week's summary."""
        found = [each for card in self.cards for each in card.coming]
        return sorted(found, key=lambda each: each.order)

    def listeners(self) -> Iterator[Listener]:
        """Yield the listeners of the message stream."""
        return (listener for card in self.cards for listener in card.listeners)

    def rules(self) -> Iterator[Rule]:
        """Yield the rules of moderation, whichever room brings them."""
        return (rule for card in self.cards for rule in card.rules)

    def switches(self) -> list[Switch]:
        """Return what a community can switch on, in order."""
        found = [card.switch for card in self.cards if card.switch is not None]
        return sorted(found, key=lambda switch: switch.order)

    def may_hear(self, request: HttpRequest, topic: str) -> bool:
        """Say whether the viewer may hear a live topic; nobody hears an unknown one."""
        kind, _, _name = topic.partition(":")
        checks = [card.topics[kind] for card in self.cards if kind in card.topics]
        return bool(checks) and all(check(request, topic) for check in checks)

    def ask(self, question: type[T]) -> T | None:
        """Return who answers a Protocol of `qunce.facts`, or None where no room offers it."""
        for card in self.cards:
            answer: Any = card.reads.get(question)
            if answer is not None:
                return answer  # type: ignore[no-any-return]  # the card pairs them
        return None


house = House()
