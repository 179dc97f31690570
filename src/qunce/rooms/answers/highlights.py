"""What the week's summary and the reports hear of: answers that were accepted."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_
from qunce.rooms.answers.deciding import AnswerState, QuestionState
from qunce.rooms.answers.models import Answer


def find(community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
    """Return the answers accepted in a time, each under its question; the asker is not named."""
    rows = Answer.objects.filter(
        community=community,
        state=AnswerState.ACCEPTED,
        accepted_at__gte=since,
        accepted_at__lt=until,
        question__state=QuestionState.SETTLED,
    )
    rows = rows.select_related("question__community").annotate(thanked=Count("thanks"))
    return [
        Highlight(
            title=each.question.title,
            at=each.accepted_at or each.at,
            source=f"/c/{each.question.community.key}/questions/{each.question_id}/",
            path=f"/m/{each.question.community.key}/questions/{each.question_id}/",
            group=each.question.group_id,
            person=each.person_id,
            by=each.name,
            tiers=tuple(tier.value for tier in each.question.tiers),
            weight=float(each.thanked),
        )
        for each in rows.order_by("-thanked", "accepted_at")
    ]


HIGHLIGHTS = Highlights("answers", N_("Questions that were answered"), find, order=30)
