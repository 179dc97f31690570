"""Drafts that are open although what they were to change counts by now.

A ladder that was tried is published by the charter's editor, and a file may name the replay of a
draft: both ways put the same settings in force, and nothing is left to be tried.
"""

from datetime import datetime

from django.db import transaction

from qunce.facts.trying import DraftSettled
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group
from qunce.playbook.domain import Values
from qunce.playbook.models import Version
from qunce.playbook.queries import list_versions
from qunce.rooms.moderation.gate import is_same
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.trying import DRAFT, DraftState, DraftVerb
from qunce.store.moves import move


def settle(community: Community, group: Group | None, number: int, *, now: datetime) -> None:
    """End the open drafts of a level whose changes a version of its settings has put in force.

    A draft that had changed nothing before that version (a fresh copy) stays open, and so does one
    whose changes do not count any more: they were taken back before anybody came to look.
    """
    versions = list_versions(community, group)
    version = versions.filter(number=number).first()
    if version is None:
        return
    before, newest = versions.filter(number__lt=number).first(), versions.first()
    rows = Draft.objects.filter(community=community, group=group, state=DraftState.OPEN)
    for draft in rows:
        counts = _holds(version, draft.values) and _holds(newest, draft.values)
        if counts and not _holds(before, draft.values):
            _end(draft, number, now)


def _holds(version: Version | None, values: Values) -> bool:
    """Say whether a version sets what a draft sets."""
    own: Values = version.values if version else {}
    return all(is_same(key, own.get(key, {}), data) for key, data in values.items())


@transaction.atomic
def _end(draft: Draft, number: int, now: datetime) -> None:
    after = DRAFT.after(DraftState(draft.state), DraftVerb.SETTLE)
    move(draft, to=after, version=number, live_at=now)
    fact = DraftSettled(draft.pk, draft.group_id, draft.name, number)
    ledger.record(fact, by=MACHINE, now=now, community=draft.community_id)
