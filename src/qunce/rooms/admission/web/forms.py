"""The applicant's forms. Faults are told at their field, and nothing that was typed is lost."""

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.rooms.admission import mailboxes, typed
from qunce.rooms.admission.applying import Sheet
from qunce.rooms.admission.domain import APPLICANT_KINDS, ASKED_FIELDS, Applying
from qunce.rooms.admission.papers import Papers
from qunce.shell.forms import FORM_TOKEN, TidyField, YearsField
from qunce.shell.words import render as say

LONG = ("gives", "seeks")


class WhoForm(forms.Form):
    """Who somebody is: what is asked of everybody."""

    name = TidyField(
        label=gettext_lazy("Real name"),
        max_length=80,
        keys="autocomplete=name autocapitalize=words",
    )
    company = TidyField(
        label=gettext_lazy("Company"), max_length=120, keys="autocomplete=organization"
    )
    position = TidyField(
        label=gettext_lazy("Position"), max_length=120, keys="autocomplete=organization-title"
    )
    wechat = TidyField(
        label=gettext_lazy("WeChat ID"),
        max_length=40,
        keys="autocomplete=off autocapitalize=none autocorrect=off spellcheck=false",
        help_text=gettext_lazy("In WeChat under 我 → 微信号. We add you by it."),
    )
    years = YearsField(
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
    )

    def clean_name(self) -> str:
        """Refuse what is no name."""
        return self._checked("name", typed.fault_of_name)

    def clean_company(self) -> str:
        """Refuse what is no company."""
        return self._checked("company", typed.fault_of_place)

    def clean_position(self) -> str:
        """Refuse what is no position."""
        return self._checked("position", typed.fault_of_place)

    def clean_wechat(self) -> str:
        """Refuse a nickname where the ID is asked for."""
        value = str(self.cleaned_data["wechat"])
        if value and not typed.is_wechat(value):
            raise forms.ValidationError(say(typed.NO_WECHAT))
        return value.replace(" ", "")

    def _checked(self, name: str, check: Any) -> str:
        value = str(self.cleaned_data[name])
        if fault := check(value):
            raise forms.ValidationError(say(fault) % {"sign": value[:1]})
        if word := typed.mixed_word(value):
            raise forms.ValidationError(say(typed.MIXED) % {"word": word})
        return value


class ApplicationForm(WhoForm):
    """The form of an applicant, with what this community asks beside."""

    def __init__(
        self,
        settings: Applying,
        papers: Papers,
        data: Any = None,
        *,
        wants_mail: bool = False,
        asks_city: bool = False,
    ) -> None:
        super().__init__(data)
        self.settings, self.papers = settings, papers
        if wants_mail:
            del self.fields["wechat"]
        if len(settings.kinds) > 1:
            self.fields["kind"] = self._kind()
        for name, label in ASKED_FIELDS:
            needed = wants_mail and name == "email"
            if name in settings.asks or needed or (asks_city and name == "city"):
                self.fields[name] = _asked(name, say(label), needed=needed)
        add_ticks(self, papers)
        self.fields["form"] = forms.CharField(
            widget=forms.HiddenInput(), required=False, initial=secrets.token_urlsafe(24)
        )
        last = [each for each in self.visible_fields() if each.name not in {"privacy", "charter"}]
        last[-1].field.widget.attrs["enterkeyhint"] = "done"

    def clean(self) -> dict[str, Any]:
        """Refuse ticks for papers that are not those that count now."""
        cleaned: dict[str, Any] = super().clean() or {}
        check_papers(self, self.papers)
        return cleaned

    def clean_form(self) -> str:
        """Return the form's secret; a forged one is replaced."""
        given = str(self.cleaned_data.get("form") or "")
        return given if FORM_TOKEN.fullmatch(given) else secrets.token_urlsafe(24)

    def clean_phone(self) -> str:
        """Refuse what is no mobile number."""
        value = str(self.cleaned_data["phone"])
        normal = typed.normal_phone(value)
        if value and not normal:
            raise forms.ValidationError(say(typed.NO_PHONE))
        return normal

    def clean_email(self) -> str:
        """Refuse what is no address; any mailbox is good for an answer."""
        value = str(self.cleaned_data["email"])
        normal = mailboxes.normal_address(value)
        if value and not normal:
            raise forms.ValidationError(say(mailboxes.SAID[mailboxes.Mailbox.BROKEN]))
        return normal

    def sheet(self) -> Sheet:
        """Return what was written, once the form is valid."""
        told = self.cleaned_data
        extra = {name: told[name] for name in ("function", "groups", *LONG) if told.get(name)}
        return Sheet(
            name=told["name"],
            company=told["company"],
            position=told["position"],
            years=told.get("years"),
            kind=told.get("kind") or self.settings.kinds[0],
            wechat=told.get("wechat", ""),
            phone=told.get("phone", ""),
            email=told.get("email", ""),
            city=told.get("city", ""),
            extra=extra,
        )

    def _kind(self) -> forms.ChoiceField:
        names = dict(APPLICANT_KINDS)
        choices = [(key, say(names[key])) for key in self.settings.kinds]
        return forms.ChoiceField(
            label=_("I am"), choices=choices, widget=forms.RadioSelect(), initial=choices[0][0]
        )


