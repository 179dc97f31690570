"""The applicant's writes: send, change, take back, answer, and tell what came of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from qunce.chat.models import Message
from qunce.facts import postings as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.companies import company_key
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group, Person
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.postings import lines, publishing
from qunce.rooms.postings.deciding import POSTING, PostingState, PostingVerb, Result, Settings
from qunce.rooms.postings.models import Posting, PostingRemark
from qunce.rooms.postings.rules.recruitment import job_key
from qunce.rooms.postings.texts import Draft
from qunce.store.moves import move

LONGEST = 2000  # characters of a question or an answer
ANSWER_SOMETHING = N_("Write your answer first.")
NOT_POSTED = N_("This post was not in the group yet.")
IS_PAST = N_("The deadline is past: choose a later day.")
UNDECIDED: dict[str, Any] = {
    "decided_at": None,
    "decided_by": None,
    "reason": "",
    "reason_words": "",
    "slot_at": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an application came in. `form` is its secret: the same one twice is one application."""

    form: str
    person: Person | None = None
    name: str = ""
    message: Message | None = None
    copied_from: Posting | None = None
    groups: Sequence[Group] = ()
    language: str = ""


def as_actor(posting: Posting) -> Actor:
    """Return the applicant as the one who acts."""
    return Actor(ActorKind.PERSON, posting.person_id, posting.name)


@transaction.atomic
def send(community: Community, draft: Draft, way: Way, *, now: datetime) -> Posting:
    """Store an application; the same form sent twice, also at the same time, gives one."""
    known = Posting.objects.filter(community=community, form_token=way.form).first()
    if known is not None:
        return known
    _check_day(community, draft, now)
    try:
        with transaction.atomic():
            posting = _store(community, draft, way, now)
    except IntegrityError:  # the same form came in at the same moment
        return Posting.objects.get(community=community, form_token=way.form)
    posting.groups.set(way.groups)
    fact = facts.PostingSent(posting.pk, posting.person_id, posting.title, posting.company)
    ledger.record(fact, by=as_actor(posting), now=now, community=community)
    lines.update_queue(community, now=now)
    return posting


def _check_day(community: Community, draft: Draft, now: datetime) -> None:
    if draft.deadline is not None and draft.deadline < local_day(now, zone_of(community)):
        raise RefusedError(Words(IS_PAST))


def _store(community: Community, draft: Draft, way: Way, now: datetime) -> Posting:
    posting: Posting = Posting.objects.create(
        community=community,
        token=secrets.token_urlsafe(24),
        public=secrets.token_urlsafe(6),
        form_token=way.form,
        state=PostingState.WAITING,
        person=way.person,
        name=way.name or (way.person.name if way.person else ""),
        message=way.message,
        copied_from=way.copied_from,
        language=way.language,
        sent_at=now,
        waiting_since=now,
        due_at=now + effective(community.pk, Settings).promise,
        changed_at=now,
        **_fields(draft),
    )
    return posting


def _fields(draft: Draft) -> dict[str, Any]:
    """Return the columns of a draft, with what companies and jobs are compared by."""
    return {
        "company": draft.company,
        "key": company_key(draft.company)[:60],
        "title": draft.title,
        "job": job_key(draft.title),
        "introduction": draft.introduction,
        "details": draft.details,
        "contact": draft.contact,
        "pay": draft.pay,
        "place": draft.place,
        "deadline": draft.deadline,
    }


@transaction.atomic
def change(
    posting: Posting, draft: Draft, groups: Sequence[Group], *, now: datetime, by: Actor
) -> None:
    """Change an application that is not posted yet: it is reviewed again, the promise anew.

    Raises RefusedError where it was posted or is over.
    """
    after = POSTING.after(PostingState(posting.state), PostingVerb.EDIT)
    _check_day(posting.community, draft, now)
    was = posting.slot_at
    promise = effective(posting.community_id, Settings).promise
    moments = {"waiting_since": now, "due_at": now + promise, "changed_at": now}
    also: dict[str, Any] = {**_fields(draft), **UNDECIDED, **moments}
    move(posting, to=after, **also)
    posting.groups.set(groups)
    fact = facts.PostingChanged(posting.pk, posting.person_id, posting.title)
    ledger.record(fact, by=by, now=now, community=posting.community_id)
    publishing.refresh(posting.community, was, now=now)
    lines.update_queue(posting.community, now=now)


@transaction.atomic
def withdraw(posting: Posting, *, now: datetime, by: Actor) -> None:
    """Take an application back; out of a collected post that is not sent yet it goes as well.

    Raises RefusedError once it was posted.
    """
    after = POSTING.after(PostingState(posting.state), PostingVerb.WITHDRAW)
    was = posting.slot_at
    move(posting, to=after, decided_at=now, changed_at=now)
    fact = facts.PostingWithdrawn(posting.pk, posting.person_id, posting.title)
    ledger.record(fact, by=by, now=now, community=posting.community_id)
    publishing.refresh(posting.community, was, now=now)
    lines.update_queue(posting.community, now=now)


@transaction.atomic
def answer(posting: Posting, text: str, *, now: datetime, by: Actor) -> PostingRemark:
    """Take the applicant's answer; the promise counts anew. RefusedError where nothing is asked."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise RefusedError(Words(ANSWER_SOMETHING))
    after = POSTING.after(PostingState(posting.state), PostingVerb.ANSWER)
    promise = effective(posting.community_id, Settings).promise
    move(posting, to=after, waiting_since=now, due_at=now + promise, changed_at=now)
    remark = PostingRemark.objects.create(
        community_id=posting.community_id,
        posting=posting,
        from_applicant=True,
        text=words,
        at=now,
    )
    fact = facts.PostingAnswered(posting.pk, posting.person_id, posting.title)
    ledger.record(fact, by=by, now=now, community=posting.community_id)
    lines.update_queue(posting.community, now=now)
    return remark


@transaction.atomic
def tell_result(posting: Posting, result: Result, *, now: datetime, by: Actor) -> None:
    """Note what came of a post; a later word replaces an earlier one (M39)."""
    if posting.state != PostingState.POSTED:
        raise RefusedError(Words(NOT_POSTED))
    if posting.result == result:
        return
    posting.result, posting.result_at, posting.changed_at = result, now, now
    posting.save(update_fields=["result", "result_at", "changed_at"])
    fact = facts.PostingResultTold(posting.pk, posting.person_id, posting.title, result)
    ledger.record(fact, by=by, now=now, community=posting.community_id)
