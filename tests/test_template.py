"""The migrated database that all workers copy is made anew when anything in it would change."""

from pathlib import Path
from sys import modules

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

import template
from qunce.rooms.library import domain as named_by_a_migration


def test_each_migration_and_what_it_imports_counts() -> None:
    used = {type(each).__module__ for each in MigrationLoader(None).disk_migrations.values()}
    files = {Path(modules[name].__file__ or "") for name in used}
    assert files <= set(template.sources())
    assert Path(named_by_a_migration.__file__ or "") in template.sources()


def test_another_word_in_a_migration_asks_for_another_template(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, *others = template.sources()
    before = template.digest()
    edited = tmp_path / first.name
    edited.write_bytes(first.read_bytes() + b"# a word\n")
    monkeypatch.setattr(template, "sources", lambda: [edited, *others])
    assert template.digest() != before


@pytest.mark.django_db
def test_the_copy_lacks_no_migration() -> None:
    call_command("migrate", check_unapplied=True, verbosity=0)  # exits where one is missing
