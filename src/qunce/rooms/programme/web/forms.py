"""The forms of the calendar. Faults stand at their field; nothing typed is lost."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.people.models import Community
from qunce.people.queries import list_staff
from qunce.rooms.programme.domain import StepKind
from qunce.rooms.programme.models import LONGEST_TEXT, Item
from qunce.shell.audience import add_audience
from qunce.shell.forms import TidyField
from qunce.shell.moments import LocalMomentField
from qunce.shell.words import render as say

BY_PERSON = (StepKind.CHOOSE, StepKind.DRAFT, StepKind.REVIEW, StepKind.POST)


class WriteForm(forms.Form):
    """The text of an item; `base` is the version that whoever writes has before them."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("As it is posted: plain text, one screen of a phone is best."),
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 10, "data-grow": True, "data-shown-in": "preview"}),
        error_messages={"required": gettext_lazy("Nothing is written yet.")},
    )


class MoveForm(forms.Form):
    """When an item goes out."""

    def __init__(self, zone: ZoneInfo, item: Item, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["at"] = LocalMomentField(zone, label=_("Goes out at"))
        self.initial["at"] = item.at


class DetailsForm(forms.Form):
    """What an item is about, whom it is for, and who does which step."""

    topic = TidyField(label=gettext_lazy("Topic"), max_length=200, required=False)
    note = TidyField(
        label=gettext_lazy("Remark for the team"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )

    def __init__(self, community: Community, item: Item, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.initial = {"topic": item.topic, "note": item.note}
        if item.laid_at is None:
            add_audience(self, community, item)
        held = list_staff(community)
        staff = {str(each.person_id): each.person.name for each in held}
        for step in item.steps.all():
            if StepKind(step.kind) in BY_PERSON and step.done_at is None:
                self.fields[step.kind] = forms.ChoiceField(
                    label=say(StepKind(step.kind).label),
                    choices=[("", _("Whoever holds the role")), *staff.items()],
                    initial=str(step.person_id or ""),
                    required=False,
                )

    def persons(self) -> dict[StepKind, int | None]:
        """Return who was named for which step, where that is another person than before."""
        return {
            StepKind(name): int(self.cleaned_data[name]) if self.cleaned_data[name] else None
            for name in self.fields
            if name in set(StepKind) and name in self.changed_data
        }


class AddForm(forms.Form):
    """An item beside the slots."""

    title = TidyField(label=gettext_lazy("What is it?"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("It can be written later as well."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-grow": True}),
    )

    def __init__(
        self, community: Community, zone: ZoneInfo, at: datetime, data: object = None
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["at"] = LocalMomentField(zone, label=_("Goes out at"))
        self.initial["at"] = at
        self.order_fields(["title", "at", "text"])
        add_audience(self, community)
