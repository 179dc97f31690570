"""What in a scenario may tell who it was, and how a position is read; no database."""

import pytest

from qunce.rooms.casework.domain import (
    PROPOSAL,
    STUDY,
    ProposalState,
    ProposalVerb,
    StudyState,
    StudyVerb,
    read_position,
)
from qunce.rooms.casework.traces import SURE, TraceKind, find_traces, without_traces

TOLD = (
    "我们是苏州云杉精密有限公司，2025年3月，薪酬主管王晓琳（13800000000）和林经理吵了一架，"
    "部门 48 人，月薪 1.2万元。按劳动合同法第40条处理。北辰物流的同行也遇到过。"
)


def test_every_state_is_reached_and_every_verb_used() -> None:
    assert set(STUDY.moves.values()) | {StudyState.CALLED} == set(StudyState)
    assert {verb for _state, verb in STUDY.moves} == set(StudyVerb)
    assert set(PROPOSAL.moves.values()) | {ProposalState.OFFERED} == set(ProposalState)
    assert {verb for _state, verb in PROPOSAL.moves} == set(ProposalVerb)


def test_names_companies_contacts_dates_and_numbers_are_found_and_the_law_is_not() -> None:
    found = find_traces(TOLD, ["王晓琳", "林"], ["北辰物流"])
    assert [(each.kind.value, each.text) for each in found] == [
        ("company", "苏州云杉精密有限公司"),
        ("date", "2025年3月"),
        ("member", "王晓琳"),
        ("contact", "13800000000"),
        ("person", "林经理"),
        ("number", "48 人"),
        ("amount", "1.2万元"),
        ("company", "北辰物流"),
    ]
    assert all(TOLD[slice(*each.span)] == each.text for each in found)


STORY = (
    "去年我在华为做HRBP，部门的王总和小李闹翻了，员工张伟在群里骂了主管陈志强，说拖欠他三万元奖金。"
    "李经理让我当天就办离职，赔了￥12,000，合同上写的是 8k 底薪。当事人张某后来去仲裁了。"
)


def test_people_who_are_no_members_known_employers_and_amounts_are_found() -> None:
    found = [(each.kind.value, each.text, each.instead) for each in find_traces(STORY, [])]
    assert found == [
        ("company", "华为", "某公司"),
        ("person", "王总", "某领导"),
        ("person", "小李", "某同事"),
        ("person", "张伟", "某某"),
        ("person", "陈志强", "某某"),
        ("amount", "三万元", "若干元"),
        ("person", "李经理", "某经理"),
        ("amount", "￥12,000", "若干元"),
        ("amount", "8k", "若干元"),
    ]
    text = without_traces(STORY, find_traces(STORY, []), TraceKind)
    assert find_traces(text, []) == []


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("我们在顺达物流，李总天天让人加班。", "顺达物流"),
        ("他从云帆科技跳出来，", ""),
        ("去年入职恒瑞精密当主管。", "恒瑞精密"),
        ("我在一家物流上班，同行都在传统机械里。", ""),
        ("大家在互联网教育里见过吗？", ""),
    ],
)
def test_a_name_that_ends_in_a_trade_is_a_company(text: str, company: str) -> None:
    found = [each.text for each in find_traces(text, []) if each.kind == TraceKind.COMPANY]
    assert found == ([company] if company else [])


@pytest.mark.parametrize(
    "text",
    [
        "部门经理不配合绩效考核，总经理也没办法，项目经理和人事总监都说按制度来。",
        "老员工觉得小时工资低，工资总额没变，金工和高工的津贴不同。",
        "当事人张某与班组长谈了三轮，范围很小，老师傅没有意见。",
        "一万个不愿意，一百个放心。",
    ],
)
def test_words_of_the_trade_are_no_names(text: str) -> None:
    assert find_traces(text, []) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("员工张伟闹到了仲裁", ["张伟"]),
        ("候选人欧阳没来", []),
        ("主管陈志强，脾气大", ["陈志强"]),
        ("助理周敏敲了门", ["周敏"]),
        ("员工高度认可，经理方案多", []),
    ],
)
def test_a_full_name_after_a_role_is_found(text: str, names: list[str]) -> None:
    assert [each.text for each in find_traces(text, [])] == names


def test_what_is_replaced_is_not_found_again() -> None:
    found = find_traces(TOLD, ["王晓琳"], ["北辰物流"])
    text = without_traces(TOLD, found, SURE)
    assert "王晓琳" not in text
    assert "13800000000" not in text
    assert "云杉精密" in text
    left = find_traces(without_traces(TOLD, found, TraceKind), ["王晓琳"], ["北辰物流"])
    assert left == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A：先谈，谈不拢再说制度", 0),
        ("选B，因为老板要结果", 1),
        ("我支持 c 先找他的上级", 2),
        ("a方案，先沟通再考核", 0),
        ("D：没有这个选项的理由", None),
        ("A", None),
        ("选A", None),
        ("App 里看到的，先沟通再说", None),
        ("我觉得先沟通比较好", None),
        ("BP 的角度应该先看业务", None),
    ],
)
def test_a_position_is_read_by_its_letter(text: str, place: int | None) -> None:
    found = read_position(text, 3)
    assert (found[0] if found else None) == place
