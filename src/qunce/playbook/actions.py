"""All writes to the playbook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts.playbook import PlaybookChanged
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group
from qunce.playbook import domain
from qunce.playbook.domain import Values
from qunce.playbook.models import Version
from qunce.playbook.plain import Problem
from qunce.playbook.queries import list_versions, own_values
from qunce.playbook.registry import sections


class SettingsRefusedError(RefusedError):
    """Values were refused; `problems` has every one with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(
            Words("%(place)s: %(fault)s", {"place": first.place, "fault": str(first.words)})
        )


@transaction.atomic
def apply(
    community: Community,
    values: Values,
    *,
    by: Actor,
    now: datetime,
    group: Group | None = None,
    note: str = "",
    based_on: int | None = None,
) -> Version | None:
    """Store a new version of the settings of a community, or of one group.

    `values` are all values of that level (what is left out has the manual's, or for a group the
    community's). Returns None where nothing differs. SettingsRefusedError where one is unknown, out
    of its limits, or not a group's to set; StaleError where `based_on` is not the newest number.
    """
    if problems := domain.check(values, sections.by_key, of_group=group is not None):
        raise SettingsRefusedError(problems)
    newest = _lock_newest(community, group, based_on)
    after = {key: dict(data) for key, data in values.items() if data}
    before = newest.values if newest else {}
    if not (changes := domain.differences(before, after, sections.in_order())):
        return None
    version = Version.objects.create(
        community=community,
        group=group,
        number=newest.number + 1 if newest else 1,
        values=after,
        author=by.name,
        author_id=by.id,
        note=note,
        created_at=now,
    )
    fact = PlaybookChanged(
        group=group.pk if group else None,
        number=version.number,
        settings=tuple(f"{change.section}.{change.field}" for change in changes),
    )
    ledger.record(fact, by=by, now=now, community=community)
    return version


def _lock_newest(community: Community, group: Group | None, based_on: int | None) -> Version | None:
    newest = list_versions(community, group).select_for_update().first()
    if based_on is not None and based_on != (newest.number if newest else 0):
        msgid = N_("Somebody else has changed the settings meanwhile. Please look again.")
        raise StaleError(Words(msgid))
    return newest


def change(
    community: Community,
    section: str,
    data: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    group: Group | None = None,
    note: str = "",
) -> Version | None:
    """Set one section and leave the others as they are. Errors as in `apply`.

    `data` are plain values; for a community those that equal the manual's are not stored.
    """
    own = own_values(community.pk, group.pk if group else None)
    kept = dict(data)
    if (
        group is None
        and section in sections.by_key
        and not domain.check({section: data}, sections.by_key)
    ):
        kept = domain.only_changed(sections.by_key[section], data)
    return apply(
        community,
        domain.replace_in(own, section, kept),
        by=by,
        now=now,
        group=group,
        note=note,
    )


def roll_back(version: Version, *, by: Actor, now: datetime, note: str = "") -> Version | None:
    """Make the values of an earlier version count again, as a new version."""
    values: Values = version.values
    if version.group is not None:
        values = domain.without_common(values, sections.by_key)
    return apply(
        version.community,
        values,
        by=by,
        now=now,
        group=version.group,
        note=note,
    )
