"""The private PostgreSQL of tests and measurements (tools/postgres.py)."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tools import postgres

from needs import give_up

ROOT = Path(__file__).resolve().parent.parent
SHOW = "import os; print(os.environ['QUNCE_DATABASE_URL'])"


@pytest.fixture(autouse=True)
def binaries() -> Path:
    """Return the machine's PostgreSQL."""
    found = postgres.find_binaries()
    if found is None:
        give_up("PostgreSQL", "install it (Debian: apt-get install postgresql)")
    return found


def test_a_cluster_serves_until_its_user_is_done() -> None:
    with postgres.cluster() as address:
        with psycopg.connect(address) as connection:
            row = connection.execute("select current_setting('fsync'), '群策'").fetchone()
        assert row == ("off", "群策")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_a_wrong_password_is_refused() -> None:
    with postgres.cluster() as address:
        user, host = address.removeprefix("postgresql://").split("@")
        guess = f"postgresql://{user.split(':')[0]}:guess@{host}"
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(guess)


def test_a_command_runs_beside_a_cluster_and_hands_on_its_exit_code() -> None:
    command = [sys.executable, "-m", "tools.postgres", sys.executable, "-c"]
    told = subprocess.run([*command, SHOW], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("postgresql://qunce:")
    failed = subprocess.run([*command, "raise SystemExit(7)"], cwd=ROOT, check=False)
    assert failed.returncode == 7


def test_without_postgres_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    with pytest.raises(postgres.PostgresError, match="apt-get install"), postgres.cluster():
        pass
