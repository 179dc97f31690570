"""What is noted of the message stream: complete recruitment posts that members wrote."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from qunce.kernel.companies import company_key
from qunce.kernel.messages import Message, Source
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

    A message that was edited is counted once, as it reads now. What comes in live and is more
    than the company may have is not let through; of an export the hour alone is looked at.
    """
    found = [
        (each, post)
        for each, post in ((each, _read(community, group, each)) for each in messages)
        if post is not None
    ]
    if not found:
        return
    config = queries.rule_config(community)
    zone = zone_of(Community.objects.get(pk=community))
    hour = hours_of(community).get(rule.SLOT) if config.where == rule.Where.SLOT else None
    for message, post in found:
        post.is_allowed = hour is None or hour.is_open(post.sent_at, zone)
        if post.is_allowed and config.per_week and message.source is Source.LIVE:
            post.is_allowed = _fits(post, config, zone)
        Post.objects.bulk_create(
            [post], update_conflicts=True, unique_fields=["message"], update_fields=FIELDS
        )


def _fits(post: Post, config: Any, zone: ZoneInfo) -> bool:
    """Say whether a post is within what its company may have in the week up to it."""
    since = rule.week_of(post.sent_at, zone, config.week)
    others = queries.count_posts(
        post.community_id,
        post.company,
        since,
        post.sent_at,
        job=post.job,
        group=post.group_id,
    )
    return bool(others < config.per_week)


@transaction.atomic
def collect_again(community: int, message: Message) -> None:
    """Look at an edited message once more: what is no post any more is not counted."""
    Post.objects.filter(message=message.id).delete()
    collect(community, message.group, [message])


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
