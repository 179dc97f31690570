"""Jobs by the clock: each time of a cron expression becomes one errand, whoever looks first."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter
from django.db import transaction

from qunce.kernel.effects import Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import registry
from qunce.ledger.contracts import Assignment, Job
from qunce.ledger.domain import JOB
from qunce.ledger.models import Slot

ZONE = "Asia/Shanghai"
HOUR_FIELD = 1


def slots_after(job: Job, since: datetime) -> Iterator[datetime]:
    """Yield the times of a job after `since`, in UTC, without end.

    Where clocks go back, a job at a fixed hour runs the first time only; where they go
    forward, a time that does not exist is the first moment after the gap.
    """
    zone = ZoneInfo(job.zone or ZONE)
    is_fixed = "*" not in job.cron.split()[HOUR_FIELD]
    times = croniter(job.cron, since.astimezone(zone))
    while True:
        at: datetime = times.get_next(datetime)
        if not (is_fixed and at.fold):
            yield at.astimezone(UTC)


def slot_before(job: Job, now: datetime) -> datetime:
    """Return the last time of a job at or before `now`, in UTC."""
    just_after = now.astimezone(ZoneInfo(job.zone or ZONE)) + timedelta(microseconds=1)
    at: datetime = croniter(job.cron, just_after).get_prev(datetime)
    return at.astimezone(UTC)


class Timetable:
    """What is due next, kept in memory: between two times nothing is read from the database."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self._jobs = jobs
        self._next: dict[str, datetime] = {}

    def fire_due(self, now: datetime) -> int:
        """Make an errand of every time that has come; return how many were new.

        A job that is seen for the first time starts with its next time. After a standstill the
        times missed by no more than `Job.late` are made up for, each once.
        """
        fired = 0
        for job in self._jobs.values():
            if job.key in self._next and now < self._next[job.key]:
                continue
            known = _last_known(job, now)
            for slot in slots_after(job, max(known, now - timedelta(seconds=job.late))):
                if slot > now:
                    self._next[job.key] = slot
                    break
                fired += _fire(job, slot, now)
        return fired


def _last_known(job: Job, now: datetime) -> datetime:
    """Return the last time of a job that somebody dealt with."""
    last = Slot.objects.filter(job=job.key).order_by("-at").values_list("at", flat=True).first()
    if last is not None:
        return last
    slot, _ = Slot.objects.get_or_create(job=job.key, at=slot_before(job, now))
    return slot.at


@transaction.atomic(durable=True)
def _fire(job: Job, slot: datetime, now: datetime) -> bool:
    _, is_new = Slot.objects.get_or_create(job=job.key, at=slot)
    if is_new:
        ledger.enqueue(
            JOB,
            {"job": job.key, "slot": slot},
            community=None,
            now=now,
            key=f"job:{job.key}@{slot:%Y-%m-%dT%H:%M:%SZ}",
            lane=f"job:{job.key}",
        )
    return is_new


def run_job(assignment: Assignment) -> Outcome:
    """Carry out a job for one of its times; a time that has become too old is left out."""
    job = registry.current().jobs.get(assignment.payload["job"])
    if job is None:
        return Outcome(Status.DONE, Words(N_("There is no such job any more.")))
    slot = datetime.fromisoformat(assignment.payload["slot"])
    if assignment.now - slot > timedelta(seconds=job.late):
        return Outcome(Status.DONE, Words(N_("Too late: left out.")))
    job.call(slot)
    return Outcome(Status.DONE)
