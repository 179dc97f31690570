from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.weekly import EVERY_DAY, Weekly, is_cron, read_cron, write_cron


@pytest.mark.parametrize(
    ("cron", "days", "at"),
    [
        ("0 9 * * 1-5", (1, 2, 3, 4, 5), time(9)),
        ("30 20 * * 3", (3,), time(20, 30)),
        ("0 8 * * *", EVERY_DAY, time(8)),
        ("5 8 * * 0,6", (6, 7), time(8, 5)),
        ("5 8 * * 0-7", EVERY_DAY, time(8, 5)),
        ("0 9 * * 1,3-5", (1, 3, 4, 5), time(9)),
    ],
)
def test_simple_expressions_are_days_and_a_time(cron: str, days: tuple[int, ...], at: time) -> None:
    assert read_cron(cron) == Weekly(days, at)


@pytest.mark.parametrize(
    "cron", ["0 9 1 * *", "*/5 9 * * 1", "0 9,18 * * 1", "60 9 * * 1", "0 24 * * 1", "0 9 * * 5-1"]
)
def test_what_says_more_or_nothing_is_left_alone(cron: str) -> None:
    assert read_cron(cron) is None


@pytest.mark.parametrize("text", ["", "every day", "61 9 * * *", "0 9 * * * *"])
def test_what_is_no_cron_expression_is_told(text: str) -> None:
    assert not is_cron(text)
    assert is_cron("0 9 * * 1-5")


@given(st.sets(st.sampled_from(EVERY_DAY), min_size=1), st.times())
def test_what_is_written_is_read_again(days: set[int], at: time) -> None:
    weekly = Weekly(tuple(sorted(days)), at.replace(second=0, microsecond=0, fold=0))
    assert read_cron(write_cron(weekly)) == weekly
