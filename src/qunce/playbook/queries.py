"""All reads of the playbook."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Group
from qunce.playbook import domain
from qunce.playbook.models import Version
from qunce.playbook.registry import sections

T = TypeVar("T")


def latest_values(community_id: int, group_id: int | None = None) -> list[Mapping[str, Any]]:
    """Return the layers that count: the community's, then the group's where one is asked for.

    One query; a level without a version gives an empty layer.
    """
    level = Q(group__isnull=True)
    if group_id is not None:
        level |= Q(group_id=group_id)
    rows = Version.objects.filter(level, community_id=community_id).order_by("number")
    newest: dict[int | None, Any] = {
        row["group_id"]: row["values"] for row in rows.values("group_id", "values")
    }
    levels = [None] if group_id is None else [None, group_id]
    return [newest.get(level_id, {}) for level_id in levels]


def effective(community_id: int, kind: type[T], group_id: int | None = None) -> T:
    """Return the settings of a section that count in a community, or in one of its groups."""
    section = sections.by_kind[kind]
    layers = latest_values(community_id, group_id)
    return domain.effective(section, *[layer.get(section.key, {}) for layer in layers])  # type: ignore[no-any-return]  # the section pairs key and kind


def effective_all(community_id: int, group_id: int | None = None) -> dict[str, Any]:
    """Return every section's settings by key, with one query."""
    layers = latest_values(community_id, group_id)
    return {
        section.key: domain.effective(section, *[layer.get(section.key, {}) for layer in layers])
        for section in sections.in_order()
    }


def list_versions(community: Community, group: Group | None = None) -> QuerySet[Version]:
    """Return the versions of a level, newest first."""
    return Version.objects.filter(community=community, group=group)


def access_version(community: Community, number: int, group: Group | None = None) -> Version:
    """Return a version by its number, or raise NotFoundError."""
    found = list_versions(community, group).filter(number=number).first()
    if found is None:
        msgid = N_("There is no version %(number)s.")
        raise NotFoundError(Words(msgid, {"number": number}))
    return found
