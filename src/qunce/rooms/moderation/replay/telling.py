"""A replay in words, rows and plain values: for the command line, for scripts, for a workbook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from qunce.kernel.clauses import STEP_NAMES, Charter, Step
from qunce.kernel.text import N_, Words
from qunce.people.models import Group
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.moderation.domain import Answer
from qunce.rooms.moderation.replay.domain import (
    CHANGE_NAMES,
    TRUTH_NAMES,
    Change,
    Line,
    Outcome,
)
from qunce.shell.house import house
from qunce.shell.words import render as say
from qunce.store.codecs import encode
from qunce.store.tables import xlsx_of

ANSWER_NAMES: dict[Answer, str] = {
    Answer.LEAVE: N_("nothing"),
    Answer.COUNT: N_("only counted"),
    Answer.ASK: N_("a person is asked"),
}
HEADS = (
    *(N_("Message"), N_("Sent"), N_("Member"), N_("Text"), N_("Difference")),
    *(N_("What would follow"), N_("Clause"), N_("Violation number"), N_("Rules")),
    *(N_("What it is compared with"), N_("Clause there"), N_("Rules there"), N_("People decided")),
)
WIDTHS = (10, 20, 20, 60, 14, 24, 16, 10, 24, 24, 16, 24, 24)
LEFT_OUT = N_(
    "%(count)s messages of these days came by an import: nothing was decided about them then, so "
    "they are left out; a draft, or a file, is tried on them as well"
)
SHARE = N_("%(share)s %% (%(right)s of %(of)s; 95 %% interval %(low)s to %(high)s %%)")
NO_SHARE = N_("not known: nobody has decided about any of these messages")


@dataclass(frozen=True, slots=True)
class Speech:
    """How a result is told: times in the community's time zone, clauses by their titles."""

    zone: ZoneInfo
    charter: Charter

    def moment(self, at: datetime) -> str:
        """Return a time as the community's clocks showed it."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def clause(self, key: str) -> str:
        """Return a clause with its number; its key where the charter has it no more."""
        found = self.charter.clause(key)
        return f"{found.number}. {say(found.title)}" if found else key


def speech_of(group: Group) -> Speech:
    """Return how results of a group are told."""
    charter = effective(group.community_id, Charter, group.pk)
    return Speech(zone_of(group.community), charter)


def outcome_words(answer: Answer, step: Step) -> Words:
    """Return what follows in a few words."""
    return Words(STEP_NAMES[step] if answer is Answer.ACT else ANSWER_NAMES[answer])


def rule_names(rules: Iterable[str]) -> str:
    """Return the titles of rules in one line."""
    titles = {rule.key: rule.title for rule in house.rules()}
    return "、".join(say(titles.get(key, key)) for key in rules)


def share_words(share: Mapping[str, Any]) -> Words:
    """Return a share with its interval in words."""
    if not share["of"]:
        return Words(NO_SHARE)
    figures = {key: round(share[key] * 100, 1) for key in ("share", "low", "high")}
    return Words(SHARE, {**figures, "right": share["right"], "of": share["of"]})


def workbook(lines: Iterable[Line], speech: Speech) -> bytes:
    """Return the lines of a result as an Excel file; no text becomes a formula."""
    return workbook_of(row_of(line, speech) for line in lines)


def workbook_of(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows with the cells of `HEADS` as an Excel file."""
    return xlsx_of([say(head) for head in HEADS], rows, WIDTHS)


def row_of(line: Line, speech: Speech) -> Sequence[object]:
    """Return a line as the cells of a row."""
    message = line.message
    return (
        message.id,
        speech.moment(message.sent_at),
        message.author.name if message.author else "",
        message.text,
        say(CHANGE_NAMES[line.change]),
        say(outcome_words(line.now.answer, line.now.step)),
        speech.clause(line.now.clause),
        line.now.strike or "",
        rule_names(line.now.rules),
        say(outcome_words(line.was.answer, line.was.step)),
        speech.clause(line.was.clause),
        rule_names(line.was.rules),
        say(TRUTH_NAMES[line.truth]),
    )


def plain_line(line: Line) -> dict[str, Any]:
    """Return a line as plain JSON values."""
    message = line.message
    return {
        "message": message.id,
        "sent_at": message.sent_at.isoformat(),
        "identity": message.author.identity if message.author else None,
        "person": message.author.person if message.author else None,
        "change": line.change.value,
        "truth": line.truth.value,
        "now": _plain(line.now),
        "was": _plain(line.was),
    }


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "answer": outcome.answer.value,
        "why": outcome.why.value,
        "clause": outcome.clause,
        "step": outcome.step.value,
        "strike": outcome.strike,
        "rules": list(outcome.rules),
        "spans": [[each.rule, *encode(each.span)] for each in outcome.found],
    }


def summary(report: Mapping[str, Any], *, is_record: bool) -> Iterator[Words]:
    """Yield the sentences that tell a report."""
    now, was, changes = report["now"], report["was"], report["changes"]
    yield Words(
        N_("%(read)s messages, %(judged)s judged, %(missing)s erased and so not judged"),
        {key: report[key] for key in ("read", "judged", "missing")},
    )
    if left_out := report.get("left_out"):
        yield Words(LEFT_OUT, {"count": left_out})
    yield Words(
        N_(
            "found in %(hits)s messages of %(members)s members: %(acted)s acted on, %(asked)s "
            "asked a person, %(counted)s only counted"
        ),
        {key: now[key] for key in ("hits", "acted", "asked", "counted")}
        | {"members": report["members"]},
    )
    for step, count in now["steps"].items():
        about: dict[str, str | int | float | Words] = {"count": count}
        yield Words(N_("%(step)s: %(count)s"), about | {"step": Words(STEP_NAMES[Step(step)])})
    yield Words(
        N_("right where people decided: %(share)s"), {"share": share_words(now["precision"])}
    )
    yield Words(N_("found of all violations: %(share)s"), {"share": share_words(now["recall"])})
    if is_record:
        yield _record_words(report)
        return
    yield Words(
        N_(
            "compared with what counts now (%(hits)s messages): %(new)s newly hit, %(gone)s no "
            "longer hit, %(other)s with another step"
        ),
        {"hits": was["hits"], **{key: changes[key] for key in ("new", "gone", "other")}},
    )


def _record_words(report: Mapping[str, Any]) -> Words:
    changes = report["changes"]
    differ = sum(changes[each] for each in (Change.NEW, Change.GONE, Change.OTHER))
    return Words(
        N_(
            "compared with what the machine decided: %(same)s the same, %(differ)s different, "
            "%(lost)s whose message is gone"
        ),
        {"same": changes[Change.SAME], "differ": differ, "lost": report["missing_decisions"]},
    )
