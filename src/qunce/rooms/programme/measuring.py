"""What came of a post in its groups within a window: messages, people, answers, signs (M16)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from qunce.chat.models import Message, Reaction
from qunce.kernel.messages import MessageKind
from qunce.kernel.text import Words
from qunce.ledger.models import TaskTarget
from qunce.people.queries import staff_of
from qunce.rooms.programme import steps
from qunce.rooms.programme.domain import ITEM, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import Impact, Item
from qunce.rooms.programme.queries import Known
from qunce.shell.words import render
from qunce.store.codecs import decode
from qunce.store.moves import move

FIGURES = ("messages", "people", "replies", "reactions")
AT_ONCE = 200  # items measured in one go
OWN_VOICE = "errand:"  # how what the house itself said is known in a group
OWN = timedelta(minutes=15)  # a post that was made by hand is looked for so long around its tick


def measure_all(known: Known, *, now: datetime) -> int:
    """Measure what was posted and whose window is over; return how many items that were."""
    over = now - known.settings.window
    rows = Item.objects.filter(
        community=known.community, state=ItemState.POSTED, posted_at__lte=over
    )
    found = list(rows.order_by("posted_at")[:AT_ONCE])
    for item in found:
        measure(item, known, now=now)
    return len(found)


@transaction.atomic
def measure(item: Item, known: Known, *, now: datetime) -> None:
    """Store what followed in each group; a group without a record of that time has no numbers."""
    staff = staff_of(known.community.pk)
    host = item.merged_into or item
    for group, (at, text) in _posted(host).items():
        figures = _figures(group, at, text or host.text, known, staff)
        Impact.objects.update_or_create(
            item=item,
            group_id=group,
            defaults={
                "community": known.community,
                "posted_at": at,
                "measured_at": now,
                **figures,
            },
        )
    move(item, to=ITEM.after(ItemState(item.state), ItemVerb.MEASURE))
    steps.finish(item, StepKind.MEASURE, now=now)


def _posted(item: Item) -> Mapping[int, tuple[datetime, str]]:
    """Return when an item came into which group (sent there, or ticked), and with what text."""
    targets = TaskTarget.objects.filter(task__in=item.lines.values("task"))
    rows = targets.exclude(ticked_at=None).select_related("task")
    return {
        each.group_id: (each.ticked_at, _text_of(each.task.words))
        for each in rows
        if each.ticked_at is not None
    }


def _text_of(words: object) -> str:
    return render(decode(Words, words)) if words else ""


def _figures(
    group: int, at: datetime, text: str, known: Known, staff: frozenset[int]
) -> dict[str, int | None]:
    said = Message.objects.filter(
        group=group, sent_at__gte=at, sent_at__lt=at + known.settings.window
    ).exclude(kind=MessageKind.SYSTEM)
    if not said.exists() and not _is_heard(group, at, known):
        return dict.fromkeys(FIGURES)
    by_members = said.exclude(author__person__in=staff).exclude(author=None)
    by_members = by_members.exclude(platform_id__startswith=OWN_VOICE)
    people = set(_who(by_members))
    post = Message.objects.filter(
        group=group, text=text, sent_at__gte=at - OWN, sent_at__lt=at + OWN
    ).first()
    return {
        "messages": by_members.count(),
        "people": len(people),
        "replies": by_members.filter(reply_to=post).count() if post and text else None,
        "reactions": _reactions(post, at, known, staff) if post and text else None,
    }


def _reactions(post: Message, at: datetime, known: Known, staff: frozenset[int]) -> int:
    """Return how many members gave the post a sign within the window."""
    given = Reaction.objects.filter(message=post, at__lt=at + known.settings.window)
    return given.exclude(identity__person__in=staff).count()


def who_answered(item: Item, known: Known, most: int = 30) -> list[str]:
    """Return the names of those who wrote in its groups within the window, the team left out."""
    staff = staff_of(known.community.pk)
    found: dict[str, None] = {}
    for group, (at, _text) in _posted(item.merged_into or item).items():
        said = Message.objects.filter(
            group=group, sent_at__gte=at, sent_at__lt=at + known.settings.window
        ).exclude(kind=MessageKind.SYSTEM)
        said = said.exclude(author=None).exclude(author__person__in=staff)
        said = said.exclude(platform_id__startswith=OWN_VOICE).order_by("sent_at", "id")
        names = said.values_list("author__person", "author__person__name", "author__name")
        for person, member, author in names[:500]:
            found.setdefault(member if person else author)
    return [name for name in found if name][:most]


def _is_heard(group: int, at: datetime, known: Known) -> bool:
    """Say whether there is a record of a group for that time: something was said after it."""
    later = at + known.settings.window
    return Message.objects.filter(group=group, sent_at__gte=later).exists()


def _who(messages: QuerySet[Message]) -> Iterator[tuple[str, int]]:
    """Yield who wrote: persons, and names of whom nobody has said who they are."""
    rows = messages.order_by().values_list("author__person", "author").distinct()
    for person, identity in rows:
        if person or identity:
            yield ("person", person) if person else ("identity", identity or 0)
