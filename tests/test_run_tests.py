"""What is said last when the tests have run on both databases is what counts."""

import pytest
from tools.run_tests import Ended, conclude, environment

PASSED, FAILED = ["3 passed\n"], ["1 failed, 2 passed\n"]
THERE = ["On PostgreSQL:\n", "...\n", "2 passed\n"]
BROKEN = ["On PostgreSQL:\n", "a trace\n", "1 failed, 1 passed\n"]
NONE = ["Not tested on PostgreSQL. It is missing\n"]


@pytest.mark.parametrize(
    ("whole", "beside", "code", "lines"),
    [
        (Ended(0, PASSED), Ended(0, THERE), 0, [THERE[0], THERE[2], *PASSED]),
        (Ended(0, PASSED), Ended(0, NONE), 0, [*NONE, *PASSED]),
        (Ended(0, PASSED), Ended(1, NONE), 1, [*PASSED, *NONE]),
        (Ended(0, PASSED), Ended(2, BROKEN), 2, [*PASSED, *BROKEN]),
        (Ended(1, FAILED), Ended(0, THERE), 1, [THERE[0], THERE[2], *FAILED]),
        (Ended(1, FAILED), Ended(2, BROKEN), 1, [*BROKEN, *FAILED]),
    ],
)
def test_the_last_line_is_of_what_failed_or_of_everything(
    whole: Ended, beside: Ended, code: int, lines: list[str]
) -> None:
    assert conclude(whole, beside) == Ended(code, lines)


def test_each_process_may_keep_what_it_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("QUNCE_DATABASE_URL", "sqlite:///elsewhere")
    monkeypatch.setenv("LANG", "C.UTF-8")
    given = environment()
    assert given["LANG"] == "C.UTF-8"
    assert not {"PYTHONDONTWRITEBYTECODE", "QUNCE_DATABASE_URL"} & given.keys()
