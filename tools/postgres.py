"""A private PostgreSQL for tests and measurements, gone when its user is.

    python tools/postgres.py COMMAND …    runs the command with QUNCE_DATABASE_URL set
    python tools/postgres.py              prints the address and waits until Ctrl-C

It runs the machine's own binaries on a free port of 127.0.0.1 in a temporary folder. Writes are
not flushed to disk unless `--durable` is given: for measuring, not for keeping.
"""

import argparse
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
WHAT_TO_INSTALL = "PostgreSQL is missing: install it (Debian: apt-get install postgresql)"
PR_SET_PDEATHSIG = 1
SECONDS_TO_START = 30


class PostgresError(Exception):
    """There is no PostgreSQL on this machine, or it did not start; the message says why."""


@dataclass(frozen=True)
class Owner:
    """The user as whom PostgreSQL runs, for it refuses to run as root; None is oneself."""

    uid: int | None = None
    gid: int | None = None


def find_binaries() -> Path | None:
    """Return the folder with initdb and postgres, the newest one of Debian's; None without."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def owner() -> Owner:
    """Return who shall run PostgreSQL: oneself, or `postgres` or `nobody` where one is root."""
    if os.geteuid() != 0:
        return Owner()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid)
    raise PostgresError("PostgreSQL does not run as root, and there is no user `nobody`")


def die_with_parent() -> None:
    """Ask the kernel for a fast shutdown of PostgreSQL when this process ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    """Say whether somebody listens on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def create(binaries: Path, folder: Path, who: Owner) -> str:
    """Create a cluster in `folder` with the user `qunce`; return the user's password."""
    password = secrets.token_hex(16)
    if who.uid is not None:
        os.chown(folder, who.uid, who.gid or -1)
    word = folder / "password"
    word.write_text(password, encoding="ascii")
    word.chmod(0o644)  # within a folder that only its owner may enter
    data = folder / "data"
    options = ["--username=qunce", f"--pwfile={word}", "--auth=scram-sha-256", "--no-sync"]
    made = subprocess.run(
        [binaries / "initdb", *options, "--encoding=UTF8", "--locale=C.UTF-8", data],
        user=who.uid,
        group=who.gid,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise PostgresError(f"initdb failed: {made.stderr.strip()}")
    return password


def launch(
    binaries: Path, folder: Path, who: Owner, *, port: int, durable: bool
) -> subprocess.Popen[bytes]:
    """Start the server of a cluster; return its process, which may not take connections yet."""
    options = ["-h127.0.0.1", f"-k{folder}", "-cmax_connections=100"]
    careless = ["-F", "-csynchronous_commit=off", "-cfull_page_writes=off"]
    brief = ["-cautovacuum=off", "-cjit=off"]  # tables of a test are small, and soon empty again
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [
                *(binaries / "postgres", "-D", folder / "data", f"-p{port}"),
                *(options if durable else [*options, *careless, *brief]),
            ],
            user=who.uid,
            group=who.gid,
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C stops the tests first, then us, then it
            preexec_fn=die_with_parent,  # noqa: PLW1509  (one system call, no lock is taken)
        )


def wait_until_up(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server takes connections; raise PostgresError where it ends before."""
    status = folder / "data/postmaster.pid"
    for _ in range(SECONDS_TO_START * 20):
        lines = status.read_text("utf-8").splitlines() if status.exists() else []
        if len(lines) > 7 and lines[7].strip() == "ready" and accepts(int(lines[3])):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    log = (folder / "log").read_text("utf-8", errors="replace")
    raise PostgresError(f"PostgreSQL did not start:\n{log[-2000:]}")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of a private PostgreSQL, which is gone afterwards.

    Raises PostgresError where the machine has none or it does not start.
    """
    binaries = find_binaries()
    if binaries is None:
        raise PostgresError(WHAT_TO_INSTALL)
    folder = Path(tempfile.mkdtemp(prefix="qunce-postgres-"))
    process = None
    try:
        who, port = owner(), free_port()
        password = create(binaries, folder, who)
        process = launch(binaries, folder, who, port=port, durable=durable)
        wait_until_up(process, folder)
        yield f"postgresql://qunce:{password}@127.0.0.1:{port}/postgres"
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # a fast shutdown
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run a command beside a private PostgreSQL; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--durable", action="store_true", help="flush to disk as in production")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        with cluster(durable=options.durable) as address:
            if options.command:
                env = os.environ | {"QUNCE_DATABASE_URL": address}
                return subprocess.run(options.command, env=env, check=False).returncode
            print(address, flush=True)
            signal.pause()
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
