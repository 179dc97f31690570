"""The second look: weighs what others found, never sure by itself, the same singly as in batch."""

from dataclasses import replace

import numpy as np
import pytest

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Certainty, Finding, Label, Looked, Seen
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.grams import BITS, grams, grams_of
from qunce.rooms.moderation.rules import RULES, ad_words, second_look
from qunce.rooms.moderation.rules.second_look import Attention, Config, load
from qunce.rooms.moderation.tests.build import finding, judge, message, seen

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
    text = "dm 加微 v158 面膜 only 包邮 ok"
    assert judge(second_look.RULE, text, Config(attention=Attention.EAGER)) != []


def test_texts_shorter_than_the_owner_wants_are_not_looked_at() -> None:
    assert judge(second_look.RULE, OFFER, Config(least=100)) == []


def test_more_attention_never_shows_less() -> None:
    texts = [OFFER, CHAT, "谁认识做团建的，给个电话", "这课我录了，想要的说一声"]
    shown = [
        {text for text in texts if judge(second_look.RULE, text, Config(attention=each))}
        for each in Attention
    ]
    assert shown[0] <= shown[1] <= shown[2]


def test_a_rule_that_is_sure_is_weighed_once_more_and_stays_sure() -> None:
    engine = Engine([Setting(each) for each in RULES])
    found = engine.judge(seen(message("代开各行业发票，点数低，先开后付，电话13800000000")))
    assert [(each.rule, each.certainty) for each in found] == [("ad_words", Certainty.SURE)]


def chances(**of: float) -> dict[Label, float]:
    return {each: of.get(each, 0.01) for each in load().labels}


@pytest.mark.parametrize(
    ("found", "of", "stands"),
    [
        (finding(), chances(ad_prohibited=0.95), ["ad_words sure"]),
        (finding(), chances(ad_prohibited=0.5, ok=0.4), ["ad_words likely"]),
        (finding(), chances(ad_prohibited=0.3, ok=0.6), ["ad_words likely"]),
        (finding(), chances(ad_prohibited=0.05, ok=0.9), []),
        (finding(certainty=Certainty.LIKELY), chances(ad_prohibited=0.3, ok=0.6), []),
        (finding(), chances(attack=0.9), ["second_look likely"]),
        (replace(finding(), settled=True), chances(ok=0.99), ["ad_words sure"]),
        (replace(finding(), forbidden=True), chances(ok=0.99), ["ad_words sure"]),
        (finding(label=Label.FLOOD), chances(ok=0.99), ["ad_words sure"]),
        (finding(label=Label.RECRUIT_BAD), chances(recruit_ok=0.9), ["ad_words likely"]),
        (finding(label=Label.RECRUIT_OK), chances(recruit_bad=0.9), ["ad_words sure"]),
    ],
)
def test_what_stands_is_decided_by_chances(
    found: Finding, of: dict[Label, float], stands: list[str]
) -> None:
    normal = normalise("代开发票找我")
    looked = Looked(Seen(message(normal.text), normal), normal, [found])
    stand = second_look.weigh(looked, [found], of, load())
    assert [f"{each.rule} {each.certainty}" for each in stand] == stands


def test_who_sells_and_insults_is_found_for_both() -> None:
    engine = Engine([Setting(each) for each in RULES])
    found = engine.judge(
        seen(message("你是个傻逼，代开各行业发票，点数低，先开后付，电话13800000000"))
    )
    assert {each.label for each in found} == {Label.ATTACK, Label.AD_PROHIBITED}


def test_what_says_that_it_is_a_post_is_one() -> None:
    normal = normalise("【招聘】公司扩张需要大量人才加入")
    looked = Looked(Seen(message(normal.text), normal), normal, ())
    post = finding(rule="recruitment", label=Label.RECRUIT_BAD)
    (stand,) = second_look.weigh(looked, [post], chances(tool_bad=0.9), load())
    assert (stand.rule, stand.certainty) == ("recruitment", Certainty.LIKELY)


