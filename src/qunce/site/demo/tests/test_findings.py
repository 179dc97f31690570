"""The rules of the house see in the demo what was planted there, and leave the talk alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest

from qunce.kernel.incoming import Incoming
from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Certainty, Finding, Label, Seen
from qunce.rooms.moderation.domain import PERMITTED
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.rules import RULES as MODERATION
from qunce.rooms.postings.rules import RULES as POSTINGS
from qunce.site.demo.generate import build
from qunce.site.demo.plan import DemoPlan

NOW = datetime(2026, 11, 23, 11, 40, tzinfo=UTC)


def said(plan: DemoPlan) -> Iterator[Incoming]:
    """Yield what members said; the admins' reminders quote what they forbid."""
    staff = {member.external for member in plan.members if member.roles}
    for talk in plan.talk.values():
        for each in talk:
            if isinstance(each, Incoming) and each.speaker and each.speaker.external not in staff:
                yield each


@cache
def found() -> tuple[tuple[Label, list[Finding]], ...]:
    """Return each message's label as planted, and the findings against it."""
    plan = build(NOW)
    labels = {each.platform_id: each.label for each in plan.planted}
    engine = Engine([Setting(rule) for rule in (*MODERATION, *POSTINGS)])
    pairs = []
    for each in said(plan):
        message = Message(0, 0, Author(identity=1), each.text, each.sent_at)
        findings = engine.judge(Seen(message, normalise(each.text)))
        against = [finding for finding in findings if finding.label not in PERMITTED]
        pairs.append((labels.get(each.platform_id, Label.OK), against))
    return tuple(pairs)


def test_of_a_thousand_ordinary_messages_at_most_two_are_found_guilty() -> None:
    sure = [
        any(finding.certainty is Certainty.SURE for finding in findings)
        for label, findings in found()
        if label is Label.OK
    ]
    assert sum(sure) <= len(sure) * 0.002


@pytest.mark.parametrize(
    ("label", "share"),
    [(Label.AD_PROHIBITED, 0.7), (Label.RECRUIT_BAD, 0.5), (Label.REPOST, 0.6)],
)
def test_most_of_what_was_planted_is_found(label: Label, share: float) -> None:
    hits = [bool(findings) for planted, findings in found() if planted is label]
    assert sum(hits) >= len(hits) * share
