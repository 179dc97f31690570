"""The key of a message whose words were erased.

A message's key holds a hash of its text. Left as it is, who has the database could try words until
one fits; so both hashes in it are made anew with the site's key, which is not in the database.
"""

from collections.abc import Iterable

from qunce.chat.domain import MARK, TIME
from qunce.store.secrets import keyed_digest

LENGTH = 8  # bytes of a mark


def sealed_mark(community: int, mark: bytes) -> bytes:
    """Return what stands for a text of a community that was erased. LostKeyError without a key."""
    return keyed_digest(f"chat.mark:{community}", mark)[:LENGTH]


def sealed_key(community: int, key: bytes) -> bytes:
    """Return the key of an erased message. LostKeyError without the site's key."""
    rest = keyed_digest(f"chat.key:{community}", key)[:LENGTH]
    return key[TIME] + sealed_mark(community, key[MARK]) + rest


def opened(community: int, marks: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the marks of texts by their sealed ones."""
    return {sealed_mark(community, mark): mark for mark in set(marks)}
