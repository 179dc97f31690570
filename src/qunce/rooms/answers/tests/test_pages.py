"""The pages: asking and answering on the phone, bad input, who sees what, and the console."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cast import as_actor, enter, join
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Group, Person
from qunce.rooms.answers import answering, doubting
from qunce.rooms.answers.models import Answer, Doubt, Help, Question, Thanks
from qunce.rooms.answers.tests.questions import TITLE, agree, ask, reply, token, typed

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
COLUMN, ASK = "/m/hr/questions/", "/m/hr/questions/ask/"


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr("qunce.clock.now", lambda: noon)


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- asking -------------------------------------------------------------------------------------


def test_a_member_asks_without_a_name_and_only_admins_know_it(
    ben: Person, tom: Person, lin: Person, log_in: LogIn
) -> None:
    sent = log_in(ben).post(ASK, typed(is_hidden="on"))
    question = Question.objects.get()
    path = f"{COLUMN}{question.pk}/"
    assert (sent["Location"], question.name) == (path, "Ben")
    for page in (text_of(log_in(tom), COLUMN), text_of(log_in(tom), path)):
        assert TITLE in page
        assert "匿名" in page
        assert "Ben" not in page
    assert "Ben" in text_of(log_in(lin), f"/c/hr/questions/{question.pk}/")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "请填写这一项"),
        ("title", "吗？", "写成一句完整的话"),
        ("title", "问" * 101, "100"),
        ("text", "长" * 3001, "3000"),
        ("topic", "占星", "占星"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    ben: Person, log_in: LogIn, field: str, value: str, said: str
) -> None:
    page = log_in(ben).post(ASK, typed(text="门店在苏州") | {field: value}).content.decode()
    assert said in page
    assert Question.objects.count() == 0
    assert ("门店在苏州" in page) or field == "text"


def test_what_there_is_already_is_shown_while_typing_and_without_scripts(
    ben: Person, tom: Person, noon: datetime, log_in: LogIn
) -> None:
    ask(tom, noon)
    told = typed(title="试用期离职需要提前几天", look="1")
    phone = log_in(ben)
    assert TITLE in phone.post(f"{COLUMN}alike/", told).content.decode()
    page = phone.post(ASK, told).content.decode()
    assert TITLE in page
    assert 'value="试用期离职需要提前几天"' in page
    assert Question.objects.count() == 1


def test_two_submits_of_one_form_are_one_question(ben: Person, log_in: LogIn) -> None:
    told = typed()
    phone = log_in(ben)
    assert phone.post(ASK, told)["Location"] == phone.post(ASK, told)["Location"]
    assert Question.objects.count() == 1


def test_a_question_for_managers_is_not_there_for_others(
    ben: Person, tom: Person, olga: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon, audience=Audience(tiers=(Tier.MANAGER,)))
    path = f"{COLUMN}{question.pk}/"
    assert TITLE not in text_of(log_in(tom), COLUMN)
    assert log_in(tom).get(path).status_code == 404
    assert log_in(tom).post(f"{path}answer/", {"text": "x"}).status_code == 404
    assert log_in(olga).get(path).status_code == 404
    assert "仅限" in text_of(log_in(ben), path)


def test_only_who_asked_changes_and_takes_back(
    ben: Person, tom: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon)
    path = f"{COLUMN}{question.pk}/"
    assert log_in(tom).get(f"{path}edit/").status_code == 403
    assert log_in(tom).post(f"{path}withdraw/").status_code == 403
    phone = log_in(ben)
    assert TITLE in text_of(phone, f"{path}edit/")
    phone.post(f"{path}edit/", typed(title="试用期最长可以约定几个月？"))
    assert "试用期最长可以约定几个月？" in text_of(phone, path)
    phone.post(f"{path}withdraw/")
    assert Question.objects.get().state == "withdrawn"


# --- answering ----------------------------------------------------------------------------------


def test_from_the_answer_to_the_accepted_one(
    ben: Person, tom: Person, noon: datetime, log_in: LogIn
) -> None:
    path = f"{COLUMN}{ask(ben, noon).pk}/"
    helper, asker = log_in(tom), log_in(ben)
    helper.post(f"{path}answer/", {"text": "三天。\n<script>alert(1)</script>", "form": token()})
    answer = Answer.objects.get()
    page = text_of(asker, path)
    assert "<script>alert" not in page
    assert "采纳" in page
    base = f"/m/hr/answers/{answer.pk}/"
    asker.post(f"{base}thank/")
    assert helper.post(f"{base}accept/").status_code == 403
    asker.post(f"{base}accept/")
    answer.refresh_from_db()
    assert (answer.state, Thanks.objects.count()) == ("accepted", 1)
    assert "已采纳" in text_of(helper, path)
    assert "已解决" in text_of(helper, COLUMN)
    asker.post(f"{base}unaccept/")
    answer.refresh_from_db()
    assert answer.state == "stands"


def test_an_empty_answer_is_refused_and_an_own_one_is_changed_and_taken_back(
    ben: Person, tom: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon)
    helper = log_in(tom)
    page = helper.post(f"{COLUMN}{question.pk}/answer/", {"text": "  "}).content.decode()
    assert "请填写这一项" in page
    answer = reply(question, tom, noon)
    base = f"/m/hr/answers/{answer.pk}/"
    assert log_in(ben).get(f"{base}change/").status_code == 403
    helper.post(f"{base}change/", {"text": "改好了的回答"})
    answer.refresh_from_db()
    assert (answer.text, answer.edited_at) == ("改好了的回答", noon)
    helper.post(f"{base}withdraw/")
    assert answer.text not in text_of(log_in(ben), f"{COLUMN}{question.pk}/")


def test_a_doubt_is_read_without_a_name_and_taken_back(
    ben: Person, tom: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon)
    answer = reply(question, tom, noon)
    base = f"/m/hr/answers/{answer.pk}/"
    log_in(ben).post(f"{base}doubt/", {"text": "好像不止三天"})
    page = text_of(log_in(tom), f"{COLUMN}{question.pk}/")
    assert "好像不止三天" in page
    console = log_in(lin)
    assert "Ben" in text_of(console, f"/c/hr/questions/{question.pk}/")
    doubt = Doubt.objects.get()
    refused = console.post(f"/c/hr/doubts/{doubt.pk}/uphold/", {"note": ""}).content.decode()
    assert "请填写这一项" in refused
    console.post(f"/c/hr/doubts/{doubt.pk}/uphold/", {"note": "请以最新条文为准"})
    assert "请以最新条文为准" in text_of(log_in(tom), f"{COLUMN}{question.pk}/")
    console.post(f"/c/hr/doubts/{doubt.pk}/reopen/")
    log_in(ben).post(f"{base}undoubt/")
    assert Doubt.objects.get().state == "withdrawn"


def test_a_report_begins_with_the_words_it_is_about(
    ben: Person, tom: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon)
    phone = log_in(tom)
    assert "/m/hr/report/?text=" in text_of(phone, f"{COLUMN}{question.pk}/")
    assert TITLE in text_of(phone, f"/m/hr/report/?text={TITLE}")


# --- helping ------------------------------------------------------------------------------------


def test_a_senior_agrees_sees_what_waits_passes_it_on_and_stops(
    ben: Person, tom: Person, noon: datetime, log_in: LogIn
) -> None:
    page = f"{COLUMN}helping/"
    phone = log_in(tom)
    assert "面向资深成员" in text_of(phone, page)
    assert phone.post(page, {"topics": ["劳动法"]}).status_code == 200
    assert not Help.objects.exists()
    Person.objects.filter(pk=tom.pk).update(tier=Tier.SENIOR)
    phone.post(page, {"topics": ["劳动法"]})
    question = ask(ben, noon)
    assert TITLE in text_of(phone, page)
    assert "想请您来回答这个问题" in text_of(phone, f"{COLUMN}{question.pk}/")
    assert TITLE in text_of(phone, "/m/hr/")
    phone.post(f"{COLUMN}{question.pk}/pass/")
    assert question.requests.get().state == "passed"
    assert phone.post(f"{COLUMN}{question.pk}/pass/").status_code == 404
    phone.post(page, {"stop": "1"})
    assert not Help.objects.get().is_on


# --- the console --------------------------------------------------------------------------------


def test_the_list_is_searched_filtered_and_empty_with_words(
    ben: Person, tom: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    console = log_in(lin)
    assert "这里没有问题" in text_of(console, "/c/hr/questions/")
    question = ask(ben, noon)
    ask(ben, noon, "年会预算怎么报？", topic="其他")
    answer = reply(question, tom, noon)
    doubting.doubt(answer, ben, "不对吧", by=as_actor(ben), now=noon)
    assert TITLE in text_of(console, "/c/hr/questions/?q=第三十七条")
    page = text_of(console, "/c/hr/questions/?needs=doubted")
    assert TITLE in page
    assert "年会预算怎么报？" not in page
    assert TITLE not in text_of(console, "/c/hr/questions/?topic=其他")
    assert TITLE not in text_of(console, "/c/hr/questions/?needs=late&state=open")


def test_an_admin_hands_it_to_somebody_closes_and_opens_it(
    ben: Person, tom: Person, lin: Person, hal: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon, topic="薪酬")
    agree(tom, noon, "劳动法")
    base, console = f"/c/hr/questions/{question.pk}/", log_in(lin)
    console.post(f"{base}hand/", {"person": tom.pk})
    assert question.requests.get().person == tom
    assert "Tom" in text_of(console, base)
    assert console.post(f"{base}hand/", {"person": hal.pk}).status_code == 200  # did not agree
    assert question.requests.count() == 1
    assert "请填写这一项" in console.post(f"{base}close/", {"reason": ""}).content.decode()
    console.post(f"{base}close/", {"reason": "和上周的重复"})
    late = log_in(tom).post(f"{COLUMN}{question.pk}/answer/", {"text": "写了很久", "form": token()})
    assert "写了很久" in late.content.decode()
    assert "和上周的重复" in text_of(log_in(ben), f"{COLUMN}{question.pk}/")
    console.post(f"{base}reopen/")
    assert Question.objects.get().state == "open"
    assert "Tom" in text_of(console, "/c/hr/questions/helpers/")


def test_an_admin_accepts_hides_and_shows(
    ben: Person, tom: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon)
    answer = reply(question, tom, noon)
    console, base = log_in(lin), f"/c/hr/answers/{answer.pk}/"
    console.post(f"{base}accept/")
    console.post(f"{base}hide/")
    assert answer.text not in text_of(log_in(ben), f"{COLUMN}{question.pk}/")
    assert answer.text in text_of(log_in(tom), f"{COLUMN}{question.pk}/")  # its author
    console.post(f"{base}show/")
    assert answer.text in text_of(log_in(ben), f"{COLUMN}{question.pk}/")
    assert log_in(ben).post(f"{base}hide/").status_code == 403
    page = console.post(f"{base}post/", HTTP_REFERER=f"/c/hr/questions/{question.pk}/", follow=True)
    assert "这个问题不是在群里提的" in page.content.decode()


def test_a_pair_is_offered_to_a_library_that_takes_it_and_to_none_else(
    ben: Person,
    tom: Person,
    lin: Person,
    noon: datetime,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = f"/c/hr/questions/{reply(ask(ben, noon), tom, noon).question_id}/"
    for takes in (True, False):
        monkeypatch.setattr("qunce.rooms.answers.queries.has_library", lambda takes=takes: takes)
        assert ("收进资料库" in text_of(log_in(lin), path)) is takes


def test_figures_of_thirty_days(
    ben: Person, tom: Person, lin: Person, noon: datetime, log_in: LogIn
) -> None:
    question = ask(ben, noon - timedelta(hours=6))
    answering.accept(reply(question, tom, noon), by=as_actor(ben), now=noon)
    assert ">6<" in text_of(log_in(lin), "/c/hr/questions/")
