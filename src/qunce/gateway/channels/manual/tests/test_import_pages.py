"""The pages of an import: choose, watch, report, stop, continue, undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce.chat.models import Message
from qunce.gateway.channels.manual import running
from qunce.gateway.channels.manual.actions import CARRY_ON
from qunce.gateway.channels.manual.domain import ImportState
from qunce.gateway.channels.manual.exports.writing import write
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.gateway.channels.manual.personal import PERSONAL_DATA
from qunce.gateway.channels.manual.tests import talk
from qunce.ledger.contracts import Assignment
from qunce.ledger.models import Errand
from qunce.people.models import Group, Person

LogIn = Callable[[Person], Client]
CHOOSE = "/c/hr/import/"


@pytest.fixture(autouse=True)
def files(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(layout: Layout = Layout.CHATLOG_CSV) -> list[SimpleUploadedFile]:
    return [
        SimpleUploadedFile(name, content) for name, content in write(layout, talk.chat()).items()
    ]


def begin(client: Client, group: Group, layout: Layout = Layout.CHATLOG_CSV) -> Import:
    answer = client.post(CHOOSE, {"group": group.key, "uploads": upload(layout)})
    assert answer.status_code == 302
    return Import.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def work(row: Import) -> None:
    """Do what the worker does with the newest errand of the import."""
    errand = Errand.objects.filter(kind=CARRY_ON).latest("pk")
    assignment = Assignment(
        errand.pk, errand.key, errand.community_id, errand.payload, 1, talk.START, lambda: None
    )
    running.execute(assignment)
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


def test_a_script_is_sent_to_the_report(log_in: LogIn, mia: Person, manual_group: Group) -> None:
    answer = log_in(mia).post(
        CHOOSE, {"group": manual_group.key, "uploads": upload()}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Redirect"].startswith(CHOOSE)


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
    client.post(f"{page}undo/")
    row.refresh_from_db()
    assert (row.state, Message.objects.count()) == (ImportState.UNDONE, 0)
    assert client.get(CHOOSE).status_code == 200


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
