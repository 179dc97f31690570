"""How a decision came about, line by line: 这个决定是怎么来的."""

from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.clauses import STEP_NAMES, Charter
from qunce.kernel.effects import Capability
from qunce.kernel.text import N_, Words
from qunce.playbook.queries import effective
from qunce.rooms.moderation.derivation import Derivation
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import Again, derivation_of
from qunce.rooms.moderation.web.wording import rule_title
from qunce.shell.words import render as say

READ = N_("The text as the rules read it")
FOUND = N_("Places found")
CODE = N_("Version of the rules")
SETTINGS = N_("Settings in force")
NUMBERS = N_("community no. %(community)s, group no. %(group)s")
RECENT = N_("Earlier messages looked at")
GATHERED = N_("What a rule had looked up")
POSSIBLE = N_("What could be done in the group")
RESULT = N_("What came out")
OUTCOME = N_("%(step)s, number %(strike)s; the next one: %(next)s")
POINTS = N_("%(outcome)s; %(points)s points")
ONE_POINT = N_("%(outcome)s; one point")
BY_PERSON = N_("an admin decided")
BY_MACHINE = N_("by itself")
WHO = N_("Decided by")
NONE = N_("none")
CAPABILITIES: dict[Capability, str] = {
    Capability.RECALL: N_("recall"),
    Capability.MUTE: N_("mute"),
    Capability.REMOVE: N_("remove"),
    Capability.NOTIFY_PRIVATELY: N_("tell in private"),
    Capability.SEND: N_("post"),
}
FIELDS: dict[str, str] = {
    "answer": N_("whether it was acted on"),
    "why": N_("the reason"),
    "clause": N_("the clause"),
    "step": N_("the step"),
    "next_step": N_("the next step"),
    "strike": N_("the number"),
    "points": N_("the points"),
    "recall": N_("the recall"),
    "mute_hours": N_("the length of the mute"),
    "found": N_("the places found"),
}
SAME = N_("Derived again by the settings of then: the same comes out.")
OTHER = N_("Derived again by the settings of then, something else comes out: %(fields)s.")
UNKNOWN = N_("It cannot be derived again.")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier violation that counted."""

    clause: str
    at: datetime
    weight: int


@dataclass(frozen=True, slots=True)
class Explained:
    """What a decision was made from: lines of name and value, and the violations that counted."""

    lines: tuple[tuple[str, str], ...]
    strikes: tuple[Earlier, ...]
    since: datetime


def explained(case: Case) -> Explained | None:
    """Return how the decision of a case came about, None where that was not kept."""
    kept = derivation_of(case)
    if kept is None:
        return None
    charter = effective(case.community_id, Charter, case.group_id)
    titles = {each.key: say(each.title) for each in charter.clauses}
    strikes = tuple(
        Earlier(titles.get(each.clause, each.clause), each.at, each.weight)
        for each in kept.counters.strikes
    )
    return Explained(tuple(_lines(case, kept)), strikes, kept.clock.since)


def _lines(case: Case, kept: Derivation) -> list[tuple[str, str]]:
    community, group = kept.playbook
    places = [f"{rule_title(one.rule)}：{case.text[slice(*one.span)][:30]}" for one in kept.spans]
    possible = [say(name) for key, name in CAPABILITIES.items() if key in kept.capabilities]
    lines = [
        (READ, kept.plain),
        (FOUND, "\n".join(places) or say(NONE)),
        (CODE, kept.code),
        (SETTINGS, say(Words(NUMBERS, {"community": community, "group": group}))),
        (RECENT, str(kept.counters.recent)),
        (POSSIBLE, "、".join(possible)),
        (WHO, say(BY_PERSON if kept.by == "person" else BY_MACHINE)),
        (RESULT, _outcome(kept)),
    ]
    for rule, gathered in kept.counters.gathered.items():
        lines.insert(5, (GATHERED, f"{rule_title(rule)}：{_plain(gathered)}"))
    return [(say(name), value) for name, value in lines]


def _plain(gathered: object) -> str:
    if isinstance(gathered, dict):
        return "，".join(f"{key} = {value}" for key, value in gathered.items())
    if isinstance(gathered, list | tuple):
        return "；".join(_plain(each) for each in gathered)
    return str(gathered)


def _outcome(kept: Derivation) -> str:
    result = kept.result
    about: dict[str, str | int | Words] = {
        "step": Words(STEP_NAMES[result.step]),
        "strike": result.strike,
        "next": Words(STEP_NAMES[result.next_step]),
    }
    outcome = Words(OUTCOME, about)
    msgid = ONE_POINT if result.points == 1 else POINTS
    return say(Words(msgid, {"outcome": outcome, "points": result.points}))


def told_again(again: Again) -> dict[str, object]:
    """Return what came out when a decision was derived again, in words."""
    fields = "、".join(say(FIELDS[name]) for name in again.differs)
    said = {True: Words(SAME), False: Words(OTHER, {"fields": fields}), None: Words(UNKNOWN)}
    tone = {True: "success", False: "danger", None: "warning"}[again.same]
    remarks = [say(each) for each in again.remarks]
    return {"said": say(said[again.same]), "tone": tone, "remarks": remarks}
