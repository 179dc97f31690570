"""The pytest plug-in that empties the database after a test that committed.

Django's own flush touches every table and then makes the rows of its permissions anew, which takes
longer than most tests do: here only tables that hold something are emptied, and what migrations
put there for Django itself and for the search stays.
"""

from functools import cache

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = frozenset(
    {"django_migrations", "django_content_type", "auth_permission", "chat_indexversion"}
)


def pytest_configure(config: pytest.Config) -> None:
    """Let tests that commit end with `empty_database` instead of Django's flush."""
    _ = config
    TransactionTestCase._fixture_teardown = empty_database  # type: ignore[attr-defined]


def empty_database(test: TransactionTestCase) -> None:
    """Delete all rows but those of `KEPT`; sequences go on, as with Django's flush."""
    _ = test
    filled = _filled(tuple(connection.introspection.django_table_names(only_existing=True)))
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as at:
        if connection.vendor == "postgresql":
            at.execute("SET LOCAL session_replication_role = replica")  # no foreign keys meanwhile
        for table in filled:
            at.execute(f"DELETE FROM {table}")  # noqa: S608 - Django's own names


def _filled(tables: tuple[str, ...]) -> list[str]:
    """Return the quoted names of the tables that hold a row."""
    with connection.cursor() as at:
        at.execute(_question(tables))
        return [name for (name,) in at.fetchall()]


@cache
def _question(tables: tuple[str, ...]) -> str:
    """Return the query for the names of the tables that hold a row."""
    names = [connection.ops.quote_name(table) for table in tables if table not in KEPT]
    return " UNION ALL ".join(
        f"SELECT '{each}' WHERE EXISTS (SELECT 1 FROM {each})"  # noqa: S608 - Django's own names
        for each in names
    )
