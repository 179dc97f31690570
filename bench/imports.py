"""Messages imported per second from a file, searchable at the end; every layout, and memory."""

import random
import resource
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench._house import NOW, house, speakers, tell, text, times

MANY = 50_000
FEW = 8_000
MEMBERS = 200


def main() -> None:
    """Print a line of JSON for each layout."""
    with house():
        measure()


def measure() -> None:
    """Write an export of each layout, and take it in."""
    from qunce.gateway.channels.manual.exports.writing import writable  # noqa: PLC0415
    from qunce.gateway.channels.manual.parse.shapes import Layout  # noqa: PLC0415

    first = Layout.CHATLOG_CSV
    _one(first, MANY)
    for layout in writable():
        if layout is not first:
            _one(layout, FEW)


def _one(layout: Any, count: int) -> None:
    from django.db import connection  # noqa: PLC0415  (Django must be set up first)

    from qunce.chat.search.find import search  # noqa: PLC0415
    from qunce.gateway.channels.manual import actions, running  # noqa: PLC0415
    from qunce.gateway.channels.manual.exports.common import Chat  # noqa: PLC0415
    from qunce.gateway.channels.manual.exports.writing import write  # noqa: PLC0415
    from qunce.gateway.channels.manual.parse import reading  # noqa: PLC0415
    from qunce.gateway.channels.manual.parse.shapes import file_at  # noqa: PLC0415
    from qunce.kernel.actors import SHELL  # noqa: PLC0415
    from qunce.kernel.incoming import Incoming, Speaker  # noqa: PLC0415
    from qunce.people.models import Community, Group  # noqa: PLC0415

    zone = ZoneInfo("Asia/Shanghai")
    dice = random.Random(11)
    community, _ = Community.objects.get_or_create(
        key="bench", defaults={"name": "Bench", "created_at": NOW}
    )
    group = Group.objects.create(
        community=community,
        key=layout.value,
        name="G",
        kind="general",
        channel="manual",
        created_at=NOW,
    )
    people = [Speaker(f"{account}_{layout}", name) for account, name in speakers(dice, MEMBERS)]
    said = [
        Incoming(dice.choice(people), text(dice), at)
        for at in times(dice, count, NOW - timedelta(days=60))
    ]
    with tempfile.TemporaryDirectory(prefix="qunce-bench-") as place:
        files = []
        for name, content in write(layout, Chat("群", "1@chatroom", said, zone)).items():
            path = Path(place, name)
            path.write_bytes(content)
            files.append(file_at(path))
        start, worked = time.perf_counter(), time.process_time()
        told = reading.read(files, zone)
        row = actions.begin(group, told, by=SHELL, now=NOW)
        row = running.carry_on(row, told, by=SHELL)
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
    tell(
        "import",
        layout=layout.value,
        database=connection.vendor,
        messages=row.added,
        megabytes=round(row.bytes_total / 1e6, 1),
        per_second=round(row.added / seconds),
        per_second_of_processor=round(row.added / worked),
        is_searchable=bool(search(community, said[-1].text[:4])),
        peak_megabytes=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


if __name__ == "__main__":
    main()
