"""The pages of an import: choose, watch, report, stop, continue, undo."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce import clock
from qunce.chat.models import Message
from qunce.gateway.channels.manual import actions, queries, running, undoing
from qunce.gateway.channels.manual.actions import CARRY_ON, TAKE_OUT
from qunce.gateway.channels.manual.domain import ImportState, Tally, same_name
from qunce.gateway.channels.manual.exports.writing import write
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.gateway.channels.manual.personal import PERSONAL_DATA
from qunce.gateway.channels.manual.tests import talk
from qunce.kernel.incoming import Skipped
from qunce.ledger.contracts import Assignment
from qunce.ledger.models import Errand
from qunce.people.models import Community, Group, Person

LogIn = Callable[[Person], Client]
CHOOSE = "/c/hr/import/"


@pytest.fixture(autouse=True)
def files(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def manual_group(manual_group: Group) -> Group:
    """Return the group by hand under the name that the exports tell."""
    manual_group.name = talk.chat().name
    manual_group.save(update_fields=["name"])
    return manual_group


def upload(layout: Layout = Layout.CHATLOG_CSV) -> list[SimpleUploadedFile]:
    return [
        SimpleUploadedFile(name, content) for name, content in write(layout, talk.chat()).items()
    ]


def begin(client: Client, group: Group, layout: Layout = Layout.CHATLOG_CSV) -> Import:
    answer = client.post(CHOOSE, {"group": group.key, "uploads": upload(layout)})
    assert answer.status_code == 302
    return Import.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def work(row: Import, kind: str = CARRY_ON) -> None:
    """Do what the worker does with the newest errand of the import."""
    errand = Errand.objects.filter(kind=kind).latest("pk")
    assignment = Assignment(
        errand.pk, errand.key, errand.community_id, errand.payload, 1, talk.START, lambda: None
    )
    {CARRY_ON: running.execute, TAKE_OUT: undoing.execute}[kind](assignment)
    row.refresh_from_db()


def test_files_are_handed_to_the_worker_and_reported(
    log_in: LogIn, mia: Person, manual_group: Group, files: Path
) -> None:
    client = log_in(mia)
    assert "industry" in client.get(f"{CHOOSE}?group=industry").content.decode()
    row = begin(client, manual_group, Layout.PYWXDUMP_CSV)
    assert row.is_running
    assert len(list((files / row.folder).iterdir())) == 2
    page = f"{CHOOSE}{row.pk}/"
    assert "progress" in client.get(page).content.decode()
    assert client.get(f"{page}progress/").status_code == 200
    work(row)
    assert (row.state, row.added) == (ImportState.DONE, 13)
    assert not (files / row.folder).exists()
    assert "HX-Refresh" in client.get(f"{page}progress/").headers
    report = client.get(page).content.decode()
    assert "2026-11-22" in report
    assert "13" in report


def test_what_is_no_export_is_refused_at_the_form_and_not_kept(
    log_in: LogIn, mia: Person, manual_group: Group, files: Path
) -> None:
    wrong = SimpleUploadedFile("notes.txt", "今天天气不错".encode())
    answer = log_in(mia).post(CHOOSE, {"group": manual_group.key, "uploads": [wrong]})
    assert answer.status_code == 200
    assert "notes.txt" in answer.content.decode()
    assert not Import.objects.exists()
    assert not list((files / "imports").iterdir())
    empty = log_in(mia).post(CHOOSE, {"group": manual_group.key})
    assert not Import.objects.exists()
    assert empty.status_code == 200


def test_earlier_imports_are_found_and_paged(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    about = {"layout": "chatlog-csv", "began_at": row.began_at, "seen_at": row.began_at}
    for number in range(25):
        Import.objects.create(
            community=row.community, group=manual_group, names=[f"薪酬{number}群.csv"], **about
        )
    assert "薪酬24群.csv" in client.get(CHOOSE).content.decode()
    assert "薪酬3群.csv" not in client.get(CHOOSE).content.decode()
    assert "薪酬3群.csv" in client.get(f"{CHOOSE}?page=2").content.decode()
    found = client.get(f"{CHOOSE}?q=薪酬3群").content.decode()
    assert 'placeholder="文件名"' in found
    assert "薪酬3群.csv" in found
    assert "薪酬24群.csv" not in found
    assert "薪酬3群.csv" not in client.get(f"{CHOOSE}?state=done").content.decode()


def test_a_script_is_sent_to_the_report(log_in: LogIn, mia: Person, manual_group: Group) -> None:
    answer = log_in(mia).post(
        CHOOSE, {"group": manual_group.key, "uploads": upload()}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Redirect"].startswith(CHOOSE)


def test_a_continued_import_says_that_it_reads_from_the_start(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    page = f"{CHOOSE}{row.pk}/"
    client.post(f"{page}stop/")
    half = {"read": 8, "added": 8, "bytes_read": 500, "bytes_total": 1000}
    Import.objects.filter(pk=row.pk).update(**half)
    client.post(f"{page}continue/")
    row.refresh_from_db()
    assert (row.percent, row.read, row.added) == (0, 0, 8)
    assert "重新读到已导入的第 0 条，共 8 条" in client.get(f"{page}progress/").content.decode()
    Import.objects.filter(pk=row.pk).update(read=9, added=8)
    assert "已读 9 条" in client.get(f"{page}progress/").content.decode()


def test_an_import_is_stopped_continued_and_undone(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    page = f"{CHOOSE}{row.pk}/"
    client.post(f"{page}stop/")
    work(row)
    assert (row.state, Message.objects.count()) == (ImportState.STOPPED, 0)
    assert f"{page}continue/" in client.get(page).content.decode()
    client.post(f"{page}continue/")
    work(row)
    assert (row.state, Message.objects.count()) == (ImportState.DONE, 13)
    assert client.post(f"{page}undo/")["Location"] == page
    row.refresh_from_db()
    assert (row.state, Message.objects.count()) == (ImportState.UNDOING, 13)
    assert "progress" in client.get(page).content.decode()
    assert client.get(f"{page}progress/").status_code == 200
    assert client.post(f"{page}continue/").status_code == 400
    work(row, TAKE_OUT)
    assert (row.state, Message.objects.count()) == (ImportState.UNDONE, 0)
    assert "HX-Refresh" in client.get(f"{page}progress/").headers
    assert "已删除 13 条消息" in client.get(page).content.decode()
    assert client.get(CHOOSE).status_code == 200


def test_an_undo_whose_worker_died_can_be_asked_for_again(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    work(row)
    page = f"{CHOOSE}{row.pk}/"
    client.post(f"{page}undo/")
    assert f"{page}undo/" not in client.get(page).content.decode()
    long_ago = clock.now() - timedelta(minutes=5)
    Import.objects.filter(pk=row.pk).update(seen_at=long_ago)
    assert f"{page}undo/" in client.get(page).content.decode()
    client.post(f"{page}undo/")
    assert Errand.objects.filter(kind=TAKE_OUT).count() == 2
    work(row, TAKE_OUT)
    work(row, TAKE_OUT)
    assert row.state == ImportState.UNDONE


def test_the_files_of_a_stopped_import_wait_for_a_month(
    log_in: LogIn, mia: Person, manual_group: Group, files: Path
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    client.post(f"{CHOOSE}{row.pk}/stop/")
    row.refresh_from_db()
    place, page = files / row.folder, f"{CHOOSE}{row.pk}/"
    running.give_up_stopped(clock.now() + timedelta(days=29))
    assert place.exists()
    running.give_up_stopped(clock.now() + timedelta(days=31))
    row.refresh_from_db()
    assert not place.exists()
    assert (row.state, row.folder) == (ImportState.STOPPED, "")
    shown = client.get(page).content.decode()
    assert f"{page}continue/" not in shown
    assert "再导入一次同一个文件" in shown


def test_files_that_are_gone_stop_the_import_with_words(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    running.clear_away(row)
    work(row)
    assert row.state == ImportState.STOPPED
    assert row.fault
    assert client.get(f"{CHOOSE}{row.pk}/").status_code == 200


def test_others_see_nothing_of_it(
    log_in: LogIn, mia: Person, ben: Person, olga: Person, manual_group: Group
) -> None:
    row = begin(log_in(mia), manual_group)
    assert log_in(olga).get(f"{CHOOSE}{row.pk}/").status_code == 404
    assert log_in(olga).get(f"/c/other/import/{row.pk}/").status_code == 404
    assert log_in(ben).get(CHOOSE).status_code == 403


def test_who_began_an_import_is_told_and_forgotten(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    row = begin(log_in(mia), manual_group)
    assert [one["id"] for one in PERSONAL_DATA.export(mia)] == [row.pk]
    PERSONAL_DATA.erase(mia)
    row.refresh_from_db()
    assert (row.by_person, row.by_name) == (None, "")


def test_what_a_deletion_took_out_of_a_report_does_not_come_back(
    log_in: LogIn, mia: Person, ben: Person, manual_group: Group
) -> None:
    row = begin(log_in(mia), manual_group)
    lines = [Skipped(3, "no time", f"{ben.name} 09:00"), Skipped(4, "no time", "???")]
    tally = Tally(where=lines, skipped=2)
    told: Any = SimpleNamespace(
        meter=SimpleNamespace(read=1, total=2, truncated=False, ends_open=False)
    )
    actions.note_progress(row, tally, told, now=clock.now())
    PERSONAL_DATA.erase(ben)
    actions.note_progress(row, tally, told, now=clock.now())
    shown = Import.objects.get(pk=row.pk).report["skipped"]
    assert [sample for _line, _reason, sample in shown] == ["", "???"]


def test_how_far_an_undo_came_brings_back_nothing_that_was_deleted(
    log_in: LogIn, mia: Person, ben: Person, manual_group: Group
) -> None:
    row = begin(log_in(mia), manual_group)
    report = {"skipped": [[3, "no time", f"{ben.name} 09:00"]]}
    Import.objects.filter(pk=row.pk).update(report=report, skipped=1)
    row.refresh_from_db()
    PERSONAL_DATA.erase(ben)
    actions.note_removed(row, 5, now=clock.now())
    row = Import.objects.get(pk=row.pk)
    assert (row.report["skipped"][0][2], row.removed) == ("", 5)


# --- the export of another group ----------------------------------------------------------------


def named(group: Group, name: str) -> Group:
    group.name = name
    group.save(update_fields=["name"])
    return group


def test_the_export_of_another_group_waits_for_an_answer(
    log_in: LogIn, mia: Person, manual_group: Group, region_group: Group, files: Path
) -> None:
    client = log_in(mia)
    row = begin(client, region_group)
    assert row.state == ImportState.HELD
    assert not Errand.objects.filter(kind=CARRY_ON).exists()
    page = client.get(f"{CHOOSE}{row.pk}/").content.decode()
    assert "华东HR交流群" in page
    assert f'name="group" value="{manual_group.key}"' in page
    client.post(f"{CHOOSE}{row.pk}/accept/", {"group": manual_group.key})
    row.refresh_from_db()
    work(row)
    assert (row.state, row.group) == (ImportState.DONE, manual_group)
    assert Message.objects.filter(group=manual_group).count() == 13


def test_a_name_that_was_let_pass_is_not_asked_for_again(
    log_in: LogIn, mia: Person, manual_group: Group, region_group: Group
) -> None:
    named(manual_group, "充电站一群")
    client = log_in(mia)
    row = begin(client, manual_group)
    assert row.state == ImportState.HELD
    client.post(f"{CHOOSE}{row.pk}/accept/", {"group": manual_group.key})
    assert begin(client, manual_group).is_running
    assert queries.find_called(manual_group.community, "华东HR交流群 (328)") == manual_group
    assert begin(client, region_group).state == ImportState.HELD


def test_what_an_import_said_that_was_undone_counts_no_more(
    log_in: LogIn, mia: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, manual_group)
    work(row)
    named(manual_group, "充电站一群")
    assert not queries.is_doubtful(manual_group, talk.chat().name)
    client.post(f"{CHOOSE}{row.pk}/undo/")
    assert queries.is_doubtful(manual_group, talk.chat().name)
    assert not queries.is_doubtful(manual_group, "")


def test_a_held_import_is_given_up_with_its_files(
    log_in: LogIn, mia: Person, region_group: Group, files: Path
) -> None:
    client = log_in(mia)
    row = begin(client, region_group)
    assert (files / row.folder).exists()
    page = client.post(f"{CHOOSE}{row.pk}/discard/", follow=True).content.decode()
    assert "文件已删除，没有导入任何内容。" in page
    row.refresh_from_db()
    assert row.state == ImportState.UNDONE
    assert not (files / row.folder).exists()
    assert client.post(f"{CHOOSE}{row.pk}/accept/", {"group": "region"}).status_code >= 400
    assert not Message.objects.exists()


def test_who_does_not_answer_for_a_week_has_the_files_deleted(
    log_in: LogIn, mia: Person, region_group: Group, files: Path
) -> None:
    row = begin(log_in(mia), region_group)
    running.give_up_held(row.began_at + timedelta(days=6))
    assert (files / row.folder).exists()
    running.give_up_held(row.began_at + timedelta(days=8))
    row.refresh_from_db()
    assert row.state == ImportState.UNDONE
    assert not (files / row.folder).exists()


def test_the_files_of_a_community_go_with_it(
    log_in: LogIn, mia: Person, region_group: Group, other_community: Community, files: Path
) -> None:
    row = begin(log_in(mia), region_group)
    running.clear_all_away(other_community)
    assert (files / row.folder).exists()
    running.clear_all_away(row.community)
    assert not (files / row.folder).exists()


def test_a_held_import_goes_to_no_group_of_others(
    log_in: LogIn, mia: Person, region_group: Group, other_group: Group
) -> None:
    client = log_in(mia)
    row = begin(client, region_group)
    where = f"{CHOOSE}{row.pk}/accept/"
    assert client.post(where, {"group": other_group.key}).status_code == 404
    row.refresh_from_db()
    assert row.state == ImportState.HELD


@pytest.mark.parametrize(
    ("one", "other"),
    [("HR 充电站", "hr充电站"), ("ＨＲ充电站", "HR充电站"), ("HR充电站（328）", "HR充电站")],
)
def test_names_are_the_same_but_for_width_case_spaces_and_a_count(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)