def test_a_question_is_never_sanctioned_by_itself() -> None:
    normal = normalise("老师写了禁止转载，我截图算侵权吗？")
    looked = Looked(Seen(message(normal.text), normal), normal, ())
    asked = finding(label=Label.REPOST)
    (stand,) = second_look.weigh(looked, [asked], chances(repost=0.95), load())
    assert stand.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    ("text", "label", "certainty"),
    [
        ("他说“你就是个废物”，然后摔门走了", Label.ATTACK, Certainty.LIKELY),
        ("他说“你好”，你就是个废物", Label.ATTACK, Certainty.SURE),
        ("电梯里贴着「代开各行业发票」", Label.AD_PROHIBITED, Certainty.LIKELY),
        ("【推荐】好用的电子合同平台，注册送一百份", Label.TOOL_BAD, Certainty.LIKELY),
        ("好用的电子合同平台，注册送一百份", Label.TOOL_BAD, Certainty.SURE),
    ],
)
def test_what_is_quoted_or_marked_is_shown_to_a_person(
    text: str, label: Label, certainty: Certainty
) -> None:
    normal = normalise(text)
    word = next(each for each in ("废物", "代开", "电子") if each in text)
    span = (text.index(word), text.index(word) + 2)
    looked = Looked(Seen(message(text), normal), normal, ())
    (stand,) = second_look.weigh(
        looked, [replace(finding(label=label), span=span)], chances(**{str(label): 0.95}), load()
    )
    assert stand.certainty is certainty


def test_the_clause_around_what_speaks_for_a_label_is_pointed_at() -> None:
    text = "早上好各位，妹妹在做进口红酒代理年底冲量，两瓶158送开瓶器，想尝的跟我说"
    (found,) = judge(second_look.RULE, text)
    told = text[slice(*found.span)]
    assert told in text.split("，")
    assert found.reason.params == {"stretch": told}


def test_a_long_clause_is_cut_where_it_is_quickly_read() -> None:
    text = "妹妹在做进口红酒代理年底冲量两瓶158送开瓶器想尝的跟我说要的话今天下单明天就能送到"
    (found,) = judge(second_look.RULE, text)
    start, end = found.span
    assert 0 < end - start <= 24


def test_the_names_of_those_who_are_called_are_not_read() -> None:
    texts = ["欢迎 @刘洋-诚信办证-招聘主管 入群，先看公告", "欢迎 入群，先看公告"]
    read = [second_look.text_of(Looked(seen(message(each)), normalise(each), ())) for each in texts]
    assert read[0] == read[1]


def test_an_address_is_no_name_of_somebody_called() -> None:
    text = "简历投 hr@example.com 谢谢各位老师"
    assert "example" in second_look.text_of(Looked(seen(message(text)), normalise(text), ()))


def test_all_figures_are_one_to_the_model() -> None:
    one, other = grams(["月薪8000元"]), grams(["月薪9500元"])
    for runs, others in zip(one, other, strict=True):
        assert runs.hashes.tolist() == others.hashes.tolist()


def test_chances_of_a_message_add_up_to_one() -> None:
    normals = [normalise(each) for each in (OFFER, CHAT)]
    batch = [Looked(seen(message(each.text)), each, [finding(rule="new")]) for each in normals]
    scores = load().scores([OFFER, CHAT], batch)
    sums = second_look.chances_of(scores).sum(axis=1).tolist()
    assert sums == pytest.approx([1.0, 1.0], abs=1e-5)


def test_the_words_of_the_owner_are_never_doubted() -> None:
    rules = [Setting(each) for each in RULES if each is not ad_words.RULE]
    engine = Engine([Setting(ad_words.RULE, ad_words.Config(words=("早上好",))), *rules])
    found = engine.judge(seen(message("早上好各位，今天社保系统又崩了")))
    assert [(each.rule, each.certainty) for each in found] == [("ad_words", Certainty.SURE)]


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


def test_an_offer_with_a_way_to_reach_its_author_is_not_let_be_by_the_model() -> None:
    engine = Engine([Setting(rule) for rule in RULES])
    (found,) = engine.judge(seen(message("代缴社保公积金，挂靠个税，加 V：daijiao6688")))
    assert (found.label, found.certainty) == (Label.AD_PROHIBITED, Certainty.LIKELY)


@pytest.mark.parametrize("text", ["a", "甲乙", "月薪8000元，双休😀", "hrbp " * 40])
def test_the_runs_of_one_text_are_those_of_a_batch(text: str) -> None:
    together = np.concatenate([each.hashes for each in grams([text])])
    assert grams_of(text).tolist() == together.tolist()
