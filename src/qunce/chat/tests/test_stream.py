"""Listeners read every message once and in order, whatever fails."""

import logging
from datetime import datetime, timedelta

import pytest

from qunce.chat import actions as chat
from qunce.chat import stream
from qunce.chat.contracts import Batch, Listener
from qunce.chat.models import Message, Position, SetAside
from qunce.chat.queries import list_behind
from qunce.chat.tests.talk import LATER, Line, exact, take_in
from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group

pytestmark = pytest.mark.django_db


class Ear:
    """A listener that remembers, and that fails on some words."""

    def __init__(self, key: str = "test.ear", *, deaf_to: str = "") -> None:
        self.listener = Listener(key, self.hear)
        self.heard: list[str] = []
        self.batches: list[Batch] = []
        self.deaf_to = deaf_to

    def hear(self, batch: Batch) -> None:
        self.batches.append(batch)
        texts = [message.text for message in batch.messages]
        if self.deaf_to and self.deaf_to in texts:
            raise ValueError(self.deaf_to)
        self.heard += texts


def say(group: Group, *texts: str) -> None:
    start = Message.objects.count()
    lines = [Line(start + place, "张三", text) for place, text in enumerate(texts)]
    take_in(group, [exact(line) for line in lines])


def test_every_listener_reads_everything_once_in_order(
    manual_group: Group, web_group: Group
) -> None:
    say(manual_group, "一", "二")
    one, two = Ear("a"), Ear("b")
    listeners = [one.listener, two.listener]
    assert stream.read_once(listeners, LATER) == 4
    say(manual_group, "三")
    say(web_group, "四")
    assert stream.read_once(listeners, LATER) == 4
    assert stream.read_once(listeners, LATER) == 0
    assert sorted(one.heard) == sorted(two.heard) == ["一", "三", "二", "四"]
    first = one.batches[0]
    assert (first.community, first.group, first.now) == (
        manual_group.community_id,
        manual_group.pk,
        LATER,
    )
    assert first.messages[0].author is not None
    assert first.messages[0].author.name == "张三"


def test_batches_are_of_a_bounded_size(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BATCH", 2)
    say(manual_group, *"一二三四五")
    ear = Ear()
    assert [stream.read_once([ear.listener], LATER) for _ in range(4)] == [2, 2, 1, 0]
    assert ear.heard == list("一二三四五")


def test_what_was_taken_back_before_it_was_read_is_left_out(manual_group: Group) -> None:
    say(manual_group, "一", "二")
    chat.recall(Message.objects.get(text="一"), by=SHELL, now=LATER)
    ear = Ear()
    stream.read_once([ear.listener], LATER)
    assert ear.heard == ["二"]


def test_a_failing_listener_waits_and_stops_no_other(
    manual_group: Group, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    say(manual_group, "一", "坏", "三")
    bad, good = Ear("bad", deaf_to="坏"), Ear("good")
    listeners = [bad.listener, good.listener]
    assert stream.read_once(listeners, LATER) == 3
    assert good.heard == ["一", "坏", "三"]
    assert stream.read_once(listeners, LATER) == 0
    assert len(bad.batches) == 1
    now: datetime = LATER
    for _ in range(6):
        now += timedelta(minutes=11)
        stream.read_once(listeners, now)
    assert bad.heard == ["一", "三"]
    aside = SetAside.objects.get()
    assert (aside.listener, aside.message.text, aside.error) == ("bad", "坏", "ValueError: 坏")
    position = Position.objects.get(listener="bad")
    assert (position.failures, position.retry_at) == (0, None)


def test_a_listener_that_cannot_read_anything_keeps_its_place(
    manual_group: Group, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    say(manual_group, *["坏"] * 20)
    bad = Ear(deaf_to="坏")
    now: datetime = LATER
    for _ in range(4):
        stream.read_once([bad.listener], now)
        now += timedelta(minutes=11)
    assert SetAside.objects.count() == stream.PATIENCE


def test_what_a_listener_writes_goes_with_its_position(
    manual_group: Group, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    say(manual_group, "一")

    def write_and_fail(batch: Batch) -> None:
        Group.objects.filter(pk=batch.group).update(about="written")
        raise ValueError

    stream.read_once([Listener("x", write_and_fail)], LATER)
    manual_group.refresh_from_db()
    assert manual_group.about == ""
    assert Position.objects.get().last_id == 0


def test_a_worker_that_comes_second_changes_nothing(manual_group: Group) -> None:
    say(manual_group, "一", "二")
    slow, fast = Ear(), Ear()

    def overtaken(batch: Batch) -> None:
        slow.hear(batch)
        Position.objects.update(last_id=batch.messages[-1].id)

    assert stream.read_once([Listener("test.ear", overtaken)], LATER) == 0
    assert slow.heard == ["一", "二"]
    assert stream.read_once([fast.listener], LATER) == 2


def test_what_was_removed_at_the_end_keeps_nobody_busy(
    community: Community, manual_group: Group
) -> None:
    take_in(manual_group, [exact(Line(0, "张三", "一"))], origin="import:1")
    chat.undo_origin(community, "import:1", by=SHELL, now=LATER)
    ear = Ear()
    assert list_behind(["test.ear"], LATER) == {"test.ear": [manual_group.pk]}
    assert stream.read_once([ear.listener], LATER) == 0
    assert list_behind(["test.ear"], LATER) == {"test.ear": []}
