"""The columns of mailed codes have one name in all tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("admission", "0002_claims")]

    operations = [
        migrations.RenameField(model_name="evidence", old_name="code", new_name="seed"),
    ]
