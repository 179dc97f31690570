"""The forms with which a reviewer answers: ask, decline, approve."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.people.models import Group, Person
from qunce.rooms.admission.models import Application

NEW = "new"


class ApproveForm(forms.Form):
    """Which groups, and whether it is somebody who is known already."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Into which groups"),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": gettext_lazy("Choose at least one group.")},
    )
    person = forms.ChoiceField(
        label=gettext_lazy("Whose record"), widget=forms.RadioSelect(), initial=NEW
    )

    def __init__(
        self,
        application: Application,
        groups: Sequence[tuple[Group, int]],
        known: Sequence[Person],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.places = {str(group.pk): group for group, _free in groups}
        self.persons = {str(person.pk): person for person in known}
        self.fields["groups"].choices = [  # type: ignore[attr-defined]
            (str(group.pk), _place(group, free)) for group, free in groups
        ]
        self.fields["groups"].initial = [str(application.group_id)]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (NEW, _("A new record")),
            *((key, _record(person)) for key, person in self.persons.items()),
        ]

    def chosen_groups(self) -> list[Group]:
        """Return the groups that were ticked."""
        return [self.places[key] for key in self.cleaned_data["groups"]]

    def chosen_person(self) -> Person | None:
        """Return the known record that was chosen, None for a new one."""
        return self.persons.get(self.cleaned_data["person"])


def _place(group: Group, free: int) -> str:
    if free:
        return _("%(group)s (%(free)s seats free)") % {"group": group.name, "free": free}
    return _("%(group)s (full: waiting list)") % {"group": group.name}


def _record(person: Person) -> str:
    return " · ".join(part for part in (person.name, person.company, person.position) if part)
