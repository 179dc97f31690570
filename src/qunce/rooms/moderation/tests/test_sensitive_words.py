"""Debates of politics and preaching are found; work that touches on them is not."""

import pytest

from qunce.rooms.moderation.rules import sensitive_words
from qunce.rooms.moderation.tests.build import judge, verdict_of


@pytest.mark.parametrize(
    "text",
    [
        "信主得永生，愿意认识主的朋友私信我，周日有查经班",
        "你们说两岸什么时候统一，来聊聊，我先说",
        "这次总统选举你们支持谁？来投个票，站哪边",
        "转发观音灵签保全家平安，不转会有血光之灾",
        "说到底是体制问题，大家怎么看，来讨论讨论",
    ],
)
def test_what_breaks_the_clause_is_found(text: str) -> None:
    found = verdict_of(sensitive_words.RULE, text)
    assert found.startswith(sensitive_words.ABOUT.label)


@pytest.mark.parametrize(
    "text",
    [
        "应聘登记表里的政治面貌要不要删掉",
        "员工因为宗教信仰要求周五调休，拒绝算歧视吗",
        "党支部换届要HR配合哪些材料",
        "工会换届选举的候选人怎么提名",
        "办公室政治太累了，两个总监抢人",
        "车间罢工了，工会主席去谈诉求，HR要做什么",
        "别聊大选了，群规写了不谈政治宗教",
    ],
)
def test_talk_of_work_is_left_alone(text: str) -> None:
    assert verdict_of(sensitive_words.RULE, text) == ""


def test_the_owners_own_words_are_found_and_left_alone_as_told() -> None:
    config = sensitive_words.Config(words=("琥珀计划",), leave=("琥珀计划说明会",))
    found = judge(sensitive_words.RULE, "琥珀计划了解一下", config)
    assert [each.span for each in found] == [(0, 4)]
    assert judge(sensitive_words.RULE, "今天是琥珀计划说明会", config) == []
