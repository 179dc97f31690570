"""M39: at most two posts a company and week, over all groups, whoever posts and in any spelling."""

from datetime import timedelta

import pytest

from cast import as_actor, enter, join
from qunce.kernel.actors import SHELL
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation.models import Case
from qunce.rooms.postings import names, reviewing
from qunce.rooms.postings.models import Post
from qunce.rooms.postings.tests.offers import offer
from stage import Stage

POST = (
    "【招聘】{job}\n公司简介：{company}，苏州，做汽车零部件，员工380人\n"
    "岗位详情：负责月度核薪、个税社保，5年以上经验\n联系方式：王女士 13800000000"
)


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member of the web group."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def in_the_hour(stage: Stage) -> None:
    stage.now = stage.now.replace(day=25, hour=20, minute=5)


def posts(stage: Stage, person: Person, job: str, company: str = "云杉精密") -> list[Case]:
    """Let somebody post in the group; return the cases that followed."""
    message = stage.say(person, POST.format(job=job, company=company))
    stage.later(minutes=1)
    return list(Case.objects.filter(message=message))


def test_story_m39_the_third_post_of_a_week_is_one_too_many(
    web_stage: Stage, ben: Person, tom: Person, mia: Person
) -> None:
    in_the_hour(web_stage)
    assert posts(web_stage, ben, "薪酬主管") == []
    assert posts(web_stage, tom, "HRBP", "雲杉精密（上海）") == []
    (case,) = posts(web_stage, tom, "招聘专员", "云杉精密有限公司")
    assert (case.label, case.clause, case.step) == ("recruit_ok", "recruitment", "remind")
    assert Post.objects.filter(company="云杉精密").count() == 3
    assert posts(web_stage, ben, "HRBP", "北辰物流") == []
    assert mia.name == "Mia"


def test_story_m39_what_is_approved_counts_with_what_is_let_through(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    for title in ("薪酬主管", "HRBP"):
        found = offer(web_stage.group.community, web_stage.now, ben, title=title)
        reviewing.approve(found, by=as_actor(mia), now=web_stage.now)
    in_the_hour(web_stage)
    assert posts(web_stage, ben, "HRD") != []


def test_story_m39_another_name_counts_once_a_person_says_so(
    web_stage: Stage, ben: Person, tom: Person
) -> None:
    community = web_stage.group.community
    names.join(community, "云杉精密", "云杉智造", by=SHELL, now=web_stage.now)
    in_the_hour(web_stage)
    assert posts(web_stage, ben, "薪酬主管") == []
    assert posts(web_stage, ben, "HRBP", "云杉智造") == []
    assert posts(web_stage, tom, "HRD", "云杉智造") != []


def test_story_m39_the_week_may_be_rolling_and_all_that_stood_may_count(
    web_stage: Stage, ben: Person, region_group: Group
) -> None:
    values = {"week": "rolling", "where": "any_time", "per_week": 1}
    community = web_stage.group.community
    playbook.change(community, "rules.recruitment", values, by=SHELL, now=web_stage.now)
    web_stage.now += timedelta(days=5)  # Saturday
    assert posts(web_stage, ben, "薪酬主管") == []
    web_stage.now += timedelta(days=3)  # Tuesday of the next calendar week
    assert posts(web_stage, ben, "HRBP") != []
    web_stage.now += timedelta(days=8)
    assert posts(web_stage, ben, "HRD") == []
