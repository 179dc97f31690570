"""What happened with rules that are tried before they count."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class RulesDrafted(Fact):
    draft: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s drafted rules to be tried: “%(name)s”.")


@dataclass(frozen=True, slots=True)
class DraftDiscarded(Fact):
    draft: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s gave the draft “%(name)s” up.")


@dataclass(frozen=True, slots=True)
class DraftRestored(Fact):
    draft: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took the draft “%(name)s” up again.")


@dataclass(frozen=True, slots=True)
class DraftSettled(Fact):
    draft: int
    group: int | None
    name: str
    number: int
    sentence: ClassVar[str] = N_(
        "What the draft “%(name)s” was to change counts by now: version %(number)s of the settings."
    )


@dataclass(frozen=True, slots=True)
class ReplayLookedAt(Fact):
    draft: int | None
    group: int
    name: str
    replay: int
    messages: int
    hits: int
    sentence: ClassVar[str] = N_(
        "%(actor)s looked at what “%(name)s” would have done: %(hits)s hits in %(messages)s "
        "messages."
    )


@dataclass(frozen=True, slots=True)
class RulesWentLive(Fact):
    draft: int
    group: int | None
    name: str
    number: int
    sentence: ClassVar[str] = N_(
        "%(actor)s put the draft “%(name)s” in force: version %(number)s of the settings."
    )


@dataclass(frozen=True, slots=True)
class RulesTakenBack(Fact):
    draft: int
    group: int | None
    name: str
    number: int
    sentence: ClassVar[str] = N_(
        "%(actor)s took “%(name)s” back: what counted before counts again (version %(number)s)."
    )


@dataclass(frozen=True, slots=True)
class RuleFellBack(Fact):
    group: int | None
    rule: str
    title: Words
    hits: int
    messages: int
    why: str
    sentence: ClassVar[str] = N_(
        "The fuse put the rule “%(title)s” to watching only: %(hits)s hits in %(messages)s "
        "messages since it was changed, %(why)s."
    )
    names: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"share": N_("more than one in twenty"), "history": N_("far more than before")}
    )


@dataclass(frozen=True, slots=True)
class RuleUndone(Fact):
    group: int | None
    case: tuple[int, ...]
    rule: str
    title: Words
    count: int
    members: int
    since: str
    until: str
    sentence: ClassVar[str] = N_(
        "%(actor)s withdrew all that the rule “%(title)s” had decided from %(since)s to %(until)s: "
        "%(count)s cases of %(members)s members."
    )


@dataclass(frozen=True, slots=True)
class UndoingTakenBack(Fact):
    rule: str
    title: Words
    count: int
    sentence: ClassVar[str] = N_(
        "%(actor)s let %(count)s withdrawn decisions of the rule “%(title)s” count again."
    )
