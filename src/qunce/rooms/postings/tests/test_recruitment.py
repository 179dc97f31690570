"""Recruitment posts: each part is found and named, what is missing is told, the week is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.protected import Protected
from qunce.kernel.rules import Finding, Label, Seen
from qunce.rooms.postings.domain import Part, find_hiring, read_post
from qunce.rooms.postings.rules.recruitment import (
    KEY,
    Config,
    Week,
    Where,
    gather,
    job_key,
    judge,
)

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=timezone.utc)
BEN = Author(identity=7)
GOOD = (
    "【招聘】薪酬主管\n公司简介：云杉精密，苏州，做汽车零部件，员工380人\n"
    "岗位详情：负责月度核薪、个税社保，5年以上经验，12-16K\n联系方式：王女士 13800000000"
)


def found(text: str, config: Config | None = None, **known: Any) -> Sequence[Finding]:
    seen = Seen(Message(1, 3, BEN, text, NOON), normalise(text), extra={KEY: known})
    return judge(seen, config or Config())


def parts(text: str) -> set[Part]:
    post = read_post(normalise(text).plain)
    assert post is not None
    return set(post.parts)


@pytest.mark.parametrize(
    "said",
    [
        "管生产、管交期，手底下五个车间主任",
        "最好干过五金",
        "能吃苦，会SQL优先",
    ],
)
def test_what_is_asked_is_told_in_plain_words_as_well(said: str) -> None:
    text = "【招聘】生产厂长，我们厂在佛山，做型材的，三百二十人，电话13800000000"
    assert set(Part) - parts(text) == {Part.DETAILS}
    assert set(Part) - parts(f"{text}，{said}") == set()


@pytest.mark.parametrize(
    ("cut", "missing"),
    [
        ("", set()),
        ("【招聘】", {Part.TAG, Part.TITLE}),
        ("薪酬主管", {Part.TITLE}),
        ("公司简介：云杉精密，苏州，做汽车零部件，员工380人", {Part.COMPANY}),
        ("岗位详情：负责月度核薪、个税社保，5年以上经验，12-16K", {Part.DETAILS}),
        ("联系方式：王女士 13800000000", {Part.CONTACT}),
    ],
)
def test_each_part_is_found_and_missed_when_it_is_cut(cut: str, missing: set[Part]) -> None:
    text = GOOD.replace(cut, "")
    if Part.TAG in missing:
        text = "我们公司招" + text
    assert set(Part) - parts(text) == missing


def test_a_complete_post_is_no_violation() -> None:
    (finding,) = found(GOOD)
    assert finding.label is Label.RECRUIT_OK
    assert GOOD[slice(*finding.span)] == "【招聘】"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("【招聘】仓库主管，电话13800000000", "company introduction, job details"),
        ("急招HR经理！base武汉，20-25k，有意私聊我", "【招聘】 at the beginning"),
        ("【诚聘】行政经理 电话13800000000", "【招聘】 at the beginning"),
        ("我司【招聘】调度员3名，做冷链的，6500起，联系138****0000", "at the beginning"),
        ("Hiring! Senior HRBP, Shanghai, 35-40K, DM me", "company introduction"),
    ],
)
def test_what_is_missing_is_named(text: str, told: str) -> None:
    (finding,) = found(text)
    assert finding.label is Label.RECRUIT_BAD
    assert told in str(finding.reason)


@pytest.mark.parametrize(
    "text",
    [
        "【招聘】开头那个格式谁有范例？公司介绍写到什么程度才算完整",
        "企业招聘请写成【招聘】+岗位，并包含企业简介、岗位详情、联系方式",
        "求职：坐标杭州，6年招聘经验，有合适的机会麻烦喊我一声",
        "薪酬专员的JD谁写过，想看看岗位职责怎么写",
        "我们招产线技工，在招聘网站投了三个月广告，简历量太少",
        "猎头费一般多少个点？我们谈下来22%",
        "大家招聘专员的绩效怎么定",
        "@小陈 招聘信息请按格式：【招聘】岗位名+公司介绍+岗位详情+联系方式，先找我申请",
        "咱县里找个会算成本的会计比找对象还费劲，工资给到七千没人来",
        "Hiring freeze till the end of the year, no offers",
    ],
)
def test_talk_about_recruitment_is_left_alone(text: str) -> None:
    assert list(found(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "hiring: HRIS analyst, Suzhou, SAP experience",
        "We are hiring a Compensation Manager, 30K",
        "h1r1ng 53n10r hrbp, 5h4ngh41, flu3nt 3ngl15h, 35-40K",
    ],
)
def test_a_post_in_english_is_a_post(text: str) -> None:
    assert [each.label for each in found(text)] == [Label.RECRUIT_BAD]


def test_posts_are_among_the_texts_that_may_be_some() -> None:
    texts = [
        "早上好",
        normalise(GOOD).plain,
        "",
        "我们公司招hrbp，薪资15k，私我",
        *["谢谢"] * 6,
        "群里有做薪酬的吗",
    ]
    assert find_hiring(texts) == [1, 3]
    assert find_hiring(texts[:4]) == [1, 3]
    assert all(read_post(text) is None for at, text in enumerate(texts) if at not in (1, 3))


def test_a_part_that_the_owner_does_not_ask_for_may_be_missing() -> None:
    text = GOOD.replace("联系方式：王女士 13800000000", "")
    assert found(text)[0].label is Label.RECRUIT_BAD
    assert found(text, Config(contact=False))[0].label is Label.RECRUIT_OK


@pytest.mark.parametrize(("count", "forbidden"), [(1, False), (2, True)])
def test_the_third_post_of_a_company_in_a_week_is_too_many(count: int, forbidden: bool) -> None:
    (finding,) = found(GOOD, count=count, is_open=True)
    assert (finding.label, finding.forbidden) == (Label.RECRUIT_OK, forbidden)
    assert ("number 3 of 云杉精密 this week" in str(finding.reason)) is forbidden
    assert not found(GOOD, Config(per_week=0), count=9)[0].forbidden


@pytest.mark.parametrize(
    ("where", "is_open", "forbidden"),
    [
        (Where.SLOT, False, True),
        (Where.SLOT, True, False),
        (Where.SLOT, None, False),  # the community has no such hour
        (Where.ANY_TIME, False, False),
    ],
)
def test_the_label_says_what_it_is_and_the_hour_whether_it_may_stand(
    where: Where, is_open: bool | None, forbidden: bool
) -> None:
    (finding,) = found(GOOD, Config(where=where), is_open=is_open)
    assert (finding.label, finding.forbidden) == (Label.RECRUIT_OK, forbidden)


def test_what_lacks_a_part_is_wrong_whatever_the_hour() -> None:
    (finding,) = found("【招聘】仓库主管，电话13800000000", is_open=False, count=9)
    assert (finding.label, finding.forbidden) == (Label.RECRUIT_BAD, False)


@dataclass
class FakeView:
    """A view that remembers what it was asked for; the hour is open."""

    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")  # noqa: RUF009  (immutable)
    asked: list[tuple[str, datetime, datetime, str, int]] = field(default_factory=list)

    def recent(
        self, batch: Sequence[Message], window: timedelta
    ) -> Mapping[int, Sequence[Message]]:
        return dict.fromkeys(range(len(batch)), ()) if window else {}

    def count_allowed(
        self, company: str, since: datetime, until: datetime, *, job: str = "", group: int = 0
    ) -> int:
        self.asked.append((company, since, until, job, group))
        return 2

    def slot_open(self, slot: str, at: datetime) -> bool | None:
        return slot == "recruitment" and at == NOON

    def protected(self) -> Sequence[Protected]:
        return ()


@pytest.mark.parametrize(
    ("week", "since"),
    [
        (Week.CALENDAR, datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))),
        (Week.ROLLING, NOON - timedelta(days=7) + timedelta(microseconds=1)),
    ],
)
def test_the_week_of_a_company_is_counted_up_to_the_post(week: Week, since: datetime) -> None:
    view = FakeView()
    batch = [Message(1, 3, BEN, "早上好", NOON), Message(2, 3, BEN, GOOD, NOON)]
    assert gather(batch, view, Config(week=week)) == {1: {"is_open": True, "count": 2}}
    assert view.asked == [("云杉精密", since, NOON, "薪酬主管", 3)]
    assert gather(batch, view, Config(per_week=0)) == {1: {"is_open": True}}


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("薪酬主管", "薪酬主管"),
        ("薪酬主管（急）", "薪酬主管"),
        ("急招 薪酬主管 2名", "薪酬主管"),
        ("HRBP", "hrbp"),
        ("招聘经理", "招聘经理"),
        ("招聘", "招聘"),
    ],
)
def test_a_title_is_compared_without_what_varies(title: str, key: str) -> None:
    assert job_key(title) == key
