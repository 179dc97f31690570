"""A section of the playbook as a form: its fields follow from the dataclass."""

from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, time, timedelta
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from django import forms
from django.utils.translation import gettext as _

from qunce.console.weekly_field import WeeklyField, spoken_weekly
from qunce.kernel.clauses import STEP_NAMES, Step
from qunce.kernel.options import Option, Section, options_of
from qunce.kernel.text import N_
from qunce.kernel.weekly import read_cron
from qunce.playbook.domain import Setting
from qunce.playbook.plain import (
    UNIT_SECONDS,
    PlainError,
    format_length,
    from_plain,
    to_plain,
)
from qunce.shell.forms import with_unit
from qunce.shell.values import length
from qunce.shell.words import render as say

WEEKLY_HELP = N_("In the time zone of the community.")
LONG_TEXT = 120  # characters from which on a text gets a box instead of a line


@dataclass(frozen=True, slots=True)
class Table:
    """A list of records as a page shows it: texts in the reader's language."""

    label: str
    heads: list[str]
    rows: list[list[tuple[str, str]]]  # head and text of each cell


class SectionForm(forms.Form):
    """Settings of one section. `plain()` gives what was written as plain values.

    A field that equals what would count anyway is left out, so that only what differs is kept.
    """

    def __init__(
        self,
        section: Section,
        settings: list[Setting],
        data: Any = None,
        groups: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data)
        self.section = section
        self.settings = {each.name: each for each in settings}
        self.hints = get_type_hints(section.kind)
        for each in settings:
            if not is_table(self.hints[each.name]):
                shown = _with_groups(each, groups) if each.option.is_groups else each
                self.fields[each.name] = _field(self.hints[each.name], shown)

    def clean(self) -> dict[str, Any]:
        """Check every value against the type and the limits of its setting."""
        cleaned: dict[str, Any] = super().clean() or {}
        options = {each.name: about for each, about in options_of(self.section.kind)}
        for name, hint in self.hints.items():
            if name not in self.fields or name in self.errors:
                continue
            try:
                plain = _plain(hint, cleaned.get(name), options[name])
                from_plain(hint, plain, "", options[name])
            except PlainError as error:
                self.add_error(name, say(error.problem.words))
            else:
                cleaned[name] = plain
        return cleaned

    def plain(self) -> dict[str, Any]:
        """Return the values that differ from what would count without them.

        What the form cannot show stays as it is.
        """
        written = {
            name: self.cleaned_data.get(name, to_plain(setting.value))
            for name, setting in self.settings.items()
        }
        return {
            name: value
            for name, value in written.items()
            if value != to_plain(self.settings[name].default)
        }

    def tables(self) -> list[Table]:
        """Return the settings that are lists of records: shown here, changed in the TOML file."""
        return [
            _table(setting) for name, setting in self.settings.items() if is_table(self.hints[name])
        ]


def _with_groups(setting: Setting, groups: Sequence[tuple[str, str]]) -> Setting:
    """Return a setting with the community's groups to choose from; what is set stays a choice."""
    known = {key for key, _name in groups}
    gone = [(key, key) for key in setting.value if key not in known]
    choices = (*groups, *gone)
    return replace(setting, option=replace(setting.option, choices=choices))


def is_table(hint: Any) -> bool:
    """Say whether a setting is a list of records, for which the form has no field."""
    return get_origin(hint) is tuple and is_dataclass(get_args(hint)[0])


def _table(setting: Setting) -> Table:
    records = list(setting.value)
    options = options_of(type(records[0])) if records else []
    heads = [say(about.label) for _, about in options]
    cells = [[_cell(getattr(each, name.name)) for name, _ in options] for each in records]
    rows = [list(zip(heads, each, strict=True)) for each in cells]
    return Table(label=say(setting.option.label), heads=heads, rows=rows)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return " → ".join(_cell(each) for each in value)
    if isinstance(value, Step):
        return say(STEP_NAMES[value])
    return say(value) if isinstance(value, str) else str(value)


