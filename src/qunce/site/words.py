"""Parses the command line against the cards' commands and runs one of them."""

import sys
from argparse import ArgumentParser

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from qunce.kernel.errors import QunceError
from qunce.kernel.text import N_, Words
from qunce.shell.house import house
from qunce.shell.words import render

BEHIND = N_(
    "The database is older than this version of Qunce. Start `qunce run`, which brings it up to "
    "date, or run `qunce manage migrate`; then try again."
)


def parse_and_run(arguments: list[str], parser: ArgumentParser) -> int:
    """Run the command that `arguments` name; return its exit code, 2 where it was refused."""
    words = parser.add_subparsers(dest="word", required=True, metavar="COMMAND")
    for command in sorted(house.commands(), key=lambda each: each.name):
        told = render(command.help)
        sub = words.add_parser(command.name, help=told, description=told)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except QunceError as error:
        sys.stderr.write(f"qunce {options.word}: {render(error.words)}\n")
        return 2
    except DatabaseError as error:
        told = render(Words(BEHIND)) if _is_behind() else f"database: {error}"
        sys.stderr.write(f"qunce {options.word}: {told}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _is_behind() -> bool:
    """Say whether the database lacks tables that this version brings; no if it cannot be asked."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False
