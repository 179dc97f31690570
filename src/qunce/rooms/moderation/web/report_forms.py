"""The forms of a report."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.clauses import Charter
from qunce.people.models import Group
from qunce.rooms.moderation.reports import LONGEST
from qunce.shell.forms import TidyField
from qunce.shell.words import render as say


class MessageReportForm(forms.Form):
    """A report about a message that stands beside the form."""

    clause = forms.ChoiceField(
        label=gettext_lazy("What is it against?"),
        required=False,
        help_text=gettext_lazy("If unsure, leave it: an admin looks at it anyway."),
    )
    words = TidyField(
        label=gettext_lazy("What should the admins know? (optional)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, charter: Charter, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        clauses = [(each.key, f"{each.number}. {say(each.title)}") for each in charter.clauses]
        cast("Any", self.fields["clause"]).choices = [("", _("I am not sure")), *clauses]


class TextReportForm(MessageReportForm):
    """A report about what was said elsewhere: pasted, or told in a sentence."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"), queryset=Group.objects.none(), empty_label=None
    )
    about = TidyField(
        label=gettext_lazy("Whose message? (their nickname)"), required=False, max_length=120
    )
    text = TidyField(
        label=gettext_lazy("What was said"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Paste the message, or say in a sentence what happened."),
    )
    field_order = ("group", "about", "text", "clause", "words")

    def __init__(self, charter: Charter, groups: Any, data: Any = None, **about: Any) -> None:
        super().__init__(charter, data, **about)
        cast("Any", self.fields["group"]).queryset = groups


class OpenReportForm(TextReportForm):
    """The same for who has no log-in: the name is theirs to give."""

    name = TidyField(
        label=gettext_lazy("Your nickname in the group"),
        max_length=120,
        help_text=gettext_lazy("Only the admins see it."),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people leave it empty
    field_order = ("about", "text", "clause", "words", "name")

    def __init__(self, charter: Charter, group: Group, data: Any = None) -> None:
        super().__init__(charter, Group.objects.filter(pk=group.pk), data)
        del self.fields["group"]
