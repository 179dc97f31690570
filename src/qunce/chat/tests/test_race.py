"""Two processes that bring the same conversation at once store it once."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from qunce.chat.tests.talk import LONG_TALK
from qunce.people.models import Group


def address_of_test_database(place: Path) -> str:
    """Return the address of this test's database; SQLite's lives in memory and is copied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(place)])
        return f"sqlite:///{place}"
    its = connection.settings_dict
    who = f"{quote(its['USER'])}:{quote(its['PASSWORD'])}"
    return f"postgresql://{who}@{its['HOST']}:{its['PORT']}/{its['NAME']}"


def start(address: str, groups: list[int]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "qunce.chat.tests.racer", *map(str, groups)],
        env=os.environ | {"QUNCE_DATABASE_URL": address},
        cwd=Path(__file__).parents[4],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_store_a_conversation_and_its_people_once(
    manual_group: Group, region_group: Group, tmp_path: Path
) -> None:
    address = address_of_test_database(tmp_path / "copy.sqlite3")
    one_way, other_way = [manual_group.pk, region_group.pk], [region_group.pk, manual_group.pk]
    racers = [start(address, one_way), start(address, other_way)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    results = [racer.communicate("go\n", timeout=60)[0] for racer in racers]
    assert sum(map(int, results)) == 2 * len(LONG_TALK)
    assert [racer.returncode for racer in racers] == [0, 0]
