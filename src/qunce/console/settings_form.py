"""A section of the playbook as a form: its fields follow from the dataclass."""

import tomllib
from datetime import date, time, timedelta
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import tomlkit
from django import forms
from django.utils.translation import gettext as _

from qunce.kernel.options import Option, Section, options_of
from qunce.playbook.domain import Setting
from qunce.playbook.plain import PlainError, from_plain, to_plain
from qunce.shell.words import render as say

LONG_TEXT = 120  # characters from which on a text gets a box instead of a line
LIST_NAME = "items"


class SectionForm(forms.Form):
    """Settings of one section. `plain()` gives what was written as plain values.

    A field that equals what would count anyway is left out, so that only what differs is kept.
    """

    def __init__(self, section: Section, settings: list[Setting], data: Any = None) -> None:
        super().__init__(data)
        self.section = section
        self.settings = {each.name: each for each in settings}
        self.hints = get_type_hints(section.kind)
        for each in settings:
            self.fields[each.name] = _field(self.hints[each.name], each)

    def clean(self) -> dict[str, Any]:
        """Check every value against the type and the limits of its setting."""
        cleaned: dict[str, Any] = super().clean() or {}
        options = {each.name: about for each, about in options_of(self.section.kind)}
        for name, hint in self.hints.items():
            if name not in self.settings or name in self.errors:
                continue
            try:
                plain = _plain(hint, cleaned.get(name))
                from_plain(hint, plain, "", options[name])
            except PlainError as error:
                self.add_error(name, say(error.problem.words))
            except tomllib.TOMLDecodeError as error:
                self.add_error(name, str(error))
            else:
                cleaned[name] = plain
        return cleaned

    def plain(self) -> dict[str, Any]:
        """Return the values that differ from what would count without them."""
        return {
            name: self.cleaned_data[name]
            for name, setting in self.settings.items()
            if self.cleaned_data[name] != to_plain(setting.default)
        }


def _field(hint: Any, setting: Setting) -> forms.Field:
    about = setting.option
    label, help_text = say(about.label), _help(setting)
    shared: dict[str, Any] = {"label": label, "help_text": help_text, "required": False}
    if hint is bool:
        return forms.BooleanField(initial=setting.value, **shared)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return forms.ChoiceField(choices=_choices(hint, about), initial=setting.value, **shared)
    if hint in {int, float}:
        number = forms.IntegerField if hint is int else forms.FloatField
        found = number(initial=setting.value, **shared)
        found.required = True
        return found
    if get_origin(hint) is tuple:
        return _list_field(hint, setting, shared)
    if hint is time:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return forms.CharField(widget=widget, initial=setting.value, **shared)
    is_long = hint is str and ((about.high or 0) > LONG_TEXT or "\n" in str(setting.value))
    box = forms.Textarea(attrs={"rows": 5, "data-grow": True}) if is_long else forms.TextInput()
    return forms.CharField(widget=box, initial=to_plain(setting.value), strip=not is_long, **shared)


def _list_field(hint: Any, setting: Setting, shared: dict[str, Any]) -> forms.Field:
    kind = get_args(hint)[0]
    values = to_plain(setting.value)
    if kind is str:
        initial = "\n".join(values)
        shared["help_text"] = f"{shared['help_text']} {_('One per line.')}".strip()
    else:
        initial = tomlkit.dumps({LIST_NAME: values}) if values else ""
    widget = forms.Textarea(attrs={"rows": 6, "data-grow": True, "spellcheck": "false"})
    return forms.CharField(widget=widget, initial=initial, strip=False, **shared)


def _choices(hint: type[Enum], about: Option) -> list[tuple[str, str]]:
    names = {str(value): label for value, label in about.choices}
    return [(str(each.value), say(names.get(str(each.value), str(each.value)))) for each in hint]


def _help(setting: Setting) -> str:
    about = setting.option
    parts = [say(about.help)] if about.help else []
    if about.unit:
        parts.append(_("Unit: %(unit)s.") % {"unit": say(about.unit)})
    if setting.is_set:
        parts.append(_("Without your setting it is: %(value)s.") % {"value": _short(setting)})
    if about.manual:
        parts.append(_("Manual %(row)s.") % {"row": about.manual})
    return " ".join(parts)


def _short(setting: Setting) -> str:
    plain = to_plain(setting.default)
    text = "、".join(map(str, plain)) if isinstance(plain, list) else str(plain)
    return text if len(text) <= LONG_TEXT else f"{text[:LONG_TEXT]}…"


def _plain(hint: Any, value: Any) -> Any:
    """Return what a form field holds as the plain value that the playbook reads."""
    if get_origin(hint) is tuple:
        text = str(value or "")
        if get_args(hint)[0] is str:
            return [line.strip() for line in text.splitlines() if line.strip()]
        return tomllib.loads(text.replace("\r\n", "\n")).get(LIST_NAME, []) if text.strip() else []
    if hint in {time, date, timedelta, str}:
        return str(value or "").replace("\r\n", "\n")
    return value
