"""Everything that is checked without running the product: format, lint, types, floors, words.

All checks run, also after one has failed; what a check says is shown only where it fails.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
HOUSE_TESTS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/test_house*.py"))


def templates() -> list[str]:
    """Return all templates of the house."""
    return sorted(
        str(path.relative_to(ROOT)) for path in ROOT.glob("src/qunce/**/templates/**/*.html")
    )


def commands() -> dict[str, Sequence[str]]:
    """Return the checks by name, the longest first."""
    pages = templates()
    checks: dict[str, Sequence[str]] = {
        "types": [str(BIN / "mypy"), "--no-error-summary"],
        "house rules": [PYTHON, "-m", "pytest", "-n0", *HOUSE_TESTS],
        "floors": [str(BIN / "lint-imports"), "--no-logo"],
        "handbook": [
            str(BIN / "sphinx-build"),
            "-W",
            "-q",
            "-b",
            "html",
            "docs",
            "docs/_build/html",
        ],
        "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
        "translations": [PYTHON, "tools/messages.py", "--check"],
        "lint": [str(BIN / "ruff"), "check", "--quiet"],
        "format": [str(BIN / "ruff"), "format", "--check", "--quiet"],
    }
    if pages:
        checks["templates' indent"] = [str(BIN / "djhtml"), "--check", "--tabwidth=2", *pages]
        checks["templates"] = [str(BIN / "djlint"), "--lint", "--quiet", *pages]
    return checks


def run(name: str, command: Sequence[str]) -> bool:
    """Run one check and say how it ended; return whether it passed."""
    began = time.monotonic()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "qunce.site.settings",
        "PYTHONPATH": "src:tests:.",
    }
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    said = (done.stdout + done.stderr).strip()
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(
        f"{name}: {verdict} ({seconds:.1f} s)" + (f"\n{said}" if done.returncode else ""),
        flush=True,
    )
    return done.returncode == 0


def main() -> int:
    """Run all checks, two at a time; return the exit code."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda item: run(*item), commands().items()))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
