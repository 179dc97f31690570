"""Judges a part of a stretch by each rule set: what the processes of a replay do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from qunce.facts.reads import CountAllowed, TryPosts
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
from qunce.rooms.moderation.replay.domain import Order, Plan, RuleSet, Version
from qunce.rooms.moderation.replay.past import Bounds, Past, Read, Slots, Under, slot_open
from qunce.shell.hours import hours_in
from qunce.shell.house import house

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
    """What a version judges by: the engine, what the community sets, the posts that count."""

    ready: Ready
    settings: Mapping[str, Any]
    slots: Slots
    posts: CountAllowed | None


class Judge:
    """Judges the parts of a plan's stretch; reads the records, writes nothing.

    What holds for all parts is prepared once: engines, slots, and how posts would have counted.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._zone = zone_of(Community.objects.get(pk=plan.community))
        self._sets = [[self._rules(version) for version in s.versions] for s in plan.sets]
        windows = (queries.window_of(each.ready) for rules in self._sets for each in rules)
        self._window = max(windows, default=timedelta(0))

    def part(self, bounds: Bounds) -> Judged:
        """Judge one part."""
        past = Past(self._plan, bounds, self._window, self._zone)
        found: list[list[Findings]] = []  # by rule set, by reading
        done: list[tuple[Sequence[_Rules], list[Findings]]] = []
        for versions, rules in zip(self._plan.sets, self._sets, strict=True):
            findings = next((found for known, found in done if _judge_alike(known, rules)), None)
            if findings is None:
                findings = _judge(past, versions, rules)
                done.append((rules, findings))
            found.append(findings)
        found = _without_appeals(self._plan, past, found)
        by_reading = list(zip(*found, strict=True)) if past.reads else []
        hit = {
            each.message.id for each, its in zip(past.reads, by_reading, strict=True) if any(its)
        }
        flagged = tuple(
            Flagged(each, its)
            for each, its in zip(past.reads, by_reading, strict=True)
            if each.message.id in hit
        )
        judged = sum(each.edit == 0 for each in past.reads)
        return Judged(bounds.size, judged, past.missing, flagged)

    def _rules(self, version: Version) -> _Rules:
        """Return what a version judges by."""
        settings = _settings(version)
        slots = hours_in(settings)
        ask = house.ask(TryPosts)
        posts = None
        if ask is not None:
            posts = ask(
                self._plan.community,
                (self._plan.since, self._plan.until),
                settings,
                lambda slot, at: slot_open(slots, slot, at, self._zone),
                as_recorded=self._plan.order is Order.AS_READ,
            )
        return _Rules(ready_by(*version.layers), settings, slots, posts)


def _judge_alike(some: Sequence[_Rules], others: Sequence[_Rules]) -> bool:
    """Say whether two rule sets of one version each find the same: only their ladders differ."""
    if len(some) != 1 or len(others) != 1:
        return False
    one, other = some[0], others[0]
    return one.ready.engine is other.ready.engine and one.settings == other.settings


def _settings(version: Version) -> Mapping[str, Any]:
    """Return what a version says of rules and slots for the whole community."""
    own = version.layers[0] if version.layers else {}
    keys = (key for key in sections.by_key if key.startswith(("rules.", "slots.")))
    return {key: effective(sections.by_key[key], own.get(key, {})) for key in (BASICS.key, *keys)}


def _judge(past: Past, versions: RuleSet, rules: Sequence[_Rules]) -> list[Findings]:
    """Return by reading what one rule set finds that is against the charter."""
    by_version: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(past.reads):
        by_version[versions.place_at(each.at)].append(number)
    found: list[Findings] = [()] * len(past.reads)
    for place, numbers in by_version.items():
        ready, view = rules[place].ready, Under(past, rules[place].slots, rules[place].posts)
        for start in range(0, len(numbers), BATCH):
            part = numbers[start : start + BATCH]
            seen = queries.gather([past.reads[each].message for each in part], ready, view)
            for number, findings in zip(part, judge_batch(ready.engine, seen)[1], strict=True):
                if findings:
                    found[number] = tuple(filter(is_violation, findings))
    return found
