"""Calls for contributions: opened, answered by members, looked at, credited (M33)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts import library as facts
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.audience import Audience, address, for_person
from qunce.people.models import Community, Person
from qunce.playbook.queries import effective
from qunce.rooms.library import actions, files, letters, lines, publishing
from qunce.rooms.library.domain import ITEM, ItemState, ItemVerb, Settings
from qunce.rooms.library.domain_calls import (
    CALL,
    SUBMISSION,
    CallState,
    CallVerb,
    Letter,
    SubmissionState,
    SubmissionVerb,
    reasons_of,
)
from qunce.rooms.library.files import Checked
from qunce.rooms.library.models import Call, Category, Submission
from qunce.rooms.library.writing import About, Text
from qunce.store.moves import move

NO_CALL = N_("There is no such call, or it is not for you.")
NO_SUBMISSION = N_("There is no such contribution.")
OVER = N_("The deadline of this call is past. What you wrote is still here: copy it.")
PAST = N_("The deadline is past: choose a later one.")
NO_TEXT = N_("Write something, or add a file.")
REASON = N_("Choose a reason.")


# --- calls --------------------------------------------------------------------------------------


@transaction.atomic
def open_call(
    community: Community,
    title: str,
    words: str,
    deadline: datetime,
    *,
    audience: Audience,
    category: Category | None,
    by: Actor,
    now: datetime,
) -> Call:
    """Open a call, and lay its words on the desk to be posted. RefusedError for a past deadline."""
    if deadline <= now:
        raise RefusedError(Words(PAST))
    call = Call.objects.create(
        community=community,
        title=title,
        words=words,
        deadline=deadline,
        category=category,
        person_id=by.id,
        created_at=now,
    )
    address(call, audience)
    ledger.record(facts.CallOpened(title), by=by, now=now, community=community)
    letters.lay_call(call, now=now)
    return call


@transaction.atomic
def change_call(
    call: Call, title: str, words: str, deadline: datetime, *, audience: Audience, now: datetime
) -> None:
    """Change a call; a closed one is open again with a later deadline."""
    if deadline <= now:
        raise RefusedError(Words(PAST))
    if call.state == CallState.CLOSED:
        move(call, to=CALL.after(CallState.CLOSED, CallVerb.REOPEN), closed_at=None)
    call.title, call.words, call.deadline = title, words, deadline
    call.save(update_fields=["title", "words", "deadline"])
    address(call, audience)


@transaction.atomic
def close_call(call: Call, *, by: Actor, now: datetime) -> None:
    """Close a call: nothing more is taken."""
    move(call, to=CALL.after(CallState(call.state), CallVerb.CLOSE), closed_at=now)
    ledger.record(facts.CallClosed(call.title), by=by, now=now, community=call.community_id)


def close_due(now: datetime) -> None:
    """Close the calls whose deadline is past."""
    for call in Call.objects.filter(state=CallState.OPEN, deadline__lte=now):
        close_call(call, by=MACHINE, now=now)


def list_open(person: Person, now: datetime) -> list[Call]:
    """Return the open calls that are for a member, the nearest deadline first."""
    rows = Call.objects.filter(state=CallState.OPEN, deadline__gt=now)
    return list(for_person(rows, person).order_by("deadline", "id"))


def access_for(person: Person, pk: int) -> Call:
    """Return a call that is for a member, or raise NotFoundError."""
    rows = for_person(Call.objects.all(), person).filter(pk=pk)
    found = rows.select_related("community", "category").first()
    if found is None:
        raise NotFoundError(Words(NO_CALL))
    return found


def access_call(community: Community, pk: int) -> Call:
    """Return a call of the community, or raise NotFoundError."""
    rows = Call.objects.filter(community=community, pk=pk)
    found = rows.select_related("community", "category").first()
    if found is None:
        raise NotFoundError(Words(NO_CALL))
    return found


# --- contributions ------------------------------------------------------------------------------


@transaction.atomic
def send(
    call: Call,
    person: Person,
    text: Text,
    *,
    credit: str,
    sent: Sequence[tuple[str, Checked]] = (),
    form: str,
    now: datetime,
) -> Submission:
    """Take a member's contribution; the same form sent twice gives one.

    Raises RefusedError after the deadline, or where there is nothing to read.
    """
    if call.state != CallState.OPEN or call.deadline <= now:
        raise RefusedError(Words(OVER))
    if not text.body.strip() and not sent:
        raise RefusedError(Words(NO_TEXT))
    by = Actor(ActorKind.PERSON, person.pk, person.name)
    about = About(category=call.category, contributor=person, credit=credit or person.name)
    origin = f"call:{call.pk}:{person.pk}:{form}"
    item = actions.write(call.community, text, about, by=by, now=now, origin=origin)
    known = Submission.objects.filter(item=item).first()
    if known is not None:
        return known
    for name, checked in sent:
        files.keep(item, name, checked, by=by, now=now)
    made = Submission.objects.create(
        community_id=call.community_id, call=call, item=item, person=person, sent_at=now
    )
    fact = facts.ContributionSent(item.pk, person.pk, item.title)
    ledger.record(fact, by=by, now=now, community=call.community_id)
    lines.update_sent(call.community, now=now)
    return made


@transaction.atomic
def withdraw(row: Submission, *, by: Actor, now: datetime) -> None:
    """Take a contribution back before it was decided."""
    move(row, to=SUBMISSION.after(SubmissionState(row.state), SubmissionVerb.WITHDRAW))
    _put_away(row, by, now)
    lines.update_sent(row.community, now=now)


@transaction.atomic
def take(row: Submission, *, by: Actor, now: datetime) -> None:
    """Accept a contribution: it is edited and published as every item, under its author's name."""
    after = SUBMISSION.after(SubmissionState(row.state), SubmissionVerb.TAKE)
    move(row, to=after, decided_at=now, decided_by_id=by.id)
    fact = facts.ContributionTaken(row.item_id, row.person_id, row.item.title)
    entry = ledger.record(fact, by=by, now=now, community=row.community_id)
    letters.post(row, Letter.TAKEN, now=now, number=entry.pk)
    lines.update_sent(row.community, now=now, by=by)


