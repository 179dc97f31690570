"""What the floor tidies up by the clock: news, done work, and old times of jobs."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from qunce.ledger import proofs
from qunce.ledger.contracts import Job
from qunce.ledger.domain import JOB, REACTION, TASK_CALL, ErrandState
from qunce.ledger.models import Errand, Slot
from qunce.store import live

# Effects stay: they are part of the history. Housekeeping is kept as long as anybody asks.
KEPT = timedelta(days=14)
AT_ONCE = 5000  # rows per transaction, so that others may write in between


def prune_news(slot: datetime) -> None:
    """Delete live news older than an hour."""
    live.prune(slot)


def prune_work(slot: datetime) -> None:
    """Delete reactions, jobs and task calls that were done two weeks ago, and their times."""
    old = slot - KEPT
    done = Errand.objects.filter(
        kind__in=(REACTION, JOB, TASK_CALL), state=ErrandState.DONE, finished_at__lt=old
    )
    while keys := list(done.values_list("pk", flat=True)[:AT_ONCE]):
        Errand.objects.filter(pk__in=keys).delete()
    # The last time of each job says from when on it is due: it stays.
    later = Slot.objects.filter(job=OuterRef("job"), at__gt=OuterRef("at"))
    Slot.objects.filter(Exists(later), at__lt=old).delete()


JOBS = (
    Job("store.prune_news", "*/10 * * * *", prune_news, late=600),
    Job("ledger.prune_work", "40 4 * * *", prune_work, late=6 * 3600),
    Job("ledger.prune_proofs", "50 4 * * *", proofs.sweep, late=6 * 3600),
)
