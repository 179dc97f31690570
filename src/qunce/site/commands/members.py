"""`qunce members`: the records of a community's members, to an Excel file and back."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people import record_work, records, workbooks
from qunce.people.domain_records import Outcome, SheetVerb
from qunce.people.models import Community
from qunce.people.tier_rule import Settings as TierRule
from qunce.playbook.queries import effective
from qunce.shell.card import Command
from qunce.shell.words import render

WHICH = N_("There are several communities: choose one with --community KEY.")
NONE = N_("There is no community “%(key)s”.")
EXISTS = N_("%(file)s is there already. Choose another name, or add --force.")
CANNOT_WRITE = N_("%(file)s cannot be written: %(why)s")
NO_FILE = N_("There is no file %(file)s.")


def _arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    export = verbs.add_parser("export", help="write all records to an Excel file")
    export.add_argument("file", type=Path)
    export.add_argument("--force", action="store_true", help="write over a file that is there")
    read = verbs.add_parser("import", help="show what a sheet would change; --yes writes it")
    read.add_argument("file", type=Path)
    read.add_argument("--yes", action="store_true")
    for each in (export, read):
        each.add_argument("--community", default="", metavar="KEY")


def _run(options: Namespace) -> int:
    try:
        community = _community(options.community)
        run = _export if options.verb == "export" else _import
        sys.stdout.write(run(community, options) + "\n")
    except RefusedError as error:
        sys.stderr.write(f"{render(error.words)}\n")
        return 1
    return 0


def _community(key: str) -> Community:
    found = Community.objects.filter(key=key) if key else Community.objects.all()
    first = list(found[:2])
    if not first:
        raise RefusedError(Words(NONE, {"key": key}))
    if len(first) > 1:
        raise RefusedError(Words(WHICH))
    return first[0]


def _export(community: Community, options: Namespace) -> str:
    if options.file.exists() and not options.force:
        raise RefusedError(Words(EXISTS, {"file": str(options.file)}))
    content = records.sheet_of(community, render)
    try:
        options.file.write_bytes(content)
    except OSError as error:
        why = error.strerror or str(error)
        raise RefusedError(Words(CANNOT_WRITE, {"file": str(options.file), "why": why})) from None
    return f"members={records.count_known(community)} file={options.file}"


def _import(community: Community, options: Namespace) -> str:
    if not options.file.is_file():
        raise RefusedError(Words(NO_FILE, {"file": str(options.file)}))
    now = clock.now()
    with options.file.open("rb") as file:
        rows = workbooks.read(file, options.file.stat().st_size)
    rule = effective(community.pk, TierRule)
    sheet = records.show(community, rows, options.file.name, rule=rule, by=SHELL, now=now)
    for line in records.lines_of(sheet):
        if line.said is not None:
            sys.stderr.write(f"{line.row}: {line.name} {render(line.said)}\n")
    counts = records.counts_of(sheet)
    if options.yes and (counts[Outcome.NEW] or counts[Outcome.CHANGED]):
        records.begin(sheet, SheetVerb.CARRY_OUT, by=SHELL, now=now, is_for_worker=False)
        record_work.carry_on(sheet, by=SHELL, now=clock.now)
        counts = records.counts_of(sheet)
    written = "yes" if options.yes else "no"
    shown = " ".join(f"{each.value}={counts[each]}" for each in Outcome)
    return f"{shown} written={written}"


COMMAND = Command("members", N_("Members' records to an Excel file and back."), _arguments, _run)
