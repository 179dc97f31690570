"""Files that come with a form: never more of them in memory than may be kept."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

MEGABYTE = 1 << 20
LARGEST_SETTINGS = 1_000_000  # bytes of a TOML file

NO_SETTINGS = N_("The file is larger than 1 MB: that is no settings file.")
NOT_UTF8 = N_("The file is not UTF-8 text.")


def read(file: "UploadedFile[Any] | None", megabytes: int) -> bytes:
    """Return what a file holds, b"" where there is none; of a larger one a byte more than may be.

    Whoever keeps it refuses by its length, in words of their own, and the rest was never read.
    """
    return bytes(file.read(megabytes * MEGABYTE + 1)) if file else b""


def read_settings(file: "UploadedFile[Any]") -> str:
    """Return the text of a settings file. RefusedError for what is too large or is no text."""
    content = bytes(file.read(LARGEST_SETTINGS + 1))
    if len(content) > LARGEST_SETTINGS:
        raise RefusedError(Words(NO_SETTINGS))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(Words(NOT_UTF8)) from None
