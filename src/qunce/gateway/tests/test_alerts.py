"""Who hears of an urgent task: by e-mail and web hook, once, outside the quiet hours."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from qunce.gateway import alerts
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Errand, Task
from qunce.ledger.worker import run_due
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.playbook.domain import check
from qunce.playbook.registry import sections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def hook() -> Iterator[tuple[str, list[Any]]]:
    """Yield the address of a real web hook, and what it was told."""
    told: list[Any] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Robot)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", told
    server.shutdown()
    thread.join()
    server.server_close()


def urgent(person: Person, now: datetime) -> Task:
    return ledger.open_task(
        TaskDraft(
            community=person.community_id,
            kind="recall",
            title=Words("Have it taken back"),
            words=Words("请撤回"),
            role=Role.OPS,
            key=f"urgent:{now}",
            urgent=True,
        ),
        now=now,
    )


def test_the_holder_of_the_role_gets_one_mail(mia: Person, noon: datetime) -> None:
    urgent(mia, noon)
    for minutes in range(3):
        alerts.tick(noon + timedelta(minutes=minutes))
        run_due(noon + timedelta(minutes=minutes))
    (letter,) = mail.outbox
    assert mia.account is not None
    assert letter.to == [mia.account.email]
    assert "请撤回" in letter.body


def test_nobody_is_disturbed_in_the_quiet_hours(mia: Person, noon: datetime) -> None:
    night = noon.replace(hour=23)
    urgent(mia, night)
    alerts.tick(night)
    run_due(night)
    assert mail.outbox == []
    morning = night + timedelta(hours=9, minutes=31)
    alerts.tick(morning)
    run_due(morning)
    assert len(mail.outbox) == 1


def test_what_is_done_already_is_not_told(mia: Person, noon: datetime) -> None:
    task = urgent(mia, noon)
    alerts.tick(noon)
    ledger.finish_task(task, by=SHELL, now=noon)
    run_due(noon)
    assert mail.outbox == []


def test_a_web_hook_hears_of_it(mia: Person, noon: datetime, hook: tuple[str, list[Any]]) -> None:
    address, told = hook
    values = {"web_hook": address, "by_mail": False}
    playbook.change(mia.community, alerts.SECTION.key, values, by=SHELL, now=noon)
    urgent(mia, noon)
    alerts.tick(noon)
    run_due(noon)
    assert len(told) == 1
    assert "请撤回" in told[0]["text"]["content"]
    assert mail.outbox == []


def test_a_mail_that_fails_does_not_repeat_the_web_hook(
    mia: Person, noon: datetime, hook: tuple[str, list[Any]], settings: Settings
) -> None:
    address, told = hook
    playbook.change(mia.community, alerts.SECTION.key, {"web_hook": address}, by=SHELL, now=noon)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    urgent(mia, noon)
    for hours in range(3):
        alerts.tick(noon + timedelta(hours=hours))
        run_due(noon + timedelta(hours=hours))
    assert len(told) == 1
    waiting = Errand.objects.get(kind=alerts.ALERT, state="waiting")
    assert waiting.attempts > 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_due(noon + timedelta(hours=6))
    assert (len(told), len(mail.outbox)) == (1, 1)


def test_who_has_neither_mail_nor_web_hook_is_refused_once(mia: Person, noon: datetime) -> None:
    playbook.change(mia.community, alerts.SECTION.key, {"by_mail": False}, by=SHELL, now=noon)
    urgent(mia, noon)
    for minutes in range(2):
        alerts.tick(noon + timedelta(minutes=minutes))
        run_due(noon + timedelta(minutes=minutes))
    assert Errand.objects.get(kind=alerts.ALERT).state == "refused"


def test_a_web_hook_that_is_down_is_tried_again(mia: Person, noon: datetime) -> None:
    values = {"web_hook": "http://127.0.0.1:9/", "by_mail": False}
    playbook.change(mia.community, alerts.SECTION.key, values, by=SHELL, now=noon)
    urgent(mia, noon)
    alerts.tick(noon)
    run_due(noon)
    errand = Errand.objects.get(kind=alerts.ALERT)
    assert errand.state == "waiting"
    assert errand.not_before > noon


def test_what_is_no_address_is_refused() -> None:
    values = {alerts.SECTION.key: {"web_hook": "ftp://example.com"}}
    (problem,) = check(values, sections.by_key)
    assert problem.place == alerts.SECTION.key
