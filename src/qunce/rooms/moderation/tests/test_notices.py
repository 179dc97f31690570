"""What is done to the chat and said to the member."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from qunce.kernel.clauses import Clause, Step
from qunce.kernel.effects import Capability, Mute, Notify, Recall, Remove, SendText
from qunce.rooms.moderation.domain import Answer, Verdict, Why
from qunce.rooms.moderation.notices import Terms, effects_of, excerpt, notice
from qunce.rooms.moderation.tests.build import NOON, finding, message
from qunce.shell.words import render as say

EVERYTHING = frozenset(Capability)
TERMS = Terms(strike_days=90, appeal_days=7, link="/notices/1")


def verdict(step: Step, answer: Answer = Answer.ACT) -> Verdict:
    return Verdict(
        answer,
        Why.LADDER,
        clause=Clause("ads", 1, "No ads", "No ads."),
        step=step,
        next_step=Step.REMOVE,
        strike=2,
        recall=True,
        mute_length=timedelta(hours=24),
        findings=(finding(),),
    )


@pytest.mark.parametrize(
    ("step", "kinds"),
    [
        (Step.NOTHING, []),
        (Step.REMIND, [Recall, Notify]),
        (Step.WARN, [Recall, Notify]),
        (Step.MUTE, [Recall, Notify, Mute]),
        (Step.REMOVE, [Recall, Notify, Remove]),
    ],
)
def test_a_step_becomes_effects(step: Step, kinds: list[type]) -> None:
    effects = effects_of(verdict(step), message("buy now"), TERMS, EVERYTHING, now=NOON)
    assert [type(each) for each in effects] == kinds


def test_a_mute_ends_after_its_length() -> None:
    effects = effects_of(verdict(Step.MUTE), message(), TERMS, EVERYTHING, now=NOON)
    mute = next(each for each in effects if isinstance(each, Mute))
    assert mute.until == NOON + timedelta(hours=24)


def test_where_nobody_can_be_told_in_private_the_group_reads_a_reply() -> None:
    channel = EVERYTHING - {Capability.NOTIFY_PRIVATELY}
    effects = effects_of(verdict(Step.WARN), message(key=5), TERMS, channel, now=NOON)
    told = effects[1]
    assert isinstance(told, SendText)
    assert told.reply_to == 5


def test_nothing_is_done_while_a_person_decides_or_the_author_is_unknown() -> None:
    asked = verdict(Step.WARN, Answer.ASK)
    assert effects_of(asked, message(), TERMS, EVERYTHING, now=NOON) == ()
    nobody = message(author=None)
    assert effects_of(verdict(Step.WARN), nobody, TERMS, EVERYTHING, now=NOON) == ()


def test_the_notice_is_one_sentence_with_clause_and_next_step_and_the_way_to_appeal() -> None:
    text = str(notice(verdict(Step.WARN), message("buy now"), TERMS))
    sentence, way = text.split("\n")
    for part in ("Ben", "clause 1", "No ads", "buy now", "because", "number 2", "90"):
        assert part in sentence
    assert "removed from the group" in sentence
    assert "7 days" in way
    there = Terms(90, 7, address="https://example.org/notices/1.x/")
    assert there.address in str(notice(verdict(Step.WARN), message("buy now"), there))


def test_in_public_nothing_is_said_or_a_short_line_that_names_nobody() -> None:
    quiet = effects_of(verdict(Step.WARN), message("buy now"), TERMS, EVERYTHING, now=NOON)
    assert not [each for each in quiet if isinstance(each, SendText)]
    told = Terms(90, 7, link="/notices/1", public_line=True)
    effects = effects_of(verdict(Step.WARN), message("buy now"), told, EVERYTHING, now=NOON)
    (line,) = [each for each in effects if isinstance(each, SendText)]
    assert "clause 1" in str(line.words)
    assert "Ben" not in str(line.words)
    assert "buy now" not in str(line.words)


def test_an_excerpt_is_readable_and_marked_where_it_was_cut() -> None:
    assert excerpt("short", verdict(Step.WARN)) == "short"
    assert excerpt("a" * 100, verdict(Step.WARN)).endswith("…")


def test_where_the_same_step_follows_the_notice_says_once_more() -> None:
    first = replace(verdict(Step.REMIND), next_step=Step.REMIND)
    with translation.override("zh-hans"):
        assert "再有一次就是再次提醒" in say(notice(first, message("加微信买"), TERMS))
        assert "再有一次就是移出" in say(notice(verdict(Step.REMIND), message("加微信买"), TERMS))
