"""Mails over a real mail server: delivered, refused, and tried again."""

import socket
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from qunce.ledger.models import Errand
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Person
from qunce.rooms.admission import evidence, mails
from qunce.rooms.admission.domain import EvidenceState
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.tests.applicants import apply
from qunce.store import mailed_codes

MAILBOX = "chen.jing@acme.com.cn"


class Postman(Message):
    """A mail server that keeps what it gets; it knows nobody called "nobody"."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, str, str]] = []
        self.is_busy = False

    def handle_message(self, message: Any) -> None:
        parsed = message_from_bytes(message.as_bytes())
        subject = str(make_header(decode_header(parsed["Subject"])))
        body = parsed.get_payload(decode=True)
        assert isinstance(body, bytes)
        self.got.append((str(parsed["To"]), subject, body.decode()))

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.is_busy:
            return "450 4.2.1 busy, come back later"
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """Yield a mail server of this test's own, to which the site sends."""
    handler = Postman()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    server.stop()


@pytest.fixture
def made(transactional_db: None, community: Community, noon: datetime) -> Application:
    return apply(community, noon)


def test_link_and_code_arrive(made: Application, postman: Postman, noon: datetime) -> None:
    evidence.ask_code(made, MAILBOX, now=noon)
    run_due(noon)
    by_address = {to: (subject, body) for to, subject, body in postman.got}
    assert set(by_address) == {"ana@mail.example.org", MAILBOX}
    assert f"/apply/{made.token}/" in by_address["ana@mail.example.org"][1]
    found = evidence.find_mailbox(made)
    assert found
    subject, body = by_address[MAILBOX]
    assert mailed_codes.code_of(found) in subject
    assert f"\n{mailed_codes.code_of(found)}\n" in body
    assert "验证码" in subject
    evidence.try_code(made, mailed_codes.code_of(found), now=noon)


def test_the_mail_speaks_the_applicant_s_language(
    community: Community, transactional_db: None, postman: Postman, noon: datetime
) -> None:
    apply(community, noon, language="en")
    run_due(noon)
    ((_to, subject, body),) = postman.got
    assert subject.startswith("Your application to")
    assert "Hello 安娜" in body


def test_a_mailbox_that_does_not_exist_is_told_on_the_page(
    made: Application, postman: Postman, noon: datetime
) -> None:
    evidence.ask_code(made, "nobody@acme.com.cn", now=noon)
    run_due(noon)
    found = evidence.find_mailbox(made)
    assert found
    assert found.state == EvidenceState.REFUSED
    evidence.ask_code(made, MAILBOX, now=noon)  # the way on is open
    run_due(noon)
    assert MAILBOX in {to for to, _subject, _body in postman.got}


def test_a_busy_server_gets_the_same_code_later(
    made: Application, postman: Postman, noon: datetime
) -> None:
    postman.is_busy = True
    evidence.ask_code(made, MAILBOX, now=noon)
    run_due(noon)
    assert not postman.got
    found = evidence.find_mailbox(made)
    assert found
    assert found.state == EvidenceState.OPEN
    postman.is_busy = False
    for errand in Errand.objects.filter(kind=mails.MAIL, payload__mail="code"):
        run_due(errand.not_before)
    assert mailed_codes.code_of(found) in {
        body.split("\n")[4] for _to, _subject, body in postman.got
    }


def test_a_code_that_was_replaced_is_not_sent(
    made: Application, postman: Postman, noon: datetime
) -> None:
    evidence.ask_code(made, MAILBOX, now=noon)
    evidence.ask_code(made, "other@acme.com.cn", now=noon)
    run_due(noon)
    assert MAILBOX not in {to for to, _subject, _body in postman.got}


def test_a_member_with_an_account_is_asked_by_mail(
    made: Application, ben: Person, postman: Postman, noon: datetime
) -> None:
    asked = evidence.name_voucher(made, "Ben", now=noon)
    run_due(noon)
    (body,) = [body for to, _subject, body in postman.got if to == "ben@example.org"]
    assert f"/v/{asked.token}/" in body
    assert "宏图集团" in body
