"""`qunce replay --group KEY --since D --until D`: try rules on what was said in a group."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Group
from qunce.people.queries import find_group_by_key, zone_of
from qunce.playbook import domain, toml
from qunce.playbook.registry import sections
from qunce.rooms.moderation.replay import plans, telling
from qunce.rooms.moderation.replay.domain import Line, Plan
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.periods import stretch
from qunce.rooms.moderation.replay.running import run
from qunce.shell.card import Command
from qunce.shell.words import render

NO_FILE = N_("The file cannot be read: %(fault)s")
NOT_WRITTEN = N_("The file cannot be written: %(fault)s")
PROCESSES = 2


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--group", required=True, help="key of the group, or community/group")
    parser.add_argument("--since", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--until", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="included"
    )
    parser.add_argument(
        "--playbook",
        type=Path,
        metavar="FILE.toml",
        help="the community's settings to be tried; without it, what counted each time",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--xlsx", type=Path, metavar="OUT.xlsx", help="write the messages here")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="that judge together")


def _run(options: Namespace) -> int:
    group = find_group_by_key(options.group)
    plan = _plan(group, options)
    lines: list[Line] = []

    def watch(found: list[Line], tally: Tally, total: int) -> None:
        lines.extend(found)
        if sys.stderr.isatty():
            percent = tally.read * 100 // total if total else 100
            sys.stderr.write(f"\r{percent:3} %  {tally.read} ")
            sys.stderr.flush()

    processes = max(1, min(options.processes, os.cpu_count() or 1))
    report = run(plan, watch, processes=processes).report()
    if sys.stderr.isatty():
        sys.stderr.write("\r")
    if options.xlsx:
        _write(options.xlsx, telling.workbook(lines))
    _tell(report, lines, plan, as_json=options.format == "json")
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
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(Words(NO_FILE, {"fault": str(error)})) from None
    values = toml.load(text, sections.by_key)
    if problems := domain.check(values, sections.by_key):
        first = problems[0]
        msgid = N_("%(place)s: %(fault)s")
        raise RefusedError(Words(msgid, {"place": first.place, "fault": first.words}))
    return values


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise RefusedError(Words(NOT_WRITTEN, {"fault": str(error)})) from None


def _tell(report: dict[str, Any], lines: list[Line], plan: Plan, *, as_json: bool) -> None:
    is_record = len(plan.sets) == 1
    if as_json:
        about = {
            "since": plan.since.isoformat(),
            "until": plan.until.isoformat(),
            "compared_with": "record" if is_record else "in_force",
            "report": report,
            "lines": [telling.plain_line(line) for line in lines],
        }
        json.dump(about, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    for words in telling.summary(report, is_record=is_record):
        sys.stdout.write(f"{render(words)}\n")


COMMAND = Command("replay", N_("Try rules on what was said in a group."), _arguments, _run)
