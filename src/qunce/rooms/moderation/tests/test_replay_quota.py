"""The quota in a replay, held against an oracle that looks at all posts each time."""

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Source
from qunce.playbook import actions as playbook
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Line
from qunce.rooms.moderation.replay.running import run
from stage import Stage

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
COMPANIES = ("星河科技", "远山软件")
JOBS = (
    "薪酬",
    "绩效",
    "培训",
    "考勤",
    "社保",
    "招聘",
    "行政",
    "法务",
    "采购",
    "财务",
    "客服",
    "测试",
)
POST = (
    "【招聘】{job}专员 公司介绍：{company}，300人，成立于2010年的软件公司。"
    "岗位职责：负责{job}，三年以上经验，月薪10-15k。联系：13800000000 "
)
EVER = {"where": "any_time", "counted": "stood"}

Posted = tuple[datetime, str]  # when, by which company


def posted(stage: Stage, dice: random.Random, source: Source = Source.HISTORY) -> list[Posted]:
    """Let two companies post different jobs within three weeks, some on the edge of a week."""
    monday = datetime(2026, 10, 5, tzinfo=ZONE)
    said: list[tuple[datetime, str, str]] = []
    for company in COMPANIES:
        for job in JOBS:
            hours = dice.choice([dice.randrange(0, 21 * 24), 7 * 24, 14 * 24])
            at = monday + timedelta(hours=hours, minutes=len(said))
            said.append((at, company, POST.format(job=job, company=company)))
    now = stage.now
    for at, company, text in sorted(said):
        stage.now = at
        stage.hear(f"HR of {company}", text, source=source)
    stage.now = now
    stage.work()
    return [(at, company) for at, company, _ in sorted(said)]


def over(posts: list[Posted], limit: int, week: str) -> set[datetime]:
    """Return when posts went beyond the quota: slow and simple."""
    beyond = set()
    for at, company in posts:
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        since = day - timedelta(days=at.weekday())
        if week == "rolling":
            since = at - timedelta(days=7) + timedelta(microseconds=1)
        before = [when for when, whose in posts if whose == company and since <= when < at]
        if len(before) >= limit:
            beyond.add(at)
    return beyond


@pytest.mark.parametrize("seed", [3, 8])
def test_the_quota_agrees_with_looking_at_all_posts_each_time(
    manual_stage: Stage, seed: int
) -> None:
    stage, group = manual_stage, manual_stage.group
    playbook.change(group.community, "rules.recruitment", EVER, by=SHELL, now=stage.now)
    posts = posted(stage, random.Random(seed))  # noqa: S311  (the same posts each time)
    for limit, week in ((1, "calendar"), (2, "rolling"), (3, "calendar")):
        draft = {"rules.recruitment": {**EVER, "per_week": limit, "week": week}}
        lines: list[Line] = []
        since = posts[0][0] - timedelta(days=1)
        plan = plans.of_trial(group, draft, since, posts[-1][0] + timedelta(days=1))
        run(plan, lambda found, _tally, _total, kept=lines: kept.extend(found))  # type: ignore[misc]
        found = {line.message.sent_at for line in lines if "recruitment" in line.now.rules}
        assert found == over(posts, limit, week)


def let_through(posts: list[Posted], limit: int, is_open: bool) -> set[datetime]:
    """Return when posts went beyond the quota where only those let through count: by hand."""
    allowed: list[Posted] = []
    beyond = set()
    for at, company in posts:
        monday = at.replace(hour=0, minute=0, second=0, microsecond=0)
        monday -= timedelta(days=at.weekday())
        before = [when for when, whose in allowed if whose == company and monday <= when < at]
        if is_open and len(before) < limit:
            allowed.append((at, company))
        elif is_open:
            beyond.add(at)
    return beyond if is_open else {at for at, _ in posts}


@pytest.mark.parametrize(
    ("hour", "is_open"),
    [({"cron": "0 0 * * *", "length": "24 h"}, True), ({"cron": "0 0 29 2 *"}, False)],
)
def test_what_would_have_been_let_through_counts_in_a_replay(
    manual_stage: Stage, hour: dict[str, str], is_open: bool
) -> None:
    """One is let through in fact; under a quota of 3 the second and third count as well."""
    stage, group = manual_stage, manual_stage.group
    strict = {"per_week": 1, "where": "any_time"}
    playbook.change(group.community, "rules.recruitment", strict, by=SHELL, now=stage.now)
    playbook.change(
        group.community, "community", {"switched_on": ["postings"]}, by=SHELL, now=stage.now
    )
    posts = posted(stage, random.Random(5), Source.LIVE)  # noqa: S311
    tried: dict[str, dict[str, Any]] = {
        "rules.recruitment": {"per_week": 3, "where": "slot"},
        "slots.recruitment": hour,
        "community": {"switched_on": ["postings"]},
    }
    lines: list[Line] = []
    since = posts[0][0] - timedelta(days=1)
    plan = plans.of_trial(group, tried, since, posts[-1][0] + timedelta(days=1))
    run(plan, lambda found, _tally, _total: lines.extend(found))
    found = {line.message.sent_at for line in lines if "recruitment" in line.now.rules}
    assert found == let_through(posts, 3, is_open)
    assert found
