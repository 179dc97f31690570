"""`qunce groups`: the groups of the site."""

import json
import sys
from argparse import ArgumentParser, Namespace

from qunce.kernel.text import N_
from qunce.people.models import Group
from qunce.shell.card import Command


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(options: Namespace) -> int:
    groups = Group.objects.filter(archived_at__isnull=True).select_related("community")
    rows = [
        {"key": group.key, "name": group.name, "kind": group.kind, "channel": group.channel}
        for group in groups
    ]
    if options.format == "json":
        json.dump(rows, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for row in rows:
        sys.stdout.write(f"{row['key']:20} {row['channel']:8} {row['kind']:10} {row['name']}\n")
    return 0


COMMAND = Command("groups", N_("List the groups of the site."), _arguments, _run)
