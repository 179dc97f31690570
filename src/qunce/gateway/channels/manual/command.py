"""`qunce import FILE… --group KEY`: take in the exported chat of a group."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from qunce import clock
from qunce.gateway.channels.manual import actions, queries, running, undoing
from qunce.gateway.channels.manual.domain import ImportState
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import file_at
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Group
from qunce.people.queries import find_group_by_key, zone_of
from qunce.shell.card import Command
from qunce.shell.words import render

NAMED_SKIPPED = 20
"""Skipped parts that are named one by one; of the rest only the number is told."""

OTHER_GROUP = N_(
    "The file calls its group “%(told)s”; --group means “%(chosen)s”. Nothing was stored. If they "
    "are the same group, say so by --anyway: that name is then known."
)
STOPPED = N_(
    "Stopped at %(percent)s %% of the file. The same command continues it, and "
    "`qunce import --undo %(number)s` takes out what is in."
)

NO_DAY = N_("“%(text)s” is no day; write it as 2026-11-22.")
BROKEN_OFF = N_("Part of the import is out. The same command goes on.")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--group", metavar="KEY", help="key of the group, or community/group")
    parser.add_argument(
        "--last-day",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the day that times without a date end on",
    )
    parser.add_argument(
        "--anyway",
        action="store_true",
        help="also where the file calls its group by a name that is not known yet",
    )
    parser.add_argument("--undo", type=int, metavar="NUMBER", help="take an import out again")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(render(Words(NO_DAY, {"text": text}))) from None


def _run(options: Namespace) -> int:
    if options.undo is not None:
        return _undo(options.undo)
    if not options.files or not options.group:
        msgid = N_("Name the exported files, and the group by --group KEY.")
        raise RefusedError(Words(msgid))
    group = find_group_by_key(options.group)
    files = [file_at(path) for path in options.files]
    told = reading.read(files, zone_of(group.community), options.last_day)
    row = _row(group, told, options)
    try:
        row = running.carry_on(row, told, by=SHELL, heard=_show_progress)
    except KeyboardInterrupt:
        row = queries.fresh(row)
        actions.stop(row, by=SHELL, now=clock.now())
        _report(row)
        raise
    _report(row)
    return 0 if row.state == ImportState.DONE else 1


def _row(group: Group, told: reading.Reading, options: Namespace) -> Import:
    """Continue the import of these files that did not come to its end, or begin one."""
    now = clock.now()
    row = queries.find_unfinished(group, told.names, told.meter.total)
    if row is None:
        if not options.anyway and queries.is_doubtful(group, told.header.group):
            names = {"told": told.header.group, "chosen": group.name}
            raise RefusedError(Words(OTHER_GROUP, names))
        return actions.begin(group, told, by=SHELL, now=now, last_day=options.last_day)
    if row.state == ImportState.STOPPED:
        actions.resume(row, by=SHELL, now=now)
    return row


def _undo(number: int) -> int:
    row = queries.find_import(number)
    if row is None:
        raise RefusedError(Words(N_("There is no such import.")))
    actions.undo(row, by=SHELL, now=clock.now(), is_for_worker=False)
    try:
        row = undoing.take_out(row, by=SHELL, heard=_show_undo)
    except KeyboardInterrupt:
        sys.stderr.write(f"\r{render(Words(BROKEN_OFF))}\n")
        raise
    sys.stdout.write(f"removed={row.removed}\n")
    return 0


def _show_undo(row: Import) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{row.percent:3} %  {row.removed} ")
        sys.stderr.flush()


def _show_progress(row: Import) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{row.percent:3} %  {row.read} ")
        sys.stderr.flush()


def _report(row: Import) -> None:
    """Write what was skipped and how far it came, then the one line that scripts read."""
    if sys.stderr.isatty():
        sys.stderr.write("\r")
    for line, reason, sample in row.report["skipped"][:NAMED_SKIPPED]:
        sys.stderr.write(f"{line}: {render(reason)} {sample}\n")
    if fault := queries.fault_of(row):
        sys.stderr.write(f"{render(fault)}\n")
    for words in queries.remarks(row):
        sys.stderr.write(f"{render(words)}\n")
    if row.state == ImportState.STOPPED:
        far = {"percent": row.percent, "number": row.pk}
        sys.stderr.write(f"{render(Words(STOPPED, far))}\n")
    sys.stdout.write(f"read={row.read} added={row.added} known={row.known} skipped={row.skipped}\n")


COMMAND = Command("import", N_("Take in the exported chat of a group."), _arguments, _run)
