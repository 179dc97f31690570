"""A recommendation from experience is told from a hard sell, and both from a question."""

import pytest

from qunce.kernel.rules import Label
from qunce.rooms.moderation.rules import tool_words
from qunce.rooms.moderation.tests.build import judge, verdict_of


@pytest.mark.parametrize(
    "text",
    [
        "【推荐】排班软件，我们门店用了一年，以前手工排班两小时，现在二十分钟，缺点是导出格式丑",
        "推荐一个简历解析的小工具，我自己用了三个月，识别率还行，就是有点慢",
        "#推荐# 背调供应商，去年合作过30多次，报告挺快，价格有点贵",
    ],
)
def test_told_from_use_and_marked_is_welcome(text: str) -> None:
    assert verdict_of(tool_words.RULE, text) == f"{Label.TOOL_OK} sure"


@pytest.mark.parametrize(
    "text",
    [
        "一体化eHR系统特惠5折，赠送实施服务，添加顾问VX获取专属报价",
        "【推荐】全国最专业的RPO服务商，7天到岗不满意退款，合作热线13800000000",
        "绩效实战营开营啦，名师亲授，早鸟价仅限今晚，报名链接 https://okr.example.com",
        "企业内训找我，名师库覆盖全行业，免费出方案，咨询13800000000",
    ],
)
def test_a_hard_sell_is_found_with_or_without_the_mark(text: str) -> None:
    assert verdict_of(tool_words.RULE, text).startswith(Label.TOOL_BAD)


@pytest.mark.parametrize(
    "text",
    [
        "大家用的什么考勤系统？我们三班倒老算错",
        "请问有没有推荐的背调公司",
        "异地员工社保能不能找第三方代缴？",
        "灵活用工的兼职人员按劳务报酬还是经营所得",
        "我用的系统又卡死了，做了一下午的表没保存",
    ],
)
def test_questions_about_tools_are_left_alone(text: str) -> None:
    assert verdict_of(tool_words.RULE, text) == ""


def test_the_owners_own_words_are_found() -> None:
    config = tool_words.Config(words=("琥珀计划",))
    assert [each.span for each in judge(tool_words.RULE, "了解琥珀计划", config)] == [(2, 6)]
