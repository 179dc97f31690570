"""Counting talk."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from qunce.rooms.insight import domain

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_messages_are_counted_by_local_day_hour_and_author() -> None:
    spoken = [
        (at("2026-11-22 23:59"), 1),
        (at("2026-11-23 00:00"), 1),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), 2),
        (at("2026-11-23 09:30"), None),
    ]
    first, second = domain.count_days(spoken, SHANGHAI)
    assert (first.day, first.messages, first.hours[23]) == (date(2026, 11, 22), 1, 1)
    assert (second.messages, second.hours[0], second.hours[1], second.hours[9]) == (3, 1, 1, 1)
    assert second.authors == ((1, 1), (2, 1))


def test_days_without_talk_have_zeros() -> None:
    counts = domain.count_days([(at("2026-11-20 10:00"), 1)], SHANGHAI)
    filled = domain.fill_days(counts, date(2026, 11, 19), date(2026, 11, 22))
    assert [count.messages for count in filled] == [0, 1, 0]


def test_the_map_of_hours_begins_on_monday() -> None:
    counts = domain.count_days([(at("2026-11-23 08:00"), 1)], SHANGHAI)
    assert domain.by_weekday_and_hour(counts)[0][8] == 1


def test_who_talks_most_comes_first_with_days() -> None:
    spoken = [(at("2026-11-20 10:00"), 1), (at("2026-11-21 10:00"), 2)]
    spoken += [(at("2026-11-22 10:00"), 2)]
    counts = domain.count_days(spoken, SHANGHAI)
    assert domain.most_active(counts) == [(2, 2, 2), (1, 1, 1)]
