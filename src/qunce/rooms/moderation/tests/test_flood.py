"""Bursts are found once per so many messages; a steady talker is not."""

from datetime import timedelta

import pytest

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Seen
from qunce.rooms.moderation.rules.flood import Config, judge
from qunce.rooms.moderation.tests.build import NOON, message

CONFIG = Config(messages=4, seconds=60)


def found_at(seconds: list[float]) -> list[int]:
    """Return the places of the messages, sent at those seconds, at which a flood is found."""
    sent = [message("hm", at=NOON + timedelta(seconds=each)) for each in seconds]
    return [
        place
        for place, each in enumerate(sent)
        if judge(Seen(each, normalise("hm"), recent=sent[:place]), CONFIG)
    ]


@pytest.mark.parametrize(
    ("seconds", "places"),
    [
        ([0, 10, 20], []),
        ([0, 10, 20, 59], [3]),
        ([0, 10, 20, 60], []),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8], [3, 7]),
        ([0, 20, 40, 60, 80, 100, 120], []),
        ([0, 1, 2, 3, 500, 501, 502, 503], [3, 7]),
    ],
)
def test_a_burst_is_found_at_the_limit_and_again_after_as_many(
    seconds: list[float], places: list[int]
) -> None:
    assert found_at(seconds) == places
