"""What hurts somebody is found; what is told, quoted or said of oneself is not."""

import pytest

from qunce.rooms.moderation.rules import attack_words
from qunce.rooms.moderation.tests.build import judge, verdict_of


@pytest.mark.parametrize(
    "text",
    [
        "你就是个废物，滚出这个群",
        "@老张 你这种蠢货也配做HR",
        "再多说一句试试，我知道你在哪上班",
        "那个省的人没一个好东西",
        "女的就别来做管理了，天生就不行",
        "楼上脑残吧你",
    ],
)
def test_what_breaks_the_clause_is_found(text: str) -> None:
    found = verdict_of(attack_words.RULE, text)
    assert found.startswith(attack_words.ABOUT.label)


@pytest.mark.parametrize(
    "text",
    [
        "员工在会上骂主管是废物，按手册能解除吗",
        "我真是个猪，工资表又发错了",
        "这破系统又崩了，气死我了",
        "匿名问卷里有人写领导是傻缺，要不要反馈给本人？",
        "请大家不要人身攻击，就事论事",
        "今天的垃圾分类培训有多少人参加",
        "不客气",
        "找他们里面最会骂的那个当试用组长",
        "那就承认你要的是 KPI，没什么丢人的",
    ],
)
def test_talk_of_work_is_left_alone(text: str) -> None:
    assert verdict_of(attack_words.RULE, text) == ""


def test_the_owners_own_words_are_found_and_left_alone_as_told() -> None:
    config = attack_words.Config(words=("琥珀计划",), leave=("琥珀计划说明会",))
    found = judge(attack_words.RULE, "琥珀计划了解一下", config)
    assert [each.span for each in found] == [(0, 4)]
    assert judge(attack_words.RULE, "今天是琥珀计划说明会", config) == []
