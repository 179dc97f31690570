"""What is noted of the message stream: complete recruitment posts that members wrote."""

from collections.abc import Iterable
from hashlib import blake2b

from django.db import transaction

from qunce.kernel.companies import company_key
from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.postings import queries
from qunce.rooms.postings.domain import Part, read_post
from qunce.rooms.postings.models import Post
from qunce.rooms.postings.rules import recruitment as rule
from qunce.shell.hours import hours_of

WANTED = frozenset(Part)
FIELDS = ("company", "title", "job", "print", "is_allowed")


@transaction.atomic
def collect(community: int, group: int, messages: Iterable[Message]) -> None:
    """Keep the complete recruitment posts among messages. A view of the messages: no entry.

    A message that was edited is counted once, as it reads now.
    """
    found = [post for post in (_read(community, group, each) for each in messages) if post]
    if not found:
        return
    zone = zone_of(Community.objects.get(pk=community))
    hour = hours_of(community).get(rule.SLOT)
    is_bound = queries.rule_config(community).where == rule.Where.SLOT
    for each in found:
        each.is_allowed = not is_bound or hour is None or hour.is_open(each.sent_at, zone)
    Post.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["message"], update_fields=FIELDS
    )


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
        company=company_key(post.company),
        title=plain[start:end][:80],
        job=rule.job_of(post, plain),
        print=blake2b("".join(plain.split()).encode(), digest_size=16).digest(),
        sent_at=message.sent_at,
    )
