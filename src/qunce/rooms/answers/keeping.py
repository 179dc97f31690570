"""What the clock does: reminders, questions nobody answered, offers from the groups."""

from datetime import datetime

from qunce.chat.queries import last_message_at
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.messages import Source
from qunce.people.models import Group
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.answers import lines, queries, routing
from qunce.rooms.answers.deciding import QuestionState
from qunce.rooms.answers.domain import Settings
from qunce.rooms.answers.models import Question


def tick(now: datetime) -> None:
    """Remind, tell the admins, and offer what nobody answered in the groups. Idempotent."""
    rows = Question.objects.filter(state=QuestionState.OPEN).select_related("community")
    for question in rows.order_by("pk").iterator(200):
        if routing.is_quiet(question, now):
            continue
        if question.due_at <= now and question.escalated_at is None:
            routing.escalate(question, now=now)
        routing.remind(question, now=now)
    for group in Group.objects.filter(archived_at__isnull=True).select_related("community"):
        offer(group, now=now)


def offer(group: Group, *, now: datetime) -> int:
    """Put the unanswered questions of a group on the desk; return how many are new there.

    Only what came in live is offered, and so many a day as the settings say.
    """
    settings = effective(group.community_id, Settings, group.pk)
    since = day_interval(local_day(now, zone_of(group.community)), zone_of(group.community)).start
    room = settings.offers_a_day - lines.count_offers(group, since)
    if room <= 0:
        return 0
    count = 0
    last = last_message_at(group)
    if last is None or last <= now - queries.LOOK_BACK:
        return 0
    unanswered = queries.list_unanswered(group, now)
    fresh = [each for each in unanswered if each.sent_at > now - queries.LOOK_BACK]
    for message in fresh:
        if count >= room:
            break
        if message.source is Source.LIVE and lines.offer(group, message, now=now):
            count += 1
    return count
