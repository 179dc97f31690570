"""All writes of replies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat.contracts import Batch
from qunce.facts import replies as facts
from qunce.kernel import patterns
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import SendText
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Message
from qunce.kernel.own_words import own_words
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Happened
from qunce.people.models import Community, Group
from qunce.rooms.replies import domain, queries
from qunce.rooms.replies.domain import Found, Given, Match, Settings, fill, fold
from qunce.rooms.replies.models import Given as GivenRow
from qunce.rooms.replies.models import Reply

MOST_PHRASES = 30
LONGEST_PHRASE = 60  # characters; of a pattern more are allowed

NO_PHRASE = N_("Write at least one phrase.")
TOO_MANY = N_("A reply has at most %(count)s phrases.")
PHRASE_TOO_LONG = N_("“%(phrase)s” is too long: a phrase has at most %(count)s characters.")
SAYS_NOTHING = N_("“%(phrase)s” holds neither letters nor figures: no message can be like it.")
ONE_CHARACTER = N_("“%(phrase)s” is a single character: it stands in nearly every message.")


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as a person wrote it. `groups` empty: for every group."""

    title: str
    match: Match
    phrases: Sequence[str]
    words: str
    groups: Sequence[Group] = ()
    is_on: bool = True


def check_phrases(match: Match, phrases: Sequence[str]) -> None:
    """Raise RefusedError, saying what to mend, for phrases that would fit nothing or everything."""
    if not phrases:
        raise RefusedError(Words(NO_PHRASE))
    if len(phrases) > MOST_PHRASES:
        raise RefusedError(Words(TOO_MANY, {"count": MOST_PHRASES}))
    for phrase in phrases:
        if match is Match.PATTERN:
            patterns.check(phrase)
            continue
        about: dict[str, str | int] = {"phrase": phrase, "count": LONGEST_PHRASE}
        if len(phrase) > LONGEST_PHRASE:
            raise RefusedError(Words(PHRASE_TOO_LONG, about))
        if not fold(phrase):
            raise RefusedError(Words(SAYS_NOTHING, about))
        if match is not Match.EXACT and len(fold(phrase)) < 2:
            raise RefusedError(Words(ONE_CHARACTER, about))


@transaction.atomic
def write(
    community: Community,
    written: Written,
    *,
    by: Actor,
    now: datetime,
    reply: Reply | None = None,
) -> Reply:
    """Store a new reply, or a changed one. Raises RefusedError for bad phrases or words."""
    check_phrases(written.match, written.phrases)
    if fault := domain.fault_of(written.words):
        raise RefusedError(fault)
    row = reply or Reply(community=community)
    row.title, row.match, row.words = written.title, written.match, written.words
    row.phrases = list(dict.fromkeys(written.phrases))
    row.is_on = written.is_on
    row.changed_at, row.changed_by, row.changed_name = now, by.id, by.name
    row.save()
    row.groups.set(written.groups)
    fact = facts.ReplyWritten(reply=row.pk, title=row.title)
    ledger.record(fact, by=by, now=now, community=community.pk)
    return row


@transaction.atomic
def switch(reply: Reply, *, on: bool, by: Actor, now: datetime) -> None:
    """Switch a reply on or off."""
    who = {"changed_by": by.id, "changed_name": by.name}
    Reply.objects.filter(pk=reply.pk).update(is_on=on, changed_at=now, **who)
    fact = facts.ReplyWritten(reply=reply.pk, title=reply.title)
    ledger.record(fact, by=by, now=now, community=reply.community_id)


@transaction.atomic
def remove(reply: Reply, *, by: Actor, now: datetime) -> None:
    """Take a reply out of use; it can be put back."""
    Reply.objects.filter(pk=reply.pk).update(removed_at=now)
    fact = facts.ReplyRemoved(reply=reply.pk, title=reply.title)
    ledger.record(fact, by=by, now=now, community=reply.community_id)


@transaction.atomic
def put_back(reply: Reply, *, by: Actor, now: datetime) -> None:
    """Take a removal back."""
    Reply.objects.filter(pk=reply.pk).update(removed_at=None)
    fact = facts.ReplyPutBack(reply=reply.pk, title=reply.title)
    ledger.record(fact, by=by, now=now, community=reply.community_id)


# --- a message is answered ----------------------------------------------------------------------


@transaction.atomic
def answer(batch: Batch) -> None:
    """Answer the messages of a batch that fit a reply, once each, within all pauses (M20)."""
    asked = [each for each in batch.messages if domain.is_asked(each, batch.now)]
    if not asked:
        return
    finder = queries.finder_in(batch.community, batch.group)
    if finder is None:
        return
    fits = [
        (each, found)
        for each in asked
        if (found := finder.find(own_words(each.text).strip(), batch.group))
    ]
    if fits:
        group = Group.objects.select_related("community").get(pk=batch.group)
        _give(group, fits, finder.settings, now=batch.now)


def _give(
    group: Group, fits: Sequence[tuple[Message, Found]], settings: Settings, *, now: datetime
) -> None:
    own = queries.find_own(group, [message for message, _ in fits], now)
    known = set(
        GivenRow.objects.filter(message__in=[m.id for m, _ in fits]).values_list(
            "message", flat=True
        )
    )
    longest = max(settings.person_pause, settings.group_pause, timedelta(hours=1))
    given = queries.list_given(group, min(m.sent_at for m, _ in fits) - longest)
    chosen = []
    for message, found in fits:
        is_quiet = queries.is_quiet(group.community, group.pk, message.sent_at)
        is_left = message.id in own or message.id in known or is_quiet
        if is_left or domain.held_back(found.entry, message, given, settings):
            continue
        who = message.author.identity if message.author else None
        given.append(Given(found.entry.key, group.pk, who, message.sent_at))
        chosen.append((message, found))
    _record(group, chosen, now=now)


def _record(group: Group, chosen: Iterable[tuple[Message, Found]], *, now: datetime) -> None:
    titles = dict(Reply.objects.filter(community=group.community_id).values_list("pk", "title"))
    happened, rows = [], []
    for message, found in chosen:
        author = message.author
        if author is None:
            continue
        values = queries.values_for(group, group.community, now, author.name)
        words = fill(found.entry.words, values)
        rows.append(
            GivenRow(
                community_id=group.community_id,
                reply_id=found.entry.key,
                group=group,
                message_id=message.id,
                identity_id=author.identity,
                person_id=author.person,
                print=queries.print_of(words),
                at=message.sent_at,
            )
        )
        fact = facts.KeywordAnswered(
            reply=found.entry.key,
            title=titles[found.entry.key],
            phrase=Words(found.phrase),
            message=message.id,
            group=group.pk,
            person=author.person,
            identity=author.identity,
            name=author.name,
        )
        effect = SendText(group.pk, Words(words), reply_to=message.id)
        happened.append(Happened(fact, (effect,)))
    GivenRow.objects.bulk_create(rows)
    ledger.record_all(happened, by=MACHINE, now=now, community=group.community_id)


@transaction.atomic
def forget_old(now: datetime) -> None:
    """Forget who was answered a year ago: figures of replies look back thirty days."""
    GivenRow.objects.filter(at__lt=now - timedelta(days=365)).delete()
