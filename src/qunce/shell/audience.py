"""The two questions of a form that say whom something is for: tiers and groups (M29)."""

from django import forms
from django.utils.translation import gettext_lazy

from qunce.people.audience import EVERYBODY, Audience, audience_of
from qunce.people.audience import Addressed as Row
from qunce.people.domain import Tier
from qunce.people.models import Community
from qunce.people.queries import list_groups
from qunce.shell import words

TIERS, GROUPS = "tiers", "groups"


def add_audience(form: forms.Form, community: Community, row: Row | None = None) -> None:
    """Give a form the fields `tiers` and `groups`, filled from a stored row where there is one.

    A community with a single group is not asked for groups.
    """
    before = audience_of(row) if row is not None else EVERYBODY
    form.fields[TIERS] = forms.MultipleChoiceField(
        label=gettext_lazy("For which tiers"),
        help_text=gettext_lazy("Tick none for everybody."),
        choices=[(tier.value, words.render(tier.label)) for tier in Tier],
        initial=[tier.value for tier in before.tiers],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = list_groups(community)
    if len(groups) > 1:
        form.fields[GROUPS] = forms.MultipleChoiceField(
            label=gettext_lazy("For which groups"),
            help_text=gettext_lazy("Tick none for all groups."),
            choices=[(str(group.pk), group.name) for group in groups],
            initial=[str(pk) for pk in before.groups],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


def read_audience(form: forms.Form) -> Audience:
    """Return what a valid form says."""
    said = form.cleaned_data
    return Audience(
        tuple(Tier(each) for each in said.get(TIERS, ())),
        tuple(int(each) for each in said.get(GROUPS, ())),
    )


def audience_labels(row: Row) -> list[str]:
    """Return whom a row is for, word by word in the reader's language; none for everybody.

    Groups should have been fetched with the row (`prefetch_related("groups")`) where there are many
    rows.
    """
    tiers = [words.render(tier.label) for tier in row.tiers]
    return [*tiers, *(group.name for group in row.groups.all())]
