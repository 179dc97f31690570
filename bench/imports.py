"""Messages imported per second from a file, searchable at the end; every layout, and memory."""

import random
import resource
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

from bench._house import NOW, house, speakers, tell, text, times
from qunce.chat.search.find import search
from qunce.gateway.channels.manual import actions, running
from qunce.gateway.channels.manual.exports.common import Chat
from qunce.gateway.channels.manual.exports.writing import writable, write
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import Layout, file_at
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Incoming, Speaker
from qunce.people.models import Community, Group

MANY = 50_000
FEW = 8_000
MEMBERS = 200


def main() -> None:
    """Print a line of JSON for each layout."""
    with house():
        measure()


def measure() -> None:
    """Write an export of each layout, and take it in."""

    first = Layout.CHATLOG_CSV
    _one(first, MANY)
    for layout in writable():
        if layout is not first:
            _one(layout, FEW)


def _group_for(layout: Layout) -> Group:
    """Store a group of its own for a layout."""
    community, _ = Community.objects.get_or_create(
        key="bench", defaults={"name": "Bench", "created_at": NOW}
    )
    about = {"name": "G", "kind": "general", "channel": "manual", "created_at": NOW}
    return Group.objects.create(community=community, key=layout.value, **about)


def _conversation(layout: Layout, count: int) -> list[Incoming]:
    """Return what is said in two months."""
    dice = random.Random(11)
    people = [Speaker(f"{account}_{layout}", name) for account, name in speakers(dice, MEMBERS)]
    return [
        Incoming(dice.choice(people), text(dice), at)
        for at in times(dice, count, NOW - timedelta(days=60))
    ]


def _one(layout: Layout, count: int) -> None:
    """Write an export of a layout, take it in, and tell how fast."""
    zone = ZoneInfo("Asia/Shanghai")
    group = _group_for(layout)
    said = _conversation(layout, count)
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
        is_searchable=bool(search(group.community, said[-1].text[:4])),
        peak_megabytes=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


if __name__ == "__main__":
    main()
