"""How long the evidence of a case is kept (DESIGN rule 9): longer than the conversation's texts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.options import Section, option
from qunce.kernel.text import N_
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.playbook.queries import effective
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case, GroupExample

BATCH = 1_000  # cases in one transaction
WAITING = (CaseState.OPEN, CaseState.APPEALED)
FOUND: dict[str, Any] = {"findings": [], "beside": [], "derivation": {}}
EMPTY: dict[str, Any] = {"text": "", "appeal": "", "note": "", **FOUND}


@dataclass(frozen=True, slots=True)
class Evidence:
    """How long a case keeps what was said."""

    # Three years: the time within which claims are brought (Civil Code of China, article 188).
    days: int = option(
        1095,
        N_("Keep the evidence of a case for"),
        N_(
            "From the last thing that happened in the case. Then its text, the appeal and the "
            "remarks are erased; clause, decision and date stay. What is open or appealed is kept."
        ),
        low=30,
        high=3650,
        unit=N_("days"),
    )


EVIDENCE = Section("cases", N_("Evidence of cases"), Evidence, is_common=True)


def tick(now: datetime) -> None:
    """Erase the evidence of cases that has been kept long enough."""
    for community in Community.objects.order_by("pk"):
        days = effective(community.pk, Evidence).days
        while _erase_some(community, days, now=now):
            pass


@transaction.atomic
def _erase_some(community: Community, days: int, *, now: datetime) -> int:
    """Erase the evidence of the next cases in which nothing has happened for so long."""
    before = now - timedelta(days=days)
    old = Case.objects.filter(community=community, erased_at__isnull=True, opened_at__lt=before)
    old = old.exclude(state__in=WAITING)
    for name in ("decided_at", "appealed_at", "answered_at"):
        old = old.exclude(**{f"{name}__gte": before})
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        GroupExample.objects.filter(case__in=keys).delete()
        Case.objects.filter(pk__in=keys).update(**EMPTY, erased_at=now)
        fact = facts.EvidenceErased(case=tuple(keys), count=len(keys), days=days)
        ledger.record(fact, by=MACHINE, now=now, community=community)
    return len(keys)
