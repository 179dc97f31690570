"""What each rule did in a time: hits, cases, and cases that were withdrawn."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from qunce.people.models import Community, Group
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case, Hit


@dataclass(frozen=True, slots=True)
class Figures:
    """Messages in which a rule found something, cases it led to, and those withdrawn again."""

    hits: int = 0
    cases: int = 0
    overturned: int = 0


NONE = Figures()


def of(community: Community, group: Group | None, since: datetime) -> Mapping[str, Figures]:
    """Return by rule what it did since a time, in a community or in one group."""
    level = {"group": group} if group else {"community": community}
    found = Hit.objects.filter(**level, sent_at__gte=since).values("rule")
    hits = dict(found.annotate(count=Count("message", distinct=True)).values_list("rule", "count"))
    cases: dict[str, int] = defaultdict(int)
    overturned: dict[str, int] = defaultdict(int)
    rows = Case.objects.filter(**level, opened_at__gte=since)
    for findings, state in rows.values_list("findings", "state").iterator():
        for rule in {str(each["rule"]) for each in findings}:
            cases[rule] += 1
            overturned[rule] += state == CaseState.OVERTURNED
    return {
        rule: Figures(hits.get(rule, 0), cases[rule], overturned[rule]) for rule in {*hits, *cases}
    }
