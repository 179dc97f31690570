"""Judges a part of a stretch by each rule set: what the processes of a replay do."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from qunce.kernel.rules import Finding
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.playbook.basics import BASICS
from qunce.playbook.domain import effective
from qunce.playbook.registry import sections
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.answering import find_appeals
from qunce.rooms.moderation.domain import is_violation
from qunce.rooms.moderation.engines import Ready, ready_by
from qunce.rooms.moderation.judging import judge_batch
from qunce.rooms.moderation.replay.domain import Plan, RuleSet, Version
from qunce.rooms.moderation.replay.past import Bounds, Past, Read, Slots, Under
from qunce.shell.hours import hours_in

BATCH = 500  # messages that go through the automata together

Findings = tuple[Finding, ...]


class Flagged(NamedTuple):
    """A reading of a message in which something was found, if only before or after an edit.

    `found` is by rule set what it found in this reading.
    """

    read: Read
    found: tuple[Findings, ...]


class Judged(NamedTuple):
    """What came out of a part: how many messages it had, were judged, were erased; the flagged."""

    size: int
    judged: int
    missing: int
    flagged: tuple[Flagged, ...]


def readies_of(rules: RuleSet) -> list[Ready]:
    """Return the prepared engine and charter of each version of a rule set."""
    return [ready_by(*version.layers) for version in rules.versions]


def judge_part(plan: Plan, bounds: Bounds) -> Judged:
    """Judge one part of a stretch; reads the records, writes nothing."""
    sets = [
        [_Rules(ready_by(*each.layers), _slots(each)) for each in s.versions] for s in plan.sets
    ]
    window = max(
        (queries.window_of(each.ready) for rules in sets for each in rules), default=timedelta(0)
    )
    past = Past(plan, bounds, window, _zone(plan.community))
    found: list[list[Findings]] = []  # by rule set, by reading
    done: list[tuple[Sequence[_Rules], list[Findings]]] = []
    for versions, rules in zip(plan.sets, sets, strict=True):
        findings = next((found for known, found in done if _judge_alike(known, rules)), None)
        if findings is None:
            findings = _judge(past, versions, rules)
            done.append((rules, findings))
        found.append(findings)
    found = _without_appeals(plan, past, found)
    by_reading = list(zip(*found, strict=True)) if past.reads else []
    hit = {each.message.id for each, its in zip(past.reads, by_reading, strict=True) if any(its)}
    flagged = tuple(
        Flagged(each, its)
        for each, its in zip(past.reads, by_reading, strict=True)
        if each.message.id in hit
    )
    judged = sum(each.edit == 0 for each in past.reads)
    return Judged(bounds.size, judged, past.missing, flagged)


def _without_appeals(
    plan: Plan, past: Past, found: Sequence[list[Findings]]
) -> list[list[Findings]]:
    """Return what was found without what stands in appeals, as the review leaves it out."""
    kept: list[list[Findings]] = []
    for findings in found:
        flagged = [(e.message, its) for e, its in zip(past.reads, findings, strict=True) if its]
        appeals = find_appeals(flagged, plan.community)
        pairs = zip(past.reads, findings, strict=True)
        kept.append([() if each.message.id in appeals else its for each, its in pairs])
    return kept


class _Rules(NamedTuple):
    """What a version judges by: the engine with its configs, and the slots of the programme."""

    ready: Ready
    slots: Slots


def _judge_alike(some: Sequence[_Rules], others: Sequence[_Rules]) -> bool:
    """Say whether two rule sets of one version each find the same: only their ladders differ."""
    if len(some) != 1 or len(others) != 1:
        return False
    one, other = some[0], others[0]
    return one.ready.engine is other.ready.engine and one.slots == other.slots


def _slots(version: Version) -> Slots:
    """Return the slots of the community under a version of its settings."""
    own = version.layers[0] if version.layers else {}
    keys = (BASICS.key, *(key for key in sections.by_key if key.startswith("slots.")))
    return hours_in({key: effective(sections.by_key[key], own.get(key, {})) for key in keys})


def _judge(past: Past, versions: RuleSet, rules: Sequence[_Rules]) -> list[Findings]:
    """Return by reading what one rule set finds that is against the charter."""
    by_version: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(past.reads):
        by_version[versions.place_at(each.at)].append(number)
    found: list[Findings] = [()] * len(past.reads)
    for place, numbers in by_version.items():
        ready, view = rules[place].ready, Under(past, rules[place].slots)
        for start in range(0, len(numbers), BATCH):
            part = numbers[start : start + BATCH]
            seen = queries.gather([past.reads[each].message for each in part], ready, view)
            for number, findings in zip(part, judge_batch(ready.engine, seen)[1], strict=True):
                if findings:
                    found[number] = tuple(filter(is_violation, findings))
    return found


@lru_cache(maxsize=64)
def _zone(community: int) -> ZoneInfo:
    return zone_of(Community.objects.get(pk=community))
