"""Of a file that is too large no more than a byte too much is read."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from qunce.kernel.errors import RefusedError
from qunce.shell import uploads


class Counted(ContentFile[bytes]):
    """Counts what is read of it."""

    taken = 0

    def read(self, amount: int = -1) -> bytes:
        """Return so many bytes."""
        told: bytes = self.file.read(amount)
        self.taken += len(told)
        return told


@pytest.fixture
def small() -> Iterator[None]:
    """Let a megabyte be ten bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "MEGABYTE", 10)
        yield


@pytest.mark.parametrize(("size", "read"), [(0, 0), (20, 20), (21, 21), (1000, 21)])
@pytest.mark.usefixtures("small")
def test_a_byte_too_much_is_enough_to_know(size: int, read: int) -> None:
    content = Counted(b"x" * size)
    assert len(uploads.read(UploadedFile(content, "a.pdf", size=size), 2)) == read
    assert content.taken == read


def test_no_file_holds_nothing() -> None:
    assert uploads.read(None, 2) == b""


def test_settings_are_read_as_text_and_nothing_else_is() -> None:
    told = uploads.read_settings(SimpleUploadedFile("a.toml", "\ufeff名 = 1".encode()))
    assert told == "名 = 1"
    with pytest.raises(RefusedError, match="not UTF-8"):
        uploads.read_settings(SimpleUploadedFile("a.toml", "名".encode("gbk")))
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        uploads.read_settings(SimpleUploadedFile("a.toml", b"#" * 1_000_001))
