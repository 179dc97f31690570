"""The calendar of a group: which scripts are played on which day, and when."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from qunce.site.demo.dice import around, at, some_time, weighted
from qunce.site.demo.people import Period
from qunce.site.demo.plan import DemoGroup, DemoMember
from qunce.site.demo.script import Line, Script, lists, scripts
from qunce.site.demo.stage import Shot, Stage, play

WEEKDAYS = "一二三四五六日"
QUIET = 0.28  # of a working day's talk is left on Saturdays and Sundays
CHATTER = 5.0  # small talk per working day in the liveliest group
TIMES = {
    "morning": (time(7, 40), 75),
    "noon": (time(11, 40), 70),
    "tea": (time(14, 50), 80),
    "evening": (time(17, 50), 120),
    "night": (time(21, 10), 90),
}
SEASONS = {"warm": {6, 7, 8, 9}, "summer": {7, 8}, "cold": {11, 12, 1, 2}, "mild": {3, 4, 5, 10}}
NOON_DAYS = {"station": {0, 1, 2, 3}, "yangtze": {1, 3}, "factory": {0, 3}, "reward": {1, 2}}
DEEP_DAYS = (1, 3)  # 干货晚八点 on Tuesdays, and every other Thursday (M17)


@dataclass(slots=True)
class Diary:
    """A group's days. `told` are the titles of the threads played, for the weekly summary."""

    group: DemoGroup
    members: Sequence[DemoMember]
    period: Period
    told: dict[date, list[str]] = field(default_factory=dict)
    lately: list[str] = field(default_factory=list)
    played: Counter[str] = field(default_factory=Counter)

    def stage(self, rng: Random, **values: str) -> Stage:
        """Return the stage of this group with the values of a day."""
        return Stage(self.group.key, self.members, rng, values)

    def days(self) -> Iterator[date]:
        """Return all days of the story."""
        length = (self.period.last - self.period.first).days
        return (self.period.first + timedelta(days=each) for each in range(length + 1))

    def run(self, threads: Sequence[tuple[date, Script]]) -> Iterator[Shot]:
        """Play all days: the threads that fell to this group, small talk, the programme."""
        for day in self.days():
            rng = self.period.dice(self.group.key, day)
            stage = self.stage(rng, **_values(day))
            for _, script in (each for each in threads if each[0] == day):
                self.told.setdefault(day, []).append(script.title)
                yield from play(stage, script, _moment(rng, day, script.marks.get("hour", "")))
            yield from self._chatter(stage, day)
            yield from self._programme(stage, day)

    def _chatter(self, stage: Stage, day: date) -> Iterator[Shot]:
        amount = CHATTER * self.group.pace * (QUIET if day.weekday() >= 5 else 1)
        for _ in range(round(stage.rng.gauss(amount, amount / 4))):
            script = self._smalltalk(stage.rng, day)
            yield from play(stage, script, _moment(stage.rng, day, script.marks.get("hour", "")))

    def _smalltalk(self, rng: Random, day: date) -> Script:
        fresh = [
            script
            for script in scripts("talk")
            if script.title not in self.lately
            and _in_season(script, day)
            and (not script.groups or self.group.key in script.groups)
        ]
        script = rng.choice(fresh)
        self.lately = [*self.lately, script.title][-30:]
        return script

    def _programme(self, stage: Stage, day: date) -> Iterator[Shot]:
        if day.weekday() < 5:
            yield from _briefing(stage, day, self.period)
        if day.weekday() in NOON_DAYS[self.group.key]:
            yield from self._in_turn(stage, day, "noon", time(12), 9)
        number = (day - self.period.first).days // 7
        if day.weekday() == DEEP_DAYS[0] or (day.weekday() == DEEP_DAYS[1] and number % 2):
            yield from self._in_turn(stage, day, "deep", time(18), 25)
        if day.weekday() == 4 and number % 2:
            yield from self._in_turn(stage, day, "events", time(16), 50)
        if day.weekday() == 6:
            yield from self._summary(stage, day)

    def _in_turn(
        self, stage: Stage, day: date, folder: str, clock: time, minutes: int
    ) -> Iterator[Shot]:
        """Play the next script of a folder: each group begins at another place of the list."""
        fitting = [
            script
            for script in scripts(folder)
            if not script.groups or self.group.key in script.groups
        ]
        self.period.dice("order", folder, self.group.key).shuffle(fitting)
        script = fitting[self.played[folder] % len(fitting)]
        self.played[folder] += 1
        yield from play(stage, script, around(stage.rng, day, clock, minutes))

    def _summary(self, stage: Stage, day: date) -> Iterator[Shot]:
        week = [
            title
            for back in range(6, -1, -1)
            for title in self.told.get(day - timedelta(days=back), [])
        ]
        if not week:
            return
        hot = "\n".join(f"{place}. {title}" for place, title in enumerate(week[:5], start=1))
        stage = self.stage(stage.rng, **stage.values, 热议=hot, 群名=self.group.name)
        script = stage.rng.choice(scripts("weekly"))
        yield from play(stage, script, around(stage.rng, day, time(20), 25))


