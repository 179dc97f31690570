"""A case as one thread: message → finding → clause → decision → errand → outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from qunce.kernel.effects import NAMES
from qunce.kernel.text import N_, Words
from qunce.ledger import queries as record
from qunce.ledger import repeating
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Entry, Errand, Task
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.web.wording import disguise_names, rule_title
from qunce.shell.again import try_again
from qunce.shell.words import render as say
from qunce.shell.words import sentence

TONES = {
    ErrandState.DONE: "good",
    ErrandState.HUMAN: "warn",
    ErrandState.REFUSED: "bad",
}
WROTE = N_("%(name)s wrote")
FOUND = N_("%(rule)s found “%(part)s”")
BESIDE = N_("Also: %(said)s (counts once, under the clause that weighs most)")
UNDONE = N_("%(reason)s (undone: %(undone)s)")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the thread, as the shell's timeline shows it."""

    title: Words | str
    at: datetime | None = None
    text: Words | str = ""
    icon: str = "circle-check"
    tone: str = "quiet"
    by: str = ""
    link: str = ""
    body: str = ""


def marked(case: Case) -> SafeString:
    """Return the text of a case with the found spans marked; everything is escaped."""
    found = (*queries.findings_of(case), *queries.beside_of(case))
    spans = sorted({each.span for each in found})
    parts, place = [], 0
    for start, end in spans:
        begin = max(start, place)
        if begin >= end:
            continue
        parts.append(format_html("{}<mark>{}</mark>", case.text[place:begin], case.text[begin:end]))
        place = end
    parts.append(format_html("{}", case.text[place:]))
    return mark_safe("".join(parts))  # noqa: S308  (each part is escaped by format_html)


def thread(case: Case, request: HttpRequest) -> list[Step]:
    """Return the whole story of a case in the order in which it happened."""
    wrote = Words(WROTE, {"name": case.author_name or "?"})
    is_conduct = not case.text and case.message_id is None and case.erased_at is None
    steps = [] if is_conduct else [Step(wrote, case.sent_at, case.text, "message")]
    steps += _findings(case)
    for entry in record.list_entries_about(case.community_id, "case", case.pk):
        steps.append(_entry(entry))
        steps += _consequences(entry, request)
    return steps


def _findings(case: Case) -> Iterator[Step]:
    beside = queries.beside_of(case)
    for finding in (*queries.findings_of(case), *beside):
        part = case.text[slice(*finding.span)][:60]
        text = say(finding.reason)
        if finding.undone:
            about = {"reason": text, "undone": disguise_names(finding.undone)}
            text = say(Words(UNDONE, about))
        if finding in beside:
            text = say(Words(BESIDE, {"said": text}))
        rule = rule_title(finding.rule)
        title = Words(FOUND, {"rule": rule, "part": part}) if part else rule
        yield Step(title, case.opened_at, text, "search", "info")


def _entry(entry: Entry) -> Step:
    return Step(sentence(entry), entry.at, "", "gavel", "info", record.actor_of(entry, say))


def _consequences(entry: Entry, request: HttpRequest) -> Iterator[Step]:
    for errand in Errand.objects.filter(entry=entry).order_by("id"):
        if errand.kind in NAMES:
            yield _errand(errand, request)
    for task in Task.objects.filter(entry=entry).order_by("id"):
        yield _task(task)


def _errand(errand: Errand, request: HttpRequest) -> Step:
    state = ErrandState(errand.state)
    detail = repeating.outcome_of(errand)
    said = say(state.label)
    return Step(
        NAMES[errand.kind],
        errand.finished_at or errand.created_at,
        f"{said} · {say(detail)}" if str(detail) else said,
        "robot",
        TONES.get(state, "quiet"),
        body=try_again(request, errand),
    )


def _task(task: Task) -> Step:
    tone = "good" if task.ended_at else "warn"
    title = say(record.task_title(task))
    return Step(title, task.ended_at or task.created_at, task.proof, "user", tone, task.ended_name)
