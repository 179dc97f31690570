"""The second look: only where others found nothing, never sure, the same one by one as in batch."""

import pytest

from qunce.kernel.rules import Certainty, Label
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.grams import BITS, grams
from qunce.rooms.moderation.rules import RULES, second_look
from qunce.rooms.moderation.rules.second_look import Attention, Config, load
from qunce.rooms.moderation.tests.build import judge, message, seen

OFFER = "妹妹在做进口红酒代理，年底冲量，两瓶158送开瓶器，想尝的跟我说"
CHAT = "早上好各位，今天社保系统又崩了"


def test_a_breach_without_a_listed_word_is_shown_to_a_person() -> None:
    (found,) = judge(second_look.RULE, OFFER)
    assert found.label is Label.AD_PROHIBITED
    assert found.clause == "ads"
    assert found.certainty is Certainty.LIKELY
    start, end = found.span
    assert 0 <= start < end <= len(OFFER)


@pytest.mark.parametrize("text", ["", "嗯", CHAT, "收到", "请问试用期可以延长吗"])
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert judge(second_look.RULE, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "asdf qwer",
        "<script>alert(1)</script>",
        "https://example.com/a?b=c",
        "你好 hello world abc",
        "看看 https://example.com/s/abcdefg",
    ],
)
def test_what_is_hardly_chinese_is_left_alone(text: str) -> None:
    assert judge(second_look.RULE, text, Config(attention=Attention.EAGER, least=2)) == []


def test_four_characters_between_others_are_looked_at() -> None:
    assert judge(second_look.RULE, "dm 酒 v158 代理 only 送 ok") != []


def test_texts_shorter_than_the_owner_wants_are_not_looked_at() -> None:
    assert judge(second_look.RULE, OFFER, Config(least=100)) == []


def test_more_attention_never_shows_less() -> None:
    texts = [OFFER, CHAT, "谁认识做团建的，给个电话", "这课我录了，想要的说一声"]
    shown = [
        {text for text in texts if judge(second_look.RULE, text, Config(attention=each))}
        for each in Attention
    ]
    assert shown[0] <= shown[1] <= shown[2]


def test_the_second_look_is_silent_where_another_rule_spoke() -> None:
    engine = Engine([Setting(each) for each in RULES])
    found = engine.judge(seen(message("代开各行业发票，点数低，先开后付，电话13800000000")))
    assert [each.rule for each in found] == ["ad_words"]


def test_a_batch_gives_what_single_messages_give() -> None:
    engine = Engine([Setting(each) for each in RULES])
    batch = [seen(message(each)) for each in (OFFER, "", CHAT, OFFER, "好")]
    assert engine.judge_all(batch) == [engine.judge(each) for each in batch]


def test_runs_stay_within_their_text() -> None:
    together, alone = grams(["甲乙", "丙", "丁戊己"]), grams(["丙"])
    for size, (runs, single) in enumerate(zip(together, alone, strict=True), start=1):
        lengths = [each - size + 1 for each in (4, 3, 5)]
        assert runs.starts.tolist() == [0, lengths[0], lengths[0] + lengths[1]]
        assert len(runs.hashes) == sum(lengths)
        assert runs.hashes[runs.starts[1] : runs.starts[2]].tolist() == single.hashes.tolist()
        assert int(runs.hashes.max()) < 1 << BITS


def test_the_model_knows_the_labels_of_the_scheme() -> None:
    assert set(load().labels) == set(Label) - {Label.FLOOD}
