"""Files of people: outside the web root, for this user of the machine only, without their names."""

import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

HOUR = 60 * 60  # seconds


def folder(place: Path) -> Path:
    """Return a folder of files; it is made with the first one."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(place: Path, data: bytes, ending: str) -> str:
    """Store a file under a name that tells nothing; return the name."""
    return keep_parts(place, (data,), ending)


def keep_parts(place: Path, parts: Iterable[bytes], ending: str) -> str:
    """Store a file, that is too large to be held in memory, part by part; return its name."""
    name = f"{secrets.token_hex(16)}.{ending}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder(place) / name, flags, 0o600), "wb") as file:
        file.writelines(parts)
    return name


def path_of(place: Path, name: str) -> Path | None:
    """Return where a file lies, None where it is gone."""
    found = folder(place) / Path(name).name
    return found if name and found.is_file() else None


def list_old(place: Path, now: datetime) -> Iterator[Path]:
    """Yield files that are older than an hour: younger ones may be on their way into a row."""
    for file in folder(place).iterdir():
        if now.timestamp() - file.stat().st_mtime > HOUR:
            yield file
