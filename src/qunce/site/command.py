"""The command `qunce`: its words come from the cards of the rooms."""

import os
import sys
from argparse import ArgumentParser
from importlib import import_module

import django


def main(arguments: list[str] | None = None) -> None:
    """Run a word of the command line and exit: 0 well, 1 on a fault, 2 on a refusal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.site.settings")
    django.setup()
    # What parses the words imports tables, which Django allows only after set-up.
    words = import_module("qunce.site.words")
    parser = ArgumentParser(prog="qunce")
    sys.exit(words.parse_and_run(sys.argv[1:] if arguments is None else arguments, parser))
