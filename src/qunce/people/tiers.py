"""A member's tier: set with evidence, asked for, proposed as years pass; shown only if agreed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts import people as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Happened, TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.domain import TIER_REQUEST, Tier, TierRequestState, TierSource, TierVerb
from qunce.people.models import Community, Person, TierChange, TierRequest
from qunce.people.tier_rule import RANKS, Settings, tier_by_rule, years_on
from qunce.people.turns import in_turn
from qunce.store.moves import move

TASK = "tier"
PAUSE = timedelta(days=365)  # after a proposal was declined the same one waits for a year
AT_ONCE = 500  # rows in memory
SAME_TIER = N_("This is the tier already.")
ASKED_ALREADY = N_("You have applied already. Please wait for the answer, or take it back.")
NO_EVIDENCE = N_("Please say what speaks for it: years, position, or what you are in charge of.")
NO_REASON = N_("Please give a reason: it stays in the history.")
NO_REQUEST = N_("There is no such application.")


def years_of(person: Person, day: date) -> Decimal | None:
    """Return a person's years in HR on a day; None where they were never told."""
    return years_on(person.years, person.years_on or person.created_at.date(), day)


def by_rule(person: Person, settings: Settings, day: date) -> Tier | None:
    """Return the tier that the rule gives a person on a day, None where too little is known."""
    return tier_by_rule(years_of(person, day), person.position, settings)


# --- setting ------------------------------------------------------------------------------------


@transaction.atomic
def set_by_hand(
    person: Person, tier: Tier | None, reason: str, *, by: Actor, now: datetime
) -> None:
    """Set a member's tier (None: none) for a reason. RefusedError without one, or for the same."""
    if not reason.strip():
        raise RefusedError(Words(NO_REASON))
    _set(person, tier, TierSource.HAND, reason.strip(), by=by, now=now)


@transaction.atomic
def set_from_record(person: Person, settings: Settings, *, by: Actor, now: datetime) -> Tier | None:
    """Give a person without a tier the one of the rule; return the tier that counts then."""
    if person.tier:
        return Tier(person.tier)
    found = by_rule(person, settings, now.date())
    if found is not None:
        _set(person, found, TierSource.RULE, grounds(person, now.date()), by=by, now=now)
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A tier (None: none) that a person gets: what it comes from, and the evidence.

    `is_told` says whether it has an entry of its own: not where it is part of being entered.
    """

    person: Person
    tier: Tier | None
    source: TierSource
    evidence: str
    is_told: bool = True


@transaction.atomic
def set_all(changes: Sequence[Change], *, by: Actor, now: datetime) -> None:
    """Set the tiers of many members of one community; who has the tier already is left out."""
    told = [(each, each.person.tier) for each in changes if each.person.tier != (each.tier or "")]
    for each, _ in told:
        each.person.tier = each.tier or ""
    Person.objects.bulk_update([each.person for each, _ in told], ["tier"], batch_size=AT_ONCE)
    _note(told, by=by, now=now)


def _set(
    person: Person,
    tier: Tier | None,
    source: TierSource,
    evidence: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    before, after = person.tier, tier.value if tier else ""
    if Person.objects.filter(pk=person.pk).exclude(tier=after).update(tier=after) != 1:
        raise RefusedError(Words(SAME_TIER))
    person.tier = after
    _note([(Change(person, tier, source, evidence), before)], by=by, now=now)


def _note(told: Sequence[tuple[Change, str]], *, by: Actor, now: datetime) -> None:
    """Write down tiers that were set, each with the one before, and answer who had asked."""
    if not told:
        return
    TierChange.objects.bulk_create(
        (
            TierChange(
                community_id=each.person.community_id,
                person=each.person,
                before=before,
                after=each.tier or "",
                source=each.source,
                evidence=each.evidence,
                by_id=by.id if by.kind is ActorKind.PERSON else None,
                at=now,
            )
            for each, before in told
        ),
        batch_size=AT_ONCE,
    )
    happened = [Happened(_changed(each, before)) for each, before in told if each.is_told]
    ledger.record_all(happened, by=by, now=now, community=told[0][0].person.community_id)
    _answer_open([each for each, _ in told], by=by, now=now)


def _changed(change: Change, before: str) -> facts.TierChanged:
    person, tier = change.person, change.tier
    title = Words(tier.label) if tier else Words(N_("no tier"))
    return facts.TierChanged(person.pk, person.name, before, tier or "", title)


def _answer_open(changes: Sequence[Change], *, by: Actor, now: datetime) -> None:
    """End what is open about members whose tier was set: granted if it is the tier they wanted.

    A proposal of the rule for a lower tier is withdrawn: granting it would be a step down.
    """
    tiers = {each.person.pk: each.tier or "" for each in changes}
    for start in range(0, len(changes), AT_ONCE):
        some = [each.person.pk for each in changes[start : start + AT_ONCE]]
        asked = TierRequest.objects.filter(person__in=some, state=TierRequestState.ASKED)
        for request in asked:
            tier = tiers[request.person_id]
            if request.wanted == tier:
                move(request, to=_after(request, TierVerb.GRANT), **_decided(by, now))
                _finish_task(request, by=by, now=now)
            elif request.by_rule and RANKS[request.wanted] < RANKS[tier]:
                move(request, to=_after(request, TierVerb.WITHDRAW), decided_at=now)


def grounds(person: Person, day: date) -> str:
    """Return what the rule looked at: it is the member's own record."""
    years = years_of(person, day)
    return " · ".join(
        part for part in (str(years) if years is not None else "", person.position) if part
    )


