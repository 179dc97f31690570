"""A recommendation from experience is told from a hard sell, and both from a question."""

import json
from pathlib import Path

import pytest

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Certainty, Label
from qunce.rooms.moderation.experience import lacks_experience
from qunce.rooms.moderation.rules import tool_words
from qunce.rooms.moderation.tests.build import judge, verdict_of

MESSAGES = Path(__file__).parents[5] / "eval"


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
        "【推荐】薪事力，算薪快",
        "【推荐】用友HR系统",
        "#推荐# 电子签平台，合法合规，秒签，要的私我",
        "【工具推荐】一个算个税的小程序，很好用",
    ],
)
def test_a_mark_without_any_experience_is_told_what_is_missing(text: str) -> None:
    (finding,) = judge(tool_words.RULE, text)
    assert (finding.label, finding.certainty) == (Label.TOOL_BAD, Certainty.SURE)
    assert tool_words.is_lacking(finding)


@pytest.mark.parametrize(
    "text",
    [
        "【推荐】薪事力，算薪从三天变一天",
        "【推荐】小鹅通，内训课都放里面，同学反映流畅",
        "【推荐】腾讯会议，团队开周会全靠它",
        "【推荐】北森测评，校招在跑，题量偏大",
        "【推荐】Moka，HM愿意自己进去看简历",
        "【推荐】人社部公众号，政策更新快",
        "【推荐】《绩效使能》，写OKR的",
        "推荐薪事力，算薪快",
    ],
)
def test_experience_in_any_words_and_what_is_no_tool_lack_nothing(text: str) -> None:
    assert not any(tool_words.is_lacking(each) for each in judge(tool_words.RULE, text))


@pytest.mark.parametrize("name", ["dev", "holdout", "holdout2", "holdout3", "holdout4", "holdout5"])
def test_no_right_recommendation_is_said_to_lack_experience(name: str) -> None:
    rows = [json.loads(row) for row in (MESSAGES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    right = [normalise(row["text"]).plain for row in rows if row["label"] in ("ok", "tool_ok")]
    assert not [text for text in right if lacks_experience(text)]


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
