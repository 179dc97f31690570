"""Backup and restore: one archive with the database and the files, checked before it is used.

The archive is a gzipped tar: `manifest.json` (version, time, kind of database, what is in it,
SHA-256 of each part), `database.sqlite3` or `database.dump`, and the uploaded files under
`files/`. The site's keys are not in it unless asked for: whoever has both has everything.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import Error, connection, connections

from qunce import __version__
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, NOTHING, Words
from qunce.people.models import Community
from qunce.store import secrets

MANIFEST = "manifest.json"
KEY = "secret.key"
KEYS = (KEY, secrets.FILE)
FILES = "files"
SQLITE, POSTGRES = "sqlite", "postgresql"
DATABASES = {SQLITE: "database.sqlite3", POSTGRES: "database.dump"}
BLOCK = 1 << 20
LOCK_TIMEOUT = "SET lock_timeout = '10s'"
ASIDE = "qunce_before"  # the schema in which what a restore replaces waits to be dropped
# What belongs to others in the same database stays.
# What an extension brought stays: its functions belong to it.
FOR_OWN = """
    DO $$ DECLARE own record; BEGIN
      FOR own IN SELECT schemaname, tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tableowner = current_user
      LOOP EXECUTE format('{table}', own.schemaname, own.tablename); END LOOP;
      FOR own IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
        AND pg_get_userbyid(proowner) = current_user
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
      LOOP EXECUTE format('{routine}', own.name); END LOOP;
    END $$
"""
DROP_OWN = FOR_OWN.format(table="DROP TABLE %I.%I CASCADE", routine="DROP ROUTINE %s CASCADE")
# Dropping a table locks all that hangs on it, eight times as much as moving it does.
SET_ASIDE = f"CREATE SCHEMA {ASIDE};" + FOR_OWN.format(
    table=f"ALTER TABLE %I.%I SET SCHEMA {ASIDE}", routine=f"ALTER ROUTINE %s SET SCHEMA {ASIDE}"
)
AT_ONCE = 20  # tables dropped in a transaction

EXISTS = N_("%(file)s exists already. Choose another name.")
NO_TOOL = N_("%(tool)s is needed: install PostgreSQL's client programs.")
TOOL_FAILED = N_("%(tool)s failed: %(fault)s")
IN_USE = N_("The database is in use: stop `qunce run` and all workers, then restore again.")
FEW_LOCKS = N_(
    "PostgreSQL allows too few locks for this. Set max_locks_per_transaction = 256 in its "
    "postgresql.conf, restart it, and restore again. Nothing has changed."
)
NO_ARCHIVE = N_("%(file)s is no backup of Qunce, or it is damaged: %(fault)s")
WRONG_KIND = N_("The backup is of %(theirs)s, this site uses %(ours)s. Set QUNCE_DATABASE_URL.")
NEWER = N_("The backup was made by Qunce %(theirs)s; this is the older %(ours)s. Update first.")
LEFT = N_(
    "The backup is in its place, but not all that it replaced could be dropped: %(fault)s. What is "
    "left stands in the schema %(schema)s; the next restore drops it, or you with "
    "DROP SCHEMA %(schema)s CASCADE."
)
NOT_EMPTY = N_("This site has data. Say --replace to put the backup in its place.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. `parts` are SHA-256 sums by name."""

    qunce: str
    made_at: str
    database: str
    communities: tuple[str, ...]
    parts: Mapping[str, str]
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done. `left` says what of the data before could not be dropped."""

    manifest: Manifest
    left: Words = NOTHING


def make(target: Path, *, now: datetime, with_key: bool = False) -> Manifest:
    """Write a backup to `target`, while the site goes on. RefusedError where it exists."""
    if target.exists():
        raise RefusedError(Words(EXISTS, {"file": str(target)}))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    with TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DATABASES[connection.vendor]
        _dump(dump)
        parts = {dump.name: dump}
        media = Path(settings.MEDIA_ROOT)
        for file in sorted(media.rglob("*")) if media.exists() else ():
            if file.is_file():
                parts[f"{FILES}/{file.relative_to(media)}"] = file
        for name in KEYS:
            if with_key and (settings.HOME / name).exists():
                parts[name] = settings.HOME / name
        manifest = Manifest(
            qunce=__version__,
            made_at=now.isoformat(timespec="seconds"),
            database=connection.vendor,
            communities=tuple(Community.objects.order_by("pk").values_list("name", flat=True)),
            parts={name: _sum(file) for name, file in parts.items()},
            has_key=KEY in parts,
        )
        described = Path(folder) / MANIFEST
        described.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
            archive.add(described, MANIFEST)
            for name, file in parts.items():
                archive.add(file, name)
    unfinished.chmod(0o600)
    unfinished.replace(target)
    return manifest


def restore(source: Path, *, replace: bool = False) -> Restored:
    """Put a backup in the place of this site's data, after checking all of it.

    RefusedError where the archive is none, is damaged, is of another kind of database or of a
    newer Qunce, or where the site has data and `replace` was not said; then nothing changes.
    """
    with TemporaryDirectory(dir=_room_for(settings.HOME)) as folder:
        place = Path(folder)
        manifest = _unpack(source, place)
        _check(manifest, replace=replace)
        left = _load(place / DATABASES[manifest.database])
        _swap_files(place / FILES)
        for name in KEYS:
            if name in manifest.parts:
                shutil.copyfile(place / name, settings.HOME / name)
                (settings.HOME / name).chmod(0o600)
    return Restored(manifest, left)


def _room_for(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    return home


def _dump(target: Path) -> None:
    if connection.vendor == POSTGRES:
        _run_tool(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            f"--exclude-schema={ASIDE}",
            f"--file={target}",
        )
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)


def _load(dump: Path) -> Words:
    if connection.vendor == POSTGRES:
        return _load_postgres(dump)
    connection.ensure_connection()
    # Into the live database by SQLite's own copy: readers see the old or the new, nothing else.
    with closing(sqlite3.connect(dump)) as copy:
        copy.backup(connection.connection)
    connections.close_all()
    return NOTHING


def _load_postgres(dump: Path) -> Words:
    """Put a dump in the place of all tables and functions, a later version's too: all or none.

    Returns what is left of those before, where they could not be dropped: the dump is in by then.
    """
    script = dump.with_suffix(".sql")
    _run_tool("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    connections.close_all()
    _drop_aside()
    clear = SET_ASIDE if _may_set_aside() else DROP_OWN
    connections.close_all()
    steps = (f"--command={LOCK_TIMEOUT}", f"--command={clear}", f"--file={script}")
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run_tool("psql", *options, "--output=/dev/null", *steps)
    try:
        _drop_aside()
    except Error as error:
        connections.close_all()
        return Words(LEFT, {"fault": str(error).strip(), "schema": ASIDE})
    return NOTHING


def _may_set_aside() -> bool:
    """Say whether Qunce's user may make a schema: the owner of the database may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
        return bool(cursor.fetchone()[0])


