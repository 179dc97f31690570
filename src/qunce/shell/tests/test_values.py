"""Values of settings as pages compare them."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils.translation import override

from qunce.kernel.options import Section, option
from qunce.shell.values import length, shown


@dataclass(frozen=True, slots=True)
class Settings:
    """Some settings."""

    wait: timedelta = option(timedelta(hours=27), "Wait")
    state: str = option("live", "State", choices=(("live", "On"), ("off", "Off")))
    often: bool = option(default=False, label="Often")
    words: tuple[str, ...] = option((), "Words")


SECTION = Section("some", "Some", Settings)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("wait", "27 h", "27 小时"),
        ("wait", "1 d", "1 天"),
        ("wait", "soon", "soon"),
        ("state", "off", "关闭"),
        ("state", "gone", "gone"),
        ("often", True, "是"),
        ("words", ["a", "b"], "a\nb"),
        ("words", None, ""),
        ("words", "27 h", "27 h"),
    ],
)
def test_a_value_is_told_in_the_readers_language(field: str, value: object, words: str) -> None:
    with override("zh-hans"):
        assert shown(SECTION, field, value) == words


def test_one_is_not_many() -> None:
    with override("en"):
        assert [length("1 h"), length("2 h"), length("30 s")] == ["1 hour", "2 hours", "30 seconds"]
