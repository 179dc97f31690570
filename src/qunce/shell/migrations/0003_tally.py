from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shell', '0002_knock'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'shell_tally',
            },
        ),
    ]
