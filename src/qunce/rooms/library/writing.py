"""What is written into the library: a text, and what is known of it beside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from qunce.people.audience import EVERYBODY, Audience
from qunce.people.models import Person
from qunce.rooms.library.domain import Kind, Permission
from qunce.rooms.library.models import Category, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an item says."""

    title: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of an item beside its text. `tags` are their names."""

    kind: Kind = Kind.ARTICLE
    category: Category | None = None
    tags: Sequence[str] = ()
    source: str = ""
    link: str = ""
    author: str = ""
    contributor: Person | None = None
    credit: str = ""
    permission: Permission = Permission.OWN
    dated: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    keeper: Person | None = None
    audience: Audience = EVERYBODY
    replaces: Sequence[Item] = field(default=())
