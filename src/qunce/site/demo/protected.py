"""The demo's protected texts: a paid course, and a report that may be quoted. Both are invented."""

from datetime import datetime, timedelta

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.kernel.protected import Leave
from qunce.people.models import Community
from qunce.people.queries import holders
from qunce.rooms.moderation import registry
from qunce.rooms.moderation.registry import Registration

COURSE = (
    "第三讲 面谈不是通知会。绩效面谈开成了通知会，多半是因为主管手里只有一个等级。这一讲只解决一"
    "件事：让主管带着三样东西走进会议室。第一样是事实，挑两件做得好的、一件没做好的，写清时间、场"
    "景和结果，不写形容词。第二样是影响，这件事让客户多等了几天，让同事返工了几次，用数字说。第三"
    "样是下一步，由员工先提，主管只补不改。\n"
    "面谈的前五分钟决定后面半小时。不要先报等级，也不要先夸，先问对方自己怎么看这半年，听完再把事"
    "实摆出来。遇到沉默，数到七再开口；遇到争辩，把话题带回那三件事，不比较别人。结束前双方各写一"
    "句话：我打算做什么，我需要谁帮我。一周后主管回看这两句，比任何表格都管用。\n"
    "练习：把您上一次面谈的记录拿出来，划掉所有形容词，看看还剩下几件事实。少于三件的，下一次面谈"
    "前先补观察。"
)
REPORT = (
    "《制造业一线员工留存观察》摘要。我们跟踪了四十二家工厂两年的离职数据，发现入职后第三周和第十"
    "一周是两个高峰。第三周走的人，主要因为实际排班与面试时说的不一样；第十一周走的人，主要因为师"
    "傅换了，或者第一次拿到的计件工资低于预期。把排班表在入职前发给本人确认，第三周离职率平均下降"
    "三成；固定师傅到满三个月，第十一周的高峰基本消失。加薪在这两个时间点上的作用都不明显。报告建"
    "议工厂把留存的预算优先用在排班沟通和师带徒津贴上，并在第二周、第十周各安排一次十分钟的一对一"
    "谈话，由班组长以外的人来谈。"
)
TEXTS = (
    Registration(
        "绩效面谈十二讲·第三讲讲义",
        "青禾学堂",
        Leave.ASK,
        COURSE,
        "授权找青禾学堂的课程助理，群文件里有联系方式",
    ),
    Registration("制造业一线员工留存观察", "云杉研究室", Leave.QUOTE, REPORT),
)


def prepare(community: Community, now: datetime) -> None:
    """Register the two texts, three weeks ago."""
    admin = holders(community, Role.OPS)[0]
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    for each in TEXTS:
        registry.register(community, each, by=by, now=now - timedelta(days=21))
