"""The reviewer's verbs: approve into a slot, ask, decline, and take a decision back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts import postings as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import QunceError, RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.turns import in_turn
from qunce.playbook.queries import effective
from qunce.rooms.postings import letters, lines, publishing
from qunce.rooms.postings.applying import LONGEST, UNDECIDED
from qunce.rooms.postings.deciding import (
    POSTING,
    Letter,
    PostingState,
    PostingVerb,
    Settings,
    reasons_of,
)
from qunce.rooms.postings.models import Posting, PostingRemark
from qunce.rooms.postings.planning import next_slot
from qunce.store.moves import move

CHANGED = N_("Somebody was faster: it is “%(state)s” now.")
ASK_SOMETHING = N_("Write what you want to know.")
GIVE_A_REASON = N_("Choose a reason.")
TOO_LONG = N_("That is too long: %(length)s of at most %(most)s characters.")


@transaction.atomic
def approve(posting: Posting, *, by: Actor, now: datetime, seen: str = "") -> datetime:
    """Approve a post and plan it for the next slot with room; return when.

    Raises RefusedError where no slot fits, StaleError where somebody was faster.
    """
    # Of two approvals for the last place in a slot one waits for the other.
    in_turn(posting.community_id)
    at = next_slot(posting, now)
    decided = {"decided_at": now, "decided_by_id": by.id, "changed_at": now}
    _advance(posting, PostingVerb.APPROVE, seen=seen, slot_at=at, **decided)
    fact = facts.PostingApproved(
        posting.pk,
        posting.person_id,
        posting.title,
        posting.company,
        at.isoformat(timespec="minutes"),
    )
    entry = ledger.record(fact, by=by, now=now, community=posting.community_id)
    letters.post(posting, Letter.APPROVED, now=now, number=entry.pk)
    lines.update_queue(posting.community, now=now, by=by)
    return at


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one of many: approved for a slot, or why not."""

    posting: Posting
    at: datetime | None = None
    fault: Words | None = None


def approve_all(postings: Sequence[Posting], *, by: Actor, now: datetime) -> list[Done]:
    """Approve many, each in a transaction of its own: what does not fit is left out and named."""
    done = []
    for posting in postings:
        try:
            at = approve(posting, by=by, now=now, seen=posting.state)
        except QunceError as error:
            done.append(Done(posting, fault=error.words))
        else:
            done.append(Done(posting, at))
    return done


@transaction.atomic
def ask(posting: Posting, text: str, *, by: Actor, now: datetime, seen: str = "") -> PostingRemark:
    """Ask the applicant something; a second question while one is open joins the talk.

    Raises RefusedError without words.
    """
    words = _checked(text, ASK_SOMETHING)
    if posting.state != PostingState.ASKED or seen not in {"", posting.state}:
        _advance(posting, PostingVerb.ASK, seen=seen, changed_at=now)
    remark = PostingRemark.objects.create(
        community_id=posting.community_id, posting=posting, reviewer_id=by.id, text=words, at=now
    )
    fact = facts.PostingAsked(posting.pk, posting.person_id, posting.title)
    ledger.record(fact, by=by, now=now, community=posting.community_id)
    letters.post(posting, Letter.ASKED, now=now, text=words, number=remark.pk)
    lines.update_queue(posting.community, now=now, by=by)
    return remark


@transaction.atomic
def decline(
    posting: Posting, reason: str, *, by: Actor, now: datetime, words: str = "", seen: str = ""
) -> None:
    """Decline with a reason of the list; own words are added to what the applicant reads.

    Raises RefusedError for a reason that is not on the list.
    """
    settings = effective(posting.community_id, Settings)
    chosen = next((each for each in reasons_of(settings) if each.title == reason), None)
    if chosen is None:
        raise RefusedError(Words(GIVE_A_REASON))
    own = _checked(words, GIVE_A_REASON) if words.strip() else ""
    said = "\n".join(part for part in (chosen.words, own) if part)
    _advance(
        posting,
        PostingVerb.DECLINE,
        seen=seen,
        decided_at=now,
        decided_by_id=by.id,
        reason=chosen.title,
        reason_words=said,
        changed_at=now,
    )
    fact = facts.PostingDeclined(posting.pk, posting.person_id, posting.title, chosen.title)
    entry = ledger.record(fact, by=by, now=now, community=posting.community_id)
    letters.post(posting, Letter.DECLINED, now=now, number=entry.pk)
    lines.update_queue(posting.community, now=now, by=by)


@transaction.atomic
def reopen(posting: Posting, *, by: Actor, now: datetime) -> None:
    """Take an approval or a decline back: it waits again, with a new promise."""
    was = posting.slot_at
    due = now + effective(posting.community_id, Settings).promise
    moments = {"waiting_since": now, "due_at": due, "changed_at": now}
    also: dict[str, Any] = {**UNDECIDED, **moments}
    _advance(posting, PostingVerb.REOPEN, **also)
    fact = facts.PostingReopened(posting.pk, posting.person_id, posting.title)
    ledger.record(fact, by=by, now=now, community=posting.community_id)
    publishing.refresh(posting.community, was, now=now)
    lines.update_queue(posting.community, now=now, by=by)


def _advance(posting: Posting, verb: PostingVerb, *, seen: str = "", **also: Any) -> None:
    """Change the state by a verb; `seen` is the state that the reviewer's page showed.

    StaleError tells that somebody was faster, and what it is now.
    """
    state = PostingState(posting.state)
    if seen and seen != state:
        raise StaleError(Words(CHANGED, {"state": Words(state.label)}))
    try:
        move(posting, to=POSTING.after(state, verb), **also)
    except StaleError:
        posting.refresh_from_db()
        label = PostingState(posting.state).label
        raise StaleError(Words(CHANGED, {"state": Words(label)})) from None


def _checked(text: str, empty: str) -> str:
    words = text.strip()
    if not words:
        raise RefusedError(Words(empty))
    if len(words) > LONGEST:
        raise RefusedError(Words(TOO_LONG, {"length": len(words), "most": LONGEST}))
    return words
