"""The pages about cases: for admins, and for the member concerned."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from qunce import clock
from qunce.people.models import Person
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.engines import ready_for
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.recasting import recast
from qunce.rooms.moderation.web.wording import rule_title
from qunce.shell.words import render as say
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

ADVERTISEMENT = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000<script>"


@pytest.fixture
def case(web_stage: Stage, ben: Person) -> Case:
    web_stage.now = clock.now()  # the pages read the real clock
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    return Case.objects.get()


def test_the_case_is_one_thread_and_nothing_in_it_is_code(
    log_in: LogIn, case: Case, mia: Person
) -> None:
    place = {"key": mia.community.key, "pk": case.pk}
    page = log_in(mia).get(reverse("moderation_case", kwargs=place)).content.decode()
    assert "<mark>" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page.split("qc-quote-text")[1].split("</section>")[0]
    for word in ("群规第1条", "警告", "撤回", "已完成"):
        assert word in page


def test_what_was_found_under_two_clauses_stands_on_both_pages_and_counts_once(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, f"你是个傻逼，{ADVERTISEMENT}")
    web_stage.work()
    case = Case.objects.get()
    place = {"key": mia.community.key, "pk": case.pk}
    told = "同时发现：{}（一条消息只按最重的条款计一次）"
    page = log_in(mia).get(reverse("moderation_case", kwargs=place)).content.decode()
    (also,) = queries.beside_of(case)
    assert told.format(say(also.reason)) in page
    assert "<mark>你是个傻逼</mark>" in page
    own = log_in(ben).get(reverse("moderation_own_case", kwargs=place)).content.decode()
    assert f"同时涉及{rule_title('attack_words')}" in own
    assert "不再另外计次" in own
    assert case.strike == 1


def test_another_clause_takes_what_was_found_under_it(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, f"你是个傻逼，{ADVERTISEMENT}")
    web_stage.work()
    case = Case.objects.get()
    recast(case, "respect", ready_for(case.community_id, case.group_id))
    case.refresh_from_db()
    assert [each.clause for each in queries.findings_of(case)] == ["respect"]
    assert [each.clause for each in queries.beside_of(case)] == ["ads"]


def test_the_list_is_searched_and_filtered(log_in: LogIn, case: Case, mia: Person) -> None:
    where = reverse("moderation_cases", kwargs={"key": mia.community.key})
    client = log_in(mia)
    assert len(client.get(where, {"q": "下卡快"}).context["lines"]) == 1
    assert len(client.get(where, {"state": "open"}).context["lines"]) == 0
    assert len(client.get(where, {"clause": case.clause}).context["lines"]) == 1


def test_a_member_sees_the_own_case_and_appeals(
    log_in: LogIn, case: Case, ben: Person, hal: Person
) -> None:
    place = {"key": ben.community.key, "pk": case.pk}
    where = reverse("moderation_own_case", kwargs=place)
    assert log_in(hal).get(where).status_code == 404
    client = log_in(ben)
    assert client.get(where).context["may_appeal"]
    client.post(reverse("moderation_appeal", kwargs=place), {"words": "这是同事托我问的"})
    case.refresh_from_db()
    assert (case.state, case.appeal) == ("appealed", "这是同事托我问的")
    assert not client.get(where).context["may_appeal"]


def test_an_admin_answers_the_appeal(log_in: LogIn, case: Case, ben: Person, mia: Person) -> None:
    place = {"key": ben.community.key, "pk": case.pk}
    log_in(ben).post(reverse("moderation_appeal", kwargs=place), {"words": "误会"})
    client = log_in(mia)
    page = client.get(reverse("moderation_case", kwargs=place)).content.decode()
    assert "误会" in page
    client.post(reverse("moderation_overturn", kwargs=place), {"note": "确实是误会"})
    case.refresh_from_db()
    assert case.state == "overturned"


def test_members_and_strangers_do_not_decide(
    log_in: LogIn, case: Case, ben: Person, olga: Person
) -> None:
    place = {"key": ben.community.key, "pk": case.pk}
    where = reverse("moderation_overturn", kwargs=place)
    assert log_in(ben).post(where).status_code == 403
    assert log_in(olga).post(where).status_code == 404
    assert (
        log_in(olga)
        .post(reverse("moderation_overturn", kwargs={**place, "key": olga.community.key}))
        .status_code
        == 404
    )
    case.refresh_from_db()
    assert case.state == "acted"
