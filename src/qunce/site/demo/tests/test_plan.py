"""The demo reads like a real group and keeps to its calendar, whatever day it is built on."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from qunce.kernel.incoming import Incoming, Movement, MovementKind, TakenBack
from qunce.kernel.messages import MessageKind, Role
from qunce.kernel.rules import Label
from qunce.people.domain import GroupKind, Tier
from qunce.site.demo.dice import ZONE
from qunce.site.demo.generate import build
from qunce.site.demo.plan import DemoPlan, Talk
from qunce.site.demo.script import MODULES, STORY, lists, scripts

NOW = datetime(2026, 11, 23, 11, 40, tzinfo=UTC)
FILES = sorted(Path(str(STORY)).glob("**/*.txt"))
DAYS = (NOW, datetime(2027, 7, 2, 1, 0, tzinfo=UTC), datetime(2028, 3, 1, 16, 0, tzinfo=UTC))


@cache
def plan(now: datetime = NOW) -> DemoPlan:
    return build(now)


def said(group: str = "", now: datetime = NOW) -> list[Incoming]:
    return [
        each
        for key, talk in plan(now).talk.items()
        for each in talk
        if isinstance(each, Incoming) and group in {"", key}
    ]


def hour(message: Incoming) -> int:
    return message.sent_at.astimezone(ZONE).hour


def test_the_same_moment_and_seed_give_the_same_plan_and_another_seed_another() -> None:
    assert build(NOW) == plan()
    assert build(NOW, seed=8).talk != plan().talk


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_there_are_200_members_and_about_ten_thousand_messages(now: datetime) -> None:
    assert len(plan(now).members) == 200
    assert 8_000 <= len(said(now=now)) <= 12_000
    assert [group.kind for group in plan(now).groups] == [
        GroupKind.GENERAL,
        GroupKind.REGION,
        GroupKind.INDUSTRY,
        GroupKind.FUNCTION,
    ]


def test_every_tier_and_every_role_is_there() -> None:
    tiers = Counter(member.tier for member in plan().members)
    assert min(tiers[tier] for tier in Tier) >= 15
    roles = Counter(role for member in plan().members for role in member.roles)
    assert roles == dict.fromkeys(Role, 1)


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_all_is_in_order_and_ends_at_now(now: datetime) -> None:
    for key in plan(now).talk:
        moments = [message.sent_at for message in said(key, now)]
        assert moments == sorted(moments)
        assert moments[-1] <= now
        assert (now - moments[0]).days >= 120


def test_ids_are_unique_and_a_reply_follows_what_it_answers() -> None:
    known: set[str] = set()
    for message in said():
        assert message.platform_id not in known
        assert not message.reply_platform_id or message.reply_platform_id in known
        known.add(message.platform_id)


def test_the_day_is_for_talking_and_the_night_for_sleeping() -> None:
    hours = Counter(hour(message) for message in said())
    total = hours.total()
    assert sum(hours[each] for each in range(8, 23)) / total > 0.94
    assert sum(hours[each] for each in range(1, 6)) / total < 0.01
    assert hours[12] > hours[11]


def test_weekends_are_quieter_than_working_days() -> None:
    days = Counter(message.sent_at.astimezone(ZONE).weekday() for message in said())
    assert days[5] + days[6] < 0.4 * (days[0] + days[1])


def test_the_programme_keeps_its_times() -> None:
    texts = [(message.sent_at.astimezone(ZONE), message.text) for message in said("station")]
    for start, at, weekdays in (
        ("【HR早报】", 9, {0, 1, 2, 3, 4}),
        ("【午间话题】", 12, {0, 1, 2, 3}),
        ("【干货】", 18, {1, 3}),
        ("【周总结】", 20, {6}),
        ("【招聘专场】", 20, {2}),
    ):
        found = [moment for moment, text in texts if text.startswith(start)]
        assert len(found) >= 16
        assert {moment.hour for moment in found} == {at}
        assert {moment.weekday() for moment in found} <= weekdays


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_nobody_talks_before_joining_or_after_leaving(now: datetime) -> None:
    by_account = {member.external: member for member in plan(now).members}
    for key in plan(now).talk:
        for message in said(key, now):
            assert message.speaker
            member = by_account[message.speaker.external]
            assert member.joined[key] <= message.sent_at
            assert key not in member.left or message.sent_at <= member.left[key]


def test_members_join_leave_are_removed_and_take_back_what_they_said() -> None:
    everything = [each for talk in plan().talk.values() for each in talk]
    moves = Counter(each.kind for each in everything if isinstance(each, Movement))
    assert moves[MovementKind.JOINED] >= 60
    assert moves[MovementKind.LEFT] >= 5
    assert moves[MovementKind.REMOVED] >= 5
    assert sum(isinstance(each, TakenBack) for each in everything) >= 10


def test_some_members_are_silent_and_a_few_say_much() -> None:
    count = Counter(message.speaker.external for message in said() if message.speaker)
    silent = [m for m in plan().members if m.talk is Talk.SILENT and not count[m.external]]
    assert len(silent) >= 30
    assert sum(many for _, many in count.most_common(20)) > 0.3 * count.total()


def test_what_was_planted_can_be_found_again() -> None:
    texts = {message.platform_id: message.text for message in said()}
    labels = Counter(each.label for each in plan().planted)
    assert labels[Label.AD_PROHIBITED] >= 35
    assert labels[Label.RECRUIT_BAD] >= 9
    assert labels[Label.RECRUIT_OK] >= 30
    assert labels[Label.ATTACK] >= 12
    assert {Label(each) for each in Label} - set(labels) == {Label.OK}
    assert all(each.platform_id in texts for each in plan().planted)
    assert any("\u200b" in texts[p.platform_id] for p in plan().planted if p.disguise == "zero")


def test_right_recruitment_posts_carry_their_mark() -> None:
    texts = {message.platform_id: message.text for message in said()}
    for each in plan().planted:
        if each.label is Label.RECRUIT_OK:
            assert texts[each.platform_id].startswith("【招聘】")


def test_no_trace_of_the_little_language_is_left_in_what_people_say() -> None:
    for message in said():
        assert message.kind is not MessageKind.SYSTEM
        assert message.text.strip()
        assert not set("{}") & set(message.text), message.text
        assert "|" not in message.text, message.text


def test_the_story_is_rich_enough() -> None:
    threads = scripts("threads")
    assert len([script for script in threads if len(script.lines) >= 4]) >= 150
    assert {script.module for script in threads} == set(MODULES.values())
    assert len({script.title for script in threads}) == len(threads)
    assert len(scripts("talk")) >= 60
    assert len(scripts("noon")) >= 60
    assert len(lists("news")) >= 60
    assert len(lists("posts/ads")) >= 40
    assert len([each for each in scripts("scenes") if each.label == "attack"]) >= 12


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_the_story_fits_on_a_few_screens(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
