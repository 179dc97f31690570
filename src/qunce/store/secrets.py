"""What only this site may read: encrypted texts, and keyed hashes to compare without reading.

The keys lie outside the database: in `QUNCE_DATA_KEY` (several with commas between), else in the
file `data.key` of QUNCE_HOME (one a line), made at the first use. The first one encrypts, any of
them decrypts, and the last and oldest one makes the hashes, which cannot be made anew from what
they stand for. Without the keys, what was encrypted cannot be read any more.
"""

import hashlib
import hmac
import logging
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

FILE = "data.key"
VARIABLE = "QUNCE_DATA_KEY"

MISSING = N_(
    "The key %(file)s is missing, but there are encrypted texts: bring it back from where you keep"
    " it. Only where it is lost for good, say `qunce key --new`."
)
BROKEN = N_("%(place)s holds no key: one needs 32 bytes in URL-safe Base64.")
GIVEN = N_("The keys come from %(name)s: put the new one in front there, a comma between.")

logger = logging.getLogger(__name__)


class LostKeyError(RefusedError):
    """The key is not where it was; the words say where it belongs."""


class SealedField(models.TextField):  # type: ignore[type-arg]  # no generic when it runs
    """A column of texts that `encrypt` made: so they are found when the key is changed.

    For the database and its migrations it is a TextField. What reads it calls `decrypt`, so that
    a list is not decrypted row by row for nothing.
    """

    def deconstruct(self) -> Any:
        """Say that it is a TextField."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


# --- the keys -----------------------------------------------------------------------------------


class Ring:
    """The keys of a site, the newest first. RefusedError where they are none."""

    def __init__(self, keys: Sequence[str], place: str) -> None:
        self.keys = keys
        try:
            self.fernet = MultiFernet([Fernet(key) for key in keys])
            self.oldest = urlsafe_b64decode(keys[-1])
        except (ValueError, IndexError):
            raise RefusedError(Words(BROKEN, {"place": place})) from None


def place() -> Path:
    """Return the file of the keys, used where the variable names none."""
    return Path(settings.HOME) / FILE


def is_given() -> bool:
    """Say whether the keys come from the variable, not from the file."""
    return bool(os.environ.get(VARIABLE))


def ring() -> Ring:
    """Return the keys as they are now; make the first one where nothing was encrypted yet.

    Raises LostKeyError where the file is gone, RefusedError where it holds no key.
    """
    if given := os.environ.get(VARIABLE):
        return _ring(given.replace(",", " "), VARIABLE)
    file = place()
    if not file.exists():
        if any(True for _ in sealed_rows()):
            raise LostKeyError(Words(MISSING, {"file": str(file)}))
        make_first()
    return _ring(file.read_text("ascii", errors="replace"), str(file))


@cache
def _ring(text: str, where: str) -> Ring:
    return Ring(text.split(), where)


def make_first() -> None:
    """Write a new key, unless another process was faster: whole or not at all, for us alone."""
    file = place()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft([Fernet.generate_key().decode("ascii")])
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def add_key() -> None:
    """Put a new key in front of the others. RefusedError where the variable gives them."""
    if is_given():
        raise RefusedError(Words(GIVEN, {"name": VARIABLE}))
    _draft([Fernet.generate_key().decode("ascii"), *ring().keys]).replace(place())


def _draft(keys: Sequence[str]) -> Path:
    draft = place().with_name(f".{FILE}.{uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


# --- texts --------------------------------------------------------------------------------------


def encrypt(text: str) -> str:
    """Return a text that only the key opens; "" stays "". LostKeyError where the key is gone."""
    return ring().fernet.encrypt(text.encode()).decode("ascii") if text else ""


def decrypt(sealed: str) -> str:
    """Return the text again; "" where the key for it is gone, which the log says."""
    if not sealed:
        return ""
    try:
        return ring().fernet.decrypt(sealed.encode("ascii")).decode()
    except LostKeyError as error:
        logger.error("%s", error)  # noqa: TRY400  (no traceback: the words say what to do)
    except (InvalidToken, UnicodeEncodeError):
        where = VARIABLE if is_given() else place()
        logger.error("A text was encrypted with another key than %s holds", where)  # noqa: TRY400
    return ""


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hex digits by which two texts of one purpose can be compared; "" for "".

    LostKeyError where the key is gone.
    """
    return keyed_digest(purpose, text.encode()).hex() if text else ""


def keyed_digest(purpose: str, data: bytes) -> bytes:
    """Return 32 bytes by which `data` can be recognised with the key only."""
    secret = hashlib.sha256(ring().oldest + purpose.encode()).digest()
    return hmac.digest(secret, data, "sha256")


# --- all that is encrypted ----------------------------------------------------------------------


def sealed_rows() -> Iterator[tuple[models.QuerySet[Any], str, int, str]]:
    """Yield all encrypted texts: the rows of their table, the column, the row's key, the text."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001  (Django's public name for it)
            if isinstance(field, SealedField):
                rows = model._base_manager.exclude(**{field.name: ""})  # noqa: SLF001
                for pk, sealed in rows.values_list("pk", field.name).iterator():
                    yield model._base_manager.all(), field.name, pk, sealed  # noqa: SLF001


def count_unreadable() -> tuple[int, int]:
    """Return how many texts are encrypted, and how many of them no key opens."""
    keys, total, unreadable = ring().fernet, 0, 0
    for _, _, _, sealed in sealed_rows():
        total += 1
        try:
            keys.decrypt(sealed.encode("ascii"))
        except InvalidToken:
            unreadable += 1
    return total, unreadable


def reseal() -> int:
    """Encrypt everything with the first key; return how many texts that were.

    What no key opens stays as it is; what somebody changes meanwhile is already under the new key.
    """
    keys, count = ring().fernet, 0
    for rows, column, pk, sealed in list(sealed_rows()):
        try:
            fresh = keys.rotate(sealed.encode("ascii")).decode("ascii")
        except InvalidToken:
            continue
        count += rows.filter(pk=pk, **{column: sealed}).update(**{column: fresh})
    return count
