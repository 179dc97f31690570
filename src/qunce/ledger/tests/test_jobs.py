"""What is tidied up, and what stays."""

from datetime import datetime, timedelta

import pytest

from qunce.ledger import actions as ledger
from qunce.ledger.domain import ErrandState, ErrandVerb
from qunce.ledger.jobs import JOBS, prune_work
from qunce.ledger.lease import claim, end
from qunce.ledger.models import Errand, Slot
from qunce.ledger.schedule import slot_before

pytestmark = pytest.mark.django_db


def test_old_housekeeping_goes_and_effects_stay(noon: datetime) -> None:
    for day in (0, 10):
        at = noon + timedelta(days=day)
        for kind in ("job", "reaction", "Recall"):
            ledger.enqueue(kind, {}, community=None, now=at, key=f"{kind}{day}")
            errand = claim("w", at)
            assert errand is not None
            end(errand, ErrandVerb.FINISH, finished_at=at)
    ledger.enqueue("job", {}, community=None, now=noon, key="waiting")
    prune_work(noon + timedelta(days=15))
    left = set(Errand.objects.values_list("key", flat=True))
    assert left == {"Recall0", "Recall10", "job10", "reaction10", "waiting"}
    assert Errand.objects.get(key="waiting").state == ErrandState.WAITING


def test_the_last_time_of_each_job_stays(noon: datetime) -> None:
    for job, days in (("yearly", (0,)), ("daily", (0, 1, 20))):
        for day in days:
            Slot.objects.create(job=job, at=noon + timedelta(days=day))
    prune_work(noon + timedelta(days=20))
    assert Slot.objects.filter(job="yearly").count() == 1
    assert Slot.objects.get(job="daily").at == noon + timedelta(days=20)


def test_the_jobs_of_the_floor_have_readable_times(noon: datetime) -> None:
    assert all(noon - slot_before(job, noon) < timedelta(days=1) for job in JOBS)
