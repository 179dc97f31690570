"""`qunce key` says how the key stands, and changes it."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from qunce.kernel.actors import SHELL
from qunce.people import contacts
from qunce.people.domain_own import ContactKind
from qunce.people.models import Contact, Person
from qunce.site.words import parse_and_run
from qunce.store import secrets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_key(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(secrets.VARIABLE, raising=False)
    settings.HOME = tmp_path


def qunce(*words: str) -> int:
    return parse_and_run(list(words), ArgumentParser())


def noted(person: Person, now: datetime) -> Contact:
    return contacts.note(person, ContactKind.PHONE, "13800001234", by=SHELL, now=now)


def test_it_says_how_many_texts_the_key_opens(
    ben: Person, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    noted(ben, noon)
    assert qunce("key") == 0
    assert "1" in capsys.readouterr().out


def test_a_change_of_the_key_leaves_everything_readable(
    ben: Person, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    row = noted(ben, noon)
    before = row.sealed
    assert qunce("key", "--rotate") == 0
    assert str(secrets.place()) in capsys.readouterr().out
    row.refresh_from_db()
    assert row.sealed != before
    assert contacts.masked(row) == "138****1234"


def test_a_lost_key_is_named_and_a_new_one_made_only_when_asked(
    ben: Person, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    noted(ben, noon)
    secrets.place().unlink()
    assert qunce("key") == 2
    assert str(secrets.place()) in capsys.readouterr().err
    assert qunce("key", "--new") == 1
    assert secrets.place().exists()
    assert contacts.masked(Contact.objects.get()) == "***"
