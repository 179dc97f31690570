"""All writes about claims: given, begun, confirmed by mailbox, recognised, refused."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from qunce.chat.contracts import Batch
from qunce.facts import claims as facts
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people import consents
from qunce.people.domain import MembershipState
from qunce.people.domain_own import Purpose
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Identity, Membership, Person
from qunce.playbook.queries import effective
from qunce.rooms.admission import claim_letters, lines
from qunce.rooms.admission.claiming import (
    CLAIM,
    OPEN_CLAIMS,
    Claiming,
    ClaimState,
    ClaimVerb,
)
from qunce.rooms.admission.code_words import new_code_word, words_in
from qunce.rooms.admission.matching import Expected, Ground, Newcomer, ground_of, says
from qunce.rooms.admission.models import Claim
from qunce.rooms.admission.naming import Record, first_letters, same_name
from qunce.shell import links
from qunce.store import mailed_codes
from qunce.store.moves import move
from qunce.store.secrets import encrypt

MOST_CANDIDATES = 8
ERASE_AFTER = timedelta(days=90)

NO_CLAIM = N_("This link is not right. Please copy all of it, or ask an admin for a new one.")
OVER = N_("This claim is over. Ask an admin for a new link.")
HAS_LOG_IN = N_("%(name)s has a log-in already: nothing is left to claim.")
NOBODY = N_("Choose who it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a claimant wrote and ticked. `form` is the form's secret: twice the same is once."""

    address: str
    nickname: str = ""
    name: str = ""
    company: str = ""
    form: str = ""
    language: str = ""
    privacy_version: int = 0
    charter_version: int = 0


# --- reading ------------------------------------------------------------------------------------


def find_claim(token: str) -> Claim:
    """Return the claim of a claimant's own page, or raise NotFoundError."""
    rows = Claim.objects.select_related("community", "group", "person", "identity")
    found = rows.filter(token=token).first()
    if found is None:
        raise NotFoundError(Words(NO_CLAIM))
    return found


def list_claims(community: Community) -> QuerySet[Claim]:
    """Return the claims of a community, newest first."""
    rows = Claim.objects.filter(community=community)
    return rows.select_related("group", "person", "identity", "given_by", "decided_by")


def access_claim(community: Community, pk: int) -> Claim:
    """Return a claim of the community, or raise NotFoundError."""
    found = list_claims(community).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_CLAIM))
    return found


def list_unclaimed(community: Community) -> QuerySet[Person]:
    """Return the members who are in a group and have no log-in, by name."""
    active = Membership.objects.filter(state=MembershipState.ACTIVE).values("person")
    rows = Person.objects.filter(community=community, account=None, pk__in=active)
    return rows.exclude(name="").order_by("name", "pk")


def is_over(claim: Claim, now: datetime) -> bool:
    """Say whether nothing can be done with a claim's link any more."""
    return claim.state not in OPEN_CLAIMS or claim.expires_at <= now


# --- a link of one's own, given by an admin -----------------------------------------------------


@transaction.atomic
def give(persons: Iterable[Person], *, by: Actor, now: datetime) -> list[Claim]:
    """Return a link for each member; links given before become void.

    RefusedError for somebody who has a log-in already; then nothing is given at all.
    """
    given = []
    for person in persons:
        if person.account_id is not None:
            raise RefusedError(Words(HAS_LOG_IN, {"name": person.name}))
        for earlier in Claim.objects.filter(person=person, state__in=OPEN_CLAIMS):
            move(earlier, to=CLAIM.after(ClaimState(earlier.state), ClaimVerb.VOID))
        claim = _new(person.community, now, person=person, name=person.name, given_by_id=by.id)
        given.append(claim)
        fact = facts.ClaimLinkGiven(person=person.pk, name=person.name)
        ledger.record(fact, by=by, now=now, community=person.community_id)
    return given


def _new(community: Community, now: datetime, **about: Any) -> Claim:
    settings = effective(community.pk, Claiming)
    claim: Claim = Claim.objects.create(
        community=community,
        token=secrets.token_urlsafe(18),
        code_word=new_code_word(community),
        created_at=now,
        expires_at=now + settings.days,
        **{"state": ClaimState.GIVEN, **about},
    )
    return claim


# --- what the claimant does ---------------------------------------------------------------------


@transaction.atomic
def begin(group: Group, told: Told, *, now: datetime) -> Claim:
    """Store a claim that came by the link of a group, and mail the code; a form counts once."""
    community = group.community
    known = Claim.objects.filter(community=community, form_token=told.form).first()
    if known is not None and told.form:
        return known
    about = {
        "group": group,
        "state": ClaimState.PROVING,
        "form_token": told.form,
        "nickname": told.nickname,
        "name": told.name,
        "company": told.company,
    }
    try:
        with transaction.atomic():
            claim = _new(community, now, **about)
    except IntegrityError:  # the same form came in at the same moment
        return Claim.objects.get(community=community, form_token=told.form)
    _send_code(claim, told, now)
    return claim


