"""A discussion of a group becomes an item: messages picked and quoted, named where agreed (M19)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from qunce.chat import queries as chat
from qunce.chat.models import Message
from qunce.kernel.actors import Actor
from qunce.kernel.contacts import find_contacts
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.normal import normalise
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community, Person
from qunce.people.queries import zone_of
from qunce.rooms.library import actions
from qunce.rooms.library.domain import Kind
from qunce.rooms.library.models import Category, Item
from qunce.rooms.library.writing import About, Text
from qunce.shell.words import render

AROUND = 20  # messages before and after the one that was picked
MOST = 60
SHARE = "library-share"
ANONYMOUS = N_("Member %(letter)s")
NOTHING = N_("Pick at least one message.")
COLLECT = N_("%(name)s’s share can go into the library: %(excerpt)s")
HIDDEN = "***"
_CALLED = re.compile(r"@[^\s@，。！？,!?]{1,24}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is quoted: how they are known in the group, and who that is."""

    key: str
    name: str
    person: Person | None


def list_near(message: Message) -> list[Message]:
    """Return the messages that may be picked around one: what can still be read."""
    rows = chat.list_around(message, limit=AROUND)
    return [each for each in rows if is_fit(each)]


def is_fit(message: Message) -> bool:
    """Say whether a message may be quoted: not taken back, not erased, with words."""
    is_there = message.recalled_at is None and not message.is_erased
    return is_there and bool(message.text.strip()) and message.kind != "system"


def pick(community: Community, keys: Collection[int]) -> list[Message]:
    """Return picked messages of a community in their order."""
    rows = Message.objects.filter(community=community, pk__in=list(keys)[:MOST])
    found = rows.select_related("author__person", "group").order_by("sent_at", "id")
    return [each for each in found if is_fit(each)]


def speakers_of(messages: Sequence[Message]) -> list[Speaker]:
    """Return who speaks in some messages, in the order of their first words."""
    found: dict[str, Speaker] = {}
    for each in messages:
        key = key_of(each)
        person = each.author.person if each.author else None
        found.setdefault(key, Speaker(key, each.author_name or "?", person))
    return list(found.values())


def key_of(message: Message) -> str:
    """Return what a speaker is known by in a form."""
    return str(message.author_id or f"n-{message.author_name}")


@transaction.atomic
def collect(
    community: Community,
    messages: Sequence[Message],
    *,
    title: str,
    agreed: Collection[str],
    category: Category | None = None,
    by: Actor,
    now: datetime,
) -> Item:
    """Make a draft of picked messages; `agreed` are the speakers who may be named.

    Everybody else is Member A, B …; their names, mentions of anybody and ways to reach somebody are
    taken out of all quotes. The same messages picked again are the same item.
    """
    if not messages:
        raise RefusedError(Words(NOTHING))
    text, about = _told(community, messages, title, agreed, category)
    made = actions.write(community, text, about, by=by, now=now, origin=_origin_of(messages))
    for each in messages:
        close_offer(community, each.pk, by=by, now=now)
    return made


def _origin_of(messages: Sequence[Message]) -> str:
    """Return by what an item of these messages is known again."""
    origin = "messages:" + "-".join(str(each.pk) for each in messages)
    return origin if len(origin) <= 200 else f"messages:{_print(origin)}"


def _told(
    community: Community,
    messages: Sequence[Message],
    title: str,
    agreed: Collection[str],
    category: Category | None,
) -> tuple[Text, About]:
    """Return what picked messages say as an item, and what is known of it."""
    speakers = speakers_of(messages)
    names = _names(speakers, agreed)
    hidden = [each.name for each in speakers if each.key not in agreed]
    quotes = [_quote(each, names[key_of(each)], hidden, community) for each in messages]
    named = [each for each in speakers if each.key in agreed]
    about = About(
        kind=Kind.DISCUSSION,
        category=category,
        contributor=named[0].person if len(named) == 1 == len(speakers) else None,
        credit="、".join(_short(each.name) for each in named)[: actions.CREDIT],
        source=messages[0].group.name[:120],
        dated=messages[0].sent_at.astimezone(zone_of(community)).date(),
    )
    return Text(title=title, body="\n\n".join(quotes)), about


def _print(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _names(speakers: Sequence[Speaker], agreed: Collection[str]) -> dict[str, str]:
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 3)
    return {
        each.key: _short(each.name)
        if each.key in agreed
        else render(Words(ANONYMOUS, {"letter": next(letters)}))
        for each in speakers
    }


def _short(nickname: str) -> str:
    return nickname.split("-", maxsplit=1)[0].strip() or nickname


def _quote(message: Message, name: str, hidden: Sequence[str], community: Community) -> str:
    text = _bare(message.text, hidden)
    moment = message.sent_at.astimezone(zone_of(community))
    lines = "\n".join(f"> {line}" for line in text.strip().splitlines())
    return f"**{name}** · {moment:%Y-%m-%d %H:%M}\n\n{lines}"


def _bare(text: str, hidden: Sequence[str]) -> str:
    """Return a text without those who did not agree, and without ways to reach anybody."""
    for name in sorted({each for full in hidden for each in (full, _short(full))}, key=len)[::-1]:
        if len(name) > 1:
            text = text.replace(name, HIDDEN)
    text = _CALLED.sub(f"@{HIDDEN}", text)
    plain = normalise(text)
    for found in sorted(find_contacts(plain.plain), key=lambda each: each.span, reverse=True):
        start, end = plain.span(*found.span)
        text = text[:start] + HIDDEN + text[end:]
    return text


# --- what was praised (M13) ---------------------------------------------------------------------


@transaction.atomic
def offer(community: int, message: int, name: str, excerpt: str, *, now: datetime) -> None:
    """Offer the content admin to collect a share that was praised."""
    row = Message.objects.filter(pk=message).select_related("community").first()
    if row is None or not is_fit(row):
        return
    draft = TaskDraft(
        community=community,
        kind=SHARE,
        title=Words(COLLECT, {"name": _short(name), "excerpt": excerpt}),
        role=Role.CONTENT,
        key=f"{SHARE}:{message}",
        link=f"/c/{row.community.key}/library/collect/{message}/",
    )
    ledger.open_task(draft, now=now)


def close_offer(community: Community | int, message: int, *, by: Actor, now: datetime) -> None:
    """Finish the offer about a message: it was collected, or is praised no more."""
    key = f"{SHARE}:{message}"
    for task in Task.objects.filter(community=community, key=key, state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)