# --- asking -------------------------------------------------------------------------------------


@transaction.atomic
def ask(person: Person, wanted: Tier, evidence: str, *, by: Actor, now: datetime) -> TierRequest:
    """Apply for another tier; a task for the reviewers. RefusedError without evidence.

    Also for the tier one has, and while an application is open; an open proposal of the rule is
    withdrawn for it.
    """
    if not evidence.strip():
        raise RefusedError(Words(NO_EVIDENCE))
    if person.tier == wanted:
        raise RefusedError(Words(SAME_TIER))
    in_turn(person.community_id)
    open_one = TierRequest.objects.filter(person=person, state=TierRequestState.ASKED).first()
    if open_one is not None and not open_one.by_rule:
        raise RefusedError(Words(ASKED_ALREADY))
    if open_one is not None:
        move(open_one, to=_after(open_one, TierVerb.WITHDRAW), decided_at=now)
    made = TierRequest.objects.create(
        community_id=person.community_id,
        person=person,
        wanted=wanted,
        evidence=evidence.strip(),
        asked_at=now,
    )
    fact = facts.TierAsked(person.pk, person.name, wanted, Words(wanted.label))
    entry = ledger.record(fact, by=by, now=now, community=person.community_id)
    about: dict[str, str | Words] = {"name": person.name, "tier": Words(wanted.label)}
    draft = TaskDraft(
        community=person.community_id,
        kind=TASK,
        title=Words(N_("%(name)s applies for the tier %(tier)s"), about),
        hint=Words(N_("Compare the evidence with the record, then grant or decline.")),
        role=Role.OPS,
        key=f"tier:{made.pk}",
        link=f"/c/{person.community.key}/tiers/",
        subjects=(("person", person.pk),),
    )
    ledger.open_task(draft, now=now, entry=entry)
    return made


@transaction.atomic
def grant(request: TierRequest, *, by: Actor, now: datetime) -> None:
    """Grant what was applied for or proposed. RefusedError where it was decided already."""
    move(request, to=_after(request, TierVerb.GRANT), **_decided(by, now))
    source = TierSource.RULE if request.by_rule else TierSource.REQUEST
    _set(request.person, Tier(request.wanted), source, request.evidence, by=by, now=now)
    _finish_task(request, by=by, now=now)


@transaction.atomic
def decline(request: TierRequest, reason: str, *, by: Actor, now: datetime) -> None:
    """Decline, with a reason that the member reads. RefusedError without one."""
    if not reason.strip():
        raise RefusedError(Words(NO_REASON))
    after = _after(request, TierVerb.DECLINE)
    move(request, to=after, reason=reason.strip(), **_decided(by, now))
    person, wanted = request.person, Tier(request.wanted)
    fact = facts.TierDeclined(person.pk, person.name, wanted, Words(wanted.label))
    ledger.record(fact, by=by, now=now, community=request.community_id)
    _finish_task(request, by=by, now=now)


