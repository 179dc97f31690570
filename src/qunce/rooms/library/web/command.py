"""`qunce library import DIR` and `qunce library export DIR`: a folder in, a folder out."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.playbook.queries import effective
from qunce.rooms.library import exporting, moving, reading
from qunce.rooms.library.domain import Outcome, Settings
from qunce.rooms.library.moving import Line
from qunce.shell.card import Command
from qunce.shell.words import render

NO_COMMUNITY = N_("There is no community with the key “%(key)s”. Say which: --community KEY")
NO_PLACE = N_("%(place)s is no folder and no ZIP archive.")
NOT_EMPTY = N_("%(place)s is not empty: choose another folder.")
WOULD = N_("Nothing was changed. Without --dry-run: %(count)s new, %(changed)s changed.")
DONE = N_("%(count)s new, %(changed)s changed, %(same)s as before, %(refused)s not taken.")
WROTE = N_("%(count)s items are in %(place)s.")


def _arguments(parser: ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", required=True)
    come = words.add_parser("import", help="a folder or a ZIP archive into the library")
    come.add_argument("place", type=Path, metavar="DIR")
    come.add_argument("--dry-run", action="store_true", help="only say what would come of it")
    come.add_argument("--publish", action="store_true", help="show it to members at once")
    go = words.add_parser("export", help="what is published into a folder")
    go.add_argument("place", type=Path, metavar="DIR")
    go.add_argument("--format", choices=("md", "docx"), default="md")
    for each in (come, go):
        each.add_argument("--community", metavar="KEY", default="")


def _run(options: Namespace) -> int:
    rows = Community.objects.order_by("is_demo", "pk")
    if options.community:
        rows = rows.filter(key=options.community)
    community = rows.first()
    if community is None:
        raise RefusedError(Words(NO_COMMUNITY, {"key": options.community}))
    return _import(community, options) if options.what == "import" else _export(community, options)


def _import(community: Community, options: Namespace) -> int:
    place: Path = options.place
    if place.is_dir():
        source = reading.of_folder(place)
    elif place.is_file():
        source = reading.of_archive(place)
    else:
        raise RefusedError(Words(NO_PLACE, {"place": str(place)}))
    reads = reading.read_all(source, effective(community.pk, Settings).file_megabytes)
    if options.dry_run:
        lines = [moving.look(community, read) for read in reads]
        for line in lines:
            _tell(line)
        _sum_up(lines, WOULD)
        return 0
    now = clock.now()
    lines = moving.take_all(
        community, reads, by=SHELL, now=now, publish=options.publish, tell=_tell
    )
    _sum_up(lines, DONE)
    return 1 if any(line.outcome is Outcome.REFUSED for line in lines) else 0


def _tell(line: Line) -> None:
    parts = [render(line.outcome.label), line.path, render(line.words)]
    sys.stdout.write("  ".join(part for part in parts if part) + "\n")


def _sum_up(lines: list[Line], msgid: str) -> None:
    counts = Counter(line.outcome for line in lines)
    about = {
        "count": counts[Outcome.NEW],
        "changed": counts[Outcome.CHANGED],
        "same": counts[Outcome.SAME],
        "refused": counts[Outcome.REFUSED],
    }
    sys.stdout.write(render(Words(msgid, about)) + "\n")


def _export(community: Community, options: Namespace) -> int:
    place: Path = options.place
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise RefusedError(Words(NOT_EMPTY, {"place": str(place)}))
    items = exporting.list_all(community)
    count = exporting.write_folder(place, items, options.format)
    sys.stdout.write(render(Words(WROTE, {"count": count, "place": str(place)})) + "\n")
    return 0


COMMAND = Command(
    "library", N_("Move a folder into the library, or the library out."), _arguments, _run
)
