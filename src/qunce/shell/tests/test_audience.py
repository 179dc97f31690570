"""A form asks whom something is for; silence means everybody (M29)."""

from django import forms

from qunce.people.audience import EVERYBODY, Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Group
from qunce.shell.audience import add_audience, read_audience


def asked(community: Community, **said: object) -> forms.Form:
    form = forms.Form(said)
    add_audience(form, community)
    return form


def test_nothing_ticked_is_for_everybody(web_group: Group, manual_group: Group) -> None:
    form = asked(web_group.community)
    assert form.is_valid()
    assert read_audience(form) == EVERYBODY


def test_what_is_ticked_is_read(web_group: Group, manual_group: Group) -> None:
    form = asked(web_group.community, tiers=["senior"], groups=[str(manual_group.pk)])
    assert form.is_valid()
    assert read_audience(form) == Audience((Tier.SENIOR,), (manual_group.pk,))


def test_a_group_of_another_community_is_refused(
    web_group: Group, manual_group: Group, other_group: Group
) -> None:
    form = asked(web_group.community, groups=[str(other_group.pk)])
    assert set(form.errors) == {"groups"}


def test_one_group_is_not_asked_for(web_group: Group) -> None:
    assert "groups" not in asked(web_group.community).fields
