"""All rules together: states, what a message is called, and lines in and out."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from qunce.kernel.rules import Certainty, Finding, Label, RuleState, Seen, Sought
from qunce.rooms.moderation.engine import Engine, Setting, label_of, settle
from qunce.rooms.moderation.lines import BadLine, judge_lines, run
from qunce.rooms.moderation.rules import RULES, ad_words
from qunce.rooms.moderation.tests.build import NOON, finding, message, seen

MESSAGES = Path(__file__).parents[5] / "eval/dev.jsonl"
AD = "代开各行业发票，点数低，先开后付，电话13800000000"


def engine(state: RuleState | None = None) -> Engine:
    return Engine([Setting(each, state=state) for each in RULES])


def test_a_rule_that_is_off_finds_nothing_and_one_that_watches_finds_all_the_same() -> None:
    assert engine(RuleState.OFF).judge(seen(message(AD))) == []
    watching = engine(RuleState.OBSERVE)
    assert [each.rule for each in watching.judge(seen(message(AD)))] == ["ad_words"]
    assert watching.states["ad_words"] is RuleState.OBSERVE


def test_a_batch_is_judged_in_its_order() -> None:
    batch = [seen(message(each)) for each in ("早上好", AD, "")]
    assert [len(each) for each in engine().judge_all(batch)] == [0, 1, 0]


def test_no_rule_is_kept_from_what_it_would_find() -> None:
    """What words back and phrases hint at only saves questions: all rules asked find the same."""
    rows = MESSAGES.read_text("utf-8").splitlines()
    batch = [seen(message(json.loads(row)["text"])) for row in rows]
    all_asked = [replace(each, least=0, hinted=None, sift=None) for each in RULES]
    looks = [
        [each.findings for each in Engine([Setting(rule) for rule in rules]).look(batch)]
        for rules in (RULES, all_asked)
    ]
    assert looks[0] == looks[1]
    assert sum(map(len, looks[0])) > 100


def test_a_message_is_judged_among_many_as_it_is_alone() -> None:
    before = [
        message("大家好呀，请问今晚的分享几点开始", at=NOON - timedelta(seconds=9 - n))
        for n in range(7)
    ]
    batch = [
        seen(message(each)) for each in (AD, "早上好", "你真蠢", "代开\ue000发票", "", "念 佛的来")
    ]
    batch += [each._replace(recent=before) for each in batch]
    batch.append(seen(before[0])._replace(recent=before))
    found = engine().judge_all(batch)
    assert found == [engine().judge(each) for each in batch]
    assert {each.rule for its in found for each in its} >= {"ad_words", "flood", "repeated"}


def test_rules_of_which_one_backs_nothing_are_asked_only_where_a_text_hints_at_it() -> None:
    asked: list[str] = []

    def judge(each: Seen, _config: Any) -> Sequence[Finding]:
        asked.append(each.message.text)
        return ()

    rule = replace(
        ad_words.RULE,
        judge=judge,
        prepare=None,
        words=lambda _config: [Sought("车", wakes=True), Sought("卖", backs=2), Sought("修")],
        least=2,
        hinted=lambda plain, _config: "急" in plain,
    )
    texts = ["卖车", "车修好了", "车急", "卖菜", "车电话13800000000"]
    Engine([Setting(rule)]).judge_all([seen(message(each)) for each in texts])
    assert asked == ["卖车", "车急", "车电话13800000000"]


def test_every_rule_is_complete() -> None:
    keys = [each.key for each in RULES]
    assert len(set(keys)) == len(keys)
    for each in RULES:
        assert each.title
        assert each.help
        assert isinstance(each.config, type(each.config))


def test_an_offer_says_more_than_its_address_and_a_post_is_no_advertisement() -> None:
    ad, bait = finding(), finding(rule="links")
    post = finding(rule="recruitment", label=Label.RECRUIT_OK)
    assert settle([ad, bait]) == [ad]
    assert settle([bait]) == [bait]
    assert settle([ad, post, bait]) == [post]


@pytest.mark.parametrize(
    ("findings", "label"),
    [
        ([], Label.OK),
        ([finding()], Label.AD_PROHIBITED),
        ([finding(), finding(label=Label.ATTACK)], Label.ATTACK),
        ([finding(), finding(label=Label.ATTACK, certainty=Certainty.LIKELY)], Label.AD_PROHIBITED),
    ],
)
def test_a_message_is_called_by_its_weightiest_sure_finding(
    findings: Sequence[Finding], label: Label
) -> None:
    assert label_of(findings) is label


def test_the_owners_words_work_beside_the_lists() -> None:
    machine = Engine([Setting(ad_words.RULE, ad_words.Config(words=("琥珀计划",)))])
    assert len(machine.judge(seen(message("琥 珀 计 划")))) == 1


def test_lines_in_give_lines_out_with_original_spans() -> None:
    text = "你好 代 开 发 票 加V abcdef_1"
    lines = [json.dumps({"id": 1, "text": text}), "", json.dumps({"id": "b", "text": "好"})]
    first, second = [json.loads(str(each)) for each in judge_lines(lines, engine())]
    assert (first["id"], first["label"]) == (1, "ad_prohibited")
    (found,) = first["findings"]
    assert set(found) == {"rule", "clause", "span", "undone"}
    assert text[slice(*found["span"])] == "代 开 发 票"
    assert second == {"id": "b", "label": "ok", "findings": []}


@pytest.mark.parametrize("raw", ["{", "[]", "{}", '{"id": 1}', '{"id": 1, "text": 2}'])
def test_a_bad_line_is_named_and_the_others_go_on(raw: str) -> None:
    (bad, good) = list(judge_lines([raw, '{"id": 2, "text": "好"}'], engine()))
    assert isinstance(bad, BadLine)
    assert bad.number == 1
    assert isinstance(good, str)


def test_a_line_that_is_no_utf_8_is_named_and_the_others_go_on() -> None:
    raw = b'{"id": 1, "text": "\xff"}\n{"id": 2, "text": "\xe5\xa5\xbd"}\n'
    lines = raw.decode("utf-8-sig", errors="surrogateescape").splitlines()
    (bad, good) = list(judge_lines(lines, engine()))
    assert isinstance(bad, BadLine)
    assert "UTF-8" in str(bad.why)
    assert isinstance(good, str)


def test_bad_lines_end_in_exit_code_2_and_are_told_on_stderr() -> None:
    out, errors = io.StringIO(), io.StringIO()
    assert run(['{"id": 1, "text": "好"}', "x"], engine(), out, errors) == 2
    assert len(out.getvalue().splitlines()) == 1
    assert errors.getvalue().startswith("第 2 行：不是 JSON")
    assert run([], engine(), out, errors) == 0
