"""What was only told in words: whom it is about, which message is meant, which clause it breaks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce.kernel.errors import RefusedError
from qunce.people.models import Group, Membership, Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import naming, reports
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import derive_again
from qunce.rooms.moderation.reported import Way
from qunce.rooms.moderation.reports import Reporter
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
PASSERBY = Reporter("小白", Way.OPEN)


def told(stage: Stage, text: str, about: str = "") -> Case:
    return reports.report_text(stage.group, text, PASSERBY, now=stage.now, about=about).case


@pytest.mark.parametrize(
    "pasted",
    [
        "代缴社保公积金，外地户口也能办，加微信abc668",
        "代缴社保公积金 外地户口也能办",
        "小王：代缴社保公积金，外地户口也能办",
    ],
)
def test_the_message_is_known_again_in_disguise_or_in_part(
    manual_stage: Stage, mia: Person, pasted: str
) -> None:
    said = "代\u200b缴社保\u200b公积金，外地户口也能办，加微信abc668"
    row = manual_stage.hear("小王", said)
    case = told(manual_stage, pasted)
    assert (case.message_id == row.pk) is not pasted.startswith("小王")


def test_few_characters_mean_no_message(manual_stage: Stage, mia: Person) -> None:
    manual_stage.hear("小王", "大家早上好，今天开会")
    assert told(manual_stage, "早上好").message_id is None


def test_a_name_is_whole_or_that_in_a_nickname(web_stage: Stage, ben: Person, hal: Person) -> None:
    rows = Membership.objects.filter(group=web_stage.group)
    rows.filter(person=ben).update(nickname="王力-星河科技-HRBP")
    rows.filter(person=hal).update(nickname="王力-北辰物流-招聘")
    for person in (ben, hal):
        web_stage.say(person, "早")
    assert len(naming.find_accounts(web_stage.group, "王力")) == 2
    (found,) = naming.find_accounts(web_stage.group, " @王力-星河科技-HRBP ")
    assert found.person == ben
    assert naming.find_accounts(web_stage.group, "") == []
    case = told(web_stage, "私聊我推销保险课程", about="王力-北辰物流-招聘")
    assert case.person == hal


def test_without_a_name_nothing_follows_until_an_admin_gives_it(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, "早")
    web_stage.work()
    case = told(web_stage, "有人私聊我推销保险课程", about="老王")
    with pytest.raises(RefusedError, match="whom"):
        moderation.act(case, by=as_actor(mia), now=web_stage.now)
    client = log_in(mia)
    page = reverse("moderation_case", kwargs={"key": "hr", "pk": case.pk})
    assert "这是在说谁" in client.get(page).content.decode()
    where = reverse("moderation_who", kwargs={"key": "hr", "pk": case.pk})
    assert "没有人叫" in client.post(where, {"name": "没这个人"}, follow=True).content.decode()
    client.post(where, {"name": "Ben"})
    case.refresh_from_db()
    assert case.person == ben
    preview = reverse("moderation_preview", kwargs={"key": "hr"})
    together = client.post(preview, {"case": [case.pk], "verb": "act"}).content.decode()
    assert "请打开单独处理" in together  # whoever decides says under which clause it falls
    moderation.act(case, by=as_actor(mia), now=web_stage.now, clause="ads")
    web_stage.work()
    assert case.state == "acted"
    assert derive_again(case).same


def test_an_admin_chooses_the_clause(
    log_in: LogIn, web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    row = web_stage.say(ben, "明天下午茶歇的时候再聊")
    web_stage.work()
    case = reports.report(row, Reporter("Hal", Way.PAGE, hal), now=web_stage.now).case
    assert case.clause == ""  # no rule knows it, and nobody has said so
    where = reverse("moderation_act", kwargs={"key": "hr", "pk": case.pk})
    client = log_in(mia)
    answer = client.post(where, {"clause": "no-such", "step": ""}, follow=True)
    assert "请选择" in answer.content.decode()
    client.post(where, {"clause": "respect", "step": ""})
    case.refresh_from_db()
    assert (case.clause, case.step, case.strike, case.state) == ("respect", "warn", 1, "acted")
    assert derive_again(case).same


def test_what_a_rule_found_under_another_clause_counts_no_more(
    web_stage: Stage, ben: Person, mia: Person, web_group: Group
) -> None:
    row = web_stage.say(ben, "你就是个傻逼，滚出去")
    case = moderation.open_by_hand(row, "ads", by=as_actor(mia), now=web_stage.now)
    moderation.act(case, by=as_actor(mia), now=web_stage.now, clause="respect")
    assert (case.clause, case.step) == ("respect", "warn")
