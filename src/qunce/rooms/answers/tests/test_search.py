"""The column's search: all words, each in the question or in an answer that members read."""

from datetime import datetime

import pytest

from cast import as_actor, enter, join
from qunce.people.models import Group, Person
from qunce.rooms.answers import answering, queries
from qunce.rooms.answers.tests.questions import ask, reply

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("few", [0, 200], ids=["many", "few"])
def test_each_word_stands_in_the_question_or_in_an_answer_that_is_read(
    web_group: Group, ben: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(queries, "FEW", few)  # how many are named by their keys changes nothing
    tom = enter(web_group.community, "Tom")
    join(tom, web_group)
    first = ask(ben, noon, "试用期能不能延长", text="员工在苏州")
    second = ask(ben, noon, "OKR 怎么定")
    answer = reply(first, tom, noon, "不能超过法定上限，kpi 另说。")
    found = {
        text: set(queries.search(queries.list_for(tom), text))
        for text in (
            "试用期",
            "试用期 法定上限",
            "苏州 KPI",
            "okr",
            "试用期 OKR",
            "  ",
            "%",
            "没有",
        )
    }
    assert found["试用期"] == found["试用期 法定上限"] == found["苏州 KPI"] == {first}
    assert (found["okr"], found["试用期 OKR"], found["没有"]) == ({second}, set(), set())
    assert (found["  "], found["%"]) == ({first, second}, set())
    answering.hide(answer, by=as_actor(tom), now=noon)
    assert not queries.search(queries.list_for(tom), "法定上限").exists()
