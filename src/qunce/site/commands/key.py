"""`qunce key`: how the key of encrypted texts stands, and its change."""

import sys
from argparse import ArgumentParser, Namespace

from qunce.kernel.text import N_, Words
from qunce.shell.card import Command
from qunce.shell.words import render
from qunce.store import secrets

STANDS = N_("%(count)s texts are encrypted with the key in %(place)s; %(lost)s cannot be read.")
RESEALED = N_(
    "%(count)s texts are encrypted with the new key. The old keys stay behind it, for the hashes"
    " and for earlier backups: keep a new copy of %(place)s."
)


def _arguments(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--rotate", action="store_true", help="encrypt everything with a new key")
    what.add_argument("--reseal", action="store_true", help="encrypt with the first of the keys")
    what.add_argument("--new", action="store_true", help="a new key where the old one is lost")


def _run(options: Namespace) -> int:
    place = secrets.VARIABLE if secrets.is_given() else str(secrets.place())
    if options.new and not secrets.is_given():
        secrets.make_first()
    if options.rotate:
        secrets.add_key()
    if options.rotate or options.reseal:
        _tell(RESEALED, count=secrets.reseal(), place=place)
        return 0
    total, lost = secrets.count_unreadable()
    _tell(STANDS, count=total, place=place, lost=lost)
    return 1 if lost else 0


def _tell(msgid: str, **about: str | int) -> None:
    sys.stdout.write(render(Words(msgid, about)) + "\n")


COMMAND = Command("key", N_("Say how the key of encrypted texts stands."), _arguments, _run)
