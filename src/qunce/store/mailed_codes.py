"""Codes that are mailed to show that a mailbox is somebody's: digits, time, pauses, tries.

A code is not stored: it follows from the row's seed and the site's key, so that a mail which is
sent again after a failure carries the same code, and a copy of the database tells none.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F

from qunce.kernel.errors import BusyError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.store.secrets import keyed_digest

DIGITS = 6
HOLDS = timedelta(minutes=15)
PAUSE = timedelta(seconds=60)  # between two codes
MOST_SENDS = 5  # codes to one mailbox
MOST_TRIES = 5  # wrong codes; then a new one is needed
MINUTES = HOLDS // timedelta(minutes=1)  # as mails and pages say it

WAIT = N_("A code was sent just now. Please wait %(seconds)s seconds for another one.")
NO_MORE = N_("This mailbox got several codes. Please try another mailbox.")
TAKE_NEW = N_("This code does not hold any more. Have a new one sent.")
WRONG = N_("The code is not right. %(left)s tries are left.")


class MailedCode(models.Model):
    """The columns of a table whose rows have codes mailed; `seed` is "" where no code holds."""

    seed = models.CharField(max_length=64, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


def draw(row: MailedCode, *, now: datetime, another: bool = False) -> None:
    """Give a row a new code; the one before holds no more. The caller saves the row and mails it.

    `another` says that it goes to another mailbox than before: the pause stays, the count begins
    anew. Raises BusyError within the pause, RefusedError where a mailbox got too many.
    """
    if left := pause_left(row, now):
        raise BusyError(Words(WAIT, {"seconds": left}))
    sent = 0 if another else row.sends
    if sent >= MOST_SENDS:
        raise RefusedError(Words(NO_MORE))
    row.seed = secrets.token_urlsafe(24)
    row.code_sent_at, row.sends, row.tries = now, sent + 1, 0


def pause_left(row: MailedCode, now: datetime) -> int:
    """Return the seconds until another code may be sent, 0 where it may be now."""
    if row.code_sent_at is None or now >= row.code_sent_at + PAUSE:
        return 0
    return int((row.code_sent_at + PAUSE - now).total_seconds()) + 1


def holds(row: MailedCode, now: datetime) -> bool:
    """Say whether the code that was mailed last can still be entered."""
    return bool(row.seed) and row.code_sent_at is not None and now < row.code_sent_at + HOLDS


def code_of(row: MailedCode) -> str:
    """Return the digits that a stored row's mail carries, "" where no code holds."""
    if not row.seed:
        return ""
    table = row._meta.label_lower  # noqa: SLF001  (Django's public name for it)
    text = f"{table}:{row.pk}:{row.seed}"
    number = int.from_bytes(keyed_digest("mailed-code", text.encode())[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def enter(row: MailedCode, typed: str, *, now: datetime) -> None:
    """Return where the code is right; that it is used once is the caller's move.

    Raises RefusedError where it is wrong, too old, or was tried too often. Call it outside of a
    transaction: a try is stored before the code is looked at, so that it counts in any case.
    """
    if not holds(row, now):
        raise RefusedError(Words(TAKE_NEW))
    rows: models.QuerySet[Any] = type(row)._default_manager.all()  # noqa: SLF001
    stored = rows.filter(pk=row.pk, seed=row.seed, tries__lt=MOST_TRIES)
    if stored.update(tries=F("tries") + 1) != 1:
        raise RefusedError(Words(TAKE_NEW))
    if not hmac.compare_digest(code_of(row).encode(), typed.strip().encode()):
        row.refresh_from_db(fields=["tries"])
        raise RefusedError(Words(WRONG, {"left": MOST_TRIES - row.tries}))
