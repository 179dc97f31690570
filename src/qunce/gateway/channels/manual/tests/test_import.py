"""The import of exported chats: nothing twice, continued, stopped, undone, reported."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qunce.chat import actions as chat_actions
from qunce.chat.models import Message
from qunce.gateway.channels.manual import actions, command, queries, running, undoing
from qunce.gateway.channels.manual.domain import Became, ImportState, Tally
from qunce.gateway.channels.manual.exports.common import Chat
from qunce.gateway.channels.manual.exports.writing import write
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import Layout, file_of
from qunce.gateway.channels.manual.tests import talk
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Incoming, Skipped, Speaker
from qunce.kernel.messages import Source
from qunce.ledger.models import Entry
from qunce.people.models import Group, Membership

EXAMPLES = Path(__file__).parents[6] / "examples"


def take_in(group: Group, layout: Layout, chat: Chat | None = None) -> Import:
    files = [file_of(name, data) for name, data in write(layout, chat or talk.chat()).items()]
    told = reading.read(files, talk.ZONE)
    row = actions.begin(group, told, by=SHELL, now=talk.START)
    return running.carry_on(row, told, by=SHELL)


def taken_out(row: Import) -> Import:
    actions.undo(row, by=SHELL, now=talk.START, is_for_worker=False)
    return undoing.take_out(row, by=SHELL)


def counts(row: Import) -> tuple[int, int, int, int]:
    return row.read, row.added, row.known, row.skipped


def test_an_import_stores_every_message_as_history(manual_group: Group) -> None:
    row = take_in(manual_group, Layout.CHATLOG_CSV)
    assert (row.state, counts(row)) == (ImportState.DONE, (13, 13, 0, 0))
    stored = Message.objects.filter(group=manual_group)
    assert {one.source for one in stored} == {Source.HISTORY}
    assert [one.text for one in stored.order_by("sent_at", "id")] == [
        one.text for one in talk.conversation()
    ]
    assert Entry.objects.filter(fact__contains="HistoryImported").count() == 1


def test_importing_again_adds_nothing(manual_group: Group) -> None:
    take_in(manual_group, Layout.CHATLOG_CSV)
    again = take_in(manual_group, Layout.CHATLOG_CSV)
    assert counts(again) == (13, 0, 13, 0)


def test_files_of_one_import_that_overlap_add_nothing_twice(manual_group: Group) -> None:
    said = talk.conversation()
    parts = []
    for name, some in (("a.csv", said[:8]), ("b.csv", said[4:])):
        chat = replace(talk.chat(), messages=some)
        (content,) = write(Layout.CHATLOG_CSV, chat).values()
        parts.append(file_of(name, content))
    told = reading.read(parts, talk.ZONE)
    row = actions.begin(manual_group, told, by=SHELL, now=talk.START)
    assert counts(running.carry_on(row, told, by=SHELL)) == (17, 13, 4, 0)


@pytest.mark.parametrize(
    "layout", [Layout.WEFLOW_JSON, Layout.CHATLOG_JSON, Layout.CHATLAB_JSONL, Layout.LIUHEN_CSV]
)
def test_another_layout_of_the_same_talk_adds_nothing(layout: Layout, manual_group: Group) -> None:
    take_in(manual_group, Layout.CHATLOG_CSV)
    assert counts(take_in(manual_group, layout)) == (13, 0, 13, 0)


def test_an_overlapping_export_adds_only_what_is_new(manual_group: Group) -> None:
    take_in(manual_group, Layout.CHATLOG_CSV)
    later = [
        Incoming(talk.ANA, f"第{at}条", talk.START + timedelta(hours=1, seconds=at))
        for at in range(3)
    ]
    chat = replace(talk.chat(), messages=(*talk.conversation()[6:], *later))
    assert counts(take_in(manual_group, Layout.CHATLOG_CSV, chat)) == (10, 3, 7, 0)


def test_two_equal_messages_of_a_second_stay_two(manual_group: Group) -> None:
    row = take_in(manual_group, Layout.LIUHEN_TXT)
    assert row.added == 13
    assert Message.objects.filter(group=manual_group, text="收到").count() == 2


def test_an_import_that_is_stopped_can_be_continued(manual_group: Group) -> None:
    files = [file_of("a.csv", b"".join(write(Layout.CHATLOG_CSV, talk.chat()).values()))]
    told = reading.read(files, talk.ZONE)
    row = actions.begin(manual_group, told, by=SHELL, now=talk.START)
    part = list(told)[:5]
    running._take_in(row, part)
    actions.stop(row, by=SHELL, now=talk.START)
    found = queries.find_unfinished(manual_group, ["a.csv"], told.meter.total)
    assert found == row
    actions.resume(row, by=SHELL, now=talk.START)
    done = running.carry_on(row, reading.read(files, talk.ZONE), by=SHELL)
    assert (done.state, counts(done)) == (ImportState.DONE, (13, 13, 0, 0))


def test_people_of_the_part_before_a_crash_stay_new(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [file_of("a.csv", b"".join(write(Layout.CHATLOG_CSV, talk.chat()).values()))]
    row = actions.begin(manual_group, reading.read(files, talk.ZONE), by=SHELL, now=talk.START)
    monkeypatch.setattr(running, "BATCH", 2)

    def die(_: Import) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):  # the worker's death after the first batch
        running.carry_on(row, reading.read(files, talk.ZONE), by=SHELL, heard=die)
    begun = queries.fresh(row)
    assert (begun.state, begun.report["new_people"]) == (ImportState.RUNNING, 1)
    done = running.carry_on(begun, reading.read(files, talk.ZONE), by=SHELL)
    assert (done.report["matched"], done.report["new_people"]) == (0, 3)
    again = take_in(manual_group, Layout.CHATLOG_CSV)
    assert (again.report["matched"], again.report["new_people"]) == (3, 0)


def test_who_interrupts_the_command_is_told_how_far_it_came(
    manual_group: Group, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Import) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(command, "_show_progress", interrupt)
    run = parsed("import", str(EXAMPLES / "chatlog.csv"), "--group", manual_group.key, "--anyway")
    with pytest.raises(KeyboardInterrupt):
        run()
    (row,) = Import.objects.all()
    assert row.state == ImportState.STOPPED
    told = capsys.readouterr()
    assert f"--undo {row.pk}" in told.err
    assert told.out.startswith(f"read={row.read} added={row.added} ")
    monkeypatch.undo()
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "read=170 added=170 known=0 skipped=0"


def test_somebody_else_stops_a_running_import(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "OFTEN", timedelta(0))
    told = reading.read(
        [file_of(*next(iter(write(Layout.CHATLOG_CSV, talk.chat()).items())))], talk.ZONE
    )
    row = actions.begin(manual_group, told, by=SHELL, now=talk.START)
    actions.stop(queries.fresh(row), by=SHELL, now=talk.START)
    assert running.carry_on(row, told, by=SHELL).state == ImportState.STOPPED
    assert not Message.objects.filter(group=manual_group).exists()


def test_an_import_can_be_taken_out_again(manual_group: Group) -> None:
    first = take_in(manual_group, Layout.CHATLOG_CSV)
    chat = replace(talk.chat(), messages=talk.conversation()[:1])
    assert taken_out(first).removed == 13
    assert not Message.objects.filter(group=manual_group).exists()
    assert counts(take_in(manual_group, Layout.CHATLOG_CSV, chat)) == (1, 1, 0, 0)
    with pytest.raises(RefusedError):
        actions.undo(queries.fresh(first), by=SHELL, now=talk.START)


def test_an_undo_that_was_broken_off_can_be_done_again(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = take_in(manual_group, Layout.CHATLOG_CSV)
    monkeypatch.setattr(chat_actions, "BATCH", 5)
    remove = chat_actions._remove_some
    calls: list[int] = []

    def break_off(group: Group, found: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return remove(group, found)

    monkeypatch.setattr(chat_actions, "_remove_some", break_off)
    with pytest.raises(ConnectionError):
        taken_out(row)
    assert Message.objects.filter(group=manual_group).count() == 8
    assert queries.state_of(row) is ImportState.UNDOING
    done = taken_out(queries.fresh(row))
    assert (done.state, done.removed) == (ImportState.UNDONE, 13)
    assert Entry.objects.filter(fact__contains="ImportTakenBack").count() == 1


def test_an_undo_tells_how_far_it_is(manual_group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_actions, "BATCH", 5)
    monkeypatch.setattr(running, "OFTEN", timedelta(0))
    row = take_in(manual_group, Layout.CHATLOG_CSV)
    actions.undo(row, by=SHELL, now=talk.START, is_for_worker=False)
    told: list[tuple[int, int]] = []
    undoing.take_out(row, by=SHELL, heard=lambda one: told.append((one.removed, one.percent)))
    assert told == [(5, 38), (10, 76), (13, 99)]


def test_people_become_members_and_the_listed_ones_too(manual_group: Group) -> None:
    row = take_in(manual_group, Layout.WEFLOW_ARKME)
    names = set(Membership.objects.filter(group=manual_group).values_list("nickname", flat=True))
    assert {"小王", "Ana-上海-HRBP", "群主 Wang"} <= names
    assert row.report["new_people"] == 3


def test_people_of_one_name_are_listed_for_a_decision(manual_group: Group) -> None:
    twins = [
        Incoming(Speaker(f"wxid_{at}", "小李"), f"我是{at}", talk.START + timedelta(seconds=at))
        for at in range(2)
    ]
    take_in(manual_group, Layout.CHATLOG_CSV, replace(talk.chat(), messages=twins))
    nameless = replace(
        talk.chat(),
        messages=[Incoming(Speaker(name="小李"), "是谁", talk.START + timedelta(minutes=1))],
    )
    row = take_in(manual_group, Layout.LIUHEN_TXT, nameless)
    assert [one.name for one in queries.list_unclear(row)] == ["小李"]


def test_gaps_and_period_are_told() -> None:
    tally = Tally()
    days = (1, 2, 9, 10)
    batch = [Incoming(talk.ANA, "早", datetime(2026, 11, day, 9, tzinfo=talk.ZONE)) for day in days]
    tally.take([*batch, Skipped(7, "no time")], Became(4), talk.ZONE)
    assert tally.gaps() == [(date(2026, 11, 3), date(2026, 11, 8))]
    assert (tally.read, tally.added, tally.known, tally.skipped) == (4, 4, 0, 1)


def test_a_last_line_without_an_end_may_have_been_cut(manual_group: Group) -> None:
    whole = b"".join(write(Layout.CHATLOG_CSV, talk.chat()).values())
    open_end = [w for w in queries.remarks(import_of(manual_group, whole)) if "no end" in w.msgid]
    assert open_end == []
    cut = import_of(manual_group, whole.rstrip()[:-3])  # within the text of the last message
    assert (cut.read, cut.is_truncated) == (13, False)
    assert [w.msgid for w in queries.remarks(cut) if "no end" in w.msgid] == [queries.OPEN_END]


def import_of(group: Group, content: bytes) -> Import:
    told = reading.read([file_of("a.csv", content)], talk.ZONE)
    row = actions.begin(group, told, by=SHELL, now=talk.START)
    return running.carry_on(row, told, by=SHELL)


@pytest.mark.parametrize("name", ["liuhen.txt", "chatlog.csv", "weflow.json", "weflow.xlsx"])
def test_the_command_ends_with_one_line_of_numbers(
    name: str, manual_group: Group, capsys: pytest.CaptureFixture[str]
) -> None:
    run = parsed("import", str(EXAMPLES / name), "--group", manual_group.key, "--anyway")
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "read=170 added=170 known=0 skipped=0"
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "read=170 added=0 known=170 skipped=0"


def test_the_command_refuses_the_export_of_another_group_until_told(manual_group: Group) -> None:
    words = ("import", str(EXAMPLES / "chatlog.csv"), "--group", manual_group.key)
    with pytest.raises(RefusedError, match=r"华东HR交流群.*industry.*--anyway"):
        parsed(*words)()
    assert not Import.objects.exists()
    assert parsed(*words, "--anyway")() == 0
    assert parsed(*words)() == 0


def test_the_command_undoes_an_import(
    manual_group: Group, capsys: pytest.CaptureFixture[str]
) -> None:
    row = take_in(manual_group, Layout.CHATLOG_CSV)
    assert parsed("import", "--undo", str(row.pk))() == 0
    assert capsys.readouterr().out == "removed=13\n"
    with pytest.raises(RefusedError):
        parsed("import", "--undo", str(row.pk))()


def test_the_command_says_how_a_broken_undo_goes_on(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: Import) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(chat_actions, "BATCH", 5)
    monkeypatch.setattr(command, "_show_undo", interrupt)
    row = take_in(manual_group, Layout.CHATLOG_CSV)
    run = parsed("import", "--undo", str(row.pk))
    with pytest.raises(KeyboardInterrupt):
        run()
    assert "再执行同一条命令就会继续" in capsys.readouterr().err
    monkeypatch.undo()
    assert run() == 0
    assert capsys.readouterr().out == "removed=13\n"


def test_the_command_refuses_what_is_no_export(manual_group: Group, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("今天天气不错")
    with pytest.raises(RefusedError, match=r"notes\.txt is no exported chat"):
        parsed("import", str(path), "--group", manual_group.key)()
    with pytest.raises(RefusedError):
        parsed("import", str(tmp_path / "none.csv"), "--group", manual_group.key)()


def parsed(*words: str) -> Callable[[], int]:
    parser = ArgumentParser()
    command.COMMAND.arguments(parser)
    options = parser.parse_args(list(words[1:]))
    return lambda: command.COMMAND.run(options)
