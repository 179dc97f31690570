"""Every table with a person's key answers to that person: its row is in their copy.

A row is made of every such table, with the person in all of its keys; then the copy has to say
more than before. A table that cannot be filled by its types alone is told how in SPECIAL.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from qunce.console.own_values import FIELDS, VALUES
from qunce.people.models import Account, Community, Group, Identity, Membership, Person
from qunce.playbook.privacy import Privacy
from qunce.shell import own_data
from qunce.shell.house import house

# What a check of the table asks for beyond its types.
SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "library.Feedback": {"is_useful": True},
    "people.Shift": {"weekday": 1},
    "usersessions.UserSession": {"ip": "192.0.2.7"},
    "channel_web.Notice": {"words": {"msgid": "x", "params": {}}},
}


def tables() -> list[str]:
    """Return the tables that the cards answer for."""
    labels = {each for card in house.cards for part in card.personal_data for each in part.models}
    return sorted(labels)


class Maker:
    """Makes rows around one person, filling what a table asks for by the types of its fields."""

    def __init__(self, person: Person, group: Group, identity: Identity, now: datetime) -> None:
        self.plain: tuple[tuple[tuple[type, ...], Any], ...] = (
            ((models.JSONField,), {}),
            ((models.DateTimeField,), now),
            ((models.DateField,), now.date()),
            ((models.IntegerField, models.DecimalField), 1),
            ((models.BinaryField,), b"x"),
        )
        self.known: dict[type[models.Model], models.Model] = {
            Person: person,
            Group: group,
            Identity: identity,
            Community: person.community,
        }
        if person.account is not None:
            self.known[Account] = person.account

    def values_for(self, model: type[models.Model]) -> dict[str, Any]:
        """Return what a row of a table is made of, the person in all of its keys."""
        values = dict(SPECIAL.get(model._meta.label, {}))
        for each in model._meta.fields:
            if each.name not in values and not each.primary_key:
                found = self.value_of(each)
                if found is not None:
                    values[each.name] = found
        return values

    def value_of(self, each: models.Field[Any, Any]) -> Any:
        """Return what a field gets; None for what may be left out."""
        if isinstance(each, models.ForeignKey):
            return self.row_of(each)
        if each.has_default() or each.null:
            return None
        if each.choices:
            return next(iter(each.flatchoices))[0]
        for kinds, value in self.plain:
            if isinstance(each, kinds):
                return value
        return f"{each.name}-x"[: getattr(each, "max_length", None)]

    def row_of(self, key: models.ForeignKey[Any, Any]) -> models.Model | None:
        """Return the row that a key leads to: the person's own, else one made for it."""
        target: Any = key.related_model
        if target not in self.known:
            if key.null:
                return None
            self.known[target] = target._default_manager.create(**self.values_for(target))
        return self.known[target]


@pytest.mark.parametrize("label", tables())
def test_a_row_about_a_person_is_in_their_copy(
    label: str, ben: Person, web_group: Group, noon: datetime
) -> None:
    model = apps.get_model(label)
    identity = Identity.objects.filter(person=ben, group=web_group).get()
    if model is Person:
        assert any("Ben" in map(str, row.values()) for row in copy_of(ben))
        return
    if model is Membership:
        ben.memberships.all().delete()
    maker = Maker(ben, web_group, identity, noon)
    values = maker.values_for(model)
    before = copy_of(ben)
    model._default_manager.create(**values)
    assert copy_of(ben) != before, f"{label} is not in the copy"


def copy_of(person: Person) -> list[Mapping[str, Any]]:
    """Return all rows of a person's copy."""
    return [row for part in own_data.collect(person, Privacy()) for row in part.rows]


def test_every_stored_value_has_words_for_the_copy_that_a_person_reads() -> None:
    wordless = {
        f"{label}.{each.name}={value}"
        for label in tables()
        for each in apps.get_model(label)._meta.fields
        if each.name in FIELDS and each.choices
        for value, _ in each.flatchoices
        if str(value) not in VALUES
    }
    assert wordless == set()
