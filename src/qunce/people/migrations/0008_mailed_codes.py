"""The columns of mailed codes have one name in all tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_data_copies")]

    operations = [
        migrations.RenameField(model_name="contactchange", old_name="code", new_name="seed"),
        migrations.AlterField(
            model_name="contactchange",
            name="seed",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.RenameField(
            model_name="contactchange", old_name="sent_at", new_name="code_sent_at"
        ),
        migrations.AlterField(
            model_name="contactchange",
            name="code_sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="contactchange",
            name="sends",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="roleoffer",
            name="seed",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="roleoffer",
            name="code_sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="roleoffer",
            name="sends",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="roleoffer",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
