"""What is encrypted opens with the key only, and can be compared without being opened."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from qunce.store import secrets


@pytest.fixture(autouse=True)
def own_key(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("QUNCE_DATA_KEY", raising=False)
    settings.HOME = tmp_path
    secrets._key.cache_clear()
    yield
    secrets._key.cache_clear()


def test_what_was_sealed_opens_again_and_looks_like_nothing(tmp_path: Path) -> None:
    sealed = secrets.encrypt("微信号 abc")
    assert secrets.decrypt(sealed) == "微信号 abc"
    assert "abc" not in sealed
    assert secrets.encrypt("微信号 abc") != sealed  # the same text twice does not show
    assert (tmp_path / secrets.FILE).stat().st_mode & 0o777 == 0o600


def test_nothing_stays_nothing() -> None:
    assert secrets.encrypt("") == secrets.decrypt("") == secrets.keyed_hash("mail", "") == ""


def test_another_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, digest = secrets.encrypt("abc"), secrets.keyed_hash("mail", "abc")
    monkeypatch.setenv("QUNCE_DATA_KEY", Fernet.generate_key().decode())
    secrets._key.cache_clear()
    assert secrets.decrypt(sealed) == ""
    assert secrets.keyed_hash("mail", "abc") != digest


def test_hashes_compare_within_a_purpose_only() -> None:
    assert secrets.keyed_hash("mail", "abc") == secrets.keyed_hash("mail", "abc")
    assert secrets.keyed_hash("mail", "abc") != secrets.keyed_hash("phone", "abc")
    assert secrets.keyed_hash("mail", "abc") != secrets.keyed_hash("mail", "abd")
