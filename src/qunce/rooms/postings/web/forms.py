"""The applicant's and the reviewer's forms. Faults stand at their field; nothing typed is lost."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.companies import company_key
from qunce.kernel.text import N_
from qunce.people.models import Group
from qunce.rooms.postings.applying import IS_PAST, LONGEST
from qunce.rooms.postings.domain import Part
from qunce.rooms.postings.rules.recruitment import Config
from qunce.rooms.postings.texts import HINTS, LIMITS, Draft, check, is_upside_down
from qunce.shell.forms import FORM_TOKEN, TidyField
from qunce.shell.words import render as say

NO_NAME = N_("Please write the company's name.")
NO_CONTACT = N_("Nobody is reached by this. Please add a number, a WeChat ID or a mailbox.")
NO_SUCH_SIGNS = N_("Please leave out signs such as < > { } here.")
LOWER_FIRST = N_("Please write the lower figure first.")
FORMULA = N_("This may not begin with %(sign)s.")
LONGEST_PASTE = 4000
_MARKUP = re.compile(r"[<>{}\\`|]")
_FORMULA = re.compile(r"[=+@\-]")


def _long(name: str, label: Any, hint: Part, rows: int) -> TidyField:
    return TidyField(
        label=label,
        max_length=LIMITS[name],
        required=False,
        help_text=gettext_lazy(HINTS[hint]),
        widget=forms.Textarea(attrs={"rows": rows, "data-grow": True}),
    )


class PostingForm(forms.Form):
    """A recruitment post, field by field; `today` is the day in the community's zone."""

    company = TidyField(
        label=gettext_lazy("Company"),
        max_length=LIMITS["company"],
        keys="autocomplete=organization",
    )
    title = TidyField(
        label=gettext_lazy("Job title"),
        max_length=LIMITS["title"],
        help_text=gettext_lazy(HINTS[Part.TITLE]),
        keys="autocomplete=off",
    )
    introduction = _long("introduction", gettext_lazy("Company introduction"), Part.COMPANY, 2)
    details = _long("details", gettext_lazy("Job details"), Part.DETAILS, 4)
    pay = TidyField(
        label=gettext_lazy("Pay"), max_length=LIMITS["pay"], required=False, keys="autocomplete=off"
    )
    place = TidyField(
        label=gettext_lazy("Place"),
        max_length=LIMITS["place"],
        required=False,
        keys="autocomplete=address-level2",
    )
    contact = TidyField(
        label=gettext_lazy("Contact"),
        max_length=LIMITS["contact"],
        required=False,
        help_text=gettext_lazy(HINTS[Part.CONTACT]),
        keys="autocomplete=off",
    )
    deadline = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    form = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self, config: Config, groups: Sequence[Group], data: Any = None, **about: Any
    ) -> None:
        self.is_named = about.pop("is_named", True)
        self.today: date = about.pop("today")
        super().__init__(data, **about)
        self.places = {str(group.pk): group for group in groups}
        wanted = {
            "introduction": config.company,
            "details": config.details,
            "contact": config.contact,
        }
        for name, is_wanted in wanted.items():
            self.fields[name].required = is_wanted
        if len(groups) > 1:
            self.fields["groups"] = forms.MultipleChoiceField(
                label=_("Groups"),
                required=False,
                help_text=_("Nothing ticked: all groups."),
                choices=[(key, group.name) for key, group in self.places.items()],
                widget=forms.CheckboxSelectMultiple(),
            )
        if not self.is_named:
            self.fields["name"] = TidyField(
                label=_("Your name in the group"), max_length=80, keys="autocomplete=name"
            )
        self.fields["form"].initial = secrets.token_urlsafe(24)

    def clean_company(self) -> str:
        """Refuse what is no name of a company."""
        value = self._without_signs("company")
        if not company_key(value):
            raise forms.ValidationError(say(NO_NAME))
        return value

    def clean_title(self) -> str:
        """Refuse markup and formulas; 【招聘】 is put before it anyway."""
        bare = re.sub(r"^[【\[〖「]\s*招聘\s*[】\]〗」]\s*", "", str(self.cleaned_data["title"]))
        self.cleaned_data["title"] = bare
        if not bare:
            raise forms.ValidationError(say(HINTS[Part.TITLE]))
        return self._without_signs("title")

    def clean_contact(self) -> str:
        """Refuse what reaches nobody."""
        value = str(self.cleaned_data["contact"])
        there = {each.label: each.is_there for each in check(Draft(contact=value))}
        if value and not there["Contact"]:
            raise forms.ValidationError(say(NO_CONTACT))
        return value

    def clean_pay(self) -> str:
        """Refuse a range that begins with its higher figure."""
        value = str(self.cleaned_data["pay"])
        if is_upside_down(value):
            raise forms.ValidationError(say(LOWER_FIRST))
        return value

    def clean_deadline(self) -> date | None:
        """Refuse a day that is over."""
        value: date | None = self.cleaned_data["deadline"]
        if value is not None and value < self.today:
            raise forms.ValidationError(say(IS_PAST))
        return value

    def clean_form(self) -> str:
        """Return the form's secret; a forged one is replaced."""
        given = str(self.cleaned_data.get("form") or "")
        return given if FORM_TOKEN.fullmatch(given) else secrets.token_urlsafe(24)

    def _without_signs(self, name: str) -> str:
        value = str(self.cleaned_data[name])
        if _MARKUP.search(value):
            raise forms.ValidationError(say(NO_SUCH_SIGNS))
        if _FORMULA.match(value):
            raise forms.ValidationError(say(FORMULA) % {"sign": value[:1]})
        return value

    def draft(self) -> Draft:
        """Return what was written, as far as it is valid."""
        told = getattr(self, "cleaned_data", {})
        names = asdict(Draft())
        return Draft(**{name: told[name] for name in names if told.get(name)})

    def faults(self) -> list[tuple[Any, str]]:
        """Return each field whose text cannot stay as it is, with the reason; empty ones not."""
        return [
            (self[name].label, str(told[0]))
            for name, told in self.errors.items()
            if name in self.fields and self[name].data
        ]

    def chosen_groups(self) -> list[Group]:
        """Return the groups that were ticked; none for all."""
        keys = self.cleaned_data.get("groups") or []
        chosen = [self.places[key] for key in keys]
        return [] if len(chosen) == len(self.places) else chosen


class AnswerForm(forms.Form):
    """The applicant's answer to a question."""

    text = TidyField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )


class NamesForm(forms.Form):
    """Two names that mean one company."""

    one = TidyField(label=gettext_lazy("Company"), max_length=60)
    other = TidyField(label=gettext_lazy("Also called"), max_length=60)
