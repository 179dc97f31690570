"""The discussion and what comes of it: open, arguments by position, close, the method."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from qunce.chat.contracts import Batch
from qunce.facts import casework as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.effects import SendText
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.messages import Message, MessageKind, Source
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.identify import HOUSE
from qunce.people.models import Identity, Person
from qunce.people.queries import zone_of
from qunce.rooms.casework import actions, lines, queries
from qunce.rooms.casework.domain import (
    LETTERS,
    STUDY,
    StudyState,
    StudyVerb,
    read_position,
)
from qunce.rooms.casework.models import Argument, Position, Study
from qunce.store.moves import move

LONGEST = 2000  # characters of an argument
RESTS = timedelta(days=3)  # a case that was chosen and nobody works on
NOT_OPEN = N_("This case is not discussed at the moment.")
SAY_SOMETHING = N_("Write your argument first.")
WRITE_IT = N_("Write at least the situation and what to take along.")
NOT_TO_SUM = N_("This case is not to be summed up now: copy what you wrote.")
OPENING = N_(
    "[Case of the month] %(name)s\n%(text)s\n%(positions)s\n"
    "What would you do? Begin with the letter, such as “A because …”. Until %(until)s. %(link)s"
)
THANKS = N_("[Case of the month] “%(name)s” is summed up: %(link)s\nThanks to %(who)s.")
THANKS_ALL = N_("[Case of the month] “%(name)s” is summed up: %(link)s")
MOST_THANKED = 12  # names in the group's message; all stand on the page


@transaction.atomic
def open_it(study: Study, *, by: Actor, now: datetime) -> None:
    """Open the discussion in the groups, for as long as the settings say."""
    after = STUDY.after(StudyState(study.state), StudyVerb.OPEN)
    closes_at = now + queries.settings_of(study.community_id).discuss_for
    move(study, to=after, opened_at=now, closes_at=closes_at, changed_at=now)
    groups = queries.groups_of(study)
    effects = [SendText(each.pk, words_of(study)) for each in groups]
    fact = facts.CaseOpened(
        study.pk, study.title, closes_at.isoformat(), tuple(each.pk for each in groups)
    )
    ledger.record(fact, by=by, now=now, community=study.community_id, effects=effects)
    lines.end(study, lines.OPEN, now=now, by=by)


def words_of(study: Study) -> Words:
    """Return what the groups read when a discussion opens."""
    positions = [f"{LETTERS[each.place]}. {each.title}" for each in study.positions.all()]
    until = actions.local(study, study.closes_at) if study.closes_at else ""
    about = {
        "name": study.title,
        "text": study.scenario,
        "positions": "\n".join(positions),
        "until": until,
        "link": actions.link_of(study),
    }
    return Words(OPENING, about)


@transaction.atomic
def argue(
    position: Position, person: Person, text: str, form: str, *, by: Actor, now: datetime
) -> Argument:
    """Take an argument from the page; the same `form` twice is one. A view: no entry.

    Raises RefusedError without words, and outside of the window.
    """
    known = Argument.objects.filter(community=position.community_id, form_token=form).first()
    if known is not None:
        return known
    words, study = text.strip(), position.study
    if not words:
        raise RefusedError(Words(SAY_SOMETHING))
    if study.state != StudyState.DISCUSSED or not study.closes_at or now >= study.closes_at:
        raise RefusedError(Words(NOT_OPEN))
    try:
        with transaction.atomic():
            return Argument.objects.create(
                community_id=position.community_id,
                position=position,
                person=person,
                name=by.name,
                text=words[:LONGEST],
                form_token=form,
                at=now,
            )
    except IntegrityError:  # the same form came in at the same moment
        return Argument.objects.get(community=position.community_id, form_token=form)


def on_messages(batch: Batch) -> None:
    """Collect what members say in a group for a position of the case that is discussed there."""
    texts = [each for each in batch.messages if _may_argue(each)]
    study = queries.find_open(batch.group, min(e.sent_at for e in texts)) if texts else None
    if study is None or study.opened_at is None or study.closes_at is None:
        return
    positions = list(study.positions.all())
    authors = {each.author.identity for each in texts if each.author}
    voices = Identity.objects.filter(pk__in=authors, external=HOUSE)
    own = set(voices.values_list("pk", flat=True))
    for text in texts:
        found = read_position(text.text, len(positions))
        is_within = study.opened_at <= text.sent_at < study.closes_at
        if found and is_within and text.author and text.author.identity not in own:
            _keep(text, positions[found[0]], found[1])


def _may_argue(message: Message) -> bool:
    is_text = message.kind is MessageKind.TEXT and message.source is Source.LIVE
    return is_text and message.author is not None


def _keep(text: Message, position: Position, argument: str) -> None:
    author = text.author
    if author is None:
        return
    Argument.objects.get_or_create(
        community_id=position.community_id,
        form_token=f"message-{text.id}",
        defaults={
            "position": position,
            "person_id": author.person,
            "name": author.name,
            "text": argument[:LONGEST],
            "message_id": text.id,
            "at": text.sent_at,
        },
    )


@transaction.atomic
def leave_out(argument: Argument, *, left_out: bool) -> None:
    """Leave an argument out of the collection, or take it in again."""
    Argument.objects.filter(pk=argument.pk).update(is_left_out=left_out)


@transaction.atomic
def close(study: Study, *, by: Actor = MACHINE, now: datetime) -> None:
    """Close the discussion; the desk asks for the method."""
    after = STUDY.after(StudyState(study.state), StudyVerb.CLOSE)
    move(study, to=after, closes_at=now, changed_at=now)
    count = Argument.objects.filter(position__study=study, is_left_out=False).count()
    fact = facts.CaseClosed(study.pk, study.title, count)
    ledger.record(fact, by=by, now=now, community=study.community_id)
    lines.say(study, lines.SUM_UP, now=now)


@transaction.atomic
def prolong(study: Study, *, by: Actor, now: datetime) -> None:
    """Open a closed discussion again for the same time."""
    after = STUDY.after(StudyState(study.state), StudyVerb.PROLONG)
    closes_at = now + queries.settings_of(study.community_id).discuss_for
    move(study, to=after, closes_at=closes_at, changed_at=now)
    lines.end(study, lines.SUM_UP, now=now, by=by)
    fact = facts.CaseOpened(study.pk, study.title, closes_at.isoformat())
    ledger.record(fact, by=by, now=now, community=study.community_id)


@transaction.atomic
def keep_draft(study: Study, parts: Mapping[str, str], *, now: datetime) -> None:
    """Keep what was written of the method, without telling anybody.

    Raises StaleError where the case is not to be summed up any more.
    """
    wanted = {name: parts.get(name, "").strip() for name, _head in queries.PARTS}
    rows = Study.objects.filter(pk=study.pk, state=StudyState.CLOSED)
    if not rows.update(changed_at=now, **wanted):
        raise StaleError(Words(NOT_TO_SUM))


@transaction.atomic
def sum_up(study: Study, parts: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    """Write the method: members read it, those who took part are thanked, the library hears of it.

    Raises RefusedError without the situation and the lesson.
    """
    wanted: dict[str, Any] = {n: parts.get(n, "").strip() for n, _head in queries.PARTS}
    if not (wanted["situation"] and wanted["lesson"]):
        raise RefusedError(Words(WRITE_IT))
    after = STUDY.after(StudyState(study.state), StudyVerb.SUM_UP)
    move(study, to=after, summed_at=now, changed_at=now, **wanted)
    people = queries.credited(study)
    who = "、".join(name for _person, name in people[:MOST_THANKED])
    about = {"name": study.title, "link": actions.link_of(study), "who": who}
    words = Words(THANKS if who else THANKS_ALL, about)
    effects = [SendText(each.pk, words) for each in queries.groups_of(study)]
    keys = tuple(person for person, _name in people if person is not None)
    fact = facts.CaseSummedUp(study.pk, study.title, keys)
    ledger.record(fact, by=by, now=now, community=study.community_id, effects=effects)
    lines.end(study, lines.SUM_UP, now=now, by=by)


@transaction.atomic
def reopen(study: Study, *, by: Actor, now: datetime) -> None:
    """Take the method back to be written anew; members do not read it meanwhile."""
    move(study, to=STUDY.after(StudyState(study.state), StudyVerb.REOPEN), summed_at=None)
    fact = facts.CaseSummaryTakenBack(study.pk, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)
    lines.say(study, lines.SUM_UP, now=now)


def tick(now: datetime) -> None:
    """Let calls and discussions end in their time: the desk says what comes next. Idempotent.

    One query where nothing is due.
    """
    called = Q(state=StudyState.CALLED, call_until__lte=now)
    over = Q(state=StudyState.DISCUSSED, closes_at__lte=now)
    on_the_way = (StudyState.CHOSEN, StudyState.CHECKED)
    resting = Q(state__in=on_the_way, changed_at__lte=now - RESTS)
    for study in Study.objects.filter(called | over | resting).select_related("community"):
        if study.state == StudyState.DISCUSSED:
            close(study, now=now)
        else:
            kind = lines.CHOOSE if study.state == StudyState.CALLED else lines.OPEN
            lines.say(study, kind, now=now, again=False)


def remind(now: datetime) -> None:
    """Say on the desk once a month that no case was called for, where cases are held at all.

    One query where each of them was called for this month, or is under way.
    """
    for community, last in queries.list_idle():
        today = local_day(now, zone_of(community))
        first = day_interval(today.replace(day=1), zone_of(community)).start
        if last is not None and last >= first:
            continue
        on = queries.settings_of(community.pk).remind_on
        if on and today.day >= on:
            lines.say_month(community, f"{today:%Y-%m}", now=now)
