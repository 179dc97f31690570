"""Carries out one claimed errand and writes down how it ended."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connections, transaction

from qunce.facts.ledger import ErrandHandedOver, ErrandRefused
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.errors import BusyError, QunceError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import registry
from qunce.ledger.contracts import Assignment, Cause, Executor, LostError, TaskDraft
from qunce.ledger.domain import JOB, REACTION, TASK_CALL, ErrandVerb, attempts_of, pause_after
from qunce.ledger.lease import Leases, end, list_lost
from qunce.ledger.models import Errand
from qunce.ledger.schedule import run_job
from qunce.ledger.tasks_backend import run_task
from qunce.ledger.wording import effect_of, fact_of
from qunce.store.codecs import encode

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
OWN_EXECUTORS: dict[str, Executor] = {JOB: run_job, TASK_CALL: run_task}
SETTLE_TRIES = 5


@dataclass(frozen=True, slots=True)
class Hands:
    """What is needed to carry out errands: the leases of this process, and a clock."""

    leases: Leases
    clock: Clock


def carry_out(errand: Errand, hands: Hands) -> None:
    """Carry out a claimed errand and settle it; what is lost meanwhile is left to its new owner.

    Executors are called with no transaction open. A reaction only writes to the database: it
    shares one transaction with the end of its errand, so it takes effect once, even if the
    worker is killed at any point.
    """
    hands.leases.hold(errand)
    try:
        if errand.kind == REACTION:
            outcome = _react(errand, hands.clock())
        else:
            outcome = _execute(errand, hands)
        if outcome is not None:
            _settle_surely(errand, outcome, hands.clock)
    except LostError:
        logger.warning("errand %s was lost to another worker", errand.key)
    finally:
        hands.leases.let_go(errand)


def _execute(errand: Errand, hands: Hands) -> Outcome:
    executor = OWN_EXECUTORS.get(errand.kind) or registry.current().executors.get(errand.kind)
    if executor is None:
        nobody = Words(N_("No part of this site can do it: %(kind)s."), {"kind": errand.kind})
        is_effect = effect_of(errand) is not None
        return Outcome(Status.HUMAN_TASK if is_effect else Status.DENIED, nobody)
    try:
        return executor(_assignment(errand, hands))
    except LostError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever a room does wrong must not stop the worker)
        return _outcome_of(error, errand)


def _assignment(errand: Errand, hands: Hands) -> Assignment:
    return Assignment(
        errand=errand.pk,
        key=errand.key,
        community=errand.community_id,
        payload=errand.payload,
        attempt=errand.attempts,
        now=hands.clock(),
        beat=lambda: hands.leases.beat(errand, hands.clock()),
        entry=errand.entry_id,
    )


def _react(errand: Errand, now: datetime) -> Outcome | None:
    """Run a reaction; None where its errand has ended with it."""
    reaction = registry.current().reactions.get(errand.payload["reaction"])
    if reaction is None or errand.entry is None:
        return Outcome(Status.DONE, Words(N_("Nobody reacts to this any more.")))
    entry = errand.entry
    try:
        with transaction.atomic(durable=True):
            cause = Cause(entry.pk, entry.community_id, entry.at)
            reaction.call(fact_of(entry), cause, now)
            done = encode(Outcome(Status.DONE))
            end(errand, ErrandVerb.FINISH, outcome=done, finished_at=now)
    except LostError:
        raise
    except Exception as error:  # noqa: BLE001  (as above)
        return _outcome_of(error, errand)
    return None


def _outcome_of(error: Exception, errand: Errand) -> Outcome:
    """Return what an error means: try again, or refused with the words for a person."""
    if isinstance(error, BusyError | StaleError):
        return Outcome(Status.RETRY, error.words)
    if isinstance(error, QunceError):
        return Outcome(Status.DENIED, error.words)
    logger.error("errand %s (%s) failed", errand.key, errand.kind, exc_info=error)
    detail = {"error": f"{type(error).__name__}: {error}"[:500]}
    return Outcome(Status.RETRY, Words(N_("An error: %(error)s"), detail))


# --- how it ended -------------------------------------------------------------------------------


def _settle_surely(errand: Errand, outcome: Outcome, clock: Clock) -> None:
    """Settle, patiently: the work is done, and a busy database must not make it done twice."""
    for attempt in range(SETTLE_TRIES):
        try:
            settle(errand, outcome, now=clock())
        except OperationalError:
            if attempt == SETTLE_TRIES - 1:
                raise
            logger.warning("errand %s: the database is busy", errand.key, exc_info=True)
            connections.close_all()
            time.sleep(0.2 * 2**attempt)
        else:
            return


@transaction.atomic(durable=True)
def settle(errand: Errand, outcome: Outcome, *, now: datetime) -> None:
    """Write down how an attempt ended. Raises LostError where the errand is not ours any more."""
    gave_up = errand.attempts >= attempts_of(errand.kind)
    match outcome.status:
        case Status.DONE | Status.ACCEPTED:
            end(errand, ErrandVerb.FINISH, outcome=encode(outcome), finished_at=now)
        case Status.HUMAN_TASK:
            _hand_over(errand, outcome, now)
        case Status.DENIED:
            _refuse(errand, outcome, now)
        case Status.RETRY if gave_up:
            _hand_over(errand, outcome, now)
        case Status.RETRY:
            pause = pause_after(errand.attempts, errand.key)
            asked = timedelta(seconds=outcome.retry_after or 0)
            later = now + max(pause, asked)
            end(errand, ErrandVerb.POSTPONE, outcome=encode(outcome), not_before=later)


def _hand_over(errand: Errand, outcome: Outcome, now: datetime) -> None:
    """Open a task for a person; what is no effect, or has no words for it, is refused."""
    draft = _draft(errand, outcome, now)
    if draft is None:
        _refuse(errand, outcome, now)
        return
    end(errand, ErrandVerb.HAND_OVER, outcome=encode(outcome), finished_at=now)
    task = ledger.open_task(draft, now=now, entry=errand.entry_id, errand=errand)
    fact = ErrandHandedOver(errand.pk, errand.kind, task.pk, draft.title, draft.groups)
    ledger.record(fact, by=MACHINE, now=now, community=errand.community_id, cause=errand.entry_id)


def _draft(errand: Errand, outcome: Outcome, now: datetime) -> TaskDraft | None:
    effect, task_for = effect_of(errand), registry.current().task_for
    if effect is None or task_for is None:
        return None
    still = Hands(Leases(timedelta()), lambda: now)
    try:
        with transaction.atomic():
            return task_for(effect, outcome, _assignment(errand, still))
    except Exception:
        logger.exception("no task could be worded for errand %s", errand.key)
        return None


def _refuse(errand: Errand, outcome: Outcome, now: datetime) -> None:
    end(errand, ErrandVerb.REFUSE, outcome=encode(outcome), finished_at=now)
    logger.warning("errand %s (%s) was refused: %s", errand.key, errand.kind, outcome.detail)
    # Only an effect's end is history; a failed reaction or job is a matter for the operator.
    if effect_of(errand) is not None:
        fact = ErrandRefused(errand.pk, errand.kind, outcome.detail, errand.group_id)
        ledger.record(
            fact, by=MACHINE, now=now, community=errand.community_id, cause=errand.entry_id
        )


def take_back_lost(now: datetime) -> int:
    """Let the errands of dead workers wait again; return how many.

    What was started too often without coming to an end (it kills its worker) is given up.
    """
    lost = list_lost(now)
    for errand in lost:
        try:
            _take_back(errand, now)
        except LostError:
            continue  # renewed or taken back a moment ago
    return len(lost)


@transaction.atomic(durable=True)
def _take_back(errand: Errand, now: datetime) -> None:
    # Under the row's lock, with the lease as it was read: a renewal meanwhile wins.
    same = Errand.objects.select_for_update().filter(pk=errand.pk, lease_until=errand.lease_until)
    if same.first() is None:
        return
    if errand.attempts >= attempts_of(errand.kind):
        reason = Words(N_("The worker died at every attempt."))
        _hand_over(errand, Outcome(Status.RETRY, reason), now)
    else:
        end(errand, ErrandVerb.LOSE, not_before=now)
