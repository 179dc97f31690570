"""Puts a rule that crashes or is slow to observe, and calls the owner."""

from datetime import datetime

from django.db import transaction

from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.messages import Role
from qunce.kernel.rules import RuleState
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.playbook.queries import latest_values
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.faults import Fault, FaultKind
from qunce.shell.house import house

CRASHED = N_("The rule “%(rule)s” fails: it only watches now")
SLOW = N_("The rule “%(rule)s” is too slow: it only watches now")
HINT = N_(
    "Nothing follows from its findings until you set it to live again; the other rules go on. "
    "What it said: %(detail)s"
)


def park_faulty(group: Group, ready: Ready, *, now: datetime) -> None:
    """Put rules that did what they should not to observe, in the community and its groups.

    A rule that only watches already is left as it is.
    """
    for fault in list(ready.engine.faults.first.values()):
        if ready.engine.states.get(fault.rule) is RuleState.LIVE:
            park(group.community, fault, now=now)


def observe(community: Community, rule: str, *, note: str, now: datetime) -> None:
    """Put a rule to observe in the community, and in its groups that have it live themselves."""
    section = f"rules.{rule}"
    groups = list(Group.objects.filter(community=community, archived_at__isnull=True))
    for level in (None, *groups):
        own = latest_values(community.pk, level.pk if level else None)[-1].get(section, {})
        if level is None or own.get("state") == RuleState.LIVE:
            values = {**own, "state": RuleState.OBSERVE.value}
            playbook.change(community, section, values, by=MACHINE, now=now, group=level, note=note)


@transaction.atomic
def park(community: Community, fault: Fault, *, now: datetime) -> None:
    """Put one rule to observe wherever it is live in a community, and ask the owner to look."""
    note = fault.detail[:200]
    observe(community, fault.rule, note=note, now=now)
    rule = next(each for each in house.rules() if each.key == fault.rule)
    about = {"rule": Words(rule.title)}
    fact = facts.RuleParked(rule=fault.rule, title=about["rule"], kind=fault.kind, detail=note)
    entry = ledger.record(fact, by=MACHINE, now=now, community=community)
    title = Words(SLOW if fault.kind is FaultKind.SLOW else CRASHED, dict(about))
    ledger.open_task(
        TaskDraft(
            community=community.pk,
            kind="rule",
            title=title,
            hint=Words(HINT, {"detail": note}),
            role=Role.OWNER,
            key=f"rule:{fault.rule}:{entry.pk}",
            link=f"/c/{community.key}/playbook/rules.{fault.rule}/",
            due=now,
            urgent=True,
        ),
        now=now,
        entry=entry,
    )
