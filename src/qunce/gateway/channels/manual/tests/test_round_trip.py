"""What is written in a layout is read again as the same arrivals."""

import pytest

from qunce.gateway.channels.manual.exports.writing import writable, write
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import ExportFile, Layout, file_of
from qunce.gateway.channels.manual.tests import talk
from qunce.kernel.incoming import Incoming, Movement, MovementKind, Skipped, TakenBack

NAMELESS = {Layout.LIUHEN_TXT}
"""Layouts that do not tell the names of files."""

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def files(layout: Layout) -> list[ExportFile]:
    return [file_of(name, content) for name, content in write(layout, talk.chat()).items()]


def view(one: Incoming, layout: Layout) -> tuple[object, ...]:
    """What every layout tells: who (oneself may be nameless), when, what."""
    who = "-" if one.speaker is None else "我" if one.speaker.is_self else one.speaker.name
    if one.speaker and one.speaker.name == talk.WANG.name:
        who = "我"
    names = () if layout in NAMELESS else one.attachments
    return who, one.sent_at, one.kind, one.text, one.quoted, one.mentions, names


@pytest.mark.parametrize("layout", writable())
def test_every_layout_reads_what_was_written(layout: Layout) -> None:
    parts = files(layout)
    assert reading.recognise(parts[0].head()) is layout
    got = list(reading.read(parts, talk.ZONE))
    assert not [one for one in got if isinstance(one, Skipped)]
    said = [view(one, layout) for one in got if isinstance(one, Incoming)]
    assert said == [view(one, layout) for one in talk.conversation()]


@pytest.mark.parametrize("layout", writable())
def test_every_layout_tells_who_joined_and_what_was_taken_back(layout: Layout) -> None:
    got = list(reading.read(files(layout), talk.ZONE))
    [joined] = [one for one in got if isinstance(one, Movement)]
    assert (joined.kind, joined.speaker.name, joined.by, joined.way) == (
        MovementKind.JOINED,
        "Ana-上海-HRBP",
        "小王",
        "invited",
    )
    [recall] = [one for one in got if isinstance(one, TakenBack)]
    assert recall.speaker is not None
    assert recall.speaker.name == "小王"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("layout", [one for one in writable() if one is not Layout.WEFLOW_EXCEL])
def test_every_encoding_and_line_end_reads_the_same(
    layout: Layout, encoding: str, ends: str
) -> None:
    recoded = []
    for name, content in write(layout, talk.chat()).items():
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\n", ends)
        recoded.append(file_of(name, text.encode(encoding)))
    assert reading.recognise(recoded[0].head()) is layout
    got = [one for one in reading.read(recoded, talk.ZONE) if isinstance(one, Incoming)]
    want = talk.conversation()
    assert [one.text for one in got] == [one.text for one in want]


@pytest.mark.parametrize("layout", writable())
def test_the_group_and_the_progress_are_told(layout: Layout) -> None:
    told = reading.read(files(layout), talk.ZONE)
    list(told)
    assert told.header.layout is layout
    assert told.header.group in ("", "华东HR交流群")
    assert told.meter.read == told.meter.total or layout is Layout.WEFLOW_EXCEL


@pytest.mark.parametrize("layout", [one for one in writable() if one is not Layout.WEFLOW_EXCEL])
def test_a_truncated_file_yields_what_was_whole(layout: Layout) -> None:
    names = list(write(layout, talk.chat()).items())
    name, content = names[0]
    cut = content[: len(content) * 2 // 3]
    told = reading.read([file_of(name, cut)], talk.ZONE)
    got = list(told)
    whole = [one for one in got if isinstance(one, Incoming)]
    want = talk.conversation()
    assert 4 <= len(whole) < len(want)
    assert [one.kind for one in whole[:5]] == [one.kind for one in want[:5]]
