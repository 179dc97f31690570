"""`qunce replay --group KEY --since D --until D`: try rules on what was said in a group."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Group
from qunce.people.queries import find_group_by_key, zone_of
from qunce.playbook import domain, toml
from qunce.playbook.registry import sections
from qunce.rooms.moderation import examples
from qunce.rooms.moderation.replay import listing, plans, telling
from qunce.rooms.moderation.replay.domain import Line, Plan
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.periods import stretch
from qunce.rooms.moderation.replay.running import run
from qunce.shell.bars import Bar
from qunce.shell.card import Command
from qunce.shell.words import render

NO_FILE = N_("The file cannot be read: %(fault)s")
NOT_WRITTEN = N_("The file cannot be written: %(fault)s")
NOT_TEXT = N_("%(file)s: this is not UTF-8 text")
NO_FOLDER = N_("%(file)s: there is no such folder, or nothing can be written there")
NO_DAY = N_("“%(text)s” is no day: write it like 2026-10-31")
GROUP = N_("key of the group (`qunce groups` lists them)")
FIRST = N_("the first day, in the community's time zone")
LAST = N_("the last day, included")
FILE = N_("all settings of the community, to be tried; without it, what counted each time")
XLSX = N_("write the messages into an Excel file")
FORMAT = N_("text tells figures, members and the first messages; json has all of them")
AT_WORK = N_("processes that judge beside each other (%(count)s)")
PROCESSES = 2


def _day(text: str) -> date:
    """Return a day. Raises ArgumentTypeError for one that the calendar does not have."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(render(Words(NO_DAY, {"text": text}))) from None


def _arguments(parser: ArgumentParser) -> None:
    day: dict[str, Any] = {"required": True, "type": _day, "metavar": "YYYY-MM-DD"}
    at_work = render(Words(AT_WORK, {"count": PROCESSES}))
    parser.add_argument("--group", required=True, metavar="KEY", help=render(GROUP))
    parser.add_argument("--since", help=render(FIRST), **day)
    parser.add_argument("--until", help=render(LAST), **day)
    parser.add_argument("--playbook", type=Path, metavar="FILE.toml", help=render(FILE))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=render(FORMAT))
    parser.add_argument("--xlsx", type=Path, metavar="OUT.xlsx", help=render(XLSX))
    parser.add_argument("--processes", type=int, default=PROCESSES, metavar="N", help=at_work)


def _run(options: Namespace) -> int:
    group = find_group_by_key(options.group)
    plan = _plan(group, options)
    if options.xlsx:
        _refuse_unwritable(options.xlsx)
    lines: list[Line] = []
    bar = Bar(sys.stderr)

    def watch(found: list[Line], tally: Tally, total: int) -> None:
        lines.extend(found)
        bar.show(tally.read, total)

    processes = max(1, min(options.processes, os.cpu_count() or 1))
    try:
        report = run(plan, watch, processes=processes).report()
    finally:
        bar.clear()
    speech = telling.speech_of(group)
    if options.xlsx:
        _write(options.xlsx, telling.workbook(lines, speech))
    if options.format == "json":
        _tell_plainly(report, lines, plan)
        return 0
    is_record = len(plan.sets) == 1
    for each in listing.lines_of(report, lines, speech, is_record=is_record):
        sys.stdout.write(f"{each}\n")
    if not is_record:
        layers = plan.sets[0].versions[0].layers
        for each in examples.lines_of(
            examples.find_repeated_by(layers, plan.community, plan.group)
        ):
            sys.stdout.write(f"{each}\n")
    return 0


def _plan(group: Group, options: Namespace) -> Plan:
    since, until = stretch(options.since, options.until, zone_of(group.community))
    if options.playbook is None:
        return plans.of_record(group, since, until)
    return plans.of_trial(group, _values(options.playbook), since, until)


def _values(file: Path) -> domain.Values:
    """Return the settings of a TOML file. Raises RefusedError with the place of what is wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RefusedError(Words(NO_FILE, {"fault": str(error)})) from None
    except UnicodeDecodeError:
        raise RefusedError(Words(NOT_TEXT, {"file": str(file)})) from None
    values = toml.load(text, sections.by_key)
    if problems := domain.check(values, sections.by_key):
        first = problems[0]
        msgid = N_("%(place)s: %(fault)s")
        raise RefusedError(Words(msgid, {"place": first.place, "fault": first.words}))
    return values


def _refuse_unwritable(file: Path) -> None:
    """Raise RefusedError for a place where nothing can be written: before minutes of work."""
    if file.is_dir() or not os.access(file if file.exists() else file.parent, os.W_OK):
        raise RefusedError(Words(NO_FOLDER, {"file": str(file)}))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise RefusedError(Words(NOT_WRITTEN, {"fault": str(error)})) from None


def _tell_plainly(report: dict[str, Any], lines: list[Line], plan: Plan) -> None:
    about = {
        "since": plan.since.isoformat(),
        "until": plan.until.isoformat(),
        "compared_with": "record" if len(plan.sets) == 1 else "in_force",
        "report": report,
        "lines": [telling.plain_line(line) for line in lines],
    }
    json.dump(about, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


COMMAND = Command("replay", N_("Try rules on what was said in a group."), _arguments, _run)
