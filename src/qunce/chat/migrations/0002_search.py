"""The search index: its tables are not Django's, so they are made by hand for each database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE VIRTUAL TABLE chat_search USING fts5(
    tags, words, content='', columnsize=0, tokenize='ascii'
)
"""
POSTGRES = """
CREATE TABLE chat_search (number bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX chat_search_words ON chat_search USING gin (words);
"""


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index in the way of the database."""
    editor.execute(POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the index; it can be built again from the messages."""
    editor.execute("DROP TABLE chat_search")


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
