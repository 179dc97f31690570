"""Whatever bytes are handed in, reading never fails in any other way than by words."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.gateway.channels.manual.exports.common import Chat
from qunce.gateway.channels.manual.exports.writing import writable, write
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import Layout, UnreadableError, file_of
from qunce.gateway.channels.manual.tests import talk
from qunce.kernel.incoming import Incoming, Skipped, Speaker

SAMPLES = {layout: next(iter(write(layout, talk.chat()).items())) for layout in writable()}
QUICK = settings(max_examples=60)


def read_all(name: str, content: bytes) -> list[object]:
    try:
        return list(reading.read([file_of(name, content)], talk.ZONE))
    except UnreadableError:
        return []


@QUICK
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(content: bytes) -> None:
    read_all("x", content)


@QUICK
@given(st.sampled_from(list(SAMPLES)), st.data())
def test_a_damaged_export_never_raises(layout: Layout, data: st.DataObject) -> None:
    name, content = SAMPLES[layout]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    read_all(name, content[:start] + data.draw(st.binary(max_size=20)) + content[end:])


@QUICK
@given(st.sampled_from(list(SAMPLES)), st.floats(0, 1))
def test_an_export_cut_anywhere_never_raises(layout: Layout, part: float) -> None:
    name, content = SAMPLES[layout]
    read_all(name, content[: int(len(content) * part)])


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40
).filter(lambda text: text.strip() == text and "[" not in text and "引用" not in text)


@QUICK
@given(st.sampled_from(writable()), st.lists(WORDS, min_size=1, max_size=6))
def test_any_words_come_back(layout: Layout, words: list[str]) -> None:
    plain = [text for text in words if not text.startswith((">", "<", "'", "20", "﻿", "="))]
    who = Speaker("wxid_ana", "Ana")
    said = [
        Incoming(who, f"说{text}", talk.START + timedelta(seconds=at))
        for at, text in enumerate(plain)
    ]
    chat = Chat("群", "1@chatroom", said, talk.ZONE)
    files = [file_of(name, content) for name, content in write(layout, chat).items()]
    if not said:
        return
    got = list(reading.read(files, talk.ZONE))
    assert [one.text for one in got if isinstance(one, Incoming)] == [one.text for one in said]
    assert not [one for one in got if isinstance(one, Skipped)]


@pytest.mark.parametrize("content", [b'[{"a":' * 5000, b"[" * 100000, b'{"weflow":' * 3000])
def test_deep_nesting_never_raises(content: bytes) -> None:
    read_all("x.json", content)
