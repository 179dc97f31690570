"""Who may do what: read from the guards of the pages and the duties of the cards (M14).

Nothing here is written down twice: a page asks for a role in its decorator, its card says in
words what it is for. So the table cannot say anything else than what the site does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.people.domain import ROLE_NAMES
from qunce.shell.access import access_of, role_of
from qunce.shell.house import house
from qunce.shell.words import render as say

# The manual's own words on who does what (M14).
ROLE_WORK = {
    Role.OWNER: N_("Sets direction and rules, appoints the admins"),
    Role.CONTENT: N_("Posts something useful every day, collects the best, starts discussions"),
    Role.OPS: N_("Reviews applications, keeps order, looks after complaints"),
    Role.EVENTS: N_("Organises events on line and on site, collects what members need"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that can be done, and who may do it, in the order of ROLE_NAMES."""

    words: str
    allowed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What can be done in one part of the house."""

    title: str
    lines: tuple[Line, ...]


def pages(resolver: Any = None) -> Iterator[URLPattern]:
    """Yield the addresses of the console: those whose guard asks who runs the group."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from pages(each)
        elif access_of(each.callback) == "console":
            yield each


def allowed_for(role: Role | None) -> tuple[bool, ...]:
    """Return for every role whether it may enter a page that asks for `role` (None: for any)."""
    return tuple(role in {None, each} or each is Role.OWNER for each in ROLE_NAMES)


def chapters() -> list[Chapter]:
    """Return the table, in the order of the cards; pages with the same words are one line."""
    asked = {each.name: role_of(each.callback) for each in pages()}
    found = []
    for card in house.cards:
        lines = {
            (words, asked[name]): Line(say(words), allowed_for(asked[name]))
            for name, words in card.deeds.items()
            if name in asked
        }
        if lines:
            found.append(Chapter(say(card.title), tuple(lines.values())))
    return found


def duties_of(role: Role) -> list[str]:
    """Return what a role has to do, in the reader's language: the cards' duties."""
    return [say(duty.title) for duty in house.duties() if duty.role is role]