def _asked(name: str, label: str, *, needed: bool) -> TidyField:
    """Return a field that a community asks beside the usual ones."""
    keys = {
        "email": "type=email inputmode=email autocomplete=email autocapitalize=none",
        "phone": "type=tel inputmode=tel autocomplete=tel",
        "city": "autocomplete=address-level2",
    }.get(name, "autocomplete=off")
    about: dict[str, Any] = {"label": label, "required": needed, "keys": keys}
    if name in LONG:
        return TidyField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **about)
    longest = {"email": 254, "phone": 30, "city": 60}.get(name, 120)
    field = TidyField(max_length=longest, **about)
    field.widget.input_type = field.widget.attrs.pop("type", "text")
    return field


def add_ticks(form: forms.Form, papers: Papers) -> None:
    """Add what is to be ticked: the privacy notice, and the charter in force.

    A hidden field holds which versions were shown; `check_papers` compares them when the form is
    sent, so that nobody agrees to what was published in between.
    """
    form.fields["papers"] = forms.CharField(
        widget=forms.HiddenInput(), required=False, max_length=30, initial=_stamp(papers)
    )
    if papers.privacy:
        form.fields["privacy"] = _tick(
            _("I have read the privacy notice and agree that my data is used as it says."),
            _("Without your consent we may not take what you write."),
            _link(papers.privacy_path, _("Read the privacy notice")),
        )
    if papers.charter:
        form.fields["charter"] = _tick(
            _("I accept the charter of the group."),
            _("The charter holds for everybody here."),
            _link(papers.charter_path, _("Read the charter")),
        )


def check_papers(form: forms.Form, papers: Papers) -> None:
    """Have a paper ticked anew where it is not the one that was shown with the form."""
    seen = str(form.cleaned_data.get("papers") or "")
    if seen in {"", _stamp(papers)}:
        return
    again = {name: form.data[name] for name in form.data} | {"papers": _stamp(papers)}
    privacy, _dash, charter = seen.partition("-")
    shown = (("privacy", privacy, papers.privacy), ("charter", charter, papers.charter))
    for name, was, now in shown:
        if name in form.fields and was != str(now):
            again.pop(name, None)
            form.add_error(name, _("There is a new version. Please read it, and tick it again."))
    form.data = again


def _stamp(papers: Papers) -> str:
    return f"{papers.privacy}-{papers.charter}"


def _tick(label: str, missing: str, link: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, error_messages={"required": missing}, help_text=link)


def _link(path: str, label: str) -> SafeString:
    """Return a link that leaves the form open where it is, so that nothing typed is lost."""
    if not path:
        return SafeString("")
    return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', path, label)


class MailboxForm(forms.Form):
    """A company mailbox to which a code is sent."""

    address = TidyField(
        label=gettext_lazy("Company mailbox"),
        max_length=254,
        keys="inputmode=email autocomplete=email autocapitalize=none enterkeyhint=send",
    )


class CodeForm(forms.Form):
    """The six digits that were mailed."""

    code = TidyField(
        label=gettext_lazy("Code"),
        max_length=20,
        keys="inputmode=numeric autocomplete=one-time-code enterkeyhint=done",
    )

    def clean_code(self) -> str:
        """Return the digits alone, in half width; spaces between them are nothing wrong."""
        digits = "".join(str(int(each)) for each in self.cleaned_data["code"] if each.isdecimal())
        if len(digits) != 6:
            raise forms.ValidationError(_("The code has six digits."))
        return digits


class CertificateForm(forms.Form):
    """A photo or PDF of a certificate; what it is, its content tells."""

    certificate = forms.FileField(
        label=gettext_lazy("Photo or PDF"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )


class VoucherForm(forms.Form):
    """A member who knows the applicant."""

    member = TidyField(
        label=gettext_lazy("Name or nickname of the member"),
        max_length=120,
        keys="autocomplete=off enterkeyhint=send",
    )


class AnswerForm(forms.Form):
    """The applicant's answer to a question of the reviewers."""

    text = TidyField(
        label=gettext_lazy("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )


class InvitationForm(forms.Form):
    """For which group, for how many, for how long."""

    group = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    quota = forms.IntegerField(
        label=gettext_lazy("Good for so many people"),
        min_value=1,
        max_value=10_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Good for so many days"),
        min_value=1,
        max_value=3650,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = TidyField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only for you and the admins: for whom it is, where it hangs."),
    )

    def __init__(
        self, settings: Applying, groups: Sequence[Any], data: Any = None, *, is_admin: bool
    ) -> None:
        days = settings.invitation_days.days
        super().__init__(data, initial={"quota": settings.invitation_uses, "days": days})
        whole = ("", _("The whole community"))
        choices: Any = self.fields["group"]
        choices.choices = [whole, *((each.key, each.name) for each in groups)]
        for name, most in (("quota", settings.invitation_uses), ("days", days)):
            field: Any = self.fields[name]
            if is_admin:
                field.help_text = _("Nothing: without a limit.")
            else:
                field.required = True
                field.validators.append(MaxValueValidator(most))
                field.widget.attrs["max"] = most
                field.help_text = _("At most %(most)s.") % {"most": most}


class ByHandForm(WhoForm):
    """An application that was told in a chat."""

    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)

    def __init__(self, groups: Sequence[Any], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("wechat", "years", "company", "position"):
            self.fields[name].required = False
        choices: Any = self.fields["group"]
        whole = ("", _("The whole community"))
        choices.choices = [whole, *((each.key, each.name) for each in groups)]

    def _checked(self, name: str, check: Any) -> str:
        return super()._checked(name, check) if self.cleaned_data[name] else ""

    def sheet(self) -> Sheet:
        """Return what was written, once the form is valid."""
        told = self.cleaned_data
        years: Decimal | None = told.get("years")
        return Sheet(
            name=told["name"],
            company=told["company"],
            position=told["position"],
            years=years,
            wechat=told["wechat"],
        )
