"""`qunce applications`: the table of a terminal, and JSON; no contact stands in either."""

import json
from argparse import ArgumentParser
from datetime import datetime
from unicodedata import east_asian_width

import pytest

from qunce.people.models import Group
from qunce.rooms.admission.listing import COMMAND
from qunce.rooms.admission.tests import waiting

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    return COMMAND.run(parser.parse_args(words))


def column_of(line: str, word: str) -> int:
    before = line[: line.index(word)]
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in before)


def test_columns_stand_under_their_heads_in_the_communitys_time(
    manual_group: Group, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting.application(manual_group, noon, "李娜", company="一家名字非常非常非常长的企业")
    assert run("--state", "waiting") == 0
    head, line = capsys.readouterr().out.splitlines()
    assert column_of(head, "group") == column_of(line, manual_group.key)
    assert column_of(head, "sent") == column_of(line, "2026-11-23 12:00")
    assert "example.org" not in line


def test_json_has_no_contacts_and_an_unknown_group_is_a_fault(
    manual_group: Group, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting.application(manual_group, noon, "李娜")
    assert run("--format", "json", "--group", manual_group.key) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["state"]) == ("李娜", "waiting")
    assert not {"email", "phone", "wechat"} & set(row)
    assert run("--group", "nowhere") == 1
    assert "nowhere" in capsys.readouterr().err
