"""What the slot of the monthly case tells: calls, discussions under way, methods of the week."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from qunce.kernel.slots import Moment
from qunce.rooms.casework import actions, queries
from qunce.rooms.casework.domain import LETTERS, StudyState
from qunce.rooms.casework.models import Study
from qunce.rooms.casework.slots.case import News, Stage

# The groups are told at once when a call or a discussion opens: the slot reminds of it later.
FRESH = timedelta(hours=20)
WEEK = timedelta(days=7)


def gather(moment: Moment) -> tuple[News, ...]:
    """Return what is to be told of the cases of a community at a time.

    What is for some tiers only is left out: all members of a group read what is posted there.
    """
    rows = Study.objects.filter(community=moment.community, tier_bits=0)
    return tuple(_news(_now(rows, moment.due)))


def _now(rows: QuerySet[Study], due: datetime) -> QuerySet[Study]:
    called = Q(state=StudyState.CALLED, called_at__lt=due - FRESH, call_until__gt=due)
    talked = Q(state=StudyState.DISCUSSED, opened_at__lt=due - FRESH, closes_at__gt=due)
    summed = Q(state=StudyState.SUMMED, summed_at__gte=due - WEEK, summed_at__lt=due)
    return rows.filter(called | talked | summed).select_related("community").order_by("id")


def _news(rows: QuerySet[Study]) -> Iterator[News]:
    for study in rows:
        groups = tuple(each.pk for each in queries.groups_of(study))
        link = actions.link_of(study)
        if study.state == StudyState.CALLED:
            until = actions.local(study, study.call_until)
            yield News(Stage.CALL, study.title, study.call, until, link, groups)
        elif study.state == StudyState.DISCUSSED and study.closes_at:
            until, text = actions.local(study, study.closes_at), study.scenario
            lines = tuple(_positions(study))
            yield News(Stage.TALK, study.title, text, until, link, groups, lines)
        else:
            yield News(Stage.METHOD, study.title, study.lesson, "", link, groups)


def _positions(study: Study) -> Iterator[str]:
    """Yield the positions with how many arguments each has got so far."""
    counted = Count("arguments", filter=Q(arguments__is_left_out=False))
    for each in study.positions.annotate(spoken=counted).order_by("place"):
        yield f"{LETTERS[each.place]}. {each.title} ×{each.spoken}"
