"""All tests: those to which the database matters on PostgreSQL, then everything on SQLite.

Arguments are handed to pytest. Where the machine has no PostgreSQL its part is left out and said
so, unless QUNCE_TEST_REQUIRE=all. The first run that fails is the last, so that the last line is
always pytest's own summary of what counts.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n2", "--dist=worksteal", "--timeout=240"]


def run_pytest(arguments: list[str], env: Mapping[str, str]) -> int:
    """Run pytest in the root folder; return its exit code, no tests at all being no failure."""
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=env, check=False).returncode


def test_on_postgres(arguments: list[str], env: Mapping[str, str]) -> int:
    """Run the tests to which it matters on a private PostgreSQL; return the exit code."""
    try:
        with postgres.cluster() as address:
            print("On PostgreSQL, the tests to which the database matters:", flush=True)
            options = ["--only-database", "--reuse-db"]  # what is reused dies with its cluster
            return run_pytest([*options, *arguments], {**env, "QUNCE_DATABASE_URL": address})
    except postgres.PostgresError as error:
        print(f"Not tested on PostgreSQL. {error}", flush=True)
        return 1 if env.get("QUNCE_TEST_REQUIRE") == "all" else 0


def main() -> int:
    """Run both parts; return the exit code of the first that fails."""
    env = {name: value for name, value in os.environ.items() if name != "QUNCE_DATABASE_URL"}
    arguments = sys.argv[1:]
    if code := test_on_postgres(arguments, env):
        return code
    print("On SQLite, all tests:", flush=True)
    return run_pytest(arguments, env)


if __name__ == "__main__":
    sys.exit(main())
