"""`qunce backup` and `qunce restore`."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from qunce import clock
from qunce.kernel.text import N_, Words
from qunce.shell.card import Command
from qunce.shell.words import render
from qunce.site import backup

KEY_APART = N_("The site's keys are not in it: keep %(place)s apart, or say --with-key.")
DONE = N_("Restored the backup of %(when)s: %(names)s.")


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.tar.gz")
    parser.add_argument("--with-key", action="store_true", help="put the site's key into it")


def _backup(options: Namespace) -> int:
    now = clock.now()
    name = f"qunce-{now:%Y%m%d-%H%M%S}.tar.gz"
    target = options.file or settings.HOME / "backups" / name
    backup.make(target, now=now, with_key=options.with_key)
    sys.stdout.write(f"{target} {target.stat().st_size / 1e6:.1f} MB\n")
    if not options.with_key:
        place = " ".join(str(settings.HOME / key) for key in backup.KEYS)
        sys.stderr.write(render(Words(KEY_APART, {"place": place})) + "\n")
    return 0


def _restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar.gz")
    parser.add_argument("--replace", action="store_true", help="replace the data of this site")


def _restore(options: Namespace) -> int:
    restored = backup.restore(options.file, replace=options.replace)
    call_command("migrate", interactive=False, verbosity=0)
    names = "、".join(restored.manifest.communities) or "–"
    about = {"when": restored.manifest.made_at, "names": names}
    sys.stdout.write(render(Words(DONE, about)) + "\n")
    if restored.left.msgid:
        sys.stderr.write(render(restored.left) + "\n")
    return 0


BACKUP = Command(
    "backup", N_("Write database and files into one archive."), _backup_arguments, _backup
)
RESTORE = Command(
    "restore", N_("Put a backup in the place of this site's data."), _restore_arguments, _restore
)
