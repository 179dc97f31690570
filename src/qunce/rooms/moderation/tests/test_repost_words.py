"""Handing out what others sell is found; one's own work is not."""

import pytest

from qunce.rooms.moderation.rules import repost_words
from qunce.rooms.moderation.tests.build import judge, verdict_of


@pytest.mark.parametrize(
    "text",
    [
        "付费课的录屏放网盘了，提取码1234，需要的自取",
        "这本书我整本扫描成pdf发群里了，省得买",
        "算薪软件破解版，注册机在压缩包里，群文件自取",
        "报告完整版官网卖八千，朋友给我的，网盘链接发大家，别说是我发的",
        "会员账号分享给大家一起用，别改密码",
    ],
)
def test_what_breaks_the_clause_is_found(text: str) -> None:
    found = verdict_of(repost_words.RULE, text)
    assert found.startswith(repost_words.ABOUT.label)


@pytest.mark.parametrize(
    "text",
    [
        "我自己写的调薪测算表，脱敏了，群文件自取",
        "讲师同意放回放了，链接在群公告，仅本群看",
        "请问有没有推荐的绩效书，想买正版",
        "别在群里发盗版课了，会被投诉的",
        "人社局官网有公开的操作手册，直接下载就行",
        "加我微信发你模板，是我自己做的",
    ],
)
def test_talk_of_work_is_left_alone(text: str) -> None:
    assert verdict_of(repost_words.RULE, text) == ""


def test_the_owners_own_words_are_found_and_left_alone_as_told() -> None:
    config = repost_words.Config(words=("琥珀计划",), leave=("琥珀计划说明会",))
    found = judge(repost_words.RULE, "琥珀计划了解一下", config)
    assert [each.span for each in found] == [(0, 4)]
    assert judge(repost_words.RULE, "今天是琥珀计划说明会", config) == []
