"""On PostgreSQL titles have a vector of their own: a search in titles reads no long one."""

from typing import Any

from django.db import migrations

from qunce.rooms.library.index import vectors

TABLE = """
DROP TABLE library_search;
CREATE TABLE library_search (
    number bigint PRIMARY KEY, title tsvector NOT NULL, words tsvector NOT NULL
);
"""
INDEXES = """
CREATE INDEX library_search_title ON library_search USING gin (title);
CREATE INDEX library_search_words ON library_search USING gin (words);
"""
FIND = """
CREATE FUNCTION library_in_{column}(loose tsquery, exact tsquery, most integer)
RETURNS TABLE (number bigint, fits boolean) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT newest.number, exact IS NULL OR newest.{column} @@ exact FROM (
        SELECT found.number, found.{column} FROM library_search AS found
        WHERE found.{column} @@ loose ORDER BY found.number + 0 DESC LIMIT most
    ) AS newest
$$
"""


def make(apps: Any, editor: Any) -> None:
    """Make the table anew from what is known of each entry, and what asks it."""
    if editor.connection.vendor != "postgresql":
        return
    rows = apps.get_model("library", "Indexed").objects.order_by("number")
    with editor.connection.cursor() as cursor:
        cursor.execute(TABLE)
        for row in rows.iterator(500):
            cursor.execute(
                "INSERT INTO library_search (number, title, words)"
                " VALUES (%s, %s::tsvector, %s::tsvector)",
                [row.number, *vectors(row)],
            )
        cursor.execute(INDEXES)
        for column in ("title", "words"):
            cursor.execute(FIND.format(column=column))


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0006_big_lists'),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
