"""Who runs the demo: a roster for this and next week, somebody who is asked, tiers to decide."""

from datetime import datetime, timedelta

from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.messages import Role
from qunce.people import roles, roster, tiers
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.people.queries import holders, zone_of
from qunce.people.tier_rule import Settings
from qunce.playbook.queries import effective
from qunce.shell.house import house

DAYS = 14
NOTE = "活动越来越多，想请你一起张罗线下沙龙，先从签到和收集需求做起就好。"
EVIDENCE = "今年三月起任集团人力资源总监，带 26 人团队，任命通知可以发给您看。"
REASON = "上周沙龙上见过，已任事业部 HRD 两年。"


def prepare(community: Community, now: datetime) -> None:
    """Fill the roster, ask a member to take a role on, and let tiers be applied for."""
    owner = holders(community, Role.OWNER)[0]
    by = Actor(ActorKind.PERSON, owner.pk, owner.name)
    _fill_roster(community, by, now)
    known = Person.objects.filter(community=community, appointments__isnull=True)
    member = known.filter(account__isnull=False).order_by("account_id").first()
    if member is not None:
        roles.offer(member, Role.EVENTS, by=by, now=now, days=DAYS, note=NOTE)
        me = Actor(ActorKind.PERSON, member.pk, member.name)
        tiers.ask(member, Tier.MANAGER, EVIDENCE, by=me, now=now)
    tiers.propose(community, effective(community.pk, Settings), by=MACHINE, now=now)
    seniors = known.filter(tier=Tier.SENIOR, tier_requests__isnull=True).order_by("id")
    if (promoted := seniors.first()) is not None:
        tiers.set_by_hand(promoted, Tier.MANAGER, REASON, by=by, now=now)


def _fill_roster(community: Community, by: Actor, now: datetime) -> None:
    """Take turns through the week; next week one is away for two days."""
    owners = holders(community, Role.OWNER)
    duties = [duty for duty in house.duties() if duty.daily]
    weekly: dict[tuple[str, int], int | None] = {}
    for number, duty in enumerate(duties):
        own = holders(community, duty.role)
        for weekday in range(roster.WEEK):
            turn = own if weekday < 5 else [*own, *owners]
            weekly[duty.key, weekday] = turn[(number + weekday) % len(turn)].pk
    roster.set_pattern(community, weekly, by=by, now=now)
    today = local_day(now, zone_of(community))
    for first in (roster.monday_of(today), roster.monday_of(today) + timedelta(roster.WEEK)):
        away = {(duty.key, weekday): owners[0].pk for duty in duties[:2] for weekday in (2, 3)}
        roster.set_week(community, first, weekly | away, by=by, now=now)
