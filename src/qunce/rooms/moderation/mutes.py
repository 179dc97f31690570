"""How long a member is muted by all decisions that stand, so that none ends another's mute."""

from datetime import datetime, timedelta

from django.db.models import Q

from qunce.kernel.clauses import Step
from qunce.kernel.effects import Effect, Mute, Unmute
from qunce.kernel.text import N_, NOTHING, Words
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.queries import STRIKES

WITHDRAWN = N_("The case was withdrawn.")


def ends_of(case: Case) -> datetime | None:
    """Return until when a decided case mutes its member, None where it does not.

    A mute to which a harsher step was reduced begins with that answer.
    """
    if case.step != Step.MUTE or not case.mute_length or case.decided_at is None:
        return None
    reduced = case.answered_at if case.state == CaseState.REDUCED else None
    return (reduced or case.decided_at) + case.mute_length


def muted_until(group: int, identity: int, now: datetime, but: int = 0) -> datetime | None:
    """Return until when the decisions that stand mute a member, but for one case; None: they don't.

    `identity` is people.Identity's key, as in the cases.
    """
    standing = Q(state__in=STRIKES, step=Step.MUTE, mute_length__isnull=False)
    cases = Case.objects.filter(standing, group=group, identity=identity).exclude(pk=but)
    ends = [end for case in cases if (end := ends_of(case)) is not None and end > now]
    return max(ends, default=None)


def mend(case: Case, *, now: datetime) -> tuple[Effect, ...]:
    """Return what lets a member be muted as long as the decisions say that stand by now."""
    if case.identity_id is None:
        return ()
    until = muted_until(case.group_id, case.identity_id, now)
    if until is None:
        return (Unmute(case.group_id, case.identity_id, Words(WITHDRAWN)),)
    return (Mute(case.group_id, case.identity_id, until - now, NOTHING, until),)


def not_shorter(case: Case, effects: tuple[Effect, ...], now: datetime) -> tuple[Effect, ...]:
    """Return the effects of a decision with a mute that ends no sooner than one that runs."""
    if case.identity_id is None or not any(isinstance(each, Mute) for each in effects):
        return effects
    known = muted_until(case.group_id, case.identity_id, now, but=case.pk)
    return tuple(_until(each, known, now) if isinstance(each, Mute) else each for each in effects)


def _until(effect: Mute, known: datetime | None, now: datetime) -> Mute:
    until = effect.until or now + effect.length
    if known is None or known <= until:
        return effect
    length: timedelta = known - now
    return Mute(effect.group, effect.identity, length, effect.reason, known)
