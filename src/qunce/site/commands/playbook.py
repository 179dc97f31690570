"""`qunce playbook export|check|apply`: the settings as a TOML file."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from django.conf import settings as site

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Group
from qunce.people.queries import access_group
from qunce.playbook import actions as playbook
from qunce.playbook import domain, toml
from qunce.playbook.gates import Proposed, gates
from qunce.playbook.queries import own_values
from qunce.playbook.registry import sections
from qunce.shell.card import Command
from qunce.shell.clauses import refuse_dropped_in
from qunce.shell.words import render


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("export", "check", "apply"))
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.toml")
    parser.add_argument("--community", help="key; needed where the site has several")
    parser.add_argument("--group", help="key of a group, for what the group overrides")
    parser.add_argument("--note", default="", help="why, for the history")
    parser.add_argument(
        "--replay",
        type=int,
        metavar="NUMBER",
        help="a replay that has tried exactly these rules: they count at once",
    )


def _run(options: Namespace) -> int:
    community = _community(options.community)
    group = access_group(community, options.group) if options.group else None
    if options.what == "export":
        return _export(community, group, options.file)
    if options.file is None:
        raise RefusedError(Words(N_("Name the TOML file.")))
    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msgid = N_("The file cannot be read: %(fault)s")
        raise RefusedError(Words(msgid, {"fault": str(error)})) from None
    values = toml.load(text, sections.by_key)
    if problems := domain.check(values, sections.by_key, of_group=group is not None):
        for problem in problems:
            sys.stderr.write(f"{options.file}: {problem.place}: {render(problem.words)}\n")
        return 2
    if options.what == "check":
        sys.stdout.write(f"{options.file}: ok\n")
        return 0
    return _apply(community, group, values, options)


def _apply(
    community: Community, group: Group | None, values: domain.Values, options: Namespace
) -> int:
    """Let settings count; rules that are live are kept as a draft, as on the pages."""
    if group is None:
        refuse_dropped_in(values, community.pk)
    about: dict[str, Any] = {"by": SHELL, "now": clock.now(), "note": options.note}
    held = gates.hold(
        Proposed(community, group, values, is_whole=True, replay=options.replay, **about)
    )
    version = playbook.apply(community, held.rest, group=group, **about)
    sys.stdout.write(f"version={version.number}\n" if version else "unchanged\n")
    if held.words is not None:
        sys.stdout.write(f"{render(held.words)}\n{site.SITE_URL}{held.path}\n")
    return 0


def _export(community: Community, group: Group | None, file: Path | None) -> int:
    own = own_values(community.pk, group.pk if group else None)
    title = f"{community.name} · {group.name}" if group else community.name
    text = toml.dump(own, sections.in_order(), title=title, say=render)
    if file is None:
        sys.stdout.write(text)
        return 0
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        msgid = N_("The file cannot be written: %(fault)s")
        raise RefusedError(Words(msgid, {"fault": str(error)})) from None
    return 0


def _community(key: str | None) -> Community:
    found = Community.objects.filter(key=key) if key else Community.objects.all()
    matches = list(found[:2])
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise RefusedError(Words(N_("The site has several communities: name one by --community.")))
    raise NotFoundError(Words(N_("There is no such community.")))


COMMAND = Command(
    "playbook",
    N_("Export, check or apply the settings as a TOML file."),
    _arguments,
    _run,
)
