"""Values of settings as pages compare them: in the reader's language, not as a file holds them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunce.kernel.options import Option, Section, options_of
from qunce.playbook.plain import LENGTH
from qunce.shell.words import render as say


def shown(section: Section | None, field: str, value: Any) -> str:
    """Return a plain value of a setting in words: a line for each entry of a list or a part.

    What is chosen from a list has its label, a length of time its unit in words. `section` None:
    it is gone, and the value is shown as it stands.
    """
    if section is None or value is None:
        return plainly(value)
    option = next((about for each, about in options_of(section.kind) if each.name == field), None)
    if isinstance(value, str) and get_type_hints(section.kind).get(field) is timedelta:
        return length(value)
    return _chosen(value, option) if option and option.choices else plainly(value)


def _chosen(value: Any, option: Option) -> str:
    names: Mapping[str, str] = {str(key): label for key, label in option.choices}
    several = value if isinstance(value, list) else [value]
    return "\n".join(say(names.get(str(each), str(each))) for each in several)


def length(text: str) -> str:
    """Return a length of time as one says it: "27 h" is 27 小时."""
    found = LENGTH.fullmatch(text)
    if found is None:
        return text
    count = int(found[1])
    said = {
        "s": ngettext("%(count)s second", "%(count)s seconds", count),
        "min": ngettext("%(count)s minute", "%(count)s minutes", count),
        "h": ngettext("%(count)s hour", "%(count)s hours", count),
        "d": ngettext("%(count)s day", "%(count)s days", count),
        "w": ngettext("%(count)s week", "%(count)s weeks", count),
    }
    return said[found[2]] % {"count": count}


def plainly(value: Any) -> str:
    """Return a plain value in words, whatever setting it is of.

    The manual's own sentences are stored as msgids.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "\n".join(plainly(each) for each in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_in_a_row(each)}" for key, each in value.items()) + "\n"
    return say(str(value))


def _in_a_row(value: Any) -> str:
    return " / ".join(map(plainly, value)) if isinstance(value, list) else plainly(value)