@transaction.atomic
def go_on(claim: Claim, told: Told, *, now: datetime) -> None:
    """Take mailbox and ticks of who opened a link of their own, or another mailbox; mail the code.

    RefusedError where the claim is over, BusyError for a second code too soon.
    """
    if is_over(claim, now):
        raise RefusedError(Words(OVER))
    after = CLAIM.after(ClaimState(claim.state), ClaimVerb.BEGIN)
    move(claim, to=after)
    _send_code(claim, told, now)


def _send_code(claim: Claim, told: Told, now: datetime) -> None:
    another = told.address != claim_letters.address_of(claim)
    mailed_codes.draw(claim, now=now, another=another)
    claim.address = encrypt(told.address)
    if told.privacy_version or told.charter_version:
        claim.privacy_version, claim.charter_version = told.privacy_version, told.charter_version
        claim.agreed_at = now
    claim.language = told.language or claim.language
    claim.save()
    claim_letters.lay(claim, claim_letters.Letter.CODE, now=now)


def try_code(claim: Claim, typed: str, *, now: datetime) -> None:
    """Confirm the mailbox by its code; a link of one's own is then done, another one waits.

    RefusedError where the code is wrong, too old, or was tried too often; a wrong try counts.
    """
    if claim.state != ClaimState.PROVING or is_over(claim, now):
        raise RefusedError(Words(mailed_codes.TAKE_NEW))
    mailed_codes.enter(claim, typed, now=now)
    _confirmed(claim, now)


@transaction.atomic
def _confirmed(claim: Claim, now: datetime) -> None:
    if claim.person is not None:
        by = Actor(ActorKind.PERSON, claim.person.pk, claim.person.name)
        _finish(claim, claim.person, Ground.SAID, by=by, now=now)
        return
    move(claim, to=CLAIM.after(ClaimState(claim.state), ClaimVerb.WAIT))
    fact = facts.ClaimMade(
        group=claim.group_id, name=claim.name, nickname=claim.nickname, claim=claim.pk
    )
    by = Actor(ActorKind.PERSON, None, claim.name)
    ledger.record(fact, by=by, now=now, community=claim.community_id)
    lines.update_claims(claim.community, now=now)


# --- who it is ----------------------------------------------------------------------------------


def hear(batch: Batch) -> None:
    """See whether somebody says the code word of a claim; sure only from a nickname that fits.

    Nothing is asked of the database for messages that hold nothing like a code word.
    """
    words = words_in(each.text for each in batch.messages if each.author is not None)
    if not words:
        return
    open_ones = Claim.objects.filter(group=batch.group, state=ClaimState.WAITING, identity=None)
    waiting = list(open_ones.filter(code_word__in=words))
    if not waiting:
        return
    said = {
        claim.pk: message.author.identity
        for message in batch.messages
        if message.author is not None
        for claim in waiting
        if says(message.text, claim.code_word)
    }
    identities = Identity.objects.select_related("person").in_bulk(set(said.values()))
    for claim in waiting:
        identity = identities.get(said.get(claim.pk, 0))
        if identity is not None:
            _heard(claim, identity, batch.now)


def _heard(claim: Claim, identity: Identity, now: datetime) -> None:
    Claim.objects.filter(pk=claim.pk).update(identity=identity)
    claim.identity = identity
    person = identity.person
    free = person is None or person.account_id is None
    if free and same_name(claim.nickname, identity.name):
        recognise(claim, identity, Ground.CODE, by=MACHINE, now=now)
    else:
        lines.update_claims(claim.community, now=now)


@transaction.atomic
def recognise(
    claim: Claim, identity: Identity, ground: Ground, *, by: Actor, now: datetime
) -> Person:
    """Say that a name in the group is the claimant's: the person gets the log-in.

    RefusedError where that person has a log-in already; StaleError where somebody was faster.
    """
    if claim.state == ClaimState.WAITING and claim.expires_at <= now and by is MACHINE:
        raise RefusedError(Words(OVER))
    person = identity.person
    if person is not None and person.account_id is not None:
        raise RefusedError(Words(HAS_LOG_IN, {"name": person.name}))
    if person is None:
        person = people.settle(identity, None, by=by, now=now)
    claim.identity = identity
    _finish(claim, person, ground, by=by, now=now)
    return person


