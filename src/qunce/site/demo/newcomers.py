"""The demo's applicants: one in every state, some on the way in, some on a waiting list.

One of them appears in the WeChat group under a nickname that leaves open who it is.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from qunce.chat import actions as chat
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Role, Source
from qunce.ledger.models import Errand
from qunce.people import actions as people
from qunce.people.domain import GroupKind, MembershipState
from qunce.people.models import Community, Group, Membership, Person
from qunce.people.queries import holders, zone_of
from qunce.playbook import actions as playbook
from qunce.rooms.admission import applying, approval, arrivals, lines, meeting, reviewing
from qunce.rooms.admission.applying import Sheet, Way
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.domain import (
    ApplicationState,
    ArrivalState,
    EvidenceKind,
    EvidenceState,
)
from qunce.rooms.admission.letters import LETTER
from qunce.rooms.admission.mails import MAIL
from qunce.rooms.admission.models import Application, Evidence
from qunce.store.secrets import encrypt


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applied: where it stands, and since how many hours."""

    name: str
    company: str
    position: str
    years: str
    state: ApplicationState
    hours: float
    domain: str = ""  # of a company mailbox that is confirmed
    steps: int = 0  # of the way into the group that are done
    city: str = "上海"
    group: str = ""  # key of the group applied to, the WeChat group without one


