"""The pairs of letters of the questions that are there."""

from itertools import pairwise
from typing import Any

from django.db import migrations

COMMON = set("怎么 如何 请问 请教 大家 我们 有没 没有 可以 是不 不是 这个 公司".split())


def pairs_of(text: str) -> set[str]:
    """Return the pairs of neighbouring letters of a text, without those that say nothing."""
    letters = [c for c in text if c.isalnum()]
    return {a + b for a, b in pairwise(letters)} - COMMON


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
