"""The pairs of letters of the questions that are there."""

from typing import Any

from django.db import migrations

from qunce.rooms.answers.domain import pairs_of


def fill(apps: Any, _editor: Any) -> None:
    """Note the pairs of the questions that are there."""
    question, pair = apps.get_model("answers", "Question"), apps.get_model("answers", "TitlePair")
    for row in question.objects.only("pk", "community_id", "title").iterator(500):
        pair.objects.bulk_create(
            pair(community_id=row.community_id, question_id=row.pk, pair=each)
            for each in sorted(pairs_of(row.title))
        )


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0002_title_pairs'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
