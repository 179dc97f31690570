"""Parses the command line against the cards' commands and runs one of them."""

import sys
from argparse import ArgumentParser

from django.db import DatabaseError

from qunce.kernel.errors import QunceError
from qunce.shell.house import house
from qunce.shell.words import render


def parse_and_run(arguments: list[str], parser: ArgumentParser) -> int:
    """Run the command that `arguments` name; return its exit code, 2 where it was refused."""
    words = parser.add_subparsers(dest="word", required=True, metavar="COMMAND")
    for command in sorted(house.commands(), key=lambda each: each.name):
        sub = words.add_parser(command.name, help=render(command.help))
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except QunceError as error:
        sys.stderr.write(f"qunce {options.word}: {render(error.words)}\n")
        return 2
    except DatabaseError as error:
        sys.stderr.write(f"qunce {options.word}: database: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
