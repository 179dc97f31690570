"""All writes of postings."""

from collections.abc import Iterable
from hashlib import blake2b

from django.db import transaction

from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.rooms.postings.domain import Part, read_post
from qunce.rooms.postings.models import Post

WANTED = frozenset(Part)


@transaction.atomic
def collect(community: int, group: int, messages: Iterable[Message]) -> None:
    """Keep the complete recruitment posts among messages. A view of the messages: no entry."""
    found = [post for post in (_read(community, group, each) for each in messages) if post]
    Post.objects.bulk_create(found, ignore_conflicts=True)


def _read(community: int, group: int, message: Message) -> Post | None:
    plain = normalise(message.text).plain
    post = read_post(plain)
    if post is None or not post.company or not post.parts.keys() >= WANTED:
        return None
    start, end = post.parts[Part.TITLE]
    return Post(
        community_id=community,
        group_id=group,
        message_id=message.id,
        company=post.company,
        title=plain[start:end][:80],
        print=blake2b("".join(plain.split()).encode(), digest_size=16).digest(),
        sent_at=message.sent_at,
    )
