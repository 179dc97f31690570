"""What is encrypted opens with the key only, and can be compared without being opened."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography.fernet import Fernet

from qunce.kernel.errors import RefusedError
from qunce.people.models import Contact, Person
from qunce.store import secrets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_key(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(secrets.VARIABLE, raising=False)
    settings.HOME = tmp_path


def contact(person: Person, text: str, now: datetime) -> Contact:
    return Contact.objects.create(
        community=person.community,
        person=person,
        kind="phone",
        sealed=secrets.encrypt(text),
        hash=secrets.keyed_hash("phone", text),
        created_at=now,
    )


def test_what_was_sealed_opens_again_and_looks_like_nothing(tmp_path: Path) -> None:
    sealed = secrets.encrypt("微信号 abc")
    assert secrets.decrypt(sealed) == "微信号 abc"
    assert "abc" not in sealed
    assert secrets.encrypt("微信号 abc") != sealed  # the same text twice does not show
    assert (tmp_path / secrets.FILE).stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [secrets.FILE]


def test_nothing_stays_nothing() -> None:
    assert secrets.encrypt("") == secrets.decrypt("") == secrets.keyed_hash("mail", "") == ""


def test_another_key_opens_nothing_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sealed, digest = secrets.encrypt("abc"), secrets.keyed_hash("mail", "abc")
    monkeypatch.setenv(secrets.VARIABLE, Fernet.generate_key().decode())
    assert secrets.decrypt(sealed) == ""
    assert "another key than QUNCE_DATA_KEY" in caplog.text
    assert secrets.keyed_hash("mail", "abc") != digest


def test_hashes_compare_within_a_purpose_only() -> None:
    assert secrets.keyed_hash("mail", "abc") == secrets.keyed_hash("mail", "abc")
    assert secrets.keyed_hash("mail", "abc") != secrets.keyed_hash("phone", "abc")
    assert secrets.keyed_hash("mail", "abc") != secrets.keyed_hash("mail", "abd")


def test_two_at_once_make_one_key() -> None:
    start = Barrier(8)

    def make(_: int) -> str:
        start.wait()
        secrets.make_first()
        return secrets.place().read_text()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(make, range(8)))
    assert len(keys) == 1
    Fernet(keys.pop().strip())


def test_a_key_that_is_gone_is_not_replaced_in_silence(
    ben: Person, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    row = contact(ben, "13800001234", noon)
    key = secrets.place().read_text()
    secrets.place().unlink()
    with pytest.raises(secrets.LostKeyError, match="bring it back"):
        secrets.encrypt("x")
    with pytest.raises(secrets.LostKeyError, match="bring it back"):
        secrets.keyed_hash("phone", "x")
    caplog.set_level(logging.ERROR)
    assert secrets.decrypt(row.sealed) == ""
    assert "is missing, but there are encrypted texts" in caplog.text
    secrets.place().write_text(key)
    assert secrets.decrypt(row.sealed) == "13800001234"


def test_what_is_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / secrets.FILE).write_text("not a key\n")
    with pytest.raises(RefusedError, match=r"data\.key holds no key"):
        secrets.encrypt("abc")


def test_a_new_key_takes_over_and_the_old_one_is_not_needed_for_texts(
    ben: Person, noon: datetime
) -> None:
    row = contact(ben, "13800001234", noon)
    (old,) = secrets.ring().keys
    secrets.add_key()
    assert secrets.decrypt(row.sealed) == "13800001234"
    assert secrets.reseal() == 1
    row.refresh_from_db()
    new, kept = secrets.ring().keys
    assert kept == old
    assert secrets.place().stat().st_mode & 0o777 == 0o600
    assert Fernet(new).decrypt(row.sealed.encode()).decode() == "13800001234"
    assert secrets.keyed_hash("phone", "13800001234") == row.hash  # is still found


def test_keys_of_the_environment_are_changed_there(
    ben: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setenv(secrets.VARIABLE, old)
    row = contact(ben, "13800001234", noon)
    with pytest.raises(RefusedError, match="put the new one in front"):
        secrets.add_key()
    monkeypatch.setenv(secrets.VARIABLE, f"{new}, {old}")
    assert secrets.reseal() == 1
    row.refresh_from_db()
    assert Fernet(new).decrypt(row.sealed.encode()).decode() == "13800001234"
    monkeypatch.setenv(secrets.VARIABLE, Fernet.generate_key().decode())
    assert secrets.count_unreadable() == (1, 1)
    assert secrets.reseal() == 0
