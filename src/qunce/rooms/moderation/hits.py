"""Findings as they are kept: what reports and the group's page count."""

from collections.abc import Iterable, Sequence

from qunce.kernel.rules import Certainty, Finding, Label, Seen
from qunce.kernel.text import NOTHING
from qunce.people.models import Group
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.models import Hit


def note_hits(group: Group, found: Iterable[tuple[Seen, Sequence[Finding]]], ready: Ready) -> None:
    """Keep what was found in messages; what is known is not noted twice."""
    Hit.objects.bulk_create(
        [
            Hit(
                community_id=group.community_id,
                group=group,
                message_id=seen.message.id,
                rule=finding.rule,
                clause=finding.clause,
                label=finding.label,
                certainty=finding.certainty,
                state=ready.engine.states[finding.rule],
                start=finding.span[0],
                end=finding.span[1],
                undone=list(finding.undone),
                sent_at=seen.message.sent_at,
            )
            for seen, bad in found
            for finding in bad
        ],
        ignore_conflicts=True,
    )


def finding_of(hit: Hit) -> Finding:
    """Return a finding as it was kept; its reason was not."""
    return Finding(
        hit.rule,
        hit.clause,
        Label(hit.label),
        (hit.start, hit.end),
        NOTHING,
        tuple(hit.undone),
        Certainty(hit.certainty),
    )
