"""The rules of the house that follow from its cards, its facts and its tables."""

import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from qunce import facts
from qunce.console.history import AREAS
from qunce.facts.base import MOMENTS, SUBJECTS, Fact
from qunce.facts.ledger import TaskDone
from qunce.people.models import Account, Community, Identity, Person
from qunce.shell.house import house
from qunce.site import wiring

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "src/qunce"
DOCS = ROOT / "docs"
PERSONAL = (Account, Person, Identity)

# Tables that belong to the site and not to a community, each with the reason.
OF_THE_SITE = {
    "people.Account": "logs in to the whole site",
    "people.Community": "is the community",
    "ledger.Slot": "one row per time of a job, for all communities",
    "store.LiveEvent": "news for open pages; its topic names group or person, and it is gone soon",
    "chat.IndexVersion": "how the search index of this database was made",
    "shell.Knock": "counts tries at the doors of the site; nobody can be read from it",
    "shell.Tally": "counts tries at the log-in; nobody can be read from it",
    "shell.Mail": "the local mailbox of a site without a mail server",
}


# --- rooms, channels and their pages ------------------------------------------------------------


def rooms_not_listed() -> Iterator[str]:
    found = {path.parent.name for path in (HOUSE / "rooms").glob("*/room.py")}
    yield from (f"{name} is not in wiring.ROOMS" for name in sorted(found - set(wiring.ROOMS)))
    yield from (f"{name} has no room.py" for name in sorted(set(wiring.ROOMS) - found))


def channels_not_listed() -> Iterator[str]:
    found = {path.parent.name for path in (HOUSE / "gateway/channels").glob("*/channel.py")}
    yield from (
        f"{name} is not in wiring.CHANNELS" for name in sorted(found ^ set(wiring.CHANNELS))
    )


def has_page(folder: str, key: str) -> bool:
    """Say whether there is a page about a rule, a slot, a channel or a room."""
    return any((DOCS / folder / f"{name}.md").exists() for name in (key, key.replace("_", "-")))


def missing_pages() -> Iterator[str]:
    wanted = [("rules", rule.key) for rule in house.rules()]
    wanted += [("slots", slot.key) for slot in house.slots()]
    wanted += [("channels", key) for key in wiring.CHANNELS]
    wanted += [("rooms", key) for key in wiring.ROOMS]
    for folder, key in wanted:
        if not has_page(folder, key):
            yield f"docs/{folder}/{key}.md is missing"


def settings_and_commands_not_told_of() -> Iterator[str]:
    sections = (DOCS / "owners/settings.md").read_text(encoding="utf-8")
    words = (DOCS / "operators/command-line.md").read_text(encoding="utf-8")
    for card in house.cards:
        for section in card.settings:
            if f"`[{section.key}]`" not in sections:
                yield f"docs/owners/settings.md does not name `[{section.key}]`"
        for command in card.commands:
            if f"`qunce {command.name}`" not in words:
                yield f"docs/operators/command-line.md does not name `qunce {command.name}`"


def names_used_twice() -> Iterator[str]:
    kinds: dict[str, list[str]] = {
        "card": [card.key for card in house.cards],
        "rule": [rule.key for rule in house.rules()],
        "slot": [slot.key for slot in house.slots()],
        "command": [command.name for command in house.commands()],
        "job": [job.key for card in house.cards for job in card.jobs],
        "listener": [listener.key for card in house.cards for listener in card.listeners],
        "reaction": [reaction.key for card in house.cards for reaction in card.reactions],
        "fact": [kind.__name__ for kind in facts_of_the_house()],
    }
    for kind, keys in kinds.items():
        yield from (f"{kind} {key} twice" for key in sorted({k for k in keys if keys.count(k) > 1}))


def icons_not_listed() -> Iterator[str]:
    listed = set((ROOT / "tools/icons.txt").read_text(encoding="utf-8").split("\n"))
    icons = [item.icon for card in house.cards for item in card.menu]
    icons += [item.icon for card in house.cards for item in card.message_actions]
    yield from (f"add {icon} to tools/icons.txt" for icon in icons if icon not in listed)


# --- facts --------------------------------------------------------------------------------------


def facts_of_the_house() -> list[type[Fact]]:
    """Return every fact of the published language; what others build on tells nothing itself."""
    modules = [import_module(f"qunce.facts.{m.name}") for m in pkgutil.iter_modules(facts.__path__)]
    kinds = (kind for module in modules for kind in vars(module).values())
    return [
        kind
        for kind in dict.fromkeys(kind for kind in kinds if isinstance(kind, type))
        if issubclass(kind, Fact) and not kind.__subclasses__()
    ]


# What stands in a line as it is: words of people, and numbers that people see.
SAID = {"name", "nickname", "note", "file", "files", "title", "where"}
SEEN_KEYS = {"case"}


