"""Django's forms in Tabler's look: `{{ form }}` and `{{ field.as_field_group }}` follow this."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from qunce.kernel.errors import QunceError
from qunce.kernel.text import Words
from qunce.kernel.tidy import tidy, tidy_lines
from qunce.shell import words

F = TypeVar("F", bound=forms.Field)

YEARS = re.compile(r"(-?\d{1,4}(?:\.\d+)?)\s*(?:年|years?)?", re.ASCII | re.IGNORECASE)
FORM_TOKEN = re.compile(r"[\w-]{20,64}", re.ASCII)  # what makes two submits of a form one
MANY = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class TablerRenderer(TemplatesSetting):
    """Shows forms, fields and errors by the templates of the shell."""

    form_template_name = "shell/form.html"
    field_template_name = "shell/field.html"


class TidyField(forms.CharField):
    """A text that is tidied: no hidden characters, single spaces; lines stay in a text area."""

    def __init__(self, *args: Any, keys: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        extra = dict(part.split("=", 1) for part in keys.split())
        self.widget.attrs |= {"enterkeyhint": "next", **extra}

    def to_python(self, value: Any) -> str:
        """Return what a person sees of a text."""
        lines = isinstance(self.widget, forms.Textarea)
        text = str(super().to_python(value) or "")
        return tidy_lines(text) if lines else tidy(text)


class YearsField(forms.DecimalField):
    """Years of work in HR, to the tenth of a year: 6, 3.5, ６, "3年".

    The input is of the kind for text: one for numbers sends nothing of what it does not
    understand, so that the server cannot show it again beside the fault.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("Please write a number, such as 6 or 3.5."),
        "max_decimal_places": gettext_lazy("One digit behind the point is enough, such as 3.5."),
    }

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=gettext_lazy("Years in HR"),
            min_value=0,
            max_value=60,
            max_digits=4,
            decimal_places=1,
            **more,
        )
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as DecimalField
        """Return the number that was written; half and full width are one."""
        if isinstance(value, str) and value.strip():
            found = YEARS.fullmatch(unicodedata.normalize("NFKC", value).strip())
            if found is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = found[1]
        return super().to_python(value)


def with_unit(field: F, unit: str) -> F:
    """Return the field with a unit (a msgid: "days") that stands behind its input."""
    field.unit = unit  # type: ignore[attr-defined]  # read back by unit_of only
    return field


def unit_of(field: BoundField) -> str:
    """Return the unit of a field in the reader's language, "" where it has none."""
    return words.render(str(getattr(field.field, "unit", "")))


def refuse(form: forms.BaseForm, said: Words | str, field: str | None = None) -> None:
    """Show what an action refused at the form, or at one of its fields."""
    form.add_error(field, words.render(said))


def submit(form: forms.BaseForm, act: Callable[[Any], object], field: str | None = None) -> bool:
    """Do what a sent form is for, and say whether it is done.

    `act` is given the form's clean values. What the form or the action refuses stands in the form
    (at `field`, or above all fields) beside what was typed: show the same form again.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except QunceError as error:
        refuse(form, error.words, field)
        return False
    return True


def shape_of(field: BoundField) -> str:
    """Return how a field is laid out: "hidden", "check", "many" or "input"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, MANY):
        return "many"
    return "check" if isinstance(widget, forms.CheckboxInput) else "input"


def widget_class(field: BoundField) -> str:
    """Return the classes that Tabler wants on the field's input, with the widget's own."""
    widget = field.field.widget
    if isinstance(widget, (forms.CheckboxInput, *MANY)):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    else:
        base = "form-control"
    wrong = "is-invalid" if field.errors else ""
    own = str(widget.attrs.get("class", ""))
    return " ".join(part for part in (base, wrong, own) if part)


def show_input(field: BoundField) -> SafeString:
    """Return the HTML of the field's input with Tabler's classes.

    Without `maxlength`: a browser would cut off what is pasted without a word. The server says how
    long a text is and how long it may be, and shows all of it again.
    """
    attrs: dict[str, Any] = {"class": widget_class(field), "maxlength": False}
    return field.as_widget(attrs=attrs)
