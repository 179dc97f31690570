"""The pytest plug-in that migrates once, and gives each worker a copy of what came out.

All migrations take ten seconds of a processor, nearly all of them for Django's own picture of the
models. SQLite's template is kept in .stamps until a migration changes, PostgreSQL's lives as long
as its server. That the migrations run from nothing is seen whenever a template is made, and Django
looks at a copy as at the database of any site: what is missing in it is carried out.
"""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from qunce.chat.search import tokens

ROOT = Path(__file__).resolve().parent.parent
KEPT_IN = ROOT / ".stamps"
IMPORTED = re.compile(r"^(?:from|import) (qunce\.[\w.]+)", re.MULTILINE)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django take the database that it finds; it goes with QUNCE_HOME or its server."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> None:
    """Put a migrated database where Django is going to look for this worker's.

    SQLite's is a file: the threads of a served site share it.
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        database.setdefault("TEST", {})["NAME"] = str(settings.HOME / "test.sqlite3")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), alone():
        if connection.vendor == "sqlite":
            copy_file(Path(name))
        else:
            copy_on_server(name)


@contextmanager
def alone() -> Iterator[None]:
    """Let one worker at a time look for a template, and make it where there is none."""
    KEPT_IN.mkdir(exist_ok=True)
    with (KEPT_IN / f"migrating-{connection.vendor}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_file(target: Path) -> None:
    """Copy SQLite's template to `target`."""
    template = KEPT_IN / f"migrated-{digest()}.sqlite3"
    if not template.exists():
        for old in KEPT_IN.glob("migrated-*"):
            old.unlink()
        fresh = template.with_suffix(".unfinished")
        migrate_in(str(fresh))
        fresh.rename(template)
    shutil.copyfile(template, target)


def copy_on_server(target: str) -> None:
    """Copy PostgreSQL's template to a database of the same server."""
    template, fresh = f"migrated_{digest()}", f"unfinished_{digest()}"
    with connection._nodb_cursor() as at:
        at.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        is_there = at.fetchone()
        if not is_there:
            at.execute(f'DROP DATABASE IF EXISTS "{fresh}"')
            at.execute(f'CREATE DATABASE "{fresh}"')
            migrate_in(fresh)
            at.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{template}"')
        at.execute(f'DROP DATABASE IF EXISTS "{target}"')
        at.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def migrate_in(name: str) -> None:
    """Carry out all migrations in the database of that name."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def digest() -> str:
    """Return what stands for all that a migrated database follows from."""
    parts = sha256(f"{django.__version__} {tokens.version()}".encode())
    for path in sources():
        parts.update(path.read_bytes())
    return parts.hexdigest()[:20]


def sources() -> list[Path]:
    """Return the files of all migrations, and of the modules of the house that they import."""
    migrations = {
        path
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("*.py")
    }
    names = {name for path in migrations for name in IMPORTED.findall(path.read_text("utf-8"))}
    modules = {ROOT / "src" / (name.replace(".", "/") + ".py") for name in names}
    return sorted(migrations | {path for path in modules if path.is_file()})
