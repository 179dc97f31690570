"""Traits: what a message is told by beside its characters."""

from collections import Counter

import numpy as np
import pytest

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Looked, Seen
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.rules import RULES
from qunce.rooms.moderation.tests.build import finding, message, seen
from qunce.rooms.moderation.traits import MOST, count, names, places, traits_of


def traits(text: str) -> Counter[str]:
    normal = normalise(text)
    return Counter(traits_of(Looked(Seen(message(text), normal), normal, ())))


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("今晚念佛，愿意的来", "themes.religion"),
        ("念 佛的来", "themes.religion"),
        ("新款面 膜", "themes.beauty"),
        ("这样算对吗", "asks"),
        ("【推荐】考勤机", "mark"),
        ("【推荐】考勤机", "tag"),
        ("一行\n又一行", "lines"),
    ],
)
def test_a_trait_is_seen(text: str, trait: str) -> None:
    assert trait in traits(text)


def test_words_of_a_group_count_once_each_and_not_without_end() -> None:
    assert traits("茶叶茶叶茶叶")["themes.food"] == 1
    assert traits("茶叶、蜂蜜、粽子、月饼、坚果")["themes.food"] == MOST


def test_latin_words_count_only_as_a_whole() -> None:
    assert "themes.hrservice" in traits("这个ATS不错")
    assert "themes.hrservice" not in traits("whats up")


def test_many_messages_have_the_traits_that_each_has() -> None:
    texts = ["早上好", "茶叶、蜂蜜、粽子、月饼、坚果 私我，电话13800000000", "【推荐】ATS 吗？", ""]
    engine = Engine([Setting(each) for each in RULES])
    batch = engine.look([seen(message(each)) for each in texts])
    rows = count(batch)
    for looked, row in zip(batch, rows, strict=True):
        alone = np.bincount(places(looked), minlength=len(names()))
        assert row.tolist() == alone.tolist()


def test_findings_are_traits_too() -> None:
    normal = normalise("早上好")
    looked = Looked(Seen(message("早上好"), normal), normal, [finding()])
    assert "ad_words ad_prohibited sure" in traits_of(looked)


def test_a_hidden_word_is_shown_to_the_second_look() -> None:
    engine = Engine([Setting(each) for each in RULES])
    (looked,) = engine.look([seen(message("低价代开发漂，先开后付，专飘普飘都有"))])
    assert "发票" in looked.shown.text
