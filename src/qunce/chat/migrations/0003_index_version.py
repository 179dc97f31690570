"""Note by which rules of tokens the index is made: what is in it until now is of this one."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VERSION = "1-367499427f44"  # of the rules of this migration's day


def note(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Store the version once."""
    versions = apps.get_model("chat", "IndexVersion").objects
    if not versions.exists():
        versions.create(version=VERSION)


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_search")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
