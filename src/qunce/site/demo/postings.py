"""The demo's recruitment posts: one in every state, two near names, and the same job twice."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.messages import Role
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Membership, Person
from qunce.people.queries import holders, zone_of
from qunce.rooms.postings import applying, names, publishing, reviewing
from qunce.rooms.postings.applying import Way
from qunce.rooms.postings.deciding import PostingState, Result
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.texts import Draft

MEMBER = "member@demo.example.com"
DAY = timedelta(days=1)
S = PostingState


@dataclass(frozen=True, slots=True)
class Offer:
    """A post that was applied for: where it stands, since how many hours, what came of it."""

    draft: Draft
    state: PostingState
    hours: float
    result: Result | None = None
    is_own: bool = False  # of the member whose log-in the demo has
    ends_in: int = 30  # days until its deadline, 0 for none


def _draft(company: str, title: str, about: str, details: str, rest: tuple[str, str, str]) -> Draft:
    pay, place, contact = rest
    return Draft(
        company=company,
        title=title,
        introduction=about,
        details=details,
        pay=pay,
        place=place,
        contact=contact,
    )


SPRUCE = "苏州，做汽车零部件，员工 380 人，两个工厂"
PAYROLL = _draft(
    "云杉精密有限公司",
    "薪酬主管",
    SPRUCE,
    "负责两个工厂的月度核薪、个税社保申报和年度调薪测算，5 年以上制造业薪酬经验",
    ("12-16K", "苏州", "王女士 13800000001"),
)
RECRUITER = _draft(
    "云杉精密（苏州）",
    "招聘专员",
    SPRUCE,
    "负责产线技工和工程师的招聘，对接校招，2 年以上招聘经验",
    ("7-9K", "苏州", "王女士 13800000001"),
)
OFFERS = (
    Offer(PAYROLL, S.WAITING, 27),
    Offer(replace(PAYROLL, company="苏州云杉精密", contact="李先生 13800000002"), S.WAITING, 3),
    Offer(
        _draft(
            "北辰物流",
            "HRBP",
            "成都，冷链物流，220 人，三个仓",
            "对接仓储和车队，负责排班、绩效和员工关系，带 1 名专员",
            ("10-14K", "成都", "hr@beichen.example.com"),
        ),
        S.WAITING,
        1,
        is_own=True,
    ),
    Offer(
        _draft(
            "澄光医疗",
            "招聘经理",
            "杭州，体外诊断，研发 160 人，B 轮",
            "搭建研发招聘渠道，管理 2 名专员，熟悉医疗器械行业",
            ("面议", "杭州", "周女士 13800000003"),
        ),
        S.ASKED,
        20,
        is_own=True,
    ),
    Offer(RECRUITER, S.APPROVED, 30),
    Offer(
        _draft(
            "星野零售",
            "培训主管",
            "上海，便利店连锁，直营 130 家，员工 900 人",
            "负责店长培养项目和新员工培训，能独立授课，3 年以上连锁行业经验",
            ("11-15K", "上海", "陈先生 13800000004"),
        ),
        S.APPROVED,
        26,
    ),
    Offer(
        _draft(
            "远山制造",
            "人力资源总监",
            "宁波，工程机械，1200 人，上市公司",
            "统筹集团人力资源，搭建绩效和任职资格体系，10 年以上经验",
            ("年薪 50-70 万", "宁波", "顾女士 13800000005"),
        ),
        S.POSTED,
        24 * 40,
        result=Result.FILLED,
        ends_in=0,
    ),
    Offer(
        _draft(
            "海棠餐饮",
            "员工关系专员",
            "南京，连锁餐饮，直营 45 家，员工 1500 人",
            "负责劳动合同、工伤和离职面谈，熟悉劳动法，2 年以上经验",
            ("6-8K", "南京", "许女士 13800000006"),
        ),
        S.POSTED,
        24 * 12,
        is_own=True,
        ends_in=-1,
    ),
    Offer(
        _draft(
            "知行人力",
            "各类岗位",
            "上海，人力资源服务",
            "代招销售、客服、文员，长期有效",
            ("面议", "上海", "13800000007"),
        ),
        S.DECLINED,
        50,
    ),
    Offer(
        _draft(
            "松果软件",
            "HRIS 产品经理",
            "北京，企业软件，120 人",
            "负责人事系统的产品规划，参与实施，熟悉假勤和薪酬模块",
            ("20-28K", "北京", "叶女士 13800000008"),
        ),
        S.WITHDRAWN,
        90,
    ),
    Offer(
        _draft(
            "青禾农业",
            "人事行政主管",
            "合肥，农产品加工，300 人",
            "负责考勤、社保和办公室管理，5 年以上经验",
            ("7-9K", "合肥", "宋女士 13800000009"),
        ),
        S.LAPSED,
        24 * 20,
        ends_in=-8,
    ),
)
QUESTION = "薪资写的是面议，能给一个大概范围吗？群里的同行比较看重这个。"


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let members apply to post jobs, and answer them as reviewers would."""
    rows = Membership.objects.filter(
        community=community, group__channel="web", state=MembershipState.ACTIVE
    )
    members = rows.filter(person__appointments__isnull=True).select_related("person")
    people = [each.person for each in members.order_by("joined_at", "id")[: len(OFFERS)]]
    own = Person.objects.filter(community=community, account__email=MEMBER).first()
    if not people or own is None:
        return
    reviewer = holders(community, Role.OPS)[0]
    by = Actor(ActorKind.PERSON, reviewer.pk, reviewer.name)
    for number, each in enumerate(OFFERS):
        person = own if each.is_own else people[number % len(people)]
        _bring(_apply(community, each, person, now), each, by, now)
    names.join(community, "云杉精密", "云杉汽配", by=by, now=now - 30 * DAY)


def _apply(community: Community, offer: Offer, person: Person, now: datetime) -> Posting:
    then = now - timedelta(hours=offer.hours)
    day = local_day(now, zone_of(community)) + offer.ends_in * DAY if offer.ends_in else None
    way = Way(
        form=f"demo-{community.pk}-{offer.draft.title}-{offer.hours}",
        person=person,
        language="zh-hans",
    )
    return applying.send(community, replace(offer.draft, deadline=day), way, now=then)


def _bring(posting: Posting, offer: Offer, by: Actor, now: datetime) -> None:
    """Bring an application to where it stands, at times that have passed."""
    at = now - timedelta(hours=offer.hours / 2)
    me = applying.as_actor(posting)
    match offer.state:
        case S.WAITING:
            pass
        case S.ASKED:
            reviewing.ask(posting, QUESTION, by=by, now=at)
        case S.APPROVED:
            reviewing.approve(posting, by=by, now=now - timedelta(minutes=20))
        case S.DECLINED:
            reviewing.decline(posting, "不是企业自己的招聘", by=by, now=at)
        case S.WITHDRAWN:
            applying.withdraw(posting, now=at, by=me)
        case S.LAPSED:
            publishing.lapse(posting, now=now - 7 * DAY)
        case S.POSTED:
            _post(posting, offer, by, now)


def _post(posting: Posting, offer: Offer, by: Actor, now: datetime) -> None:
    sent = now - timedelta(hours=offer.hours)
    slot = reviewing.approve(posting, by=by, now=sent)
    publishing.note_posted(posting, now=min(slot, now - DAY))
    if offer.result is not None:
        at = min(slot + 9 * DAY, now)
        applying.tell_result(posting, offer.result, now=at, by=applying.as_actor(posting))
    else:
        Posting.objects.filter(pk=posting.pk).update(asked_at=now - timedelta(hours=6))
