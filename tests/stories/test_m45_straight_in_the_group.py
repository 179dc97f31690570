"""M45: who posts straight in the group is told why not, and finds the text filled in already."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cast import as_actor
from qunce.chat.models import Message
from qunce.gateway.channels.web.models import Notice
from qunce.kernel.text import Words
from qunce.people.models import Person
from qunce.rooms.moderation.models import Case
from qunce.rooms.postings import reviewing
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.tests.offers import typed
from qunce.rooms.programme import jobs
from qunce.shell.words import render
from qunce.store.codecs import decode
from stage import Stage

GOOD = (
    "【招聘】薪酬主管\n公司简介：云杉精密，苏州，做汽车零部件，员工380人\n"
    "岗位详情：负责月度核薪、个税社保，5年以上经验，12-16K\n联系方式：王女士 13800000000"
)
HALF = "【招聘】仓库主管，电话13800000000"


@pytest.fixture(autouse=True)
def clock_of_the_stage(web_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.clock.now", lambda: web_stage.now)


def link_in(words: str) -> str:
    """Return the path of the application page that a notice names."""
    found = re.search(r"https?://[^/\s]+(/hiring/\S+/)", words)
    assert found, words
    return found[1]


def notice_of(person: Person) -> str:
    (notice,) = Notice.objects.filter(person=person)
    return render(decode(Words, notice.words))


def test_story_m45_a_right_post_at_the_wrong_time_becomes_an_application(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    said = web_stage.say(ben, GOOD)
    web_stage.work()
    case = Case.objects.get(message=said)
    assert (case.label, case.step) == ("recruit_ok", "remind")
    told = notice_of(ben)
    assert "不在招聘专场时间" in told
    phone = Client()
    page = phone.get(link_in(told)).content.decode()
    for filled in ("薪酬主管", "12-16K", "王女士 13800000000", "已经填好了"):
        assert filled in page
    answer = phone.post(link_in(told), typed())
    found = Posting.objects.get()
    assert (found.message, found.name) == (said, "Ben")
    assert answer["Location"] == f"/hiring/p/{found.token}/"
    reviewing.approve(found, by=as_actor(mia), now=web_stage.now)
    web_stage.now = web_stage.now.replace(day=25, hour=19, minute=45)
    jobs.tick(web_stage.now)
    web_stage.later(minutes=16)
    assert Message.objects.filter(text__contains="【招聘专场】11月25日 1 个岗位").exists()


def test_story_m45_what_is_missing_is_named_with_the_way_to_mend_it(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, HALF)
    web_stage.work()
    told = notice_of(ben)
    assert "企业简介" in told
    page = Client().get(link_in(told)).content.decode()
    assert "仓库主管" in page
    assert "内容完整吗" in page


def test_story_m45_ones_own_case_leads_to_the_application_with_the_text_in_it(
    web_stage: Stage, ben: Person, log_in: Callable[[Person], Client]
) -> None:
    web_stage.say(ben, HALF)
    web_stage.work()
    client = log_in(ben)
    page = client.get(f"/m/hr/cases/{Case.objects.get().pk}/")
    assert "怎样做就合适" in page.content.decode()
    form = client.get(link_in(page.context["help_link"])).content.decode()
    assert "仓库主管" in form


def test_story_m45_in_its_hour_a_right_post_stands(web_stage: Stage, ben: Person) -> None:
    web_stage.now = web_stage.now.replace(day=25, hour=20, minute=10)
    web_stage.say(ben, GOOD)
    web_stage.work()
    assert not Case.objects.exists()
    web_stage.later(hours=1)
    web_stage.say(ben, GOOD.replace("薪酬主管", "HRBP"))
    web_stage.work()
    assert Case.objects.count() == 1