@transaction.atomic
def decline(row: Submission, reason: str, *, words: str = "", by: Actor, now: datetime) -> None:
    """Decline a contribution with a reason of the list; own words are added to it."""
    known = reasons_of(effective(row.community_id, Settings).declines)
    chosen = next((each for each in known if each.title == reason), None)
    if chosen is None:
        raise RefusedError(Words(REASON))
    after = SUBMISSION.after(SubmissionState(row.state), SubmissionVerb.DECLINE)
    said = "\n".join(part for part in (chosen.words, words.strip()[:500]) if part)
    about: dict[str, Any] = {"reason": chosen.title, "reason_words": said}
    move(row, to=after, decided_at=now, decided_by_id=by.id, **about)
    _put_away(row, by, now)
    fact = facts.ContributionDeclined(row.item_id, row.person_id, row.item.title, chosen.title)
    entry = ledger.record(fact, by=by, now=now, community=row.community_id)
    letters.post(row, Letter.DECLINED, now=now, number=entry.pk)
    lines.update_sent(row.community, now=now, by=by)


@transaction.atomic
def reopen(row: Submission, *, by: Actor, now: datetime) -> None:
    """Take a refusal back: it waits again."""
    after = SUBMISSION.after(SubmissionState(row.state), SubmissionVerb.REOPEN)
    gone: dict[str, Any] = {"reason": "", "reason_words": "", "decided_at": None}
    move(row, to=after, decided_by_id=None, **gone)
    if row.item.state == ItemState.WITHDRAWN:
        publishing.reopen(row.item, by=by, now=now)
    lines.update_sent(row.community, now=now, by=by)


def _put_away(row: Submission, by: Actor, now: datetime) -> None:
    if ItemVerb.WITHDRAW in ITEM.verbs_from(ItemState(row.item.state)):
        publishing.withdraw(row.item, by=by, now=now)


def access_submission(community: Community, pk: int) -> Submission:
    """Return a contribution of the community, or raise NotFoundError."""
    rows = Submission.objects.filter(community=community, pk=pk)
    found = rows.select_related("community", "call", "item__community", "person__account").first()
    if found is None:
        raise NotFoundError(Words(NO_SUBMISSION))
    return found


def access_own(person: Person, pk: int) -> Submission:
    """Return a member's own contribution, or raise NotFoundError."""
    found = access_submission(person.community, pk)
    if found.person_id != person.pk:
        raise NotFoundError(Words(NO_SUBMISSION))
    return found


def note_published(item: int, *, now: datetime) -> None:
    """Tell who contributed an item that it is in the library now."""
    rows = Submission.objects.filter(item=item, state=SubmissionState.TAKEN)
    for row in rows.select_related("community", "item", "person__account"):
        letters.post(row, Letter.PUBLISHED, now=now)
