"""What is spelled or hidden is read by the second look as it is meant; contacts stay."""

import pytest

from qunce.kernel.rules import Label
from qunce.rooms.moderation.engine import Engine, Setting, label_of
from qunce.rooms.moderation.rules import RULES
from qunce.rooms.moderation.tests.build import message, seen

ENGINE = Engine([Setting(rule) for rule in RULES])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("说点mingan的，敢说的liaoliao", "说点敏感的,敢说的聊聊"),
        ("今天 HRBP 例会改到 10 点", "今天 hrbp 例会改到 10 点"),
        ("加我 zhaopinxiaoli 发模板", "加我 zhaopinxiaoli 发模板"),
        ("整理了wenjian，加薇信领取", "整理了文件,加微信领取"),
    ],
)
def test_a_text_is_shown_as_its_readers_take_it(text: str, shown: str) -> None:
    (looked,) = ENGINE.look([seen(message(text))])
    assert looked.shown.plain == shown
    assert looked.seen.normal.text == text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("说点mingan的，今年经济这样到底谁该负责，敢说的liaoliao", Label.SENSITIVE),
        ("你就是我见过最wuchi的tonghang，没有之一", Label.ATTACK),
        ("下周团建去dongguan还是zhuhai，大家投个票", Label.OK),
    ],
)
def test_spelling_hides_nothing_from_the_second_look(text: str, label: Label) -> None:
    assert label_of(ENGINE.judge(seen(message(text)))) is label
