"""`qunce replay`: the record is told to be the same, a file is tried, a workbook written."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qunce.people.models import Person
from qunce.rooms.moderation.models import Case
from qunce.site.command import main
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"


@pytest.fixture
def story(web_stage: Stage, ben: Person, wang: Person) -> Stage:
    """Return a group in which Ben advertised four times, and the owner once."""
    for who, end in ((ben, ""), (wang, "！"), (ben, "。"), (ben, "，"), (ben, "～")):
        web_stage.say(who, AD + end)
        web_stage.later(hours=1)
    return web_stage


def command(*arguments: str) -> None:
    """Run `qunce replay` for the group of the tests."""
    with pytest.raises(SystemExit) as ended:
        main(["replay", "--group", "general", *arguments])
    assert ended.value.code == 0


DAYS = ("--since", "2026-11-20", "--until", "2027-04-01")


def test_the_command_tells_that_the_record_is_the_same(
    story: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    command(*DAYS, "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert told["compared_with"] == "record"
    assert all(
        line["change"] == "same" for line in told["lines"] if line["now"]["step"] != "nothing"
    )
    assert told["report"]["now"]["acted"] == Case.objects.filter(answer="act").count()


def test_the_command_tries_a_file_and_writes_a_workbook(
    story: Stage, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    story.hear("Olga", "=1+1 加微信兼职刷单，日入过千，联系13800000000")
    story.work()
    rules = tmp_path / "rules.toml"
    rules.write_text('[rules.ad_words]\nstate = "observe"\n', encoding="utf-8")
    table = tmp_path / "out.xlsx"
    command(*DAYS, "--playbook", str(rules), "--xlsx", str(table))
    assert "与现行规则" in capsys.readouterr().out
    rows = list(load_workbook(table).active.iter_rows(values_only=True))
    assert len(rows) == 7
    assert any(str(row[3]).startswith("'=1+1") for row in rows)
    assert rows[1][1] == "2026-11-23 12:00:00"  # the community's clock
    assert rows[1][6] == "1. 不发与HR无关的广告"


def test_the_text_names_members_and_messages(
    story: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    command(*DAYS)
    told = capsys.readouterr().out
    assert "Ben" in told
    assert "2026-11-23 12:00:00" in told
    assert "信用卡代办" in told
    command("--since", "2027-03-01", "--until", "2027-04-01")
    assert capsys.readouterr().out.startswith("这几天群里没有可以判断的消息")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2026-02-30", "--until", "2026-03-01"), "「2026-02-30」不是一个日期"),
        (("--since", "2026-03-02", "--until", "2026-03-01"), "结束日期早于开始日期"),
        ((*DAYS, "--xlsx", "/nowhere/at/all.xlsx"), "没有这个文件夹"),
        ((*DAYS, "--playbook", "/nowhere.toml"), "文件读不了"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_computed(
    web_stage: Stage, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["replay", "--group", "general", *arguments])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_faulty_file_is_refused_with_its_place(
    story: Stage, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[rules.flood]\nmessages = 1\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["replay", "--group", "general", *DAYS, "--playbook", str(rules)])
    assert ended.value.code == 2
    assert "rules.flood.messages" in capsys.readouterr().err
