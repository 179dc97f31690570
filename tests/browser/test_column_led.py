"""The column led at a desk and on the phone: a group's question taken in, a doubt, the library."""

import pytest
from playwright.sync_api import Page, expect

from cast import as_actor, enter, join
from qunce import clock
from qunce.gateway.channels.web import actions as web
from qunce.ledger.worker import run_due
from qunce.people.models import Group, Membership, Person
from qunce.rooms.answers import answering, doubting, lines
from qunce.rooms.answers.models import Answer, Question
from qunce.rooms.answers.queries import list_unanswered
from qunce.rooms.answers.tests.questions import ask, reply
from qunce.rooms.library.models import Item
from visitors import DESKTOP, PHONE, Visitors, beyond

pytestmark = pytest.mark.browser
ASKED = "请教大家，哺乳期员工每天一小时怎么安排？"


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member of the web group."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def fits(page: Page) -> None:
    """See that nothing is wider than the screen, on the phone and at a desk."""
    for width in (PHONE, DESKTOP):
        assert not beyond(page, width)


def test_what_nobody_answered_in_the_group_is_taken_from_the_desk_into_the_column(
    visitors: Visitors, web_group: Group, ben: Person, lin: Person
) -> None:
    member = Membership.objects.get(group=web_group, person=ben)
    now = clock.now()
    web.post(member, ASKED, key="asked-1", now=now - lines.DAY / 4)
    (message,) = list_unanswered(web_group, now)
    lines.offer(web_group, message, now=now)
    page = visitors.open("/c/hr/", person=lin, width=PHONE)
    expect(page.get_by_text(ASKED[:12]).first).to_be_visible()
    fits(page)
    page.get_by_role("button", name="收进问答专栏").click()
    run_due(clock.now())
    question = Question.objects.get()
    assert question.message_id == message.id
    assert web_group.messages.filter(text__contains=f"/questions/{question.pk}/").exists()
    page.goto(f"/c/hr/questions/{question.pk}/")
    expect(page.get_by_role("heading", name=ASKED).first).to_be_visible()
    fits(page)


def test_a_doubt_is_found_right_and_the_mended_answer_goes_into_the_library(
    visitors: Visitors, ben: Person, tom: Person, lin: Person
) -> None:
    now = clock.now()
    question = ask(ben, now)
    answer = reply(question, tom, now, "提前一个月。")
    answering.accept(Answer.objects.get(), by=as_actor(ben), now=now)
    answer.refresh_from_db()
    doubting.doubt(answer, ben, "试用期只要三天。", by=as_actor(ben), now=now)
    page = visitors.open(f"/c/hr/questions/{question.pk}/", person=lin, width=PHONE)
    page.get_by_role("button", name="异议成立").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    fits(page)
    page.get_by_label("哪里不对").fill("试用期提前三天通知即可。")
    page.get_by_role("button", name="异议成立").click()
    expect(page.get_by_text("试用期提前三天通知即可。").first).to_be_visible()
    fits(page)
    author = visitors.open(f"/m/hr/answers/{answer.pk}/change/", person=tom, width=PHONE)
    author.get_by_label("您的回答").fill("提前三天，书面。")
    author.get_by_role("button", name="保存").click()
    expect(author.get_by_text("提前三天，书面。")).to_be_visible()
    fits(author)
    page.reload()
    page.get_by_role("button", name="收进资料库").click()
    run_due(clock.now())
    item = Item.objects.get()
    assert (item.state, item.body, item.credit) == ("draft", "提前三天，书面。", "Tom")
    assert not Answer.objects.exclude(warning="").exists()
