"""The demo's good shares: two that an admin has marked, and one that the round proposes (M13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat import actions as chat
from qunce.chat.models import Message
from qunce.gateway.channels.web import actions as web
from qunce.gateway.channels.web.queries import external_of
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Role, Source
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Membership
from qunce.people.queries import holders, staff_of
from qunce.rooms.moderation import praise
from qunce.site.demo.postings import MEMBER


@dataclass(frozen=True, slots=True)
class Share:
    """What a member shared so long ago, and what others said to it."""

    ago: timedelta
    text: str
    thanks: tuple[str, ...]


SHARES = (
    Share(
        timedelta(days=9, hours=2),
        "分享一下我们公司试用期考核的做法，踩过两次坑才定下来：\n"
        "1、入职当天就把考核标准写成三条能量化的话，本人签收；\n"
        "2、第45天做一次中期面谈，谈完当场写纪要；\n"
        "3、到期前两周出结论，不合格的把依据和当初那三条逐条对上。\n"
        "关键是第一步，没有签收的标准，后面说什么都站不住。",
        ("太实用了，谢谢", "收藏了，下周就照这个改"),
    ),
    Share(
        timedelta(days=4, hours=3),
        "整理了一份离职交接清单的思路，我们这边用了半年没再出过扯皮：\n"
        "一、事：手上的项目、进度、下一步、对接人，一行一件；\n"
        "二、物：电脑、门禁、印章、账号权限，交一项签一项；\n"
        "三、钱：借款、报销、未结的奖金，财务先核对再走流程；\n"
        "四、人：客户和供应商由本人带着新同事各打一次招呼。\n"
        "表格不用花哨，能签字就行。",
        ("感谢分享", "第四条学到了"),
    ),
    Share(
        timedelta(hours=2),
        "上午给部门经理讲了一次怎么做绩效面谈，把我们当时复盘的经验放上来：\n"
        "1、先让对方自己说，哪件事最满意、哪件事重来会换个做法；\n"
        "2、只谈看得见的行为，不给人下结论；\n"
        "3、一次最多谈两个要改的地方，多了等于没谈；\n"
        "4、最后一起写下来：改什么、什么时候再看、我能帮什么。\n"
        "二十分钟就够，难的是第一句话别变成训话。",
        ("第三条太真实了，谢谢", "干货，收藏"),
    ),
)


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let members of the web group share, and an admin mark what is older than a day."""
    there = Membership.objects.filter(
        group__community=community, group__channel="web", state=MembershipState.ACTIVE
    )
    there = there.exclude(person__in=staff_of(community.pk)).exclude(person__account__email=MEMBER)
    members = list(there.select_related("group__community", "person").order_by("pk")[:6])
    if len(members) < len(SHARES):
        return
    admin = holders(community, Role.CONTENT)[0]
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    for number, share in enumerate(SHARES):
        at = now - share.ago
        said = [(members[number], share.text, at)]
        for place, words in enumerate(share.thanks, start=1):
            other = members[(number + place) % len(members)]
            said.append((other, words, at + place * timedelta(minutes=2)))
        if share.ago > timedelta(days=1):
            row = _told(said, f"share-{number}", now)
            praise.mark(row, by=by, now=at + timedelta(hours=1))
            continue
        for place, (member, words, when) in enumerate(said):
            web.post(member, words, key=f"share-{number}-{place}", now=when)


def _told(said: Sequence[tuple[Membership, str, datetime]], key: str, now: datetime) -> Message:
    """Take in what was said days ago; return the first message of it."""
    group = said[0][0].group
    arrivals = [
        Incoming(
            Speaker(external_of(member.person), member.nickname or member.person.name),
            words,
            at,
            platform_id=f"{key}-{place}",
        )
        for place, (member, words, at) in enumerate(said)
    ]
    chat.ingest(group, arrivals, source=Source.HISTORY, now=now)
    return Message.objects.get(group=group, platform_id=f"{key}-0")
