"""`qunce applications`: who wants to come in, and where it stands."""

import json
import sys
from argparse import ArgumentParser, Namespace

from qunce.kernel.errors import QunceError
from qunce.kernel.text import N_
from qunce.people.queries import find_group_by_key
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application
from qunce.shell.card import Command
from qunce.shell.words import render

WIDTHS = (6, 10, 12, 20, 16, 16, 17)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--state", choices=[each.value for each in ApplicationState])
    parser.add_argument("--group", metavar="KEY", help="key, or community/key")


def _run(options: Namespace) -> int:
    rows = Application.objects.select_related("community", "group").order_by("id")
    if options.state:
        rows = rows.filter(state=options.state)
    if options.group:
        try:
            rows = rows.filter(group=find_group_by_key(options.group))
        except QunceError as error:
            sys.stderr.write(f"{render(error.words)}\n")
            return 1
    found = [_row(each) for each in rows]
    if options.format == "json":
        json.dump(found, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for row in found:
        shown = (row["id"], row["state"], row["name"], row["company"], row["position"])
        more = (row["group"] or row["community"], f"{row['due_at'] or row['sent_at']}"[:16])
        cells = zip((*shown, *more), WIDTHS, strict=True)
        sys.stdout.write(" ".join(f"{cell!s:{width}}" for cell, width in cells).rstrip() + "\n")
    return 0


def _row(application: Application) -> dict[str, str | int | None]:
    """Return what may stand on a screen: no mailbox, phone or WeChat ID."""
    due = application.due_at
    return {
        "id": application.pk,
        "community": application.community.key,
        "group": application.group.key if application.group else None,
        "state": application.state,
        "name": application.name,
        "company": application.company,
        "position": application.position,
        "sent_at": application.sent_at.isoformat(timespec="minutes"),
        "due_at": due.isoformat(timespec="minutes") if due else None,
    }


COMMAND = Command("applications", N_("List who wants to come in."), _arguments, _run)
