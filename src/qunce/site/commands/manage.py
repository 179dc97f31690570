"""`qunce manage`: Django's own commands, for whoever extends the house."""

import argparse
from argparse import ArgumentParser, Namespace

from django.core.management import execute_from_command_line

from qunce.kernel.text import N_
from qunce.shell.card import Command


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def _run(options: Namespace) -> int:
    execute_from_command_line(["qunce manage", *options.arguments])
    return 0


COMMAND = Command("manage", N_("Run one of Django's own commands."), _arguments, _run)
