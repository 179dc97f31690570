import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import qunce
from qunce.site.attendant import Attendant

# Notes its start, then stays until its input ends, or dies at once where it is told to.
WORKER = """
import sys
with open(sys.argv[1], "a") as notes:
    notes.write("started\\n")
if sys.argv[2] == "dies":
    raise SystemExit(3)
sys.stdin.buffer.read()
with open(sys.argv[1], "a") as notes:
    notes.write("stopped\\n")
"""
ATTENDED = """
import os, signal, sys, time
from qunce.site.attendant import Attendant
Attendant(sys.argv[1:]).start()
time.sleep(1)
os.kill(os.getpid(), signal.SIGKILL)
"""


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, at most ten seconds."""
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.02)
    pytest.fail("it never was")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Return the file in which the worker notes what it does."""
    path = tmp_path / "notes"
    path.touch()
    return path


def command(notes: Path, way: str) -> list[str]:
    """Return a command that stands for the worker."""
    return [sys.executable, "-c", WORKER, str(notes), way]


def test_a_worker_is_stopped_in_order(notes: Path) -> None:
    attendant = Attendant(command(notes, "stays"))
    attendant.start()
    until(lambda: notes.read_text() == "started\n")
    attendant.stop()
    assert notes.read_text() == "started\nstopped\n"


def test_a_worker_that_dies_is_started_again(notes: Path, caplog: pytest.LogCaptureFixture) -> None:
    attendant = Attendant(command(notes, "dies"), pause=0.05)
    attendant.start()
    until(lambda: notes.read_text().count("started") >= 3)
    attendant.stop()
    assert "started again" in caplog.text


def test_a_worker_ends_also_where_its_attendant_is_killed(notes: Path) -> None:
    attended = [sys.executable, "-c", ATTENDED, *command(notes, "stays")]
    env = os.environ | {"PYTHONPATH": str(Path(qunce.__file__).parent.parent)}
    killed = subprocess.run(attended, env=env, check=False)
    assert killed.returncode == -9
    until(lambda: notes.read_text().endswith("stopped\n"))
