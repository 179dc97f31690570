"""The pure part of the playbook: sections, checks, effective values, differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qunce.kernel.options import Option, Section, options_of
from qunce.kernel.text import N_, Words
from qunce.playbook.plain import PlainError, Problem, from_plain, to_plain

Values = Mapping[str, Mapping[str, Any]]  # section key -> field -> plain value: what was set

NO_SECTION = N_("There is no such section.")
COMMON = N_("This holds for the whole community: a group cannot have its own.")


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that differs between two versions; None stands for "not set here"."""

    section: str
    field: str
    label: str
    before: Any
    after: Any


def check(
    values: Values, sections: Mapping[str, Section], *, of_group: bool = False
) -> list[Problem]:
    """Return everything that is wrong with values, each with its place; [] where all is right.

    `of_group`: they shall count in one group only, where common sections have no place.
    """
    problems = []
    for key, data in values.items():
        section = sections.get(key)
        if section is None:
            problems.append(Problem(key, Words(NO_SECTION)))
            continue
        if of_group and section.is_common:
            problems.append(Problem(key, Words(COMMON)))
            continue
        problems += _check_section(section, data)
    return problems


def _check_section(section: Section, data: Any) -> list[Problem]:
    if not isinstance(data, Mapping):
        return _faults(section, data)
    faults = [fault for name, value in data.items() for fault in _faults(section, {name: value})]
    if faults or section.check is None:
        return faults
    whole = from_plain(section.kind, dict(data), section.key)
    return [Problem(section.key, Words(msgid)) for msgid in section.check(whole)]


def _faults(section: Section, data: Any) -> list[Problem]:
    try:
        from_plain(section.kind, data, section.key)
    except PlainError as error:
        return [error.problem]
    return []


def effective(section: Section, *layers: Mapping[str, Any]) -> Any:
    """Return the section's settings: its defaults, overridden by each layer in turn.

    A stored value that fits no more (a limit became tighter, a field was dropped) is left out,
    so that an update of the house never stops a community.
    """
    known = {each.name for each, _ in options_of(section.kind)}
    merged = {
        name: value
        for layer in layers
        for name, value in layer.items()
        if name in known and not _faults(section, {name: value})
    }
    return from_plain(section.kind, merged, section.key)


def layers_of(section: Section, values: Sequence[Values]) -> list[Mapping[str, Any]]:
    """Return what each level set of a section: of a common one only the community's counts."""
    levels = values[:1] if section.is_common else values
    return [level.get(section.key, {}) for level in levels]


def without_common(values: Values, sections: Mapping[str, Section]) -> dict[str, Any]:
    """Return a group's values without what is common, as an earlier release may have stored it."""
    return {
        key: data
        for key, data in values.items()
        if key not in sections or not sections[key].is_common
    }


def defaults(section: Section) -> dict[str, Any]:
    """Return the manual's values of a section as plain values."""
    return dict(to_plain(section.kind()))


def only_changed(section: Section, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs from the defaults: what is worth storing."""
    base = defaults(section)
    kind = section.kind
    full = to_plain(from_plain(kind, dict(data), section.key))
    return {name: full[name] for name in data if full[name] != base.get(name)}


def differences(before: Values, after: Values, sections: Sequence[Section]) -> list[Change]:
    """Return what was set differently, in the order of the sections and their fields."""
    changes = []
    for section in sections:
        old, new = before.get(section.key, {}), after.get(section.key, {})
        for each, about in options_of(section.kind):
            was, now = old.get(each.name), new.get(each.name)
            if was != now:
                changes.append(Change(section.key, each.name, about.label, was, now))
    return changes


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the settings page: what counts, what it would be, and where it was set."""

    name: str
    option: Option
    kind: Any
    value: Any
    default: Any
    is_set: bool


def settings_of(
    section: Section, own: Mapping[str, Any], *below: Mapping[str, Any]
) -> list[Setting]:
    """Return the lines of a section: `own` is this level's layer, `below` the ones under it."""
    inherited = effective(section, *below)
    current = effective(section, *below, own)
    return [
        Setting(
            name=each.name,
            option=about,
            kind=each.type,
            value=getattr(current, each.name),
            default=getattr(inherited, each.name),
            is_set=each.name in own,
        )
        for each, about in options_of(section.kind)
    ]


def replace_in(values: Values, section: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with one section set anew; an empty section is left out."""
    rest = {key: dict(each) for key, each in values.items() if key != section}
    return rest | ({section: dict(data)} if data else {})
