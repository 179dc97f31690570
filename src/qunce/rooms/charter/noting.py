"""Writes for several members at once: that they said they accept, and its undo (DESIGN rule 7)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qunce.facts import charter as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Person
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter.domain import JUST_NOW, Way
from qunce.rooms.charter.models import Acceptance, CharterVersion

TOO_LATE = N_("What was noted can be taken back for %(minutes)s minutes, and only that.")


@transaction.atomic
def note_all(
    persons: Sequence[Person], version: CharterVersion, *, by: Actor, now: datetime
) -> int:
    """Note that several members said that they accept; return of how many it was new."""
    known = set(
        Acceptance.objects.filter(version=version, person__in=persons).values_list(
            "person", flat=True
        )
    )
    fresh = [each for each in persons if each.pk not in known]
    for person in fresh:
        charter.accept(person, version, way=Way.TOLD, by=by, at=now, now=now)
    return len(fresh)


@transaction.atomic
def take_back(acceptances: Sequence[Acceptance], *, by: Actor, now: datetime) -> None:
    """Take back what was noted a moment ago.

    Raises RefusedError for what members accepted themselves, and for what is older.
    """
    for each in acceptances:
        if each.way != Way.TOLD or each.at <= now - JUST_NOW:
            minutes = int(JUST_NOW.total_seconds() // 60)
            raise RefusedError(Words(TOO_LATE, {"minutes": minutes}))
        fact = facts.CharterAcceptanceTakenBack(
            each.person_id, each.version.number, each.person.name
        )
        each.delete()
        ledger.record(fact, by=by, now=now, community=each.community_id)
