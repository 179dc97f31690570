"""What the command line says when a word cannot be carried out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def qunce(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a word of the command line on a site of its own."""
    site = {
        "QUNCE_HOME": str(home),
        "QUNCE_DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [sys.executable, "-m", "qunce", *words],
        env=os.environ | site,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("demo", "--remove"), ("reindex",)])
def test_a_database_from_before_an_update_is_named_with_what_to_do(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    done = qunce(tmp_path, *words)
    assert done.returncode == 1
    assert "qunce manage migrate" in done.stderr
    assert "no such table" not in done.stderr
    assert not (tmp_path / "demo.removed").exists()
