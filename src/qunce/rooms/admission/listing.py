"""`qunce applications`: who wants to come in, and where it stands."""

import json
import sys
from argparse import ArgumentParser, Namespace
from unicodedata import east_asian_width

from qunce.kernel.errors import QunceError
from qunce.kernel.text import N_
from qunce.people.queries import find_group_by_key, zone_of
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application
from qunce.shell.card import Command
from qunce.shell.words import render

HEADS = ("id", "state", "name", "company", "position", "group", "sent", "due")
WIDTHS = (6, 10, 12, 20, 16, 16, 16, 16)


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
    if options.format == "json":
        json.dump([_row(each) for each in rows], sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for row in (HEADS, *(_cells(each) for each in rows)):
        shown = (_fit(cell, width) for cell, width in zip(row, WIDTHS, strict=True))
        sys.stdout.write(" ".join(shown).rstrip() + "\n")
    return 0


def _cells(application: Application) -> tuple[str, ...]:
    """Return a line of the table; times are those of the community."""
    zone = zone_of(application.community)
    sent, due = application.sent_at, application.due_at
    place = application.group.key if application.group else application.community.key
    return (
        *(str(application.pk), application.state, application.name, application.company),
        *(application.position, place, f"{sent.astimezone(zone):%Y-%m-%d %H:%M}"),
        f"{due.astimezone(zone):%Y-%m-%d %H:%M}" if due else "-",
    )


def _fit(text: str, width: int) -> str:
    """Return a text in so many columns of a terminal: Chinese characters take two."""
    while _columns(text) > width:
        text = text[:-1]
    return text + " " * (width - _columns(text))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(each) in {"W", "F"} else 1 for each in text)


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
