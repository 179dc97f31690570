"""All tests: everything on SQLite; beside it, on PostgreSQL, those to which the database matters.

Arguments are handed to pytest. Where the machine has no PostgreSQL its part is left out and said
so, unless QUNCE_TEST_REQUIRE=all. The two runs go on at the same time: many tests wait for a page
or for a worker, and a core that one run leaves idle is used by the other. What is said about
PostgreSQL comes when both are done. The last line is always pytest's own summary of what counts:
of the run that failed, or of everything.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from compileall import compile_dir
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n2", "--dist=worksteal", "--timeout=240"]
Run = subprocess.Popen[str]
BESIDE = "--on-postgres"  # asks for PostgreSQL's part alone


@dataclass(frozen=True)
class Ended:
    """A run that has ended: its exit code, and its lines that nobody has seen yet."""

    code: int
    lines: list[str]


def test_on_postgres(arguments: list[str], env: Mapping[str, str]) -> int:
    """Run the tests to which it matters on a private PostgreSQL; return the exit code."""
    try:
        with postgres.cluster() as address:
            print("On PostgreSQL, the tests to which the database matters:", flush=True)
            command = [*PYTEST, "--only-database", *arguments]
            there = {**env, "QUNCE_DATABASE_URL": address}
            return subprocess.run(command, cwd=ROOT, env=there, check=False).returncode
    except postgres.PostgresError as error:
        print(f"Not tested on PostgreSQL. {error}", flush=True)
        return 1 if env.get("QUNCE_TEST_REQUIRE") == "all" else 0


@contextmanager
def started(command: list[str], env: Mapping[str, str], out: IO[str] | int) -> Iterator[Run]:
    """Start a run; where we are interrupted, interrupt it too, so that it leaves nothing behind."""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, text=True
    ) as run:
        try:
            yield run
        finally:
            if run.poll() is None:
                run.send_signal(signal.SIGINT)


def test_on_sqlite(arguments: list[str], env: Mapping[str, str]) -> Ended:
    """Run all tests on SQLite and show what pytest says, but for its last line."""
    print("On SQLite, all tests; on PostgreSQL those to which it matters:", flush=True)
    colour = [f"--color={'yes' if sys.stdout.isatty() else 'auto'}"]
    held: list[str] = []
    with started([*PYTEST, *colour, *arguments], env, subprocess.PIPE) as run:
        for line in run.stdout or ():
            print(*held, sep="", end="", flush=True)
            held = [line]
        return Ended(run.wait(), held)


def test_on_both(arguments: list[str], env: Mapping[str, str]) -> tuple[Ended, Ended]:
    """Run both parts at the same time; return how they ended, SQLite's first."""
    command = [sys.executable, "-m", "tools.run_tests", BESIDE, *arguments]
    with tempfile.TemporaryFile("w+") as said, started(command, env, said) as beside:
        whole = test_on_sqlite(arguments, env)
        code = beside.wait()
        said.seek(0)
        return whole, Ended(code, said.readlines())


def conclude(whole: Ended, beside: Ended) -> Ended:
    """Return what is still to be said, with what counts at the end, and the exit code of all."""
    if not beside.code:
        few = beside.lines if len(beside.lines) < 3 else [beside.lines[0], beside.lines[-1]]
        return Ended(whole.code, [*few, *whole.lines])
    if whole.code:
        return Ended(whole.code, [*beside.lines, *whole.lines])
    return Ended(beside.code, [*whole.lines, *beside.lines])


def environment() -> dict[str, str]:
    """Return the environment of all tests.

    Images of containers often ask Python to write no bytecode. Each worker, and each process that a
    test starts, would compile the house and the tests anew then.
    """
    without = {"QUNCE_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in without}


def main() -> int:
    """Run both parts; return the exit code of the one that fails."""
    env, arguments = environment(), sys.argv[1:]
    if arguments[:1] == [BESIDE]:
        return test_on_postgres(arguments[1:], env)
    for folder in ("src", "tools"):
        compile_dir(ROOT / folder, quiet=2)
    end = conclude(*test_on_both(arguments, env))
    print(*end.lines, sep="", end="", flush=True)
    return end.code


if __name__ == "__main__":
    sys.exit(main())
