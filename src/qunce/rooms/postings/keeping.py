"""What the clock does with applications: they lapse, results are asked for, old ones go."""

from datetime import datetime

from django.db import transaction

from qunce.facts import postings as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.calendar import local_day
from qunce.ledger import actions as ledger
from qunce.ledger import personal as record
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.postings import letters, lines, publishing
from qunce.rooms.postings.deciding import OPEN, Letter, PostingState, Settings
from qunce.rooms.postings.models import Posting, PostingRemark

BATCH = 200  # applications in one round of the clock


def tick(now: datetime) -> None:
    """Let lapse what is past its time, ask what came of posts, erase what was kept long enough."""
    for community in Community.objects.order_by("pk"):
        settings = effective(community.pk, Settings)
        _let_lapse(community, settings, now)
        for posting in list_to_ask(community, settings, now):
            ask_result(posting, now=now)
        old = Posting.objects.filter(community=community, changed_at__lt=now - settings.keep)
        for posting in old.order_by("pk")[:BATCH]:
            erase(posting, now=now)


def _let_lapse(community: Community, settings: Settings, now: datetime) -> None:
    today = local_day(now, zone_of(community))
    rows = Posting.objects.filter(community=community)
    late = rows.filter(state__in=(*OPEN, PostingState.APPROVED), deadline__lt=today)
    silent = rows.filter(state=PostingState.ASKED)
    for posting in late:
        slot_at = posting.slot_at
        publishing.lapse(posting, now=now)
        publishing.refresh(community, slot_at, now=now)
    for posting in silent:
        questions = PostingRemark.objects.filter(posting=posting, from_applicant=False)
        asked = questions.order_by("at").values_list("at", flat=True).last()
        if asked is not None and asked < now - settings.lapse_after:
            publishing.lapse(posting, now=now)
    if late or silent:
        lines.update_queue(community, now=now)


def list_to_ask(community: Community, settings: Settings, now: datetime) -> list[Posting]:
    """Return the posts of which nobody has told yet what came of them, and that are due to be."""
    today = local_day(now, zone_of(community))
    rows = Posting.objects.filter(
        community=community, state=PostingState.POSTED, result="", asked_at__isnull=True
    )
    since = now - settings.outcome_after
    return [
        each
        for each in rows.filter(posted_at__isnull=False).order_by("pk")
        if (each.posted_at and each.posted_at <= since) or (each.deadline and each.deadline < today)
    ][:BATCH]


@transaction.atomic
def ask_result(posting: Posting, *, now: datetime) -> None:
    """Ask an applicant once what came of a post."""
    if Posting.objects.filter(pk=posting.pk, asked_at=None).update(asked_at=now):
        letters.post(posting, Letter.OUTCOME, now=now - letters.PAUSE)


@transaction.atomic
def erase(posting: Posting, *, now: datetime) -> None:
    """Delete an application with its talk; that there was one stays, without names."""
    key, community = posting.pk, posting.community_id
    posting.delete()
    record.forget_subject(community, "posting", key)
    fact = facts.PostingErased(posting=key)
    ledger.record(fact, by=MACHINE, now=now, community=community)
