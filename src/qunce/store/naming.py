"""Names of people that rows carry beside a key: taken off when the person is erased."""

from typing import Any

from django.db.models import Q


def forget_name(model: Any, key: str, name: str, person: Any) -> None:
    """Empty the text field `name` of the rows whose field `key` holds the key of a person.

    Rows from before keys were kept are found by the name. The key stays: one can still tell what
    the same person did (DESIGN rule 9).
    """
    mine = Q(**{key: person.pk})
    if person.name:
        mine |= Q(**{f"{key}__isnull": True, name: person.name})
    model.objects.filter(mine, community=person.community_id).update(**{name: ""})
