"""The migration that gives titles a vector of their own keeps what was in the index."""

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from qunce.chat.search.tokens import tokenise
from qunce.kernel.actors import SHELL
from qunce.people.models import Community
from qunce.rooms.library import index, publishing
from qunce.rooms.library.models import Indexed
from qunce.rooms.library.spelling import title_tokens
from qunce.rooms.library.tests.texts import published

BEFORE = """
DROP FUNCTION library_in_title;
DROP FUNCTION library_in_words;
DROP TABLE library_search;
CREATE TABLE library_search (number bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX library_search_words ON library_search USING gin (words);
"""
# Tests that committed may have left entries of theirs: the table is none of Django's.
ALL = """
SELECT number, title::text, words::text FROM library_search
WHERE number IN (SELECT number FROM library_indexed) ORDER BY number
"""
migration = import_module("qunce.rooms.library.migrations.0007_titles_apart")


def vector_of_before(row: Indexed) -> str:
    """Return an entry as the index held it until then: the places in the title with a weight."""
    title, words = title_tokens(row.title), tokenise(row.text, index.MOST_WORDS)
    places: dict[str, list[str]] = {}
    for place, word in enumerate(title, start=1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(words, start=len(title) + 2):
        places.setdefault(word, []).append(str(place))
    tags = " ".join(f"'_{tag}'" for tag in row.tags.split())
    return tags + " " + " ".join(f"'{word}':{','.join(at[:250])}" for word, at in places.items())


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's index has columns")
def test_what_was_in_the_index_stays_in_it(community: Community, noon: datetime) -> None:
    published(community, "绩效考核办法 KPI", noon, "怎么做绩效考核，OKR 与 kpi 都要。" * 30)
    published(community, "考勤", noon, "考勤 考勤 迟到三次")
    published(community, "只有标题", noon, "。")
    gone = published(community, "撤下的", noon, "不再显示")
    publishing.withdraw(gone, by=SHELL, now=noon)
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        wanted = cursor.fetchall()
        cursor.execute(BEFORE)
        for row in Indexed.objects.all():
            values: list[int | str] = [row.number, vector_of_before(row)]
            cursor.execute("INSERT INTO library_search VALUES (%s, %s::tsvector)", values)
        with connection.schema_editor() as editor:
            migration.make(apps, editor)
        cursor.execute(ALL)
        assert cursor.fetchall() == wanted
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'library_search'")
        names = {name for (name,) in cursor.fetchall()}
        assert names == {"library_search_pkey", "library_search_title", "library_search_words"}
    assert len(wanted) == 3
