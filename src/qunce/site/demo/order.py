"""The demo's daily rounds, one of them missed, and reports: one waits, was right, was wrong."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat.models import Message
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.clauses import Step
from qunce.kernel.messages import Role
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Group, Identity, Membership, Person
from qunce.people.queries import holders, staff_of, zone_of
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import patrol, reports
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.reported import Way
from qunce.rooms.moderation.reports import Reporter
from qunce.site.demo.postings import MEMBER

ROUNDS = 9  # days before today
MISSED = 3  # so many days ago nobody did it
DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=30)
SAID = {  # what a reporter says, by clause
    "ads": "这是打广告吧",
    "recruitment": "招聘没走专场",
    "tools": "这是不是软广？",
    "repost": "这份资料不是他的吧",
    "respect": "说话太难听了",
    "topics": "群里别聊这个吧",
    "flood": "刷屏了",
}


def prepare(community: Community, now: datetime) -> None:
    """Do the rounds of the last days, and report some messages of the web group."""
    rounds(community, now)
    report(community, now)


@transaction.atomic
def rounds(community: Community, now: datetime) -> None:
    """Let an admin have done the round every evening but one."""
    admin = holders(community, Role.OPS)[0]
    by = _actor(admin)
    zone = zone_of(community)
    for back in range(ROUNDS, 0, -1):
        day = local_day(now, zone) - back * DAY
        at = datetime(day.year, day.month, day.day, 20, 34 + back, tzinfo=zone)
        found = patrol.open_round(community, day, now=at)
        if back != MISSED:
            patrol.finish(found, admin, patrol.Sight(), by=by, now=at)


@transaction.atomic
def report(community: Community, now: datetime) -> None:
    """Report a message that nobody has decided about, one that broke a clause, and a good one."""
    own = Person.objects.filter(community=community, account__email=MEMBER).first()
    group = Group.objects.filter(community=community, channel="web").first()
    if own is None or group is None:
        return
    admin = holders(community, Role.OPS)[0]
    by = _actor(admin)
    flagged, plain = _flagged(group, own, now), _plain(group, own, now)
    if flagged:
        row, clause = flagged[0]
        _report(row, own, SAID.get(clause, ""), now - 3 * timedelta(hours=1), clause)
    if len(flagged) > 1:
        row, clause = flagged[1]
        case = _report(row, own, SAID.get(clause, ""), now - 2 * DAY, clause)
        moderation.act(case, by=by, now=now - 2 * DAY + timedelta(hours=1), step=Step.REMIND)
        reports.answer_reports(case, now=now - 2 * DAY + timedelta(hours=1))
    if plain is not None and len(flagged) > 2:
        other = flagged[2][0].author
        if other is not None and other.person is not None:
            case = _report(plain, other.person, "跟人事没关系吧", now - 4 * DAY)
            moderation.dismiss(case, by=by, now=now - 4 * DAY + timedelta(hours=2))
            reports.answer_reports(case, now=now - 4 * DAY + timedelta(hours=2))


def _report(row: Message, who: Person, words: str, at: datetime, clause: str = "") -> Case:
    identity = Identity.objects.filter(person=who, channel="web").first()
    there = Membership.objects.filter(group=row.group, person=who).first()
    name = (there.nickname if there else "") or who.name
    reporter = Reporter(name, Way.BUTTON, who, identity, words)
    return reports.report(row, reporter, now=at, clause=clause).case


def _flagged(group: Group, own: Person, now: datetime) -> Sequence[tuple[Message, str]]:
    """Return messages of members who are still there, with the clause that a rule thought of."""
    hits = Hit.objects.filter(group=group, sent_at__gte=now - LOOK_BACK, message__recalled_at=None)
    hits = hits.exclude(message__in=Case.objects.filter(group=group).values("message"))
    found: dict[int | None, tuple[Message, str]] = {}
    for hit in hits.select_related("message__author__person").order_by("-sent_at", "id"):
        row = hit.message
        if _is_member(row, group, own):
            found.setdefault(row.author_id, (row, hit.clause))
    return list(found.values())


def _plain(group: Group, own: Person, now: datetime) -> Message | None:
    rows = Message.objects.filter(
        group=group, kind="text", sent_at__gte=now - 6 * DAY, sent_at__lt=now - 4 * DAY
    )
    rows = rows.exclude(pk__in=Hit.objects.filter(group=group).values("message"))
    found = rows.filter(recalled_at=None).select_related("author__person", "group")
    return next((row for row in found if len(row.text) > 15 and _is_member(row, group, own)), None)


def _is_member(row: Message, group: Group, own: Person) -> bool:
    person = row.author.person if row.author else None
    if person is None or person == own or person.pk in staff_of(group.community_id):
        return False
    there = Membership.objects.filter(group=group, person=person, state=MembershipState.ACTIVE)
    return there.exists()


def _actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.pk, person.name)