def _field(hint: Any, setting: Setting) -> forms.Field:
    label, said = say(setting.option.label), _help(setting)
    shared: dict[str, Any] = {"label": label, "help_text": said, "required": False}
    if hint is bool:
        return forms.BooleanField(initial=setting.value, **shared)
    if isinstance(hint, type) and issubclass(hint, Enum):
        choices = _choices(hint, setting.option)
        return forms.ChoiceField(choices=choices, initial=setting.value, **shared)
    if get_origin(hint) is tuple:
        return _list_field(setting, shared)
    if setting.option.is_cron and read_cron(setting.value):
        return WeeklyField(initial=setting.value, **shared)
    return _number_field(hint, setting, shared) or _text_field(hint, setting, shared)


def _number_field(hint: Any, setting: Setting, shared: dict[str, Any]) -> forms.Field | None:
    """Return a field for a number, or for a length that fits its unit; else None."""
    value = _in_unit(setting) if hint is timedelta else setting.value
    if hint not in {int, float, timedelta} or value is None:
        return None
    kind = forms.FloatField if hint is float else forms.IntegerField
    field = with_unit(kind(initial=value, **shared), setting.option.unit)
    field.required = True
    return field


def _text_field(hint: Any, setting: Setting, shared: dict[str, Any]) -> forms.Field:
    if hint is time:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return forms.CharField(widget=widget, initial=setting.value, **shared)
    longest = setting.option.high or 0
    is_long = hint is str and (longest > LONG_TEXT or "\n" in str(setting.value))
    box = forms.Textarea(attrs={"rows": 5, "data-grow": True}) if is_long else forms.TextInput()
    initial = to_plain(setting.value)
    return forms.CharField(widget=box, initial=initial, strip=not is_long, **shared)


def _list_field(setting: Setting, shared: dict[str, Any]) -> forms.Field:
    if setting.option.choices:
        choices = [(value, say(label)) for value, label in setting.option.choices]
        box = forms.CheckboxSelectMultiple()
        initial = list(setting.value)
        return forms.MultipleChoiceField(choices=choices, widget=box, initial=initial, **shared)
    # Not within an f-string: the catalogue's extraction does not look into those.
    how = _("One per line.")
    shared["help_text"] = f"{shared['help_text']} {how}".strip()
    widget = forms.Textarea(attrs={"rows": 6, "data-grow": True, "spellcheck": "false"})
    lines = "\n".join(map(str, to_plain(setting.value)))
    return forms.CharField(widget=widget, initial=lines, strip=False, **shared)


def _in_unit(setting: Setting) -> int | None:
    """Return a length as a number of its unit, None where it has none or does not fit."""
    seconds = UNIT_SECONDS.get(setting.option.unit)
    total = int(setting.value.total_seconds())
    return total // seconds if seconds and total % seconds == 0 else None


def _choices(hint: type[Enum], about: Option) -> list[tuple[str, str]]:
    names = {str(value): label for value, label in about.choices}
    return [(str(each.value), say(names.get(str(each.value), str(each.value)))) for each in hint]


def _help(setting: Setting) -> str:
    about = setting.option
    is_weekly = about.is_cron and read_cron(setting.value)
    told = say(WEEKLY_HELP if is_weekly else about.help)
    parts = [told] if told else []
    if setting.is_set:
        parts.append(_("Without your setting it is: %(value)s.") % {"value": _short(setting)})
    return " ".join(parts)


def _short(setting: Setting) -> str:
    plain = to_plain(setting.default)
    if setting.option.is_cron:
        return spoken_weekly(plain)
    if isinstance(setting.default, timedelta):
        return length(plain)
    text = "、".join(map(str, plain)) if isinstance(plain, list) else str(plain)
    return text if len(text) <= LONG_TEXT else f"{text[:LONG_TEXT]}…"


def _plain(hint: Any, value: Any, about: Option) -> Any:
    """Return what a form field holds as the plain value that the playbook reads."""
    if isinstance(value, list):
        return value
    if get_origin(hint) is tuple:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]
    if hint is timedelta and isinstance(value, int):
        return format_length(timedelta(seconds=max(value, 0) * UNIT_SECONDS[about.unit]))
    if hint in {time, date, timedelta, str}:
        return str(value or "").replace("\r\n", "\n")
    return value
