"""A rule that crashes or is slow is put to observe and shown; the others go on."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from qunce.kernel.rules import Finding, Rule, RuleState, Seen
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.playbook.queries import effective_all
from qunce.rooms.moderation import engines, faults
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.rules import ad_words, attack_words
from qunce.rooms.moderation.tests.build import message, seen
from qunce.shell.house import house
from stage import Stage

AD = "代开各行业发票，点数低，先开后付，电话13800000000"
Judge = Callable[[Seen, Any], Sequence[Finding]]


def crash(_seen: Seen, _config: Any) -> Sequence[Finding]:
    raise ValueError("a list is not a number")


def fall(_batch: Sequence[Seen], _config: Any) -> Sequence[int]:
    raise ValueError("a batch is not a number")


def burn(_seen: Seen, _config: Any) -> Sequence[Finding]:
    until = time.thread_time() + 0.02
    while time.thread_time() < until:
        pass
    return []


def broken(judge: Judge, **about: Any) -> Rule:
    return replace(attack_words.RULE, judge=judge, words=None, prepare=None, **about)


def test_a_rule_that_crashes_stops_no_other_and_rests_when_it_goes_on() -> None:
    engine = Engine([Setting(broken(crash)), Setting(ad_words.RULE)])
    found = engine.judge_all([seen(message(AD, key=key)) for key in range(5)])
    assert [[each.rule for each in its] for its in found] == [["ad_words"]] * 5
    fault = engine.faults.first["attack_words"]
    assert (fault.kind, fault.message) == ("crashed", 0)
    assert "a list is not a number" in fault.detail
    assert engine.faults.is_too_many("attack_words")


def test_a_slow_rule_is_noted_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.rooms.moderation.engine.SLOW", 0.01)
    engine = Engine([Setting(broken(burn)), Setting(ad_words.RULE)])
    assert [each.rule for each in engine.judge(seen(message(AD)))] == ["ad_words"]
    assert engine.faults.first["attack_words"].kind is faults.FaultKind.SLOW
    assert "ad_words" not in engine.faults.first


def test_a_rule_whose_preparation_or_second_look_crashes_stops_no_other() -> None:
    bad = replace(attack_words.RULE, prepare=lambda _config: 1 // 0)

    def look(_batch: Sequence[Seen], _config: Any) -> Sequence[Sequence[Finding]]:
        raise KeyError("model")

    second = broken(crash, key="second", second_look=look)
    engine = Engine([Setting(bad), Setting(second), Setting(ad_words.RULE)])
    found = engine.judge_all([seen(message("早上好")), seen(message(AD))])
    assert [len(each) for each in found] == [0, 1]
    assert set(engine.faults.first) == {"attack_words", "second"}


def test_a_rule_that_cannot_tell_where_to_look_looks_everywhere() -> None:
    engine = Engine([Setting(replace(attack_words.RULE, words=None, sift=fall))])
    found = engine.judge_all([seen(message("你就是个废物，滚"))] * 8)
    assert [len(each) for each in found] == [1] * 8
    assert engine.faults.first["attack_words"].kind is faults.FaultKind.CRASHED


@pytest.fixture
def bad_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the rule about attacks crash in the house of the test."""
    rules = [
        replace(each, judge=crash, words=None, prepare=None) if each.key == "attack_words" else each
        for each in house.rules()
    ]
    monkeypatch.setattr(house, "rules", lambda: iter(rules))
    engines.forget()
    yield
    engines.forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("bad_rules")
def test_the_rule_is_put_to_observe_and_the_owner_is_called(
    web_stage: Stage, ben: Person, wang: Person
) -> None:
    web_stage.say(ben, AD)
    web_stage.work()
    assert Case.objects.get().clause == "ads"
    community = web_stage.group.community
    settings = effective_all(community.pk, web_stage.group.pk)
    assert settings["rules.attack_words"].state is RuleState.OBSERVE
    assert settings["rules.ad_words"].state is RuleState.LIVE
    (task,) = [each for each in web_stage.tasks() if each.kind == "rule"]
    assert (task.role, task.urgent) == ("owner", True)
    web_stage.say(ben, "早上好")
    web_stage.work()
    assert Entry.objects.filter(fact="moderation.RuleParked").count() == 1


@pytest.mark.django_db
def test_a_rule_that_cannot_gather_its_data_gives_no_verdict(
    web_stage: Stage, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> Any:
        raise LookupError("no data")

    rules = [
        replace(each, gather=fail) if each.key == "recruitment" else each for each in house.rules()
    ]
    monkeypatch.setattr(house, "rules", lambda: iter(rules))
    engines.forget()
    web_stage.say(ben, "【招聘】薪酬主管，电话13800000000")
    web_stage.work()
    engines.forget()
    # What another rule takes for likely is a question; nothing follows by itself.
    assert not Case.objects.exclude(state="open").exists()
    assert not Hit.objects.filter(rule="recruitment").exists()
    settings = effective_all(web_stage.group.community_id)
    assert settings["rules.recruitment"].state is RuleState.OBSERVE
