"""Backup and restore, on a real database of the machine's kind."""

import io
import json
import tarfile
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from qunce.chat import actions as chat
from qunce.chat.queries import search
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.kernel.text import Words
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people.models import Community, Group
from qunce.site import backup
from qunce.site.commands.backup import RESTORE

pytestmark = pytest.mark.django_db(transaction=True)

on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own way")


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.MEDIA_ROOT = settings.HOME / "files"
    (settings.MEDIA_ROOT / "imports").mkdir(parents=True)
    (settings.MEDIA_ROOT / "imports" / "chat.csv").write_text("Time,Sender\n")
    (settings.HOME / "secret.key").write_text("key")
    return Path(settings.HOME)


def found(key: str, now: datetime) -> Community:
    return people.found_community(key, key.upper(), zone="Asia/Shanghai", by=SHELL, now=now)


def test_what_was_backed_up_comes_back(home: Path, noon: datetime) -> None:
    found("hr", noon)
    target = home / "backups" / "one.tar.gz"
    manifest = backup.make(target, now=noon)
    assert manifest.communities == ("HR",)
    found("later", noon)
    (home / "files" / "imports" / "chat.csv").unlink()

    backup.restore(target, replace=True)

    assert [each.key for each in Community.objects.all()] == ["hr"]
    assert (home / "files" / "imports" / "chat.csv").exists()


def test_what_is_written_after_a_restore_gets_keys_of_its_own(home: Path, noon: datetime) -> None:
    first = found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    found("later", noon)
    backup.restore(home / "one.tar.gz", replace=True)
    assert found("again", noon).pk > first.pk
    assert Entry.objects.count() == 2  # with the community the record has come back


def test_the_search_finds_what_came_back(home: Path, noon: datetime, manual_group: Group) -> None:
    said = Incoming(Speaker("w", "张三"), "绩效考核", noon)
    chat.ingest(manual_group, [said], source=Source.HISTORY, now=noon)
    backup.make(home / "one.tar.gz", now=noon)
    chat.drop_messages(manual_group)
    backup.restore(home / "one.tar.gz", replace=True)
    assert len(search(Community.objects.get(pk=manual_group.community_id), "考核")) == 1


def test_a_table_of_a_later_version_is_gone_after_a_restore(home: Path, noon: datetime) -> None:
    found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_tomorrow (id integer)")
    backup.restore(home / "one.tar.gz", replace=True)
    assert "of_tomorrow" not in connection.introspection.table_names()


