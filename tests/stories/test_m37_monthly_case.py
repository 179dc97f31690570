"""M37: a case is called for, chosen, made anonymous, discussed in the group and summed up."""

from datetime import timedelta

import pytest

from cast import as_actor, enter, join
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry, Errand, Task
from qunce.people.audience import EVERYBODY
from qunce.people.models import Group, Person
from qunce.rooms.casework import actions, discussing, highlights, personal, queries
from qunce.rooms.casework.models import Argument, Proposal, Study
from stage import Stage

TOLD = (
    "Mia 是我们部门经理，在云杉精密有限公司，手下 12 人，就是不肯做绩效面谈，"
    "打电话 13800000000 也不接。"
)
POSITIONS = ["先私下沟通", "按制度处理", "请老板出面"]
METHOD = {
    "situation": "部门经理不配合考核。",
    "options": "沟通、制度、上级。",
    "law": "",
    "done": "先谈痛点，再陪做两次面谈。",
    "lesson": "先解决他的问题，再谈我们的表格。",
}


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member of the web group."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def called(stage: Stage, lin: Person) -> Study:
    community = stage.group.community
    by = as_actor(lin)
    return actions.call(
        community, "部门经理不配合绩效", "说说您的经历", EVERYBODY, by=by, now=stage.now
    )


def proposed(study: Study, person: Person, stage: Stage, text: str = TOLD) -> Proposal:
    form = f"form-token-of-a-browser-{person.pk}"
    return actions.propose(
        study, person, text, form, is_hidden=False, by=as_actor(person), now=stage.now
    )


def discussed(stage: Stage, ben: Person, lin: Person) -> Study:
    """Bring a case to its discussion."""
    study, by = called(stage, lin), as_actor(lin)
    actions.choose(study, proposed(study, ben, stage), by=by, now=stage.now)
    actions.write(study, study.title, "某部门经理不肯做绩效面谈。", POSITIONS, by=by, now=stage.now)
    actions.check(study, looked=0, by=by, now=stage.now)
    discussing.open_it(study, by=by, now=stage.now)
    stage.work()
    return study


def test_story_m37_from_the_call_to_the_end_of_the_discussion(
    web_stage: Stage, ben: Person, tom: Person, lin: Person, mia: Person
) -> None:
    study = discussed(web_stage, ben, lin)
    words = [each.text for each in web_stage.group.messages.order_by("id")]
    assert "部门经理不配合绩效" in words[0]
    assert "A. 先私下沟通" in words[1]
    web_stage.later(minutes=5)
    web_stage.say(tom, "A：先请他吃个饭，问问他怕什么")
    web_stage.say(ben, "我也遇到过，真的头疼")
    web_stage.later(minutes=5)
    (said,) = Argument.objects.all()
    assert (said.position.title, said.person, said.text) == (
        "先私下沟通",
        tom,
        "先请他吃个饭，问问他怕什么",
    )
    position = study.positions.get(place=1)
    discussing.argue(
        position,
        ben,
        "制度就是底线。",
        "form-token-of-an-argument",
        by=as_actor(ben),
        now=web_stage.now,
    )
    web_stage.later(hours=48)
    discussing.tick(web_stage.now)
    discussing.tick(web_stage.now)
    study.refresh_from_db()
    assert (study.state, Task.objects.get(kind="casework_sum_up").state) == ("closed", "open")
    web_stage.say(tom, "A：晚到的理由不算数了吧")
    web_stage.work()
    assert Argument.objects.count() == 2


def test_story_m37_the_method_is_published_with_thanks(
    web_stage: Stage, ben: Person, tom: Person, lin: Person, mia: Person
) -> None:
    study = discussed(web_stage, ben, lin)
    web_stage.later(minutes=5)
    web_stage.say(tom, "A：先请他吃个饭，问问他怕什么")
    web_stage.work()
    discussing.close(study, by=as_actor(lin), now=web_stage.now)
    discussing.sum_up(study, METHOD, by=as_actor(lin), now=web_stage.now)
    web_stage.work()
    assert Task.objects.get(kind="casework_sum_up").state == "done"
    case = queries.read_case(study.community_id, study.pk)
    assert case is not None
    assert case.credited == ("Ben", "Tom")
    assert [text for _head, text in case.parts] == [METHOD[n] for n in METHOD if METHOD[n]]
    fact = Entry.objects.get(fact="casework.CaseSummedUp")
    assert fact.payload["person"] == [ben.pk, tom.pk]
    last = web_stage.group.messages.order_by("-id").first()
    assert last is not None
    assert "Ben、Tom" in last.text
    (line,) = highlights.find(study.community_id, web_stage.now, web_stage.now + timedelta(hours=1))
    assert line.path == f"/m/hr/monthly/{study.pk}/"


def test_story_m37_nobody_is_named_before_it_is_discussed(
    web_stage: Stage, ben: Person, lin: Person, mia: Person
) -> None:
    study, by, now = called(web_stage, lin), as_actor(lin), web_stage.now
    actions.choose(study, proposed(study, ben, web_stage), by=by, now=now)
    assert "Mia" not in study.scenario
    assert "13800000000" not in study.scenario
    actions.write(study, "", f"{study.scenario} Mia", POSITIONS, by=by, now=now)
    with pytest.raises(RefusedError, match="Mia"):
        actions.check(study, looked=9, by=by, now=now)
    actions.write(study, "", study.scenario.replace(" Mia", ""), POSITIONS, by=by, now=now)
    kinds = [each.kind.value for each in queries.traces_of(study)]
    assert kinds == ["company", "number"]
    with pytest.raises(RefusedError):  # two places, and nobody has looked
        actions.check(study, looked=0, by=by, now=now)
    actions.replace_all(study, ["company"], by=by, now=now)
    assert "云杉精密" not in study.scenario
    actions.check(study, looked=1, by=by, now=now)
    assert (study.state, study.traces_left, study.checked_by) == ("checked", 1, lin)
    actions.write(study, "", "改过的情景", POSITIONS, by=by, now=now)
    assert study.state == "masked"  # it is looked at anew


