"""What members type about themselves, tidied and checked at the field."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.people.domain_own import FAULTS, ContactKind, normal
from qunce.shell.forms import TidyField, YearsField
from qunce.shell.words import render as say

_SPACES = re.compile(r"\s+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # control, direction, surrogates, unassigned
_MARKUP = re.compile(r"[<>{}\\`|]")
_FORMULA = re.compile(r"[=+@\-]")


def tidy(text: str) -> str:
    """Return a line without hidden characters, with single spaces: what a person sees of it."""
    spaced = _SPACES.sub(" ", text)
    seen = "".join(each for each in spaced if unicodedata.category(each) not in _HIDDEN)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", seen).strip())


class LineField(forms.CharField):
    """One line of a record: tidied; markup and formulas are refused with words."""

    def clean(self, value: object) -> str:
        """Return the tidied line, or raise ValidationError."""
        line = tidy(str(value or ""))
        checked = super().clean(line)
        if _MARKUP.search(line):
            raise forms.ValidationError(
                _("Please leave out signs such as < > { } and write it as on your name card.")
            )
        if _FORMULA.match(line):
            raise forms.ValidationError(_("This may not begin with %(sign)s.") % {"sign": line[0]})
        return str(checked)


def _words(label: Any) -> forms.CharField:
    """Return a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": 2})
    return TidyField(label=label, max_length=300, required=False, widget=widget)


class OwnForm(forms.Form):
    """A member's own record."""

    name = LineField(label=gettext_lazy("Your name"), max_length=80)
    company = LineField(label=gettext_lazy("Company"), max_length=120, required=False)
    position = LineField(label=gettext_lazy("Position"), max_length=120, required=False)
    function = LineField(
        label=gettext_lazy("Function"),
        help_text=gettext_lazy("Recruiting, pay, training … what you mainly do."),
        max_length=120,
        required=False,
    )
    city = LineField(label=gettext_lazy("City"), max_length=60, required=False)
    years = YearsField(required=False)
    gives = _words(gettext_lazy("What I can give"))
    seeks = _words(gettext_lazy("What I look for"))

    def clean_name(self) -> str:
        """Refuse what holds no letter: a name is how others call the member."""
        name = str(self.cleaned_data["name"])
        if not any(each.isalpha() for each in name):
            raise forms.ValidationError(_("Please write your real name, in letters or characters."))
        return name


INPUTS = {
    ContactKind.PHONE: {"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    ContactKind.WECHAT: {"autocapitalize": "none", "autocomplete": "off"},
    ContactKind.WORK_MAIL: {"type": "email", "inputmode": "email", "autocomplete": "email"},
}


class ContactForm(forms.Form):
    """One contact of a member."""

    value = forms.CharField(max_length=254)

    def __init__(self, kind: ContactKind, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        self.kind = kind
        self.fields["value"].label = say(kind.label)
        self.fields["value"].widget.attrs |= {**INPUTS[kind], "autofocus": True}

    def clean_value(self) -> str:
        """Return the contact in normal form, or say at the field what is wrong."""
        plain = normal(self.kind, str(self.cleaned_data["value"]))
        if not plain:
            raise forms.ValidationError(say(FAULTS[self.kind]))
        return plain


class CodeForm(forms.Form):
    """The code that was sent to a mailbox."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=12)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        self.fields["code"].widget.attrs |= attrs

    def clean_code(self) -> str:
        """Return the digits alone, in half width."""
        plain = unicodedata.normalize("NFKC", str(self.cleaned_data["code"]))
        return "".join(each for each in plain if each.isdecimal())


class EraseForm(forms.Form):
    """Sure that all is to be deleted."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read what follows, and want my data deleted."),
        error_messages={
            "required": gettext_lazy("Please tick this first: nothing is deleted yet.")
        },
    )


class ReasonForm(forms.Form):
    """Why an admin deletes a member's data."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("For example: asked for in the group on Monday."),
    )
