"""A replay on the command line: figures, rules, members, and the first of the messages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from qunce.kernel.clauses import STEP_NAMES, Step
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.replay import telling
from qunce.rooms.moderation.replay.domain import CHANGE_NAMES, Change, Line
from qunce.rooms.moderation.replay.telling import Speech
from qunce.shell.words import render as say

MOST_MEMBERS = 10
MOST_MESSAGES = 20
EXCERPT = 40  # characters of a message

NOTHING_SAID = N_("Nothing was said there in these days that could be looked at.")
RULES = N_("By rule (hits; hits of what it is compared with):")
MEMBERS = N_("Members that it would hit most (messages; harshest step):")
MESSAGES = N_("Messages:")
MORE = N_("… and %(count)s more: --xlsx or --format json has all of them")


def lines_of(
    report: Mapping[str, Any], lines: Sequence[Line], speech: Speech, *, is_record: bool
) -> Iterator[str]:
    """Yield what the command says, line by line; what differs comes first."""
    if not report["read"]:
        yield say(NOTHING_SAID)
        if report["left_out"]:
            yield say(Words(telling.LEFT_OUT, {"count": report["left_out"]}))
        return
    for words in telling.summary(report, is_record=is_record):
        yield say(words)
    now, was = report["now"]["rules"], report["was"]["rules"]
    if keys := sorted(now.keys() | was.keys()):
        yield from ("", say(RULES))
    for key in keys:
        hits = [side.get(key, {}).get("hits", 0) for side in (now, was)]
        yield f"  {telling.rule_names([key])}  {hits[0]} ; {hits[1]}"
    yield from _members(report)
    yield from _messages(lines, speech)


def _members(report: Mapping[str, Any]) -> Iterator[str]:
    hit = [each for each in report["member_list"] if each[3]]
    if hit:
        yield from ("", say(MEMBERS))
    for _kind, _key, name, count, _was, step in hit[:MOST_MEMBERS]:
        yield f"  {name or '?'}  {count} ; {say(STEP_NAMES[Step(step)])}"
    if report["members"] > MOST_MEMBERS:
        yield f"  {say(Words(MORE, {'count': report['members'] - MOST_MEMBERS}))}"


def _messages(lines: Iterable[Line], speech: Speech) -> Iterator[str]:
    told = sorted(lines, key=lambda line: (line.change is Change.SAME, line.message.sent_at))
    if told:
        yield from ("", say(MESSAGES))
    for line in told[:MOST_MESSAGES]:
        name = line.message.author.name if line.message.author else "?"
        outcome = say(telling.outcome_words(line.now.answer, line.now.step))
        rules = telling.rule_names(line.now.rules or line.was.rules)
        about = f"{say(CHANGE_NAMES[line.change])} · {outcome} · {rules}"
        yield f"  {speech.moment(line.message.sent_at)}  {name}: {_excerpt(line.message.text)}"
        yield f"      {about}"
    if len(told) > MOST_MESSAGES:
        yield f"  {say(Words(MORE, {'count': len(told) - MOST_MESSAGES}))}"


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:EXCERPT]}…" if len(line) > EXCERPT else line
