"""Quotes, join questions and placeholders are not the member's words; places stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.own_words import own_words

AD = "代开发票加微信13800000000"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"「李雷：{AD}」\n- - - - - - - - - - - - - - -\n这种广告请不要发", "这种广告请不要发"),
        (f"「李雷：两行\n{AD}」\n————————————\n已举报", "已举报"),
        (f"「李雷：{AD}」\r\n- - - - - - - - -\r\n这种广告请不要发", "这种广告请不要发"),
        (f"> <@li:example.org> {AD}\n> 第二行\n\n不要发广告", "不要发广告"),
        (f"问题：{AD}多少钱？\n答案：我是李雷", "我是李雷"),
        (f"这是广告[引用 李雷：{AD}]", "这是广告"),
        ("[图片]", ""),
        ("【图片】[表情]看这张[图片消息]", "看这张"),
        ("[Photo] look", "look"),
        # What only looks like one of them is the member's own.
        ("【招聘】薪酬主管", "【招聘】薪酬主管"),
        ("「李雷」你好", "「李雷」你好"),
        (f"「李雷：{AD}」", f"「李雷：{AD}」"),
        ("问题：社保怎么补缴？", "问题：社保怎么补缴？"),
        ("10 > 5", "10 > 5"),
        ("[狗头]", "[狗头]"),
    ],
)
def test_only_what_its_author_wrote_is_left(text: str, own: str) -> None:
    left = own_words(text)
    assert left.strip() == own
    assert len(left) == len(text)


def test_a_message_that_is_only_a_quote_is_taken_as_its_authors_own() -> None:
    text = f"「李雷：{AD}」\n- - - - - - - - - -\n[图片]"
    assert AD in own_words(text)


@given(st.text(alphabet="「」：:-—\n >[]【】问题答案图片引用a加 ", max_size=60))
def test_every_character_that_is_left_stands_where_it_was(text: str) -> None:
    left = own_words(text)
    assert len(left) == len(text)
    assert all(now in (was, " ") for was, now in zip(text, left, strict=True))
