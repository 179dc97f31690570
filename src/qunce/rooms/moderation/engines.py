"""The prepared engine of each group, kept as long as its settings are the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from qunce.kernel.clauses import CHARTER, Charter
from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Rule, Seen
from qunce.people.models import Group
from qunce.playbook import queries as playbook
from qunce.playbook.domain import Values, effective
from qunce.playbook.registry import sections
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.shell.house import house

KEPT = 64  # engines; each holds an automaton of a few megabytes
SAMPLE_TEXT = "加 微 信 领 ziliao，13800000000"  # disguised, so that every layer is loaded


@dataclass(frozen=True, slots=True)
class Ready:
    """What a group is judged by: the engine, the charter, and the rules with their configs."""

    engine: Engine
    charter: Charter
    rules: tuple[tuple[Rule, Any], ...]


def ready_for(community_id: int, group_id: int | None) -> Ready:
    """Return what a group of a community is judged by now; built anew when settings change."""
    return _ready_of(playbook.effective_all(community_id, group_id))


def ready_by(*layers: Values) -> Ready:
    """Return what is judged by under settings that need not count anywhere, the weakest first."""
    keys = [CHARTER.key, *(f"rules.{rule.key}" for rule in house.rules())]
    found = {
        key: effective(sections.by_key[key], *[layer.get(key, {}) for layer in layers])
        for key in keys
    }
    return _ready_of(found)


def _ready_of(settings: Mapping[str, Any]) -> Ready:
    configs = tuple(settings[f"rules.{rule.key}"] for rule in house.rules())
    return _ready(configs, settings[CHARTER.key])


def ready_at(community_id: int, group_id: int, numbers: tuple[int, int]) -> Ready:
    """Return what a group was judged by in versions of the playbook (`numbers_in_force`).

    Raises NotFoundError for a version that is missing.
    """
    return _ready_of(playbook.effective_at(community_id, group_id, numbers))


def default_ready() -> Ready:
    """Return what is judged by where no community is asked: the manual's settings."""
    return _ready(tuple(rule.config for rule in house.rules()), Charter())


def forget() -> None:
    """Build all engines anew when they are asked for next."""
    _ready.cache_clear()
    _engine.cache_clear()


def prepare_all() -> None:
    """Build the engines of all groups and let each look at a text once.

    The first message after a start would else wait some two seconds for them.
    """
    nobody, long_ago = Author(0), datetime(2000, 1, 1, tzinfo=UTC)
    sample = Seen(Message(0, 0, nobody, SAMPLE_TEXT, long_ago), normalise(SAMPLE_TEXT))
    groups = Group.objects.filter(archived_at__isnull=True)
    for community, group in groups.values_list("community_id", "pk")[:KEPT]:
        ready_for(community, group).engine.judge(sample)


@lru_cache(maxsize=KEPT)
def _ready(configs: tuple[Any, ...], charter: Charter) -> Ready:
    return Ready(_engine(configs), charter, tuple(zip(house.rules(), configs, strict=True)))


@lru_cache(maxsize=KEPT)
def _engine(configs: tuple[Any, ...]) -> Engine:
    """Return the engine of rules: groups whose ladders alone differ share it."""
    rules = zip(house.rules(), configs, strict=True)
    return Engine([Setting(rule, config, getattr(config, "state", None)) for rule, config in rules])
