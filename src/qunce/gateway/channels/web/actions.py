"""All writes of the web group."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat import actions as chat
from qunce.chat import reacting
from qunce.chat.models import Message
from qunce.chat.queries import find_message
from qunce.facts.web import NoticeRead
from qunce.gateway.channels.web.models import Notice
from qunce.gateway.channels.web.queries import external_of, private_topic_of, topic_of
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import Notify
from qunce.kernel.errors import NotAllowedError, RefusedError
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.kernel.screens import WEB, numbered
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people.models import Group, Identity, Membership, Person
from qunce.people.queries import zone_of
from qunce.shell.words import render
from qunce.store import live
from qunce.store.codecs import encode

LONGEST = WEB.most  # characters of one message
SECOND_THOUGHTS = timedelta(minutes=2)  # so long may an author take a message back, as in WeChat
CHANGEABLE = timedelta(minutes=10)  # so long may an author mend what it says
VOICE = Speaker(external="qunce", name="群策")

EMPTY = N_("Write something first.")
TOO_LONG = N_("The message is too long: %(length)s of at most %(most)s characters.")
MUTED = N_("You cannot speak in this group until %(until)s.")
TOO_LATE = N_("A message can be taken back within 2 minutes.")
TOO_LATE_TO_CHANGE = N_("A message can be changed within 10 minutes.")
NOT_YOURS = N_("This message is not yours.")


@transaction.atomic
def post(
    membership: Membership, text: str, *, key: str, now: datetime, reply_to: str = ""
) -> Message:
    """Say something in the group. `key` comes from the page, so that a second tap says it once.

    Raises RefusedError for an empty or too long text, NotAllowedError while the member is muted.
    """
    words = _checked(membership, text, now)
    group, person = membership.group, membership.person
    _identity_of(membership, now)
    speaker = Speaker(external_of(person), membership.nickname or person.name)
    platform_id = f"{external_of(person)}:{key}"
    incoming = Incoming(speaker, words, now, platform_id=platform_id, reply_platform_id=reply_to)
    return _bring_in(group, incoming, now)


def react(message: Message, membership: Membership, emoji: str, *, now: datetime) -> bool:
    """Give a message of the group a sign, or take it back; say whether it is there now.

    Raises RefusedError as in `chat.reacting.react`, NotAllowedError while the member is muted.
    """
    _check_muted(membership, now)
    return reacting.react(message, _identity_of(membership, now), emoji, now=now)


def _checked(membership: Membership, text: str, now: datetime) -> str:
    """Return words that a member may say now. Errors as in `post`."""
    words = text.replace("\r\n", "\n").strip()  # a form sends the line breaks of Windows
    if not words:
        raise RefusedError(Words(EMPTY))
    if len(words) > LONGEST:
        raise RefusedError(Words(TOO_LONG, {"length": len(words), "most": LONGEST}))
    _check_muted(membership, now)
    return words


def _check_muted(membership: Membership, now: datetime) -> None:
    until = membership.muted_until
    if until is not None and until > now:
        shown = until.astimezone(zone_of(membership.group.community)).strftime("%m-%d %H:%M")
        raise NotAllowedError(Words(MUTED, {"until": shown}))


@transaction.atomic
def say(
    group: Group,
    words: Words,
    *,
    key: str,
    now: datetime,
    reply_to: int | None = None,
    pictures: Sequence[str] = (),
) -> None:
    """Say something as the community's voice, or answer a message of the group by its key.

    What is longer than a message may be goes in numbered pieces, the `pictures` (paths of this
    site) with the last one. A second call with the same key says nothing.
    """
    answered = find_message(group, reply_to) if reply_to is not None else None
    pieces = numbered(render(words), WEB) or [""]
    for place, piece in enumerate(pieces):
        incoming = Incoming(
            VOICE,
            piece,
            now,
            platform_id=f"errand:{key}:{place}" if place else f"errand:{key}",
            reply_platform_id=answered.platform_id if answered is not None else "",
            attachments=tuple(pictures) if place == len(pieces) - 1 else (),
        )
        _bring_in(group, incoming, now)


@transaction.atomic
def take_back(message: Message, *, by: Actor, now: datetime, cause: int | None = None) -> None:
    """Take a message back, on everybody's page at once; twice changes nothing."""
    if message.recalled_at is None:
        chat.recall(message, by=by, now=now, cause=cause)


def take_back_own(message: Message, person: Person, *, by: Actor, now: datetime) -> None:
    """Take one's own message back; NotAllowedError for another's, or after two minutes."""
    author = message.author
    if author is None or author.person_id != person.pk:
        raise NotAllowedError(Words(NOT_YOURS))
    if now - message.sent_at > SECOND_THOUGHTS:
        raise NotAllowedError(Words(TOO_LATE))
    take_back(message, by=by, now=now)


def change_own(
    message: Message, membership: Membership, text: str, *, by: Actor, now: datetime
) -> None:
    """Let one's own message say something else; it is judged again, and shown as edited.

    NotAllowedError for another's message, after ten minutes, or while muted; RefusedError for an
    empty or too long text, or a message that was taken back.
    """
    author = message.author
    if author is None or author.person_id != membership.person_id:
        raise NotAllowedError(Words(NOT_YOURS))
    if now - message.sent_at > CHANGEABLE:
        raise NotAllowedError(Words(TOO_LATE_TO_CHANGE))
    chat.edit(message, _checked(membership, text, now), by=by, now=now)


@transaction.atomic
def notify(membership: Membership, effect: Notify, *, key: str, now: datetime) -> None:
    """Lay a word in private before a member, live if the page is open."""
    _, is_new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "community_id": membership.community_id,
            "group": membership.group,
            "person": membership.person,
            "words": encode(effect.words),
            "link": effect.link,
            "created_at": now,
        },
    )
    if is_new:
        live.publish(private_topic_of(membership.person_id), "notice", {}, now=now)


@transaction.atomic
def read_notice(notice: Notice, *, by: Actor, now: datetime) -> None:
    """Note that the member has read a notice; the second time changes nothing."""
    if Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now):
        # The receipt is kept: an appeal may turn on whether the member knew.
        fact = NoticeRead(person=notice.person_id, group=notice.group_id, notice=notice.pk)
        ledger.record(fact, by=by, now=now, community=notice.community_id)


@transaction.atomic
def mute(
    membership: Membership, until: datetime | None, *, now: datetime, cause: int | None = None
) -> None:
    """Let a member not speak until a time, or (None) speak again; the page shows it at once."""
    people.mute(membership, until, by=MACHINE, now=now, cause=cause)
    live.publish(private_topic_of(membership.person_id), "muted", {}, now=now)


@transaction.atomic
def remove(membership: Membership, *, now: datetime, cause: int | None = None) -> None:
    """Remove a member from the group."""
    people.leave(membership, by=MACHINE, now=now, removed=True, cause=cause)
    live.publish(topic_of(membership.group), "members", {}, now=now)
    live.publish(private_topic_of(membership.person_id), "removed", {}, now=now)


def _bring_in(group: Group, incoming: Incoming, now: datetime) -> Message:
    """Store what was said; what was said before under the same key is found again."""
    (pk,) = chat.ingest(group, [incoming], source=Source.LIVE, now=now).ids
    return Message.objects.get(pk=pk or 0)


def _identity_of(membership: Membership, now: datetime) -> Identity:
    person = membership.person
    identity, _ = Identity.objects.get_or_create(
        community_id=membership.community_id,
        channel="web",
        external=external_of(person),
        defaults={"person": person, "name": membership.nickname or person.name, "created_at": now},
    )
    return identity
