"""How a setting is declared: a dataclass field with its default, its limits and its help.

A room's `Settings` and a rule's `Config` are frozen dataclasses whose fields are made by
`option()`. The playbook derives the form, the TOML and the validation from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, field
from dataclasses import fields as dataclass_fields
from typing import Any

OPTION = "qunce.option"


@dataclass(frozen=True, slots=True)
class Option:
    """What is known of a setting beside its type and its default.

    `label`, `help` and the labels of `choices` are msgids. `low` and `high` are included and
    apply to a number, or to the length of a text or a list. `unit` is a msgid ("days").
    """

    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    manual: str = ""  # the row of the manual that the default comes from: "M39"
    is_cron: bool = False  # a text that is a cron expression of five fields
    is_groups: bool = False  # a list of keys of the community's groups


def option(default: Any, label: str, help: str = "", **about: Any) -> Any:  # noqa: A002
    """Return a dataclass field with an Option beside it. Keywords are those of Option.

    The default may be a number, a str, a bool, an Enum, a date, a time, a timedelta, a frozen
    dataclass, or a tuple of those.
    """
    return field(default=default, metadata={OPTION: Option(label, help, **about)})


def option_of(setting: Field[Any]) -> Option:
    """Return the Option of a dataclass field; its name stands in where none was declared."""
    found = setting.metadata.get(OPTION)
    return found if isinstance(found, Option) else Option(setting.name)


def options_of(kind: type) -> Sequence[tuple[Field[Any], Option]]:
    """Return the fields of a settings dataclass with their options, in the order declared."""
    return [(each, option_of(each)) for each in dataclass_fields(kind)]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the playbook: `key` is its TOML table, `kind` a frozen dataclass.

    `check` may refuse a combination of values: it returns the msgids of what is wrong. `page` is
    the URL name of a page of its own where the section is edited; it takes the community's `key`.
    `is_common` says that it counts for the whole community: no group can have its own.
    """

    key: str
    title: str
    kind: type
    help: str = ""
    check: Callable[[Any], Sequence[str]] | None = None
    page: str = ""
    is_common: bool = False
