"""The playbook as a TOML file that a person can read: every setting with its help."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import Table

from qunce.kernel.errors import RefusedError
from qunce.kernel.options import Section, options_of
from qunce.kernel.text import N_, Words
from qunce.playbook.domain import Values, defaults

Say = Callable[[str], str]

NOT_TOML = N_("This is not a TOML file: %(fault)s")


def dump(values: Values, sections: Sequence[Section], *, title: str = "", say: Say = str) -> str:
    """Return all settings as TOML. What only has the manual's value stands in a comment.

    `say` turns titles, help and the manual's sentences into the reader's language. The row of the
    manual that a default comes from (M39) stands behind the help: pages do not name it, because
    who sets the figures there has no manual with numbers.
    """
    document = tomlkit.document()
    if title:
        document.add(tomlkit.comment(title))
    for section in sections:
        table = _table(section, values.get(section.key, {}), say)
        _place(document, section.key.split("."), table)
    return tomlkit.dumps(document)


def _table(section: Section, own: Mapping[str, Any], say: Say) -> Table:
    table = tomlkit.table()
    table.add(tomlkit.comment(say(section.title)))
    base = defaults(section)
    # A list of records takes in every line below it: it comes last.
    options = sorted(options_of(section.kind), key=lambda each: _is_records(base[each[0].name]))
    for each, about in options:
        row = f"({about.manual})" if about.manual else ""
        if told := f"{say(about.help) if about.help else ''} {row}".strip():
            table.add(tomlkit.comment(told))
        if each.name in own:
            table.add(each.name, own[each.name])
        else:
            for line in _lines(section.key, each.name, _spoken(base[each.name], say)):
                table.add(tomlkit.comment(line))
    return table


def _spoken(value: Any, say: Say) -> Any:
    """Return a plain default with its sentences in the reader's language, its keys as they are."""
    if isinstance(value, dict):
        return {key: _spoken(each, say) for key, each in value.items()}
    if isinstance(value, list):
        return [_spoken(each, say) for each in value]
    return say(value) if isinstance(value, str) and " " in value else value


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _lines(section: str, name: str, value: Any) -> list[str]:
    """Return a setting as lines that count as soon as their comment sign is taken away."""
    if not _is_records(value):
        return [f"{name} = {tomlkit.item(value).as_string()}"]
    lines = []
    for record in value:
        lines.append(f"[[{section}.{name}]]")
        lines += [f"{key} = {tomlkit.item(each).as_string()}" for key, each in record.items()]
    return lines


def _place(document: Any, keys: list[str], table: Table) -> None:
    for key in keys[:-1]:
        if key not in document:
            document.add(key, tomlkit.table(is_super_table=True))
        document = document[key]
    document.add(keys[-1], table)


def load(text: str, sections: Mapping[str, Section]) -> dict[str, dict[str, Any]]:
    """Return the values of a TOML file by section; empty sections are left out.

    Raises RefusedError with line and column where the text is no TOML. Whether the values are
    right is said by `domain.check`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(Words(NOT_TOML, {"fault": str(error)})) from None
    values: dict[str, dict[str, Any]] = {}
    _gather(data, "", sections, values)
    return {key: value for key, value in values.items() if value or key not in sections}


def _gather(data: Any, place: str, sections: Mapping[str, Section], values: dict[str, Any]) -> None:
    for name, value in data.items():
        key = f"{place}.{name}" if place else name
        inside = any(section.startswith(f"{key}.") for section in sections)
        if not (isinstance(value, dict) and inside):
            values[key] = value
            continue
        nested = {k: v for k, v in value.items() if _is_section(key, k, v, sections)}
        _gather(nested, key, sections, values)
        rest = {k: v for k, v in value.items() if k not in nested}
        if rest or key in sections:
            values[key] = rest


def _is_section(place: str, name: str, value: Any, sections: Mapping[str, Section]) -> bool:
    """Say whether a table within `place` is a section, if only a misspelt one, not a setting."""
    return isinstance(value, dict) and (place not in sections or f"{place}.{name}" in sections)
