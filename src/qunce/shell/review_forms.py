"""What a reviewer answers an applicant with, whatever was applied for: a question, or a no."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TYPED = ("text", "words")  # the fields in which a reviewer writes

LONGEST_QUESTION = 2000  # characters


class AskForm(forms.Form):
    """A question to the applicant."""

    text = forms.CharField(
        label=gettext_lazy("Your question (the applicant reads it)"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True, "data-key": "q"}),
        error_messages={"required": gettext_lazy("Write what you want to know.")},
    )


class DeclineForm(forms.Form):
    """A friendly no, with a reason."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Choose a reason.")},
        widget=forms.Select(attrs={"data-key": "d"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Own words (whoever sent it in reads them)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )

    def __init__(self, reasons: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        choices = [("", _("Choose a reason")), *((each, each) for each in reasons)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


def say_above(request: HttpRequest, *sent: forms.Form) -> None:
    """Say above the page what was refused, with what was written: for forms that are gone.

    Where another reviewer was faster, the page does not show the form any more that told it.
    """
    for form in sent:
        said = [str(fault) for faults in form.errors.values() for fault in faults]
        typed = " ".join(form.data.get(name, "") for name in TYPED).strip()
        if typed:
            said.append(_("You had written: %(text)s") % {"text": typed})
        if said:
            messages.error(request, " ".join(said))
