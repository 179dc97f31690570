"""On PostgreSQL titles have a vector of their own: a search in titles reads no long one."""

from typing import Any

from django.db import migrations

# In the words of before those of the title have the weight A, and what limits a search no place.
TABLE = """
CREATE TEMPORARY TABLE library_search_before AS SELECT number, words FROM library_search;
DROP TABLE library_search;
CREATE TABLE library_search (
    number bigint PRIMARY KEY, title tsvector NOT NULL, words tsvector NOT NULL
);
INSERT INTO library_search (number, title, words)
    SELECT
        number,
        array_to_tsvector(ARRAY(SELECT lexeme FROM unnest(words) WHERE positions IS NULL))
            || setweight(ts_filter(words, '{a}'), 'D'),
        setweight(words, 'D')
    FROM library_search_before ORDER BY number;
DROP TABLE library_search_before;
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


def make(_apps: Any, editor: Any) -> None:
    """Make the table anew from the one of before, and what asks it."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(TABLE)
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
