"""The sample exports that come with the house are whole."""

from pathlib import Path

import pytest

from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import file_at
from qunce.gateway.channels.manual.tests import talk
from qunce.kernel.incoming import Incoming, Skipped

EXAMPLES = Path(__file__).parents[6] / "examples"


@pytest.mark.parametrize("name", ["liuhen.txt", "chatlog.csv", "weflow.json", "weflow.xlsx"])
def test_a_sample_export_is_read_whole(name: str) -> None:
    got = list(reading.read([file_at(EXAMPLES / name)], talk.ZONE))
    assert len([one for one in got if isinstance(one, Incoming)]) == 170
    assert not [one for one in got if isinstance(one, Skipped)]
