"""Tries are counted, for all workers of the site alike."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from qunce.kernel.errors import BusyError
from qunce.shell import throttle
from qunce.shell.models import Knock
from qunce.shell.throttle import Limit, Who

HOURLY = Limit(3, timedelta(hours=1))


def by(name: str) -> list[Who]:
    return [Who("device", name, (HOURLY,))]


@pytest.mark.django_db
def test_the_fourth_try_of_an_hour_waits_for_the_next(noon: datetime) -> None:
    for _ in range(3):
        throttle.knock("form", by("a"), now=noon)
    with pytest.raises(BusyError, match="60 minutes"):
        throttle.knock("form", by("a"), now=noon)
    with pytest.raises(BusyError, match="in 1 minutes"):
        throttle.knock("form", by("a"), now=noon + timedelta(minutes=59, seconds=30))
    throttle.knock("form", by("a"), now=noon + timedelta(hours=1))


@pytest.mark.django_db
def test_doors_and_people_are_counted_apart(noon: datetime) -> None:
    for _ in range(3):
        throttle.knock("form", by("a"), now=noon)
    throttle.knock("form", by("b"), now=noon)
    throttle.knock("code", by("a"), now=noon)
    throttle.knock("form", by(""), now=noon)
    throttle.knock("form", by(""), now=noon)
    assert not Knock.objects.filter(key__contains="a:").exists()  # only digests are stored


@pytest.mark.django_db
def test_old_windows_are_forgotten(noon: datetime) -> None:
    throttle.knock("form", by("a"), now=noon)
    throttle.forget(noon + timedelta(days=1))
    assert Knock.objects.count() == 1
    throttle.forget(noon + timedelta(days=3))
    assert not Knock.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_get_more_than_the_limit(noon: datetime) -> None:
    got: list[bool] = []

    def try_it() -> None:
        try:
            throttle.knock("form", by("a"), now=noon)
        except BusyError:
            got.append(False)
        else:
            got.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert got.count(True) == 3
    assert len(got) == 8
