"""The mailbox of a site without a mail server: mails are kept in a table and shown on a page."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from qunce import clock
from qunce.shell.models import Mail

KEPT = 200  # mails
KEPT_FOR = timedelta(days=7)
CODE = re.compile(r"(?m)^\s*(\d{6}|[A-Z0-9]{4}-[A-Z0-9]{4})\s*$")
LINK = re.compile(r"https?://\S+")


class LocalMailbox(BaseEmailBackend):
    """Keeps mails instead of sending them (EMAIL_BACKEND where no SMTP server is set)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store one row for every recipient of every mail; return the number of mails."""
        now = clock.now()
        rows = [
            Mail(recipient=to, subject=mail.subject[:300], body=str(mail.body), sent_at=now)
            for mail in email_messages
            for to in mail.recipients()
        ]
        with transaction.atomic():
            Mail.objects.bulk_create(rows)
            prune(now)
        return len(email_messages)


def prune(now: datetime) -> None:
    """Remove mails that are too old, and all but the newest ones."""
    Mail.objects.filter(sent_at__lt=now - KEPT_FOR).delete()
    for last_kept in Mail.objects.values_list("id", flat=True)[KEPT - 1 : KEPT]:
        Mail.objects.filter(id__lt=last_kept).delete()


def is_shown() -> bool:
    """Say whether the mailbox may be looked at: only on a local site without a mail server."""
    return bool(settings.IS_LOCAL) and settings.EMAIL_BACKEND.endswith("LocalMailbox")


def code_in(body: str) -> str:
    """Return the log-in code that stands alone on a line of a mail, "" where there is none."""
    found = CODE.search(body)
    return found[1] if found else ""


def links_in(body: str) -> list[str]:
    """Return the addresses in a mail."""
    return LINK.findall(body)
