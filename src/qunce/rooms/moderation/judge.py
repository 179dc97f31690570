"""`qunce judge`: what the rules find in texts, from standard input or files."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.queries import find_group_by_key
from qunce.rooms.moderation import lines
from qunce.rooms.moderation.engines import default_ready, ready_for
from qunce.shell.card import Command
from qunce.shell.words import render

# What is no UTF-8 is told as a bad line (lines.read_line), and the other lines are judged.
READ: dict[str, Any] = {"encoding": "utf-8-sig", "errors": "surrogateescape"}
FILES = N_("files with a JSON object (id, text) in each line; standard input where none is named")
GROUP = N_("judge by the settings of the group with this key")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="*", type=Path, help=render(Words(FILES)))
    parser.add_argument("--format", choices=("jsonl",), default="jsonl")
    parser.add_argument("--group", metavar="KEY", help=render(Words(GROUP)))


def _run(options: Namespace) -> int:
    if options.group:
        group = find_group_by_key(options.group)
        engine = ready_for(group.community_id, group.pk).engine
    else:
        engine = default_ready().engine
    with ExitStack() as stack:
        try:
            files = [stack.enter_context(each.open(**READ)) for each in options.file]
        except OSError as error:
            msgid = N_("The file cannot be read: %(fault)s")
            raise RefusedError(Words(msgid, {"fault": str(error)})) from None
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(**READ)
        return lines.run(chain(*files) if files else sys.stdin, engine, sys.stdout, sys.stderr)


COMMAND = Command("judge", N_("Say what the rules find in texts."), _arguments, _run)
