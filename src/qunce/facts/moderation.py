"""What happened in moderation."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class MessageSanctioned(Fact):
    case: int
    message: int
    group: int
    person: int | None
    identity: int | None
    clause: str
    step: str
    strike: int
    rules: tuple[str, ...]
    clause_title: Words
    step_name: Words
    sentence: ClassVar[str] = N_(
        "Case %(case)s: clause “%(clause_title)s”, %(step_name)s, number %(strike)s."
    )


@dataclass(frozen=True, slots=True)
class MessageQuestioned(Fact):
    case: int
    message: int
    group: int
    person: int | None
    identity: int | None
    clause: str
    why: str
    rules: tuple[str, ...]
    clause_title: Words
    sentence: ClassVar[str] = N_("Case %(case)s waits for a person: clause “%(clause_title)s”.")


@dataclass(frozen=True, slots=True)
class CaseDismissed(Fact):
    case: int
    group: int
    person: int | None
    note: str
    sentence: ClassVar[str] = N_("%(actor)s dismissed case %(case)s. %(note)s")


@dataclass(frozen=True, slots=True)
class CaseReopened(Fact):
    case: int
    group: int
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s reopened case %(case)s.")


@dataclass(frozen=True, slots=True)
class CaseAppealed(Fact):
    case: int
    group: int
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s appealed against case %(case)s.")


@dataclass(frozen=True, slots=True)
class EvidenceErased(Fact):
    case: tuple[int, ...]
    count: int
    days: int
    sentence: ClassVar[str] = N_(
        "The evidence of %(count)s cases was erased: the settings keep it for %(days)s days."
    )


@dataclass(frozen=True, slots=True)
class AppealAnswered(Fact):
    case: int
    group: int
    person: int | None
    result: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s looked at case %(case)s again: %(result)s.")
    names: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "upheld": N_("the decision stays"),
            "reduced": N_("the decision becomes milder"),
            "overturned": N_("the decision is withdrawn"),
        }
    )


@dataclass(frozen=True, slots=True)
class RuleParked(Fact):
    """A rule that crashed or was slow was put to observe."""

    rule: str
    title: Words
    kind: str
    detail: str
    sentence: ClassVar[str] = N_("The rule “%(title)s” only watches now: %(kind)s (%(detail)s).")
    names: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"crashed": N_("it failed"), "slow": N_("it was too slow")}
    )


@dataclass(frozen=True, slots=True)
class MessageReported(Fact):
    """`person` and `identity` are the reporter's, if known."""

    case: int
    group: int
    person: int | None
    identity: int | None
    name: str
    sentence: ClassVar[str] = N_("%(name)s reported a message: case %(case)s.")


@dataclass(frozen=True, slots=True)
class ReportAnswered(Fact):
    """`person` is the reporter's, if known."""

    case: int
    group: int
    person: int | None
    name: str
    result: str
    sentence: ClassVar[str] = N_("The report of %(name)s in case %(case)s %(result)s.")
    names: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"right": N_("proved true"), "wrong": N_("did not prove true")}
    )


@dataclass(frozen=True, slots=True)
class RoundDone(Fact):
    """`person` is who looked through the groups."""

    person: int
    name: str
    found: int
    hot: int
    note: str
    sentence: ClassVar[str] = N_(
        "%(name)s did the round: %(found)s findings looked at, %(hot)s heated talks. %(note)s"
    )


@dataclass(frozen=True, slots=True)
class RoundTakenBack(Fact):
    day: Words
    sentence: ClassVar[str] = N_("%(actor)s opened the round of %(day)s again.")


@dataclass(frozen=True, slots=True)
class ShareAppreciated(Fact):
    """`person` is who shared, if known."""

    message: int
    group: int
    person: int | None
    name: str
    excerpt: Words
    sentence: ClassVar[str] = N_("%(actor)s marked a share of %(name)s: “%(excerpt)s”.")


@dataclass(frozen=True, slots=True)
class AppreciationTakenBack(Fact):
    message: int
    group: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took the mark from a share of %(name)s.")


@dataclass(frozen=True, slots=True)
class CaseNamed(Fact):
    """An admin said whom a case is about that only had words or a name."""

    case: int
    group: int
    person: int | None
    identity: int
    name: str
    sentence: ClassVar[str] = N_("Case %(case)s is about %(name)s, says %(actor)s.")


@dataclass(frozen=True, slots=True)
class CaseEased(Fact):
    """A later decision became milder because an earlier one was withdrawn."""

    case: int
    group: int
    person: int | None
    because: int
    step: str
    step_name: Words
    sentence: ClassVar[str] = N_(
        "Case %(case)s becomes milder because case %(because)s was withdrawn: %(step_name)s."
    )


@dataclass(frozen=True, slots=True)
class PiecesFound(Fact):
    """Later messages of the same author were pieces of what a case is about."""

    case: int
    group: int
    person: int | None
    messages: tuple[int, ...]
    count: int
    sentence: ClassVar[str] = N_("Case %(case)s: %(count)s more messages belong to it.")
