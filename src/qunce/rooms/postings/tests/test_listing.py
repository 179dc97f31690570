"""`qunce postings`: a table, or JSON, without what is nobody's business."""

import json
from argparse import ArgumentParser
from datetime import datetime

import pytest

from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group, Person
from qunce.rooms.postings import reviewing
from qunce.rooms.postings.listing import COMMAND
from qunce.rooms.postings.tests.offers import offer

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    return COMMAND.run(parser.parse_args(words))


def test_posts_are_listed_as_a_table_and_as_json(
    community: Community,
    web_group: Group,
    ben: Person,
    noon: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = offer(community, noon, ben)
    reviewing.approve(offer(community, noon, ben, title="HRBP"), by=SHELL, now=noon)
    assert run() == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["id", "state"]
    assert "薪酬主管" in first
    assert "2026-11-25 20:00" in second
    assert run("--format", "json", "--state", "waiting") == 0
    told = capsys.readouterr().out
    (row,) = json.loads(told)
    assert (row["id"], row["slot_at"], row["result"]) == (found.pk, None, None)
    assert "王女士" not in told
    assert "Ben" not in told
    assert run("--community", "nowhere") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