def test_a_restore_that_fails_changes_nothing(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    found("later", noon)
    monkeypatch.setattr(backup, "_load", broken_load)
    with pytest.raises(RefusedError):
        backup.restore(home / "one.tar.gz", replace=True)
    assert Community.objects.count() == 2
    assert (home / "files" / "imports" / "chat.csv").exists()


def test_what_cannot_be_dropped_afterwards_is_named_and_is_no_failure(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    found("later", noon)
    load, drops = backup._load, iter([None, OperationalError("canceling statement")])

    def drop() -> None:
        if fault := next(drops):
            raise fault

    def load_both_ways(dump: Path) -> Words:
        load(dump)
        monkeypatch.setattr(backup, "_run_tool", lambda *_options: None)
        monkeypatch.setattr(backup, "_may_set_aside", lambda: True)
        monkeypatch.setattr(backup, "_drop_aside", drop)
        return backup._load_postgres(dump)

    monkeypatch.setattr(backup, "_load", load_both_ways)
    options = Namespace(file=home / "one.tar.gz", replace=True)
    assert RESTORE.run(options) == 0
    assert [each.key for each in Community.objects.all()] == ["hr"]
    said = capsys.readouterr()
    assert "HR" in said.out
    assert "canceling statement" in said.err
    assert backup.ASIDE in said.err


def broken_load(dump: Path) -> None:
    dump.write_bytes(b"PGDMP is not all that a dump has")
    if connection.vendor == "postgresql":
        backup._load_postgres(dump)
    raise RefusedError("the database is broken")


MANY_LOCKS = """
    DO $$ BEGIN IF (SELECT count(*) > 3200 FROM pg_locks WHERE pid = pg_backend_pid())
    THEN RAISE EXCEPTION 'more than half of what a server allows by itself'; END IF; END $$
"""


def schemas() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace")
        return {name for (name,) in cursor.fetchall()}


@on_postgres
def test_a_restore_needs_half_of_the_locks_that_a_server_allows(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    run = backup._run_tool

    def counted(tool: str, *options: str) -> None:
        run(tool, *options, *([f"--command={MANY_LOCKS}"] if tool == "psql" else []))

    monkeypatch.setattr(backup, "_run_tool", counted)
    backup.restore(home / "one.tar.gz", replace=True)
    assert Community.objects.count() == 1
    assert backup.ASIDE not in schemas()


@on_postgres
def test_what_a_restore_that_broke_off_set_aside_is_no_hindrance(
    home: Path, noon: datetime
) -> None:
    found("hr", noon)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {backup.ASIDE}")
        cursor.execute(f"CREATE TABLE {backup.ASIDE}.people_community (id integer)")
    backup.make(home / "one.tar.gz", now=noon)
    backup.restore(home / "one.tar.gz", replace=True)
    assert Community.objects.count() == 1
    assert backup.ASIDE not in schemas()


@on_postgres
def test_a_user_who_may_make_no_schema_restores_as_well(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    monkeypatch.setattr(backup, "_may_set_aside", lambda: False)
    backup.restore(home / "one.tar.gz", replace=True)
    assert Community.objects.count() == 1


@on_postgres
def test_a_restore_into_a_database_in_use_says_what_to_stop(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found("hr", noon)
    backup.make(home / "one.tar.gz", now=noon)
    monkeypatch.setattr(backup, "LOCK_TIMEOUT", "SET lock_timeout = '200ms'")
    other = connection.get_new_connection(connection.get_connection_params())
    try:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM people_community")
        with pytest.raises(RefusedError, match="stop `qunce run`"):
            backup.restore(home / "one.tar.gz", replace=True)
    finally:
        other.close()
    assert Community.objects.count() == 1


@on_postgres
def test_without_the_programs_of_postgres_it_is_said_what_to_install(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RefusedError, match="install PostgreSQL's client programs"):
        backup.make(home / "one.tar.gz", now=noon)
    assert not (home / "one.tar.gz").exists()


def test_a_backup_of_the_other_kind_of_database_is_refused(
    home: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.make(home / "one.tar.gz", now=noon)
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    monkeypatch.setattr(connection, "vendor", other)
    with pytest.raises(RefusedError, match="Set QUNCE_DATABASE_URL"):
        backup.restore(home / "one.tar.gz", replace=True)


def test_data_is_replaced_only_when_asked(home: Path, noon: datetime) -> None:
    found("hr", noon)
    target = home / "one.tar.gz"
    backup.make(target, now=noon)
    with pytest.raises(RefusedError, match="--replace"):
        backup.restore(target)


def test_a_backup_is_never_overwritten(home: Path, noon: datetime) -> None:
    target = home / "one.tar.gz"
    backup.make(target, now=noon)
    with pytest.raises(RefusedError, match="exists already"):
        backup.make(target, now=noon)


def test_the_key_is_in_it_only_when_asked(home: Path, noon: datetime) -> None:
    assert not backup.make(home / "without.tar.gz", now=noon).has_key
    assert backup.make(home / "with.tar.gz", now=noon, with_key=True).has_key


def test_the_key_of_encrypted_texts_comes_back_with_the_backup(home: Path, noon: datetime) -> None:
    (home / "data.key").write_text("sealed")
    backup.make(home / "with.tar.gz", now=noon, with_key=True)
    (home / "data.key").unlink()
    backup.restore(home / "with.tar.gz", replace=True)
    assert (home / "data.key").read_text() == "sealed"
    assert (home / "data.key").stat().st_mode & 0o777 == 0o600


def test_what_is_no_backup_is_refused_and_changes_nothing(home: Path, noon: datetime) -> None:
    found("hr", noon)
    wrong = home / "wrong.tar.gz"
    wrong.write_bytes(b"no archive at all")
    with pytest.raises(RefusedError, match="no backup of Qunce"):
        backup.restore(wrong, replace=True)
    assert Community.objects.filter(key="hr").exists()


def test_a_damaged_backup_is_refused(home: Path, noon: datetime) -> None:
    target = home / "one.tar.gz"
    backup.make(target, now=noon)
    broken = home / "broken.tar.gz"
    with tarfile.open(target) as old, tarfile.open(broken, "w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member)
            content = data.read() if data else b""
            if member.name == "files/imports/chat.csv":
                content = b"something else"
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    with pytest.raises(RefusedError, match=r"chat\.csv"):
        backup.restore(broken, replace=True)


def test_a_backup_of_a_newer_qunce_is_refused(home: Path, noon: datetime) -> None:
    target = home / "one.tar.gz"
    backup.make(target, now=noon)
    newer = home / "newer.tar.gz"
    with tarfile.open(target) as old, tarfile.open(newer, "w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member)
            content = data.read() if data else b""
            if member.name == "manifest.json":
                content = json.dumps(json.loads(content) | {"qunce": "99.0"}).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    with pytest.raises(RefusedError, match="Update first"):
        backup.restore(newer, replace=True)