def _drop_aside() -> None:
    """Drop what a restore has set aside, this one or one that broke off: a few tables at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [ASIDE])
        names = [f'{ASIDE}."{name}"' for (name,) in cursor.fetchall()]
        for start in range(0, len(names), AT_ONCE):
            cursor.execute(f"DROP TABLE {', '.join(names[start : start + AT_ONCE])} CASCADE")
        cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")


def _run_tool(tool: str, *options: str) -> None:
    known = connection.settings_dict
    environment = {
        "PGHOST": known["HOST"],
        "PGPORT": str(known["PORT"]),
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGDATABASE": str(known["NAME"]),
    }
    found = shutil.which(tool)
    if found is None:
        raise RefusedError(Words(NO_TOOL, {"tool": tool}))
    done = subprocess.run(  # noqa: S603  (PostgreSQL's own programs, no word of a user)
        [found, *options],
        env=os.environ | {name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        if "lock timeout" in done.stderr:
            raise RefusedError(Words(IN_USE))
        if "max_locks_per_transaction" in done.stderr:
            raise RefusedError(Words(FEW_LOCKS))
        fault = done.stderr.strip()[-500:]
        raise RefusedError(Words(TOOL_FAILED, {"tool": tool, "fault": fault}))


def _unpack(source: Path, place: Path) -> Manifest:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(place, filter="data")
        described: dict[str, Any] = json.loads((place / MANIFEST).read_text())
        described["communities"] = tuple(described["communities"])
        manifest = Manifest(**described)
        wrong = [name for name, sum_ in manifest.parts.items() if _sum(place / name) != sum_]
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError, KeyError) as error:
        about = {"file": str(source), "fault": str(error)}
        raise RefusedError(Words(NO_ARCHIVE, about)) from None
    if wrong:
        raise RefusedError(Words(NO_ARCHIVE, {"file": str(source), "fault": wrong[0]}))
    return manifest


def _check(manifest: Manifest, *, replace: bool) -> None:
    if manifest.database != connection.vendor:
        about = {"theirs": manifest.database, "ours": connection.vendor}
        raise RefusedError(Words(WRONG_KIND, about))
    if _version(manifest.qunce) > _version(__version__):
        raise RefusedError(Words(NEWER, {"theirs": manifest.qunce, "ours": __version__}))
    if not replace and _has_data():
        raise RefusedError(Words(NOT_EMPTY))


def _has_data() -> bool:
    if "people_community" not in connection.introspection.table_names():
        return False
    return Community.objects.exists()


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


def _swap_files(fresh: Path) -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        shutil.rmtree(media)
    if fresh.exists():
        shutil.move(fresh, media)


def _sum(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
