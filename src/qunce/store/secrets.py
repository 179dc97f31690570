"""What only this site may read: encrypted texts, and keyed hashes to compare without reading.

The key lies outside the database: `QUNCE_DATA_KEY`, else the file `data.key` in QUNCE_HOME, made
at the first use. Without it, what was encrypted cannot be read any more.
"""

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

FILE = "data.key"


@cache
def _key() -> bytes:
    if given := os.environ.get("QUNCE_DATA_KEY"):
        return given.encode("ascii")
    place = settings.HOME / FILE
    if not place.exists():
        settings.HOME.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_bytes(Fernet.generate_key())
    return bytes(place.read_bytes().strip())


def encrypt(text: str) -> str:
    """Return a text that only the key opens; "" stays ""."""
    return Fernet(_key()).encrypt(text.encode()).decode("ascii") if text else ""


def decrypt(sealed: str) -> str:
    """Return the text again; "" where it was sealed with another key."""
    if not sealed:
        return ""
    try:
        return Fernet(_key()).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken:
        return ""


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hex digits by which two texts of one purpose can be compared; "" for ""."""
    if not text:
        return ""
    secret = hashlib.sha256(base64.urlsafe_b64decode(_key()) + purpose.encode()).digest()
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
