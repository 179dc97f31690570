"""Advertising outside HR is found, talk about the same things is not."""

import pytest

from qunce.rooms.moderation.rules import ad_words
from qunce.rooms.moderation.tests.build import judge, verdict_of


@pytest.mark.parametrize(
    "text",
    [
        "房贷利率高？本行信用贷当天放款，不看征信，加我微信办理",
        "自家养的土鸡蛋，农家散养，一箱60个包邮到家，要的私我",
        "手机在家就能做的打字兼职，日结，一单一结，名额不多，私聊我报名",
        "海外房产首付8万起，托管包租，年回报6%，详询置业顾问13800000000",
        "注册就送88彩金，充100送50，提现秒到",
        "代办本科学历，学信网可查，不用上课，加V咨询",
        "代 开 各 行 业 发 票，点数低，先开后付",
    ],
)
def test_what_breaks_the_clause_is_found(text: str) -> None:
    found = verdict_of(ad_words.RULE, text)
    assert found.startswith(ad_words.ABOUT.label)


@pytest.mark.parametrize(
    "text",
    [
        "员工想用公积金贷款买房，需要公司开什么证明？",
        "补充医疗保险和商业保险能一起报销吗？大家公司怎么买的",
        "兼职人员要不要交社保，工伤怎么办？",
        "提醒大家，刷单兼职都是骗子，有同事被骗了两万",
        "供应商让我们代开发票，这种算虚开吧？法务不同意",
        "新员工的学历是假的，可以解除劳动合同吗",
        "年会抽奖一等奖是手机，二等奖是红酒",
        "麻烦撤回一下贷款广告，群规禁止的",
    ],
)
def test_talk_of_work_is_left_alone(text: str) -> None:
    assert verdict_of(ad_words.RULE, text) == ""


def test_the_owners_own_words_are_found_and_left_alone_as_told() -> None:
    config = ad_words.Config(words=("琥珀计划",), leave=("琥珀计划说明会",))
    found = judge(ad_words.RULE, "琥珀计划了解一下", config)
    assert [each.span for each in found] == [(0, 4)]
    assert judge(ad_words.RULE, "今天是琥珀计划说明会", config) == []


def test_the_reason_names_what_is_sold_and_what_else_speaks_for_it() -> None:
    (found,) = judge(ad_words.RULE, "面膜第二盒半价，厂家直供，想要的私我")
    assert found.reason.params["word"] == "面膜、厂家直供、想要的私"
    assert found.span == (0, 2)