def test_story_m37_where_the_channel_cannot_the_words_lie_on_the_desk(
    manual_stage: Stage, web_group: Group, ben: Person, lin: Person
) -> None:
    called(manual_stage, lin)
    manual_stage.work()
    assert Errand.objects.filter(kind="SendText").count() == 2  # one group can, one is by hand
    assert [each.kind for each in manual_stage.tasks()] != []


def test_story_m37_the_call_ends_proposals_are_taken_back_and_a_person_is_erased(
    web_stage: Stage, ben: Person, tom: Person, lin: Person
) -> None:
    study = called(web_stage, lin)
    mine = proposed(study, ben, web_stage)
    actions.take_back(mine, by=as_actor(ben), now=web_stage.now)
    other = proposed(study, tom, web_stage)
    web_stage.later(days=7)
    with pytest.raises(RefusedError):
        actions.propose(
            study,
            ben,
            "晚了",
            "form-token-too-late-x",
            is_hidden=False,
            by=as_actor(ben),
            now=web_stage.now,
        )
    discussing.tick(web_stage.now)
    discussing.tick(web_stage.now)
    assert Task.objects.filter(kind="casework_choose").count() == 1
    assert len(personal.export(ben)) == 1
    personal.erase(ben)
    assert Proposal.objects.get() == other
    actions.drop(study, "这个月没有合适的", by=as_actor(lin), now=web_stage.now)
    assert not queries.list_for(tom).exists()
    assert not Task.objects.filter(kind="casework_choose", state="open").exists()


def test_story_m37_a_closed_case_is_prolonged_and_a_summary_taken_back(
    web_stage: Stage, ben: Person, lin: Person
) -> None:
    study, by = discussed(web_stage, ben, lin), as_actor(lin)
    discussing.close(study, by=by, now=web_stage.now)
    discussing.prolong(study, by=by, now=web_stage.now)
    assert study.state == "discussed"
    discussing.close(study, by=by, now=web_stage.now)
    with pytest.raises(RefusedError):
        discussing.sum_up(study, {"situation": "只有情况"}, by=by, now=web_stage.now)
    discussing.keep_draft(study, {"law": "第四十条"}, now=web_stage.now)
    study.refresh_from_db()
    discussing.sum_up(study, METHOD, by=by, now=web_stage.now)
    discussing.reopen(study, by=by, now=web_stage.now)
    assert queries.read_case(study.community_id, study.pk) is None
    assert Task.objects.filter(kind="casework_sum_up", state="open").count() == 1


def test_story_m37_a_dropped_case_is_taken_up_where_it_stood(
    web_stage: Stage, ben: Person, lin: Person
) -> None:
    by, now = as_actor(lin), web_stage.now
    study = called(web_stage, lin)
    actions.drop(study, "先不做", by=by, now=now)
    actions.resume(study, by=by, now=now)
    assert (study.state, study.reason) == ("called", "")
    actions.choose(study, proposed(study, ben, web_stage), by=by, now=now)
    actions.drop(study, "不合适", by=by, now=now)
    actions.resume(study, by=by, now=now)
    assert (study.state, bool(study.scenario)) == ("masked", True)
    actions.write(study, study.title, "某部门经理不肯做绩效面谈。", POSITIONS, by=by, now=now)
    actions.check(study, looked=0, by=by, now=now)
    discussing.open_it(study, by=by, now=now)
    form = "form-token-of-an-argument"
    position = study.positions.get(place=1)
    discussing.argue(position, ben, "制度就是底线。", form, by=as_actor(ben), now=now)
    actions.drop(study, "吵起来了", by=by, now=now)
    assert not queries.list_for(ben).exists()
    actions.resume(study, by=by, now=now)
    assert (study.state, Argument.objects.get().text) == ("closed", "制度就是底线。")
    assert Task.objects.filter(kind="casework_sum_up", state="open").exists()
    assert "制度就是底线。" in queries.options_of(study)


def test_story_m37_the_desk_reminds_of_the_month_and_of_a_case_that_rests(
    web_stage: Stage, ben: Person, lin: Person
) -> None:
    by = as_actor(lin)
    discussing.remind(web_stage.now)
    assert not Task.objects.filter(kind="casework_call").exists()  # no cases are held here yet
    study = called(web_stage, lin)
    actions.choose(study, proposed(study, ben, web_stage), by=by, now=web_stage.now)
    web_stage.later(days=4)
    discussing.tick(web_stage.now)
    discussing.tick(web_stage.now)
    assert Task.objects.get(kind="casework_open").state == "open"
    actions.write(study, study.title, "某部门经理不肯做面谈。", POSITIONS, by=by, now=web_stage.now)
    actions.check(study, looked=0, by=by, now=web_stage.now)
    discussing.open_it(study, by=by, now=web_stage.now)
    assert Task.objects.get(kind="casework_open").state == "done"
    discussing.close(study, by=by, now=web_stage.now)
    discussing.sum_up(study, METHOD, by=by, now=web_stage.now)
    while web_stage.now.day != 6:  # the sixth of a month in which nothing was called for
        web_stage.later(days=1)
    discussing.remind(web_stage.now)
    discussing.remind(web_stage.now)
    assert Task.objects.get(kind="casework_call").state == "open"
    called(web_stage, lin)
    assert Task.objects.get(kind="casework_call").state == "done"
