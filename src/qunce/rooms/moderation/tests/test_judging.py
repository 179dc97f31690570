"""What is a member's own, several messages that are one, and the harshest step once."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Charter
from qunce.kernel.messages import MessageKind
from qunce.kernel.rules import RuleState
from qunce.kernel.text import Words
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions, queries
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.judging import is_piece, judge_batch
from qunce.rooms.moderation.lexicon import WordConfig
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.rederive import derive_again
from qunce.rooms.moderation.rules import RULES
from qunce.rooms.moderation.tests.build import NOON, message, seen
from qunce.shell.words import render, sentence
from qunce.store.codecs import decode, encode
from stage import Stage

AD = "代开各行业发票，点数低，先开后付，电话13800000000"
PARTS = ("代开", "发票", "先开后付", "加微信", "13800000000")

db = pytest.mark.django_db


def together(*texts: str, seconds: int = 5) -> list[list[str]]:
    """Return by message the rules that find something, with what the author wrote before."""
    said = [
        message(text, at=NOON + timedelta(seconds=seconds * n), key=n)
        for n, text in enumerate(texts, 1)
    ]
    batch = [seen(each)._replace(recent=said[:n]) for n, each in enumerate(said)]
    engine = Engine([Setting(each, state=RuleState.LIVE) for each in RULES])
    _, found = judge_batch(engine, batch)
    return [[str(each.label) for each in its if each.certainty == "sure"] for its in found]


def to_post(stage: Stage) -> list[str]:
    """Return what the desk asks to be posted."""
    return [render(decode(Words, each.words)) for each in stage.tasks() if each.words]


def test_short_messages_that_only_together_are_an_ad_are_one_ad_once() -> None:
    found = together("早上好", *PARTS, "谢谢")
    assert [its for its in found if its] == [["ad_prohibited"]]
    assert found[3]


@pytest.mark.parametrize("seconds", [61, 3600])
def test_messages_far_apart_are_not_joined(seconds: int) -> None:
    assert not any(together(*PARTS, seconds=seconds))


def test_what_is_an_ad_by_itself_is_not_found_again_in_what_follows() -> None:
    found = together(AD[:38], "好的", "谢谢")
    assert [bool(its) for its in found] == [True, False, False]


def test_talk_in_short_lines_stays_talk() -> None:
    lines = ("请教一下", "发票丢了怎么办", "财务说要登报", "有人遇到过吗", "我电话13800000000")
    assert not any(together(*lines))


def test_what_may_be_an_insult_is_not_lost_as_a_piece_of_an_ad() -> None:
    for last, labels in (("加微信 蠢货", ["attack"]), ("加微信", [])):
        said = [
            message(text, at=NOON + timedelta(seconds=5 * n), key=n)
            for n, text in enumerate((*PARTS[:3], last), 1)
        ]
        batch = [seen(each)._replace(recent=said[:n]) for n, each in enumerate(said)]
        engine = Engine([Setting(each, state=RuleState.LIVE) for each in RULES])
        looked, found = judge_batch(engine, batch)
        assert [str(each.label) for each in found[3]] == labels
        assert is_piece(looked[3], found[3]) is not bool(labels)


@db
def test_the_case_shows_all_parts_and_all_are_taken_back(web_stage: Stage, ben: Person) -> None:
    for text in PARTS:
        web_stage.say(ben, text)
        web_stage.now += timedelta(seconds=5)
        web_stage.work()
    case = Case.objects.get()
    assert (case.clause, case.state, case.strike) == ("ads", "acted", 1)
    assert case.text == "\n".join(PARTS[:3])
    assert not Message.objects.filter(recalled_at__isnull=True, text__in=PARTS).exists()
    assert derive_again(case).same
    later = Entry.objects.filter(fact="moderation.PiecesFound").order_by("id")
    assert [sentence(each) for each in later] == [
        f"记录 {case.pk}：另有 1 条消息属于同一件事。" for _ in PARTS[3:]
    ]


@db
def test_pieces_that_come_while_the_case_waits_are_taken_back_with_it(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    ads = Charter().clause("ads")
    assert ads is not None
    without = [encode(each) for each in Charter().clauses if each is not ads]
    less = {"clauses": without}
    playbook.change(web_stage.group.community, "charter", less, by=SHELL, now=web_stage.now)
    for text in PARTS[:4]:
        web_stage.say(ben, text)
        web_stage.now += timedelta(seconds=5)
        web_stage.work()
    case = Case.objects.get()
    assert case.state == "open"
    web_stage.say(ben, PARTS[4])
    web_stage.work()
    assert Message.objects.filter(recalled_at__isnull=True, text__in=PARTS).count() == 5
    assert Entry.objects.filter(fact="moderation.PiecesFound").count() == 2
    back = {"clauses": [*without, encode(ads)]}
    playbook.change(web_stage.group.community, "charter", back, by=SHELL, now=web_stage.now)
    case.refresh_from_db()
    actions.act(case, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert not Message.objects.filter(recalled_at__isnull=True, text__in=PARTS).exists()
    assert derive_again(case).same


@db
def test_talk_after_an_ad_in_pieces_stays(web_stage: Stage, ben: Person) -> None:
    for text in (*PARTS, "谢谢大家", "早上好"):
        web_stage.say(ben, text)
        web_stage.now += timedelta(seconds=5)
    web_stage.work()
    left = Message.objects.filter(recalled_at__isnull=True).values_list("text", flat=True)
    assert set(left) == {"谢谢大家", "早上好"}
    assert Case.objects.count() == 1


@db
def test_where_nobody_can_recall_one_text_names_all_pieces(manual_stage: Stage) -> None:
    for text in PARTS:
        manual_stage.hear("小王", text)
        manual_stage.now += timedelta(seconds=5)
    manual_stage.work()
    (words,) = to_post(manual_stage)
    assert all(f"“{part}”" in words for part in PARTS)


@db
def test_a_later_piece_is_asked_for_by_itself_where_nobody_can_recall(manual_stage: Stage) -> None:
    for text in PARTS[:4]:
        manual_stage.hear("小王", text)
        manual_stage.now += timedelta(seconds=5)
        manual_stage.work()
    first, second = to_post(manual_stage)
    assert f"“{PARTS[2]}”" in first
    assert f"“{PARTS[3]}”" in second
    assert Case.objects.count() == 1


@db
def test_a_part_that_was_a_question_before_goes_into_the_case_of_the_whole(
    web_stage: Stage, ben: Person
) -> None:
    for text in ("刷单", "兼职"):
        web_stage.say(ben, text)
        web_stage.work()
        web_stage.now += timedelta(seconds=5)
    assert list(Case.objects.order_by("id").values_list("state", "text")) == [
        ("dismissed", "刷单"),
        ("acted", "刷单\n兼职"),
    ]
    assert not [task for task in web_stage.tasks() if task.kind == "review"]


@db
@pytest.mark.parametrize(
    "text",
    [
        f"「李雷：{AD}」\n- - - - - - - - - - - - - - -\n这种请不要发",
        f"> <@li:example.org> {AD}\n\n这种请不要发",
        f"问题：{AD}可以发吗？\n答案：不可以",
        "[图片]",
    ],
)
def test_what_others_said_and_placeholders_are_not_the_members_words(
    web_stage: Stage, ben: Person, text: str
) -> None:
    web_stage.say(ben, text)
    web_stage.work()
    assert not Hit.objects.exists()


@db
def test_a_forwarded_chat_is_not_its_senders_words(manual_stage: Stage) -> None:
    manual_stage.hear("小王", AD)
    Message.objects.update(kind=MessageKind.BUNDLE)
    manual_stage.work()
    assert not Hit.objects.exists()


@db
def test_two_rules_on_one_message_make_one_case_with_the_harshest_step_once(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, f"你是个傻逼，{AD}")
    web_stage.work()
    case = Case.objects.get()
    assert Hit.objects.values("rule").distinct().count() == 2
    assert case.step == "warn"
    assert case.strike == 1
    assert {each.rule for each in queries.findings_of(case)} == {"ad_words"}
    assert {each.rule for each in queries.beside_of(case)} == {"attack_words"}
    web_stage.later(days=1)
    web_stage.say(ben, f"你真是个傻逼，{AD}。")
    web_stage.work()
    assert Case.objects.count() == 2
    last = Case.objects.order_by("id").last()
    assert last is not None
    # One case is one strike, under the clause that weighed most.
    assert (last.strike, last.step) in {(2, "remove"), (2, "mute")}


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", " \n\t"])
def test_a_list_of_blanks_matches_nothing(blank: str) -> None:
    for rule in RULES:
        if isinstance(rule.config, WordConfig):
            own = replace(rule.config, words=(blank,), leave=(blank,))
            engine = Engine([Setting(rule, own, RuleState.LIVE)])
            found = engine.judge_all([seen(message(text)) for text in ("早上 好", " ", "a b\nc")])
            assert found == [[], [], []], rule.key


def test_a_word_that_is_given_twice_counts_once() -> None:
    rule = next(each for each in RULES if each.key == "ad_words")
    texts = ("青汁大礼包到货", "青汁大礼包到货，加微信 qingzhi888", "都别买青汁大礼包")

    def judged(*words: str) -> list[object]:
        own = replace(rule.config, words=words)
        engine = Engine([Setting(rule, own, RuleState.LIVE)])
        return [engine.judge(seen(message(text))) for text in texts]

    assert judged("青汁大礼包") == judged("青汁大礼包", "青汁大礼包", " 青汁大礼包　")
    assert judged("青汁大礼包")[0]
    assert judged("青汁大礼包", "信用卡代办") == judged("信用卡代办", "青汁大礼包", "信用卡代办")


def test_an_empty_list_matches_nothing() -> None:
    for rule in RULES:
        empty = {
            each.name: ()
            for each in fields(rule.config)
            if isinstance(getattr(rule.config, each.name), tuple)
        }
        engine = Engine([Setting(rule, replace(rule.config, **empty), RuleState.LIVE)])
        found = engine.judge_all([seen(message(text)) for text in ("早上好", "", "请教社保", " ")])
        assert found == [[], [], [], []], rule.key
    assert Engine([]).judge(seen(message(AD))) == []
