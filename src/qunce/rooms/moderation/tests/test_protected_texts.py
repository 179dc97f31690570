"""What was taken from a registered text is found, by what is allowed and what is declared."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.own_words import own_words
from qunce.kernel.protected import Leave, Protected
from qunce.kernel.rules import Finding, Seen
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.rules import protected_texts
from qunce.rooms.moderation.rules.protected_texts import Config
from qunce.rooms.moderation.shingles import letters_of, prints_of
from qunce.rooms.moderation.tests.build import NOON, message
from qunce.rooms.moderation.tests.protected import LAW, TEXT

PART = TEXT[20:160]
SHORT = TEXT[20:90]


def registered(
    text: str = TEXT, leave: Leave = Leave.ASK, *, key: int = 1, title: str = "调薪十讲"
) -> Protected:
    prints = prints_of(letters_of(normalise(text)).text)
    return Protected(key, title, "某某咨询", leave, NOON - timedelta(days=9), None, prints)


class View:
    """What the rule may read of the records: the registry alone."""

    def __init__(self, *texts: Protected) -> None:
        self._texts = texts

    def protected(self) -> Sequence[Protected]:
        return self._texts


def found_in(text: str, *texts: Protected, config: Config | None = None) -> list[Finding]:
    config = config or Config()
    said: Message = message(text)
    view: Any = View(*(texts or (registered(),)))
    extra = protected_texts.gather([said], view, config)
    seen = Seen(said, normalise(own_words(text)), extra={"protected_texts": extra.get(0, ())})
    return Engine([Setting(protected_texts.RULE, config)]).judge(seen)


def told(text: str, *texts: Protected) -> str:
    found = found_in(text, *texts)
    return str(found[0].certainty) if found else ""


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        (TEXT, "sure"),
        (PART, "sure"),
        (f"分享一段，共勉：{PART}", "sure"),
        (SHORT, "likely"),
        (TEXT[20:60], ""),
        ("我们公司调薪也是先看预算再看名单，最后才看岗位，大家有没有更好的做法？", ""),
        (f"{PART}（已获授权）", "likely"),
        (f"作者授权我分享：{PART}", "likely"),
        (f"转载自某某咨询：{PART}", "sure"),
        (f"{PART}未经授权请勿转载", "sure"),
    ],
)
def test_how_much_is_a_copy_and_what_a_claim_does(text: str, certainty: str) -> None:
    assert told(text) == certainty


def test_the_reason_says_how_much_of_which_text() -> None:
    found = found_in(f"分享：{PART}")[0]
    assert found.reason.params["title"] == "调薪十讲"
    assert 115 <= int(str(found.reason.params["count"])) <= len(PART)
    assert found.settled


def test_the_span_is_where_the_passage_stands() -> None:
    text = f"早上好，各位同行，今天给大家念一段。\n{PART}\n以上。"
    start, end = found_in(text)[0].span
    where = text.index(PART)
    assert where <= start <= where + 6
    assert where + len(PART) - 6 <= end <= where + len(PART)


@pytest.mark.parametrize(
    "disguised",
    [
        " ".join(PART),
        "\u200b".join(PART),
        "。".join(PART[at : at + 5] for at in range(0, len(PART), 5)),
        PART.translate(
            str.maketrans("业调个预单后价岗为结对说这讲", "業調個預單後價崗為結對說這講")
        ),
        PART.replace("，", ",").replace("。", "\n"),
        PART[:40] + PART[41:75] + "啊" + PART[75:110] + PART[112:],
    ],
)
def test_disguises_and_small_changes_do_not_hide_it(disguised: str) -> None:
    assert told(disguised) in {"sure", "likely"}


@pytest.mark.parametrize(
    ("leave", "text", "certainty"),
    [
        (Leave.SOURCE, f"转载自某某咨询的《调薪十讲》：{TEXT}", ""),
        (Leave.SOURCE, TEXT, "likely"),
        (Leave.QUOTE, f"《调薪十讲》里说：{PART}", ""),
        (Leave.QUOTE, PART, "likely"),
        (Leave.QUOTE, f"《调薪十讲》里说：{TEXT}", "sure"),
        (Leave.FREE, TEXT, ""),
    ],
)
def test_what_the_holder_allows(leave: Leave, text: str, certainty: str) -> None:
    assert told(text, registered(leave=leave)) == certainty


def test_what_a_text_has_from_a_law_is_not_its_own() -> None:
    course = registered(f"{TEXT}{LAW}")
    assert told(LAW, course) == "likely"
    assert told(LAW, course, registered(LAW, Leave.FREE, key=2, title="劳动合同法")) == ""
    assert told(f"{LAW}{PART}", course, registered(LAW, Leave.FREE, key=2)) == "sure"


def test_a_text_counts_while_it_is_registered() -> None:
    text = registered()
    assert told(PART, replace(text, since=NOON)) == "sure"
    assert told(PART, replace(text, since=NOON + timedelta(seconds=1))) == ""
    assert told(PART, replace(text, until=NOON)) == ""
    assert told(PART, replace(text, until=NOON + timedelta(seconds=1))) == "sure"


def test_others_words_are_not_the_members() -> None:
    assert told(f"「李雷：{PART}」\n- - - - - - - - - - - - - - -\n这段写得不错") == ""


def test_an_empty_registry_finds_nothing_and_gathers_nothing() -> None:
    view: Any = View()
    assert protected_texts.gather([message(TEXT)], view, Config()) == {}
