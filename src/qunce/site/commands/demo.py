"""`qunce demo`: the demo community comes, once, and goes."""

import sys
from argparse import ArgumentParser, Namespace

from django.conf import settings

from qunce import clock
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.shell.card import Command
from qunce.shell.words import render
from qunce.site.demo import load
from qunce.site.demo.generate import build

REMOVED = settings.HOME / "demo.removed"  # then `qunce run` does not bring it back


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--remove", action="store_true", help="remove all of it")
    parser.add_argument(
        "--once",
        action="store_true",
        help="only where the site has no community yet and nobody removed the demo",
    )


def _run(options: Namespace) -> int:
    if options.remove:
        return _remove()
    if options.once and not _is_welcome():
        return 0
    if load.is_loaded():
        if not options.once:
            _say(Words(N_("The demo community is there already.")))
        return 0
    load.load(build(clock.now()), _say)
    REMOVED.unlink(missing_ok=True)
    return 0


def _is_welcome() -> bool:
    """Say whether nothing but a demo that was not finished is here, and nobody removed it."""
    others = Community.objects.exclude(key=load.LOADING)
    return not REMOVED.exists() and not others.exists()


def _remove() -> int:
    for community in Community.objects.filter(is_demo=True):
        load.remove(community)
    REMOVED.parent.mkdir(parents=True, exist_ok=True)
    REMOVED.touch()
    _say(Words(N_("The demo community is removed.")))
    return 0


def _say(words: Words) -> None:
    sys.stdout.write(f"{render(words)}\n")
    sys.stdout.flush()


COMMAND = Command("demo", N_("Bring the demo community in, or remove it."), _arguments, _run)
