"""`qunce reindex`: makes the search index anew."""

import sys
from argparse import ArgumentParser, Namespace

from qunce.chat.search import index
from qunce.kernel.text import N_, Words
from qunce.rooms.library import index as library
from qunce.shell.card import Command
from qunce.shell.words import render

DONE = N_("The search index holds %(count)s messages.")
LIBRARY = N_("That of the library holds %(count)s items.")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--if-needed", action="store_true", help="only after the rules changed")


def reindex(*, only_if_needed: bool = False) -> None:
    """Make the index anew and say so; with `only_if_needed` after the rules of tokens changed."""
    if only_if_needed and index.is_current():
        return
    sys.stdout.write(render(Words(DONE, {"count": index.rebuild()})) + "\n")
    sys.stdout.write(render(Words(LIBRARY, {"count": library.rebuild()})) + "\n")


def _run(options: Namespace) -> int:
    reindex(only_if_needed=options.if_needed)
    return 0


COMMAND = Command("reindex", N_("Make the search index anew."), _arguments, _run)