PROVING, WAITING, ASKED = (
    ApplicationState.PROVING,
    ApplicationState.WAITING,
    ApplicationState.ASKED,
)
APPLICANTS = (
    Applicant("沈嘉禾", "云帆科技", "HRBP", "6", WAITING, 26, "yunfan.example"),
    Applicant("周以宁", "澄光医疗", "招聘经理", "4", WAITING, 9),
    Applicant("何暮", "北辰物流", "薪酬主管", "3", WAITING, 2, "beichen.example", city="成都"),
    Applicant("陆知微", "星野零售", "人事专员", "1", PROVING, 5),
    Applicant("程向晚", "拾光教育", "培训经理", "8", ASKED, 30),
    Applicant(
        *("顾南乔", "远山制造", "人力资源总监", "14", ApplicationState.APPROVED, 20),
        domain="yuanshan.example",
        steps=1,
    ),
    Applicant("许清越", "海棠餐饮", "员工关系经理", "7", ApplicationState.APPROVED, 18, steps=2),
    Applicant("温以澄", "松果软件", "组织发展专员", "3", ApplicationState.APPROVED, 12),
    Applicant(
        "江予安", "凌云机械", "人力资源经理", "9", ApplicationState.APPROVED, 44, group="factory"
    ),
    Applicant(
        "方时雨", "锦程汽配", "招聘主管", "5", ApplicationState.APPROVED, 28, group="factory"
    ),
    Applicant("林疏桐", "知行咨询", "销售顾问", "2", ApplicationState.DECLINED, 50),
    Applicant("叶澜", "松果软件", "HRIS 工程师", "5", ApplicationState.WITHDRAWN, 70),
    Applicant("宋听雨", "青禾农业", "行政主管", "3", ApplicationState.LAPSED, 400),
)
CONDITIONS: dict[GroupKind, dict[str, Any]] = {
    GroupKind.INDUSTRY: {
        "industries": ["制造业"],
        "words": "欢迎制造业的 HR 同行：用工、排班、计件薪酬，都可以聊。",
    },
    GroupKind.REGION: {"regions": ["上海", "江苏", "浙江", "安徽", "杭州", "苏州", "南京", "合肥"]},
    GroupKind.FUNCTION: {"functions": ["薪酬", "绩效"], "tiers": ["senior", "manager"]},
}
LET_IN = sum(each.state is ApplicationState.APPROVED for each in APPLICANTS)
QUESTION = "您好，想确认一下：您主要负责内训，还是也带 HR 团队？"
REASON = "不是HR从业者"
FULL = "factory"  # key of the group that has no free seat
EVENING = time(20, 0)
UNCLEAR = Speaker(external="wxid_demo_qingyue", name="许清越🌊")
HELLO = "大家好，刚进群，做员工关系的，请多关照～"
CHAIN = (ArrivalState.ADDING, ArrivalState.INVITING, ArrivalState.WELCOMING)


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let everybody apply to the WeChat group, and answer them as reviewers would."""
    group = Group.objects.filter(community=community, channel="manual").order_by("id").first()
    if group is None:
        return
    reviewer = holders(community, Role.OPS)[0]
    by = Actor(ActorKind.PERSON, reviewer.pk, reviewer.name)
    _tell_conditions(community, by, now)
    groups = {each.key: each for each in Group.objects.filter(community=community)}
    _fill(groups[FULL], by, now)
    for each in APPLICANTS:
        then = now - timedelta(hours=each.hours)
        application = _apply(groups.get(each.group, group), each, then)
        _answer(application, each, by, then + timedelta(hours=min(3, each.hours / 2)))
    lines.update_queue(community, now=now)
    _count_seats(groups[FULL], now)
    hello = Incoming(UNCLEAR, HELLO, now - timedelta(minutes=25))
    chat.ingest(group, [hello], source=Source.HISTORY, now=now)
    meeting.sweep(group, now=now)
    # Nobody is written to: these mailboxes are invented.
    Errand.objects.filter(community=community, kind__in=(LETTER, MAIL)).delete()


def _fill(group: Group, by: Actor, now: datetime) -> None:
    """Let a group have as many seats as members: who is let in now waits for one."""
    members = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    then = now - timedelta(days=20)
    people.change_group(group, by=by, now=then, capacity=members.count())


def _count_seats(group: Group, now: datetime) -> None:
    """Say on the desk what was counted last evening (M06)."""
    zone = zone_of(group.community)
    day = local_day(now, zone)
    at = datetime.combine(day, EVENING, zone)
    if at > now:
        at -= timedelta(days=1)
    free = arrivals.seats_of(group)
    lines.count_seats(group, free, f"{local_day(at, zone)}", now=at)


def _tell_conditions(community: Community, by: Actor, now: datetime) -> None:
    """Say of each kind of group whom it is for (M01)."""
    then = now - timedelta(days=21)
    for group in Group.objects.filter(community=community, kind__in=CONDITIONS):
        values = CONDITIONS[GroupKind(group.kind)]
        playbook.change(community, "conditions", values, by=by, now=then, group=group)


def _apply(group: Group, who: Applicant, then: datetime) -> Application:
    sheet = Sheet(
        name=who.name,
        company=who.company,
        position=who.position,
        years=Decimal(who.years),
        city=who.city,
        wechat=f"demo_{who.years}_{who.name.encode().hex()[:6]}",
    )
    way = Way(form=f"demo-{group.community_id}-{who.name}", group=group, language="zh-hans")
    application = applying.send(group.community, sheet, way, now=then)
    if who.state is not PROVING and who.state is not ApplicationState.LAPSED:
        _prove(application, who, then)
    return application


def _prove(application: Application, who: Applicant, then: datetime) -> None:
    """Let a company mailbox be confirmed, or a member have vouched."""
    kind = EvidenceKind.WORK_MAIL if who.domain else EvidenceKind.VOUCH
    voucher = None if who.domain else _voucher(application)
    Evidence.objects.create(
        community_id=application.community_id,
        application=application,
        kind=kind,
        state=EvidenceState.CONFIRMED,
        address=encrypt(f"hr@{who.domain}") if who.domain else "",
        address_hash=applying.hash_of("mail", f"hr@{who.domain}") if who.domain else "",
        domain=who.domain,
        voucher=voucher,
        voucher_name=voucher.name if voucher else "",
        created_at=then,
        decided_at=then,
    )
    applying.note_evidence(application, kind, now=then)


def _voucher(application: Application) -> Person | None:
    """Return who has been in the group for longest and is no admin: the applicant's friend."""
    inside = Membership.objects.filter(group=application.group, state=MembershipState.ACTIVE)
    members = inside.filter(person__appointments__isnull=True).select_related("person")
    first = members.order_by("joined_at", "id").first()
    return first.person if first else None


def _answer(application: Application, who: Applicant, by: Actor, at: datetime) -> None:
    if who.state is ASKED:
        reviewing.ask(application, QUESTION, by=by, now=at)
    elif who.state is ApplicationState.APPROVED:
        for way in approval.approve(application, Choice(), by=by, now=at):
            for state in CHAIN[: who.steps]:
                arrivals.tick(way, state, by=by, now=at)
    elif who.state is ApplicationState.DECLINED:
        reviewing.decline(application, REASON, by=by, now=at)
    elif who.state is ApplicationState.WITHDRAWN:
        applying.withdraw(application, now=at)
    elif who.state is ApplicationState.LAPSED:
        reviewing.lapse(application, now=at)
