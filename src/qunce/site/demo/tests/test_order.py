"""The demo has rounds with one missed, and reports that wait, were right and were wrong."""

import pytest

from cast import join
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Role
from qunce.people import actions as people
from qunce.people.models import Account, Person
from qunce.rooms.moderation import patrol
from qunce.rooms.moderation.models import Hit
from qunce.rooms.moderation.models_reports import Report
from qunce.site.demo import order
from qunce.site.demo.postings import MEMBER
from stage import Stage

pytestmark = pytest.mark.django_db


def test_reports_wait_were_right_and_were_wrong(web_stage: Stage, ben: Person, mia: Person) -> None:
    Account.objects.filter(persons=ben).update(email=MEMBER)
    now = web_stage.now
    web_stage.now = now - 5 * order.DAY
    tom = people.enrol(mia.community, "Tom", now=now)
    join(tom, web_stage.group)
    web_stage.say(tom, "今天下午的分享会我来晚一点，位置帮我留一个")
    web_stage.now = now
    for name in ("Eva", "Kim", "Leo"):
        person = people.enrol(mia.community, name, now=now)
        join(person, web_stage.group)
        row = web_stage.say(person, "一份资料，谁要")
        Hit.objects.create(
            community=mia.community,
            group=web_stage.group,
            message=row,
            rule="repost_words",
            clause="repost",
            label="repost",
            certainty="likely",
            state="live",
            start=0,
            end=2,
            sent_at=now,
        )
    order.prepare(mia.community, now)
    assert sorted(Report.objects.values_list("outcome", flat=True)) == ["", "right", "wrong"]
    assert {each.name for each in Report.objects.filter(person=ben)} == {"Ben"}
    assert web_stage.tasks()[-1].kind in {"review", "patrol"}


def test_one_round_was_missed(web_stage: Stage, mia: Person) -> None:
    people.appoint(mia, Role.OPS, by=SHELL, now=web_stage.now)
    order.rounds(mia.community, web_stage.now)
    today = web_stage.now.date()
    days = patrol.list_days(mia.community, today, 14)
    assert [bool(each and each.done_at) for _, each in days].count(False) == 2  # and today's
