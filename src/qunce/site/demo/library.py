"""The demo's library: what a group has gathered in four months, and what is on its way."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.db import transaction
from docx import Document
from openpyxl import Workbook

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.ledger import actions as ledger
from qunce.ledger.models import Task
from qunce.people.audience import EVERYBODY, Audience
from qunce.people.domain import MembershipState, Tier
from qunce.people.models import Community, Membership, Person
from qunce.people.queries import holders
from qunce.rooms.library import (
    actions,
    calls,
    feedback,
    files,
    front,
    index,
    letters,
    publishing,
    shelves,
)
from qunce.rooms.library.actions import tag_names
from qunce.rooms.library.domain import Kind, Permission
from qunce.rooms.library.models import Item
from qunce.rooms.library.writing import About, Text

STORY = Path(__file__).parent / "story" / "library.md"
MEMBER = "member@demo.example.com"
DAYS = 118  # over which the library grew
KINDS = {"政策": Kind.POLICY, "模板": Kind.TEMPLATE, "精华讨论": Kind.DISCUSSION}
DAY = timedelta(days=1)
CALL = (
    "您最想解决的薪酬难题",
    "写写您公司的背景、做过什么、结果怎样，三百字就够。好的案例会收进资料库并署名。",
)
SENT = (
    (
        "计件工资怎么保底",
        "我们车间实行计件，淡季只有不到最低工资，后来设了保底线和技能津贴，离职率降了一半。",
    ),
    ("年终奖发放前离职的怎么处理", "制度里写了发放日在职，仲裁输过一次，后来改成按在职月数折算。"),
    (
        "宽带薪酬落地的三个月",
        "套改时红圈人员一个一个谈，最难的是老员工，附上了我们的沟通记录提纲。",
    ),
)


def read() -> list[tuple[dict[str, str], str]]:
    """Return the demo's texts with what stands above each, own keys included."""
    found = []
    for part in STORY.read_text(encoding="utf-8").split("\n=====\n"):
        head, body = part.strip().removeprefix("---\n").split("\n---\n", 1)
        about = dict(line.split(": ", 1) for line in head.split("\n"))
        found.append((about, body.strip()))
    return found


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Fill the library, as its admins and members did in the months before."""
    shelves.add_usual(community)
    admin = (holders(community, Role.CONTENT) or holders(community, Role.OWNER))[0]
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    owner = (holders(community, Role.OWNER) or [admin])[0]
    other = Actor(ActorKind.PERSON, owner.pk, owner.name)
    people = _members(community)
    texts = read()
    made: dict[str, Item] = {}
    for place, (about, body) in enumerate(texts):
        then = now - timedelta(days=DAYS * (len(texts) - place) / len(texts))
        item = _write(community, about, body, made, by=by, now=then)
        made[item.title] = item
        publishing.submit(item, by=by, now=then)
        publishing.approve(item, by=other, now=then)
        _vote(item, people[place % 5 :: 3 + place % 7], then)
    _on_the_way(community, by, other, now)
    _call(community, people, (by, other), now)


def _members(community: Community) -> list[Person]:
    rows = Membership.objects.filter(
        community=community, group__channel="web", state=MembershipState.ACTIVE
    )
    found = rows.filter(person__appointments__isnull=True).select_related("person")
    return [each.person for each in found.order_by("joined_at", "id")[:60]]


def _write(
    community: Community,
    about: dict[str, str],
    body: str,
    made: dict[str, Item],
    *,
    by: Actor,
    now: datetime,
) -> Item:
    text = Text(title=about["标题"], summary=about.get("简介", ""), body=body)
    names = tuple(each.strip() for each in about["分类"].split("/"))
    tiers = tuple(Tier(each) for each in about.get("面向", "").split())
    item = actions.write(
        community,
        text,
        About(
            kind=KINDS.get(about.get("类型", ""), Kind.ARTICLE),
            category=shelves.ensure(community, names),
            tags=tag_names(about.get("标签", "")),
            source=about.get("来源", ""),
            link=about.get("链接", ""),
            author=about.get("作者", ""),
            credit=about.get("贡献者", ""),
            permission=Permission(about.get("转载", "own")),
            dated=front.day_of(about.get("原文日期", "")),
            valid_from=front.day_of(about.get("生效日期", "")),
            valid_until=front.day_of(about.get("有效期至", "")),
            audience=Audience(tiers) if tiers else EVERYBODY,
            replaces=[made[name] for name in about.get("替代", "").split("、") if name in made],
        ),
        by=by,
        now=now,
    )
    for name, data in _files(about):
        files.add(item, name, data, by=by, now=now)
    return item


def _files(about: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a template: a table, or a form to be signed."""
    out = BytesIO()
    if rows := about.get("表格"):
        book = Workbook()
        sheet = book.active
        for row in rows.split(";"):
            if sheet is not None:
                sheet.append(row.split("|"))
        book.save(out)
        yield f"{about['标题']}.xlsx", out.getvalue()
    elif lines := about.get("文档"):
        document = Document()
        document.add_heading(about["标题"], level=1)
        for line in lines.split(";"):
            document.add_paragraph(line)
        document.save(out)
        yield f"{about['标题']}.docx", out.getvalue()


def _vote(item: Item, people: Sequence[Person], now: datetime) -> None:
    for place, person in enumerate(people[:14]):
        feedback.say(item, person, is_useful=place % 9 != 8, now=now)


def _on_the_way(community: Community, by: Actor, other: Actor, now: datetime) -> None:
    """Leave a draft, a text that waits for its time, and a newer one of what is published."""
    draft = Text(
        title="远程办公管理办法（征求意见）",
        body="适用范围、申请、考勤、信息安全，还差费用报销一节。",
    )
    actions.write(community, draft, About(kind=Kind.POLICY), by=by, now=now - 2 * DAY)
    waiting = Text(
        title="十二月 HR 日历", body="社保年度核对、专项附加扣除确认、年终考核启动、年会排期。"
    )
    item = actions.write(community, waiting, About(), by=by, now=now - DAY)
    publishing.submit(item, by=by, now=now - DAY)
    publishing.approve(item, by=other, now=now - DAY, at=now + 2 * DAY)


def _call(
    community: Community, people: Sequence[Person], admins: tuple[Actor, Actor], now: datetime
) -> None:
    """Open a call, with one contribution accepted and two that wait."""
    by, other = admins
    call = calls.open_call(
        community,
        *CALL,
        now + 6 * DAY,
        audience=EVERYBODY,
        category=shelves.ensure(community, ("薪酬",)),
        by=by,
        now=now - 5 * DAY,
    )
    for task in Task.objects.filter(key=f"{letters.CALL}:{call.pk}"):
        ledger.finish_task(task, by=by, now=now - 5 * DAY)
    own = Person.objects.filter(community=community, account__email=MEMBER).first()
    authors = ([own] if own else []) + [each for each in people if each != own]
    for place, (person, (title, body)) in enumerate(zip(authors, SENT, strict=False)):
        row = calls.send(
            call,
            person,
            Text(title=title, body=body),
            credit=person.name,
            form=f"demo-library-{place}-0000000000",
            now=now - (4 - place) * DAY,
        )
        if place == 0:
            calls.take(row, by=by, now=now - 2 * DAY)
            item = Item.objects.get(pk=row.item_id)
            publishing.submit(item, by=by, now=now - 2 * DAY)
            publishing.approve(item, by=other, now=now - 2 * DAY)


def remove(community: Community) -> None:
    """Take the library out of the search; rows go with the community, files by the sweep."""
    index.remove(Item.objects.filter(community=community, shown__gt=0).values_list("pk", flat=True))
