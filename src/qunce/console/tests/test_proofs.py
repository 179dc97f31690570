"""A screenshot is drawn anew before a transaction begins: in those seconds nobody could write."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger import proofs
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Proof, Task
from qunce.people.models import Community, Person
from qunce.store import sheets
from qunce.store.sheets import Sheet

LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """Keep files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def task(community: Community, noon: datetime) -> Task:
    """Return something to do."""
    draft = TaskDraft(community.pk, "call", Words("Call the member"), Role.OPS, "one")
    return ledger.open_task(draft, now=noon)


def picture() -> File:
    data = BytesIO()
    Image.new("RGB", (9, 9), "red").save(data, "PNG")
    return File("x.png", data.getvalue())


@pytest.mark.parametrize("address", ["console_finish", "console_add_proof"])
def test_nothing_is_drawn_in_a_transaction(
    address: str, task: Task, log_in: LogIn, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, examine, depths = log_in(wang), sheets.examine, []

    def seen(data: bytes) -> Sheet:
        depths.append(len(connection.savepoint_ids))
        return examine(data)

    monkeypatch.setattr(sheets, "examine", seen)
    outside = len(connection.savepoint_ids)
    client.post(reverse(address, kwargs={"key": "hr", "pk": task.pk}), {"screenshot": picture()})
    assert Proof.objects.get().task == task
    assert depths == [outside]


@pytest.mark.parametrize("address", ["console_finish", "console_add_proof"])
def test_what_is_too_large_is_not_read_and_refused_in_words(
    address: str, task: Task, log_in: LogIn, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "MOST_MEGABYTES", 0)
    page = reverse(address, kwargs={"key": "hr", "pk": task.pk})
    answer = log_in(wang).post(page, {"screenshot": picture(), "proof": "见截图"}, follow=True)
    assert "超过 0 MB" in answer.content.decode()
    assert not Proof.objects.exists()
    task.refresh_from_db()
    assert task.state == "open"
