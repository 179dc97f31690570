"""A claim of leave is heard, but a question, a wish or a denial of it is none."""

import pytest

from qunce.kernel.normal import normalise
from qunce.rooms.moderation import declared
from qunce.rooms.moderation.rules import repost_words
from qunce.rooms.moderation.tests.build import judge, verdict_of


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("转载自公众号人力说，已获授权", "已获授权"),
        ("这套课作者授权我分享", "作者授权"),
        ("讲师同意转发的", "讲师同意"),
        ("已经征得作者本人同意，给大家学习", "已经征得作者本人同意"),
        ("经版权方许可", "经版权方许可"),
        ("我有授权", "我有授权"),
        ("出版社书面授权在我这里，已取得出版社的书面授权", "已取得出版社的书面授权"),
        ("已 获 授 权", "已获授权"),
        ("已獲授權", "已获授权"),
    ],
)
def test_a_claim_is_heard(text: str, claim: str) -> None:
    assert declared.find_claim(normalise(text).plain).startswith(claim)


@pytest.mark.parametrize(
    "text",
    [
        "未经授权不得转载",
        "没有授权，别外传",
        "还没经过作者同意",
        "转载要先经作者同意",
        "需要作者授权吗？",
        "转载是否经作者授权？",
        "未获作者授权",
        "公司同意我休年假吗",
        "给你发个授权码",
        "作者不同意",
        "得到作者同意才能转",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert declared.find_claim(normalise(text).plain) == ""


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("转载自：人力说", True),
        ("来源: 人社部官网", True),
        ("作者李工，写得好", True),
        ("薪酬体系设计十讲里说", True),
        ("作者是谁？", False),
        ("来源？", False),
        ("分享一段", False),
    ],
)
def test_a_source_is_named(text: str, is_named: bool) -> None:
    assert declared.names_source(normalise(text).plain, "薪酬体系设计十讲", "") == is_named


PIRATED = "我买了那个付费课的全套录屏，放网盘了，原价1980，需要的自取，别外传"


def test_words_of_a_repost_that_claim_leave_wait_for_a_person() -> None:
    assert verdict_of(repost_words.RULE, PIRATED) == "repost sure"
    found = judge(repost_words.RULE, f"{PIRATED}，已获授权")[0]
    assert (found.certainty, found.settled) == ("likely", True)
    assert found.reason.params["claim"] == "已获授权"


def test_the_owners_own_words_are_not_softened() -> None:
    config = repost_words.Config(words=("琥珀计划",))
    found = judge(repost_words.RULE, "琥珀计划全文，已获授权", config)[0]
    assert found.certainty == "sure"
