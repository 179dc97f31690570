"""What in a scenario may tell who it was, and how a position is read; no database."""

import pytest

from qunce.rooms.casework.domain import (
    PROPOSAL,
    STUDY,
    SURE,
    ProposalState,
    ProposalVerb,
    StudyState,
    StudyVerb,
    TraceKind,
    find_traces,
    read_position,
    without_traces,
)

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
        ("number", "48 人"),
        ("number", "1.2万元"),
        ("company", "北辰物流"),
    ]
    assert all(TOLD[slice(*each.span)] == each.text for each in found)


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
