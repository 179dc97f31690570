"""What the database refuses because two crossed each other is told from other faults."""

import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from qunce.kernel.errors import BusyError, StaleError
from qunce.people.models import Community, Group, Person
from qunce.store.races import crossed_by


def fault_of(**values: object) -> DatabaseError:
    """Return what the database says to a group that it does not take."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Group.objects.create(**values)
    return caught.value


@pytest.mark.django_db
def test_a_row_that_is_there_already_was_somebody_faster(web_group: Group, ben: Person) -> None:
    same = {"community": web_group.community, "key": web_group.key, "created_at": ben.created_at}
    error = fault_of(**same)
    assert isinstance(error, IntegrityError)
    assert isinstance(crossed_by(error), StaleError)


@pytest.mark.django_db
def test_what_is_missing_is_a_fault_of_the_house(community: Community) -> None:
    error = fault_of(community=community, key="new", created_at=None)
    assert isinstance(error, IntegrityError)
    assert crossed_by(error) is None


@pytest.mark.django_db
def test_what_makes_no_sense_is_a_fault_of_the_house() -> None:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT nothing FROM nowhere")
    assert crossed_by(caught.value) is None


def test_a_lock_that_was_not_to_be_had_is_for_another_try() -> None:
    locked = OperationalError("database is locked")
    locked.__cause__ = sqlite3.OperationalError("database is locked")
    assert isinstance(crossed_by(locked), BusyError)
    deadlock = OperationalError("deadlock detected")
    deadlock.__cause__ = type("DeadlockDetected", (Exception,), {"sqlstate": "40P01"})()
    assert isinstance(crossed_by(deadlock), BusyError)
    assert crossed_by(OperationalError("no such table: x")) is None