@transaction.atomic
def withdraw(request: TierRequest, *, by: Actor, now: datetime) -> None:
    """Take one's own application back."""
    move(request, to=_after(request, TierVerb.WITHDRAW), decided_at=now)
    _finish_task(request, by=by, now=now)


def _after(request: TierRequest, verb: TierVerb) -> TierRequestState:
    return TIER_REQUEST.after(TierRequestState(request.state), verb)


def _decided(by: Actor, now: datetime) -> dict[str, Any]:
    return {"decided_at": now, "decided_by_id": by.id if by.kind is ActorKind.PERSON else None}


def _finish_task(request: TierRequest, *, by: Actor, now: datetime) -> None:
    task = Task.objects.filter(key=f"tier:{request.pk}", state=TaskState.OPEN).first()
    if task is not None:
        ledger.finish_task(task, by=by, now=now)


# --- as years pass ------------------------------------------------------------------------------


@transaction.atomic
def propose(community: Community, settings: Settings, *, by: Actor, now: datetime) -> int:
    """Propose a higher tier to whoever has reached it by the rule; return how many are new.

    Nothing is changed by it. Left out are those with an open application, and those for whom the
    same proposal was declined within the last year.
    """
    asked = TierRequest.objects.filter(community=community)
    busy = set(asked.filter(state=TierRequestState.ASKED).values_list("person_id", flat=True))
    no = asked.filter(state=TierRequestState.DECLINED, decided_at__gt=now - PAUSE)
    declined = set(no.values_list("person_id", "wanted"))
    found = []
    for person in Person.objects.filter(community=community).exclude(name="").iterator(AT_ONCE):
        tier = by_rule(person, settings, now.date())
        if tier is None or RANKS[tier] <= RANKS[person.tier]:
            continue
        if person.pk not in busy and (person.pk, tier.value) not in declined:
            found.append((person, tier))
    TierRequest.objects.bulk_create(
        (
            TierRequest(
                community=community,
                person=person,
                wanted=tier,
                evidence=grounds(person, now.date()),
                by_rule=True,
                asked_at=now,
            )
            for person, tier in found
        ),
        batch_size=AT_ONCE,
    )
    if found:
        _tell(community, len(found), by=by, now=now)
    return len(found)


def _tell(community: Community, count: int, *, by: Actor, now: datetime) -> None:
    entry = ledger.record(facts.TiersProposed(count=count), by=by, now=now, community=community)
    title = N_("Tiers to look at: %(count)s members have reached another one by the rule")
    draft = TaskDraft(
        community=community.pk,
        kind=TASK,
        title=Words(title, {"count": count}),
        hint=Words(N_("Nothing has changed yet: grant or decline each.")),
        role=Role.OPS,
        key=f"tiers:{entry.pk}",
        link=f"/c/{community.key}/tiers/",
    )
    ledger.open_task(draft, now=now, entry=entry)


# --- reads, and who sees it ---------------------------------------------------------------------


@transaction.atomic
def agree(person: Person, *, shows: bool) -> None:
    """Let other members see one's tier, or (the default) not."""
    Person.objects.filter(pk=person.pk).update(shows_tier=shows)
    person.shows_tier = shows


def list_requests(
    community: Community, states: Collection[TierRequestState] = tuple(TierRequestState)
) -> QuerySet[TierRequest]:
    """Return applications and proposals, newest first."""
    found = TierRequest.objects.filter(community=community, state__in=list(states))
    return found.select_related("person", "decided_by")


def access_request(community: Community, pk: int, person: Person | None = None) -> TierRequest:
    """Return an application of the community (of `person`), or raise NotFoundError."""
    found = list_requests(community).filter(pk=pk)
    made = (found if person is None else found.filter(person=person)).first()
    if made is None:
        raise NotFoundError(Words(NO_REQUEST))
    return made


def open_request(person: Person) -> TierRequest | None:
    """Return the person's own open application; the rule's proposals are not for the member."""
    asked = TierRequest.objects.filter(person=person, state=TierRequestState.ASKED, by_rule=False)
    return asked.first()
