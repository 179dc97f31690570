"""Backup and restore, on a real database of the machine's kind."""

import io
import json
import tarfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.people import actions as people
from qunce.people.models import Community
from qunce.site import backup

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="replaces the whole database"),
]


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
