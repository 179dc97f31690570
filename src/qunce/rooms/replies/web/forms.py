"""The form of a reply. Faults are told at their field, and nothing that was typed is lost."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.errors import RefusedError
from qunce.people.models import Community, Group
from qunce.people.queries import list_groups
from qunce.rooms.replies import domain
from qunce.rooms.replies.actions import Written, check_phrases
from qunce.rooms.replies.domain import MATCH_NAMES, Match
from qunce.rooms.replies.models import LONGEST_WORDS, Reply
from qunce.shell.forms import TidyField, refuse
from qunce.shell.words import render as say


class ReplyForm(forms.Form):
    """A reply: when it is given, what it says, where."""

    title = TidyField(
        label=gettext_lazy("Title"),
        max_length=60,
        help_text=gettext_lazy("For the admins: what it is about."),
    )
    match = forms.ChoiceField(label=gettext_lazy("Given when a message"))
    phrases = TidyField(
        label=gettext_lazy("Phrases"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line. Spaces, marks, width and traditional characters make no difference."
        ),
    )
    words = TidyField(
        label=gettext_lazy("Reply"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: in all groups."),
    )
    is_on = forms.BooleanField(label=gettext_lazy("Switched on"), required=False, initial=True)

    def __init__(
        self, community: Community, data: Any = None, *, reply: Reply | None = None
    ) -> None:
        super().__init__(data, initial=_initial(reply) if reply else None)
        cast("Any", self.fields["groups"]).queryset = list_groups(community)
        choices = [(each.value, say(MATCH_NAMES[each])) for each in Match]
        cast("Any", self.fields["match"]).choices = choices
        listed = " ".join(f"{{{each}}}" for each in domain.VARIABLES)
        self.fields["words"].help_text = _("These are filled in: %(known)s") % {"known": listed}

    def clean(self) -> dict[str, Any]:
        """Refuse places that nothing fills, and phrases that fit nothing or everything."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "words" in cleaned and (fault := domain.fault_of(cleaned["words"])):
            refuse(self, fault, "words")
        if "phrases" in cleaned and "match" in cleaned:
            try:
                check_phrases(Match(cleaned["match"]), self.lines())
            except RefusedError as error:
                refuse(self, error.words, "phrases")
        return cleaned

    def lines(self) -> list[str]:
        """Return the phrases, one a line, without empty ones."""
        written = str(self.cleaned_data.get("phrases", "")).splitlines()
        return [line.strip() for line in written if line.strip()]

    def written(self) -> Written:
        """Return the reply as it was written."""
        told = self.cleaned_data
        return Written(
            told["title"],
            Match(told["match"]),
            self.lines(),
            told["words"].replace("\r\n", "\n"),
            list(told["groups"]),
            told["is_on"],
        )


def _initial(reply: Reply) -> dict[str, Any]:
    return {
        "title": reply.title,
        "match": reply.match,
        "phrases": "\n".join(reply.phrases),
        "words": reply.words,
        "groups": [each.pk for each in reply.groups.all()],
        "is_on": reply.is_on,
    }