def _values(day: date) -> dict[str, str]:
    return {
        "月": str(day.month),
        "日": str(day.day),
        "周": f"周{WEEKDAYS[day.weekday()]}",
        "上月": str((day.month + 10) % 12 + 1),
        "下月": str(day.month % 12 + 1),
    }


def _moment(rng: Random, day: date, hour: str) -> datetime:
    if hour in TIMES:
        return around(rng, day, *TIMES[hour])
    clock = some_time(rng, "all")
    return at(day, clock.replace(hour=22) if clock.hour > 22 else clock)


def _in_season(script: Script, day: date) -> bool:
    season, wanted = script.marks.get("season"), script.marks.get("day", "")
    if season and day.month not in SEASONS[season]:
        return False
    kinds = {"work": day.weekday() < 5, "weekend": day.weekday() >= 5, "": True}
    if wanted in kinds:
        return kinds[wanted]
    return wanted in {f"周{WEEKDAYS[day.weekday()]}", f"{day.day}号"}


def _briefing(stage: Stage, day: date, period: Period) -> Iterator[Shot]:
    """The morning news: the same text in all groups, a few minutes apart."""
    news = period.dice("news", day)
    tip = _next(lists("tips"), (day - period.first).days)
    items = news.sample(lists("news"), 4)
    rows = "\n".join(f"{place}. {item}" for place, item in enumerate(items, start=1))
    text = f"【HR早报】{{月}}月{{日}}日 {{周}}\n{rows}\n💡小贴士：{tip}"
    composer = Stage(stage.group, stage.members, news, stage.values)
    text, _ = composer.fill(text, {}, period.now)
    reactions = stage.rng.choice(scripts("morning"))
    script = replace(reactions, lines=(Line("n", text), *reactions.lines))
    yield from play(stage, script, around(stage.rng, day, time(9), 12))


def _next(rows: Sequence[str], number: int) -> str:
    return rows[number % len(rows)]


def spread(
    groups: Sequence[DemoGroup], period: Period, folder: str, most: int = 2
) -> dict[str, list[tuple[date, Script]]]:
    """Give each thread to one or two groups that it suits, each time to a day of its own."""
    rng = period.dice("spread", folder)
    days = [
        period.first + timedelta(days=each) for each in range((period.last - period.first).days + 1)
    ]
    weights = [QUIET if day.weekday() >= 5 else 1.0 for day in days]
    found: dict[str, list[tuple[date, Script]]] = {group.key: [] for group in groups}
    for script in scripts(folder):
        suited = [
            group
            for group in groups
            if (group.key in script.groups if script.groups else script.module in group.modules)
        ]
        rng.shuffle(suited)
        suited.sort(key=lambda each: -each.pace * rng.random())
        fixed = script.marks.get("on")
        if fixed:  # a chapter of somebody's story is told once, where it can be where they began
            suited.sort(key=lambda each: each.channel != "web")
        for group in suited[: 1 if fixed else most]:
            day = days[int(fixed)] if fixed else weighted(rng, days, weights)
            found[group.key].append((day, script))
    return found
