"""All reads of the playbook."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import Max, Q, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Group
from qunce.playbook import domain
from qunce.playbook.models import Version
from qunce.playbook.registry import sections

T = TypeVar("T")

Level = tuple[int, int | None]  # keys of community and group, None for the community's own
_known: ContextVar[dict[Level, Mapping[str, Any]] | None] = ContextVar("known", default=None)


def latest_values(community_id: int, group_id: int | None = None) -> list[Mapping[str, Any]]:
    """Return the layers that count: the community's, then the group's where one is asked for.

    One query, none for what was read before within `one_reading`; a level without a version
    gives an empty layer.
    """
    levels = [None] if group_id is None else [None, group_id]
    known = _known.get()
    if known is None:
        known = {}
    missing = [level for level in levels if (community_id, level) not in known]
    if missing:
        newest = _newest(community_id, missing)
        known |= {(community_id, level): newest.get(level, {}) for level in missing}
    return [known[community_id, level] for level in levels]


def own_values(community_id: int, group_id: int | None = None) -> Mapping[str, Any]:
    """Return what one level itself sets; of a group without what is common to all groups."""
    own = latest_values(community_id, group_id)[-1]
    return own if group_id is None else domain.without_common(own, sections.by_key)


def _newest(community_id: int, levels: list[int | None]) -> dict[int | None, Any]:
    """Return the values of the newest version of each level (None: the community's)."""
    wanted = Q(group_id__in=[level for level in levels if level is not None])
    if None in levels:
        wanted |= Q(group__isnull=True)
    rows = Version.objects.filter(wanted, community_id=community_id)
    # Versions are only ever added: of a level the one with the greatest key is the newest.
    last = rows.order_by().values("group_id").annotate(last=Max("pk")).values("last")
    found = Version.objects.filter(pk__in=last)
    return {row["group_id"]: row["values"] for row in found.values("group_id", "values")}


@contextmanager
def one_reading() -> Iterator[None]:
    """Read each level once within the block: for a page that shows many things and sets none."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def effective(community_id: int, kind: type[T], group_id: int | None = None) -> T:
    """Return the settings of a section that count in a community, or in one of its groups."""
    section = sections.by_kind[kind]
    layers = latest_values(community_id, group_id)
    return domain.effective(section, *domain.layers_of(section, layers))  # type: ignore[no-any-return]  # the section pairs key and kind


def effective_all(community_id: int, group_id: int | None = None) -> dict[str, Any]:
    """Return every section's settings by key, with one query."""
    layers = latest_values(community_id, group_id)
    return {
        section.key: domain.effective(section, *domain.layers_of(section, layers))
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


def numbers_in_force(community_id: int, group_id: int) -> tuple[int, int]:
    """Return the numbers of the newest versions of the community and of a group, 0 for none."""
    rows = Version.objects.filter(community_id=community_id)
    rows = rows.filter(Q(group__isnull=True) | Q(group_id=group_id)).order_by()
    newest = dict(rows.values_list("group_id").annotate(newest=Max("number")))
    return newest.get(None, 0), newest.get(group_id, 0)


def effective_at(community_id: int, group_id: int, numbers: tuple[int, int]) -> dict[str, Any]:
    """Return every section's settings by key as they were in versions of community and group.

    `numbers` are those of `numbers_in_force`. Raises NotFoundError for a version that is missing.
    """
    layers: list[Mapping[str, Any]] = []
    mine = Version.objects.filter(community_id=community_id)
    levels = (mine.filter(group__isnull=True), mine.filter(group=group_id))
    for level, number in zip(levels, numbers, strict=True):
        version = level.filter(number=number).first()
        if version is None and number:
            msgid = N_("There is no version %(number)s.")
            raise NotFoundError(Words(msgid, {"number": number}))
        layers.append(version.values if version else {})
    return {
        section.key: domain.effective(section, *[layer.get(section.key, {}) for layer in layers])
        for section in sections.in_order()
    }
