"""What the settings hold of a person: for export and for erasure (DESIGN rule 9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.people.models import Person
from qunce.playbook.models import Version
from qunce.store.naming import forget_name


def export_person(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return when a person changed settings, and what was noted."""
    rows = Version.objects.filter(community=person.community_id, author_id=person.pk)
    return list(rows.order_by("id").values("number", "note", "created_at"))


def erase_person(person: Person) -> None:
    """Take the name from the settings that a person changed; the settings stay."""
    forget_name(Version, "author_id", "author", person)