def _finish(claim: Claim, person: Person, ground: Ground, *, by: Actor, now: datetime) -> None:
    if person.account_id is not None:
        raise RefusedError(Words(HAS_LOG_IN, {"name": person.name}))
    after = CLAIM.after(ClaimState(claim.state), ClaimVerb.RECOGNISE)
    also: dict[str, Any] = {
        "decided_at": now,
        "decided_by_id": by.id,
        "seed": "",
        "identity": claim.identity,
    }
    others = Claim.objects.filter(person=person, state__in=OPEN_CLAIMS).exclude(pk=claim.pk)
    for other in others:
        move(other, to=CLAIM.after(ClaimState(other.state), ClaimVerb.VOID))
    move(claim, to=after, person=person, **also)
    _complete(claim, person, by=by, now=now)
    links.open_account(person, claim_letters.address_of(claim), by=by, now=now)
    if claim.privacy_version:
        consents.give(person, Purpose.PRIVACY, claim.privacy_version, by=by, now=now)
    fact = facts.MemberClaimed(
        person=person.pk,
        name=person.name,
        claim=claim.pk,
        ground=Words(ground.label),
        charter_version=claim.charter_version,
        charter_accepted_at=claim.agreed_at.isoformat() if claim.agreed_at else "",
    )
    ledger.record(fact, by=by, now=now, community=claim.community_id)
    claim_letters.lay(claim, claim_letters.Letter.DONE, now=now)
    lines.update_claims(claim.community, now=now, by=by)


def _complete(claim: Claim, person: Person, *, by: Actor, now: datetime) -> None:
    """Fill in what the record lacked; what is known stays: it is corrected by its owner."""
    if claim.company and not person.company:
        people.correct(person, by=by, now=now, company=claim.company)


@transaction.atomic
def refuse(claim: Claim, words: str, *, by: Actor, now: datetime) -> None:
    """Say that the claimant is none of the members; `words` are for them."""
    after = CLAIM.after(ClaimState(claim.state), ClaimVerb.REFUSE)
    move(claim, to=after, decided_at=now, decided_by_id=by.id, words=words)
    fact = facts.ClaimRefused(name=claim.name, claim=claim.pk)
    ledger.record(fact, by=by, now=now, community=claim.community_id)
    claim_letters.lay(claim, claim_letters.Letter.REFUSED, now=now)
    lines.update_claims(claim.community, now=now, by=by)


@transaction.atomic
def reopen(claim: Claim, *, by: Actor, now: datetime) -> None:
    """Take a refusal back: the claim waits again."""
    after = CLAIM.after(ClaimState(claim.state), ClaimVerb.REOPEN)
    move(claim, to=after, decided_at=None, decided_by=None, words="")
    fact = facts.ClaimReopened(name=claim.name, claim=claim.pk)
    ledger.record(fact, by=by, now=now, community=claim.community_id)
    lines.update_claims(claim.community, now=now, by=by)


def candidates(claim: Claim) -> list[tuple[Identity, Ground]]:
    """Return the names in the group that may be the claimant's, the likeliest first.

    Who said the code word stands first; who has a log-in already is left out.
    """
    if claim.group_id is None:
        return []
    rows = Identity.objects.filter(group=claim.group_id).exclude(external=HOUSE)
    rows = rows.exclude(person__account__isnull=False)
    close = rows.filter(_may_be(claim.name, claim.nickname) | Q(pk=claim.identity_id))
    wanted = Expected(claim.pk, Record(claim.name, claim.company), (claim.nickname,))
    found: list[tuple[Ground, int]] = []
    for pk, name in close.values_list("pk", "name"):
        ground = ground_of(wanted, Newcomer(pk, name))
        if pk == claim.identity_id:
            ground = Ground.CODE
        if ground is not None:
            found.append((ground, pk))
    likeliest = sorted(found)[:MOST_CANDIDATES]
    known = rows.select_related("person").in_bulk([pk for _, pk in likeliest])
    return [(known[pk], ground) for ground, pk in likeliest if pk in known]


def _may_be(*names: str) -> Q:
    """Choose the names that hold the first letter of one of these; the rest need no comparing."""
    chosen = Q(pk=None)
    for letter in {each for name in names for each in first_letters(name)}:
        chosen |= Q(name__contains=letter)
    return chosen


# --- what the clock does ------------------------------------------------------------------------


def tidy(now: datetime) -> None:
    """Void claims whose time is over, and delete what is long over: it holds a mailbox."""
    late = Claim.objects.filter(state__in=OPEN_CLAIMS, expires_at__lte=now)
    touched: set[int] = set()
    for claim in late.select_related("community"):
        move(claim, to=CLAIM.after(ClaimState(claim.state), ClaimVerb.VOID), seed="")
        touched.add(claim.community_id)
    for community in Community.objects.filter(pk__in=touched):
        lines.update_claims(community, now=now)
    Claim.objects.exclude(state__in=OPEN_CLAIMS).filter(created_at__lt=now - ERASE_AFTER).delete()


def choose(persons: Sequence[Person], chosen: Iterable[str]) -> list[Person]:
    """Return those of `persons` whose keys were ticked; RefusedError where nobody was."""
    keys = set(chosen)
    found = [each for each in persons if str(each.pk) in keys]
    if not found:
        raise RefusedError(Words(NOBODY))
    return found
