"""What a thread may ask instead of looking again: whether anybody else has written."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, connections

from qunce.store import live
from qunce.store.changes import Changes

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(act: Callable[[], object]) -> None:
    """Do something on a connection of its own, as another thread or process does."""

    def run() -> None:
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_commit_of_somebody_else_is_told_once(noon: datetime) -> None:
    changes = Changes()
    assert changes.any()
    elsewhere(lambda: live.publish("a", "n", {"n": 1}, now=noon))
    assert changes.any()
    assert changes.any() is (connection.vendor != "sqlite")  # PostgreSQL has to look each time


def test_looking_is_no_change(noon: datetime) -> None:
    changes = Changes()
    assert changes.any()
    elsewhere(live.position)
    assert changes.any() is (connection.vendor != "sqlite")


def test_a_new_connection_has_to_look() -> None:
    changes = Changes()
    assert changes.any()
    connection.close()
    assert changes.any()
