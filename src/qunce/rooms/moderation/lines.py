"""`qunce judge --format jsonl`: messages in, a line each; verdicts out, a line each."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import islice
from typing import Any, TextIO

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import Normal, normalise_all
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import Finding, Seen
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.engine import Engine, label_of
from qunce.shell.words import render

BATCH = 500
NOT_TEXT = N_("this is not UTF-8 text")
NOT_JSON = N_("this is not JSON: %(fault)s")
NO_OBJECT = N_("this is not an object with id and text")
NO_ID = N_("there is no id")
NO_TEXT = N_("there is no text")
ODD_TEXT = N_("the text is not a string")
LINE = N_("line %(number)s: %(why)s")
BAD = N_("Lines that could not be read: %(count)s")
SOME_TIME = datetime(1970, 1, 1, tzinfo=timezone.utc)  # texts alone have no time
ESCAPED = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8, read with surrogateescape
SOMEBODY = Author(identity=0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be judged."""

    id: Any
    text: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read: its number, from 1, and why."""

    number: int
    why: Words


def read_line(number: int, raw: str) -> Line | BadLine | None:
    """Return what a line holds; None for an empty one."""
    if not raw.strip():
        return None
    if not raw.isascii() and ESCAPED.search(raw):
        return BadLine(number, Words(NOT_TEXT))
    try:
        row = json.loads(raw)
    except ValueError as error:
        return BadLine(number, Words(NOT_JSON, {"fault": str(error)}))
    fault = _fault_of(row)
    return BadLine(number, Words(fault)) if fault else Line(row["id"], row["text"])


def _fault_of(row: Any) -> str:
    """Return the msgid of what a line lacks, or ""."""
    if not isinstance(row, dict):
        return NO_OBJECT
    if "id" not in row:
        return NO_ID
    if "text" not in row:
        return NO_TEXT
    return "" if isinstance(row["text"], str) else ODD_TEXT


def judge_lines(lines: Iterable[str], engine: Engine) -> Iterator[str | BadLine]:
    """Yield for each line of JSON its judgement as a line of JSON, or why it cannot be judged."""
    read = (read_line(number, raw) for number, raw in enumerate(lines, start=1))
    present = (each for each in read if each is not None)
    while batch := list(islice(present, BATCH)):
        yield from _judge_batch(batch, engine)


def _judge_batch(batch: list[Line | BadLine], engine: Engine) -> Iterator[str | BadLine]:
    good = [each for each in batch if isinstance(each, Line)]
    normals = normalise_all([own_words(each.text) for each in good])
    findings = iter(engine.judge_all([_seen(normal) for normal in normals]))
    for each in batch:
        yield each if isinstance(each, BadLine) else _answer(each, next(findings))


def _seen(normal: Normal) -> Seen:
    return Seen(Message(0, 0, SOMEBODY, normal.text, SOME_TIME), normal)


def _answer(line: Line, findings: list[Finding]) -> str:
    answer = {
        "id": line.id,
        "label": label_of(findings),
        "findings": [
            {
                "rule": each.rule,
                "clause": each.clause,
                "span": list(each.span),
                "undone": list(each.undone),
            }
            for each in findings
        ],
    }
    return json.dumps(answer, ensure_ascii=False)


def run(lines: Iterable[str], engine: Engine, out: TextIO, errors: TextIO) -> int:
    """Write the judgements to `out`, bad lines to `errors`; return the exit code: 0, or 2."""
    bad = 0
    for answer in judge_lines(lines, engine):
        if isinstance(answer, BadLine):
            bad += 1
            errors.write(f"{render(Words(LINE, {'number': answer.number, 'why': answer.why}))}\n")
        else:
            out.write(answer + "\n")
    if bad:
        errors.write(f"{render(Words(BAD, {'count': bad}))}\n")
    return 2 if bad else 0
