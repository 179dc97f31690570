"""What the machine lacks is a skip that says what to install, and a failure where all is asked."""

from pathlib import Path

import pytest

from needs import find_chromium, find_redis


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Leave no program in the path and nothing asked of the machine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("QUNCE_CHROMIUM", raising=False)
    monkeypatch.delenv("QUNCE_TEST_REQUIRE", raising=False)
    return monkeypatch


def test_without_chromium_a_test_is_skipped_and_says_what_to_install(
    bare_machine: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        find_chromium()


def test_without_redis_a_test_is_skipped_and_says_what_to_install(
    bare_machine: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install redis-server"):
        find_redis()


def test_where_all_is_required_a_missing_redis_is_a_failure(
    bare_machine: pytest.MonkeyPatch,
) -> None:
    bare_machine.setenv("QUNCE_TEST_REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="Redis is missing"):
        find_redis()


def test_where_all_is_required_a_missing_chromium_is_a_failure(
    bare_machine: pytest.MonkeyPatch,
) -> None:
    bare_machine.setenv("QUNCE_TEST_REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="Chromium is missing"):
        find_chromium()


def test_the_chromium_that_is_named_is_taken(
    bare_machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "my-chromium"
    program.touch(mode=0o755)
    bare_machine.setenv("QUNCE_CHROMIUM", str(program))
    assert find_chromium() == str(program)


def test_the_shell_without_windows_is_taken_before_a_whole_browser(
    bare_machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(mode=0o755)
        assert find_chromium() == str(tmp_path / name)
