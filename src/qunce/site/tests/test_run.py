import os
import socket
from argparse import ArgumentParser

import pytest
from pytest_django import Settings

from qunce.site.commands import run


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    """Return the settings of a site that was told no name."""
    monkeypatch.setenv("QUNCE_URL", "")
    monkeypatch.delenv("QUNCE_URL")
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.IS_LOCAL = True
    return settings


def test_links_lead_to_the_port_on_which_the_site_is_served(bare: Settings) -> None:
    run._know_address("127.0.0.1", 8123)
    assert bare.SITE_URL == os.environ["QUNCE_URL"] == "http://127.0.0.1:8123"
    assert bare.IS_LOCAL


def test_the_name_that_the_site_was_given_stays(
    bare: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUNCE_URL", "https://qun.example.org")
    bare.SITE_URL = "https://qun.example.org"
    run._know_address("127.0.0.1", 8123)
    assert bare.SITE_URL == "https://qun.example.org"


def test_who_is_heard_by_other_machines_shows_no_local_mailbox(bare: Settings) -> None:
    run._know_address("0.0.0.0", 8123)  # noqa: S104  (nothing listens here)
    assert not bare.IS_LOCAL


def test_what_is_open_to_all_offers_no_log_ins_of_the_demo(
    bare: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.SITE_URL, bare.IS_LOCAL = "https://qun.example.org", False
    run._greet("127.0.0.1", 8123)
    told = capsys.readouterr().out
    assert "https://qun.example.org" in told
    assert "mailbox" not in told


def test_a_port_that_is_taken_is_told_and_nothing_is_started(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = ArgumentParser()
    run.COMMAND.arguments(parser)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert run.COMMAND.run(parser.parse_args(["--port", str(port)])) == 1
    assert str(port) in capsys.readouterr().err
