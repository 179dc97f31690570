"""What was not carried out is tried again by a person, as long as it is still wanted.

An errand keeps its key: a channel that has done it after all does nothing twice.
"""

from datetime import datetime

from django.db import transaction

from qunce.facts.ledger import ErrandRepeated
from qunce.kernel.actors import Actor
from qunce.kernel.effects import NAMES, Mute, Outcome
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger import registry
from qunce.ledger.bell import BELL
from qunce.ledger.domain import ERRAND, JOB, REACTION, ErrandState, ErrandVerb
from qunce.ledger.models import Errand
from qunce.ledger.wording import effect_of, fact_of
from qunce.store.codecs import decode
from qunce.store.moves import move

NOT_FAILED = N_("This was carried out, or is about to be: there is nothing to try again.")
BY_ITSELF = N_("This is repeated by itself.")
TIME_IS_OVER = N_("The time that it was for is over.")
INWARD = N_("Work in the background")
NO_ERRAND = N_("There is no such errand.")


def access_errand(community: int, key: int) -> Errand:
    """Return an errand of a community. Raises NotFoundError if it has none of that key."""
    errand = Errand.objects.filter(community_id=community, pk=key).select_related("entry").first()
    if errand is None:
        raise NotFoundError(Words(NO_ERRAND))
    return errand


def name_of(errand: Errand) -> Words:
    """Return what an errand is called on a page."""
    return Words(NAMES.get(errand.kind, INWARD))


def outcome_of(errand: Errand) -> Words:
    """Return what was answered when an errand was tried last; NOTHING where nothing was said."""
    return decode(Outcome, errand.outcome).detail if errand.outcome else NOTHING


def why_not(errand: Errand, now: datetime) -> Words | None:
    """Return why an errand cannot be tried again; None where it can."""
    if errand.state != ErrandState.REFUSED:
        return Words(NOT_FAILED)
    if errand.kind in {REACTION, JOB}:
        return Words(BY_ITSELF)
    effect = effect_of(errand)
    if isinstance(effect, Mute) and effect.until is not None and effect.until <= now:
        return Words(TIME_IS_OVER)
    if errand.entry is None:
        return None
    fact = fact_of(errand.entry)
    outdated = registry.current().outdated.get(type(fact))
    return outdated(fact) if outdated else None


@transaction.atomic
def repeat(errand: Errand, *, by: Actor, now: datetime) -> None:
    """Try an errand that was refused once more, with all its attempts.

    Raises RefusedError where it was not refused, or is not wanted any more.
    """
    reason = why_not(errand, now)
    if reason is not None:
        raise RefusedError(reason)
    after = ERRAND.after(ErrandState(errand.state), ErrandVerb.REPEAT)
    move(errand, to=after, not_before=now, attempts=0, outcome=None, finished_at=None)
    fact = ErrandRepeated(errand.pk, errand.kind, name_of(errand), errand.group_id)
    ledger.record(fact, by=by, now=now, community=errand.community_id, cause=errand.entry_id)
    transaction.on_commit(BELL.ring)