def faults_of_line(kind: type[Fact]) -> Iterator[str]:
    """Yield what a reader of the history could not read in the line of a fact."""
    if not kind.sentence:
        yield f"{kind.__name__} has no sentence"
    types = {each.name: str(each.type) for each in fields(kind)}
    for name in sorted(set(re.findall(r"%\((\w+)\)", kind.sentence)) - {"actor"}):
        is_told = name in {*SAID, *MOMENTS} or re.search("Words|int", types.get(name, ""))
        if name not in types:
            yield f"{kind.__name__}: no field {name}"
        elif name in SUBJECTS and name not in SEEN_KEYS:
            yield f"{kind.__name__}: nobody knows the key {name}"
        elif not (is_told or kind.names):
            yield f"{kind.__name__}: what is read for {name}? Take Words, or give `names`"


def facts_not_told() -> Iterator[str]:
    for kind in facts_of_the_house():
        yield from faults_of_line(kind)


def subjects_that_no_task_fact_takes() -> Iterator[str]:
    """Yield what a line of the desk may be about, and its end could not be recorded with."""
    known = {each.name for each in fields(TaskDone)}
    for kind in sorted(set(SUBJECTS) - {"task", "errand", "invitation"} - known):
        yield f"TaskDone has no field {kind}"


def facts_on_no_card() -> Iterator[str]:
    carded = {kind for card in house.cards for kind in card.facts}
    yield from (f"{k.__name__} is on no card" for k in facts_of_the_house() if k not in carded)


def facts_that_nobody_can_ask_for() -> Iterator[str]:
    """Yield the facts by which the history cannot be filtered, or only twice."""
    counts = Counter(module for _title, modules in AREAS.values() for module in modules)
    for kind in facts_of_the_house():
        module = kind.__module__.rpartition(".")[2]
        if counts[module] != 1:
            yield f"{kind.__name__}: {module} is in {counts[module]} AREAS of console/history.py"


# --- tables -------------------------------------------------------------------------------------


def tables() -> list[type[Model]]:
    """Return the tables of the house."""
    return [model for model in apps.get_models() if model.__module__.startswith("qunce.")]


def keys_of(model: type[Model]) -> Iterator[ForeignKey[Model, Model]]:
    """Yield the foreign keys of a table."""
    for each in model._meta.get_fields():
        if isinstance(each, Field) and isinstance(each, ForeignKey):
            yield each


def tables_not_told_of() -> Iterator[str]:
    """Yield what the page on the architecture does not name."""
    page = (DOCS / "programmers/architecture.md").read_text(encoding="utf-8")
    named = [*wiring.FLOORS, *wiring.ROOMS, *wiring.CHANNELS]
    named += [model.__name__ for model in tables()]
    for name in named:
        if f"`{name}`" not in page:
            yield f"docs/programmers/architecture.md does not name `{name}`"


def tables_that_are_gone() -> Iterator[str]:
    page = (DOCS / "programmers/architecture.md").read_text(encoding="utf-8")
    told = page.partition("## Tables")[2].partition("\n## ")[0]
    known = {model.__name__ for model in tables()}
    for name in re.findall(r"`([A-Z]\w+)`", told):
        if name not in known:
            yield f"docs/programmers/architecture.md names `{name}`, which is no table"


def rows_of_no_community() -> Iterator[str]:
    for model in tables():
        label = model._meta.label
        names = {key.name for key in keys_of(model) if key.related_model is Community}
        if "community" not in names and label not in OF_THE_SITE:
            yield f"{label} has no key `community`"


def personal_data_forgotten() -> Iterator[str]:
    answered = {
        label.lower()
        for card in house.cards
        for part in card.personal_data
        for label in part.models
    }
    for model in tables():
        names = [key.name for key in keys_of(model) if key.related_model in PERSONAL]
        if names and model._meta.label_lower not in answered:
            told = ", ".join(names)
            yield f"{model._meta.label} ({told}) is in no card's personal_data"


def personal_data_without_words() -> Iterator[str]:
    for card in house.cards:
        for part in card.personal_data:
            if not part.purpose or not part.kept:
                yield f"{card.key}: say what “{part.title}” is for and how long it is kept"


RULES: tuple[Callable[[], Iterator[str]], ...] = (
    rooms_not_listed,
    channels_not_listed,
    missing_pages,
    settings_and_commands_not_told_of,
    facts_on_no_card,
    facts_that_nobody_can_ask_for,
    subjects_that_no_task_fact_takes,
    personal_data_forgotten,
    personal_data_without_words,
    names_used_twice,
    icons_not_listed,
    facts_not_told,
    rows_of_no_community,
    tables_not_told_of,
    tables_that_are_gone,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_in_the_house_there_are_no(rule: Callable[[], Iterator[str]]) -> None:
    told = list(rule())
    assert not told, "\n" + "\n".join(told)


def test_a_line_with_keys_or_words_of_the_code_is_told() -> None:
    @dataclass(frozen=True)
    class Odd(Fact):
        person: int
        result: str
        sentence: ClassVar[str] = "%(person)s: %(result)s, %(nothing)s"

    assert len(list(faults_of_line(Odd))) == 3
