"""The wheel holds what is needed to run, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from needs import give_up

ROOT = Path(__file__).resolve().parent.parent
VENDOR = "qunce/shell/static/vendor"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names of the files in the wheel, built from this tree."""
    if not (ROOT / "src" / VENDOR).exists():
        give_up("The front-end build", "make assets")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        f"{VENDOR}/tabler/tabler.min.css",
        f"{VENDOR}/tabler/tabler.min.js",
        f"{VENDOR}/tabler/LICENSE.txt",
        f"{VENDOR}/icons/sprite.svg",
        f"{VENDOR}/icons/LICENSE.txt",
        f"{VENDOR}/echarts/echarts.min.js",
        f"{VENDOR}/echarts/NOTICE.txt",
        "qunce/locale/zh_Hans/LC_MESSAGES/django.mo",
        "qunce/site/settings.py",
    ],
)
def test_the_wheel_holds(wheel: set[str], name: str) -> None:
    assert name in wheel


def test_the_wheel_holds_no_tests(wheel: set[str]) -> None:
    assert not [name for name in wheel if "/tests/" in name or "/fixtures/" in name]
