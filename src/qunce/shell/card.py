"""A room's card: one frozen object that tells the house all about a room (DESIGN 2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from qunce.chat.contracts import Listener
from qunce.facts.base import Fact
from qunce.kernel.highlights import Highlights
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.rules import Rule
from qunce.kernel.slots import Slot
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Executor, Job, Outdated, Reaction
from qunce.playbook.gates import Gate

# The chapters of the console's menu in their order; what is in none stands above them all.
CHAPTERS: Mapping[str, str] = {
    "": "",
    "groups": N_("Groups"),
    "members": N_("Members"),
    "order": N_("Order in the group"),
    "content": N_("Content"),
    "team": N_("Running the group"),
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu. `view` is a URL name that takes the community's key.

    `chapter` is one of CHAPTERS, `order` counts within it.
    """

    label: str
    view: str
    icon: str
    site: str = "console"  # or "members"
    roles: frozenset[Role] = frozenset(Role)
    order: int = 50
    switch: str = ""  # key of the switch without which the line is not shown
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of another page: `render(request, subject)` returns safe HTML, "" for nothing.

    `place` is "group" (subject: people.Group), "person" (people.Person), "desk" (the community),
    "home" (the people.Person whose member site it is), "case-message" (chat.Message), or
    "task:KIND" (ledger.Task): the part of a line of the desk in which it is done; such a line
    ends by itself and has no button of its own to end it.
    """

    place: str
    title: str
    render: Callable[[HttpRequest, Any], str]
    order: int = 50


@dataclass(frozen=True, slots=True)
class MessageAction:
    """Something to do with a message on the conversation page: a POST to `view`.

    With `site` "members" it is a link to `view` beside other people's messages in the web group.
    """

    label: str
    view: str
    icon: str
    roles: frozenset[Role] = frozenset(Role)
    site: str = "console"


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a role (M14): what the desk shows to whoever holds the role.

    A `daily` one is on the roster: somebody may be named for it day by day.
    """

    key: str
    title: str
    role: Role
    kinds: tuple[str, ...] = ()  # kinds of Task that belong to it
    daily: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """A word of the command line. `arguments(parser)` declares, `run(options)` returns the code."""

    name: str
    help: str
    arguments: Callable[[Any], None]
    run: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What is stored of a person: for export and for erasure.

    `models` are "app_label.Model" names with a person's key that this part answers for. `purpose`
    and `kept` (how long) are msgids for the privacy notice and the member's own page; `kept` may
    name figures of the section `privacy`: %(contacts_days)s. Where the time is a setting of the
    room itself, `kept` is a function: community's key → Words.
    """

    title: str
    models: tuple[str, ...]
    export: Callable[[Any], Sequence[Mapping[str, Any]]]
    erase: Callable[[Any], None]
    purpose: str = ""
    kept: str | Callable[[int], Words] = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A part of the product that a community switches on or off (一开始只开四样)."""

    key: str
    title: str
    help: str
    order: int = 50
    first: bool = False  # offered switched on at the first run


# `check(request, topic)`: may the viewer hear "group:5"? Asked in a thread, so it may read.
TopicCheck = Callable[[HttpRequest, str], bool]


@dataclass(frozen=True, slots=True)
class Card:
    """All about a room. What a room does not offer is left out.

    `topics` are the live topics that the room publishes: the part before the colon, and who
    may hear them. `deeds` say what each console address (its URL name) lets one do: msgids, for
    the page that tells who may do what. `gate` holds back settings that are tried first.
    `highlights` tell what was in a time, `coming` what will be: deadlines, hours, events.
    """

    key: str
    title: str
    settings: Sequence[Section] = ()
    switch: Switch | None = None
    facts: Sequence[type[Fact]] = ()
    listeners: Sequence[Listener] = ()
    reactions: Sequence[Reaction] = ()
    executors: Mapping[str, Executor] = field(default_factory=dict)
    outdated: Mapping[type[Fact], Outdated] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
    rules: Sequence[Rule] = ()
    slots: Sequence[Slot] = ()
    reads: Mapping[type, Any] = field(default_factory=dict)
    duties: Sequence[Duty] = ()
    highlights: Sequence[Highlights] = ()
    coming: Sequence[Highlights] = ()
    panels: Sequence[Panel] = ()
    message_actions: Sequence[MessageAction] = ()
    menu: Sequence[MenuItem] = ()
    urls: Sequence[URLPattern | URLResolver] = ()
    deeds: Mapping[str, str] = field(default_factory=dict)
    commands: Sequence[Command] = ()
    personal_data: Sequence[PersonalData] = ()
    topics: Mapping[str, TopicCheck] = field(default_factory=dict)
    gate: Gate | None = None
