"""Messages and findings for the tests of moderation."""

from datetime import datetime, timezone
from typing import Any

from qunce.kernel.messages import Author, Message, Source
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen
from qunce.kernel.text import Words
from qunce.rooms.moderation.engine import Engine, Setting

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=timezone.utc)
BEN = Author(identity=7, person=70, name="Ben")
MIA = Author(identity=8, person=80, name="Mia", is_staff=True)


def message(
    text: str = "text",
    *,
    author: Author | None = BEN,
    at: datetime = NOON,
    source: Source = Source.LIVE,
    key: int = 1,
) -> Message:
    """Return a message of group 3."""
    return Message(key, 3, author, text, at, source=source)


def seen(given: Message | None = None) -> Seen:
    """Return what a rule sees of a message."""
    given = given or message()
    return Seen(given, normalise(given.text))


def finding(
    *,
    rule: str = "ad_words",
    clause: str = "ads",
    label: Label = Label.AD_PROHIBITED,
    certainty: Certainty = Certainty.SURE,
) -> Finding:
    """Return a finding over the first four characters."""
    return Finding(rule, clause, label, (0, 4), Words("because"), certainty=certainty)


def judge(rule: Rule, text: str, config: Any = None) -> list[Finding]:
    """Return what one rule finds in a text."""
    return Engine([Setting(rule, config)]).judge(seen(message(text)))


def verdict_of(rule: Rule, text: str, config: Any = None) -> str:
    """Return the label and the certainty of what a rule finds, or "" for nothing."""
    findings = judge(rule, text, config)
    return f"{findings[0].label} {findings[0].certainty}" if findings else ""
