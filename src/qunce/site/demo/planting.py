"""What breaks the rules, what just keeps them, and how the others take it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from qunce.kernel.rules import Label
from qunce.site.demo.dice import ZONE, around, at, awake, some_time, weighted
from qunce.site.demo.people import Period
from qunce.site.demo.plan import DemoGroup, DemoMember, Talk
from qunce.site.demo.script import Line, Script, lists, read_gap, scripts
from qunce.site.demo.stage import Shot, Stage, play

SINGLE = (  # lists of single posts, each posted once by some member
    ("tools_ok", Label.TOOL_OK),
    ("tools_bad", Label.TOOL_BAD),
    ("reposts", Label.REPOST),
    ("sensitive", Label.SENSITIVE),
    ("recruit_bad", Label.RECRUIT_BAD),
)
KEPT = {Label.TOOL_OK, Label.RECRUIT_OK}
WEDNESDAY = 2
POSTERS = (Talk.SELDOM, Talk.ACTIVE)


@dataclass(slots=True)
class Planter:
    """Plants posts into groups. `last` is how many posts a pedlar still has in store."""

    groups: Sequence[DemoGroup]
    members: Sequence[DemoMember]
    period: Period

    def run(self) -> Iterator[tuple[str, Shot]]:
        """Return all planted shots with their group's key."""
        yield from self._ads()
        for name, label in SINGLE:
            yield from self._posts(name, label)
        yield from self._scenes()
        yield from self._wednesdays()
        yield from self._fresh()

    def _day(self, rng: Random) -> date:
        days = (self.period.last - self.period.first).days
        return self.period.first + timedelta(days=rng.randrange(days + 1))

    def _group(self, rng: Random) -> DemoGroup:
        return weighted(rng, self.groups, [group.pace for group in self.groups])

    def _stage(self, group: str, rng: Random, poster: DemoMember | None = None) -> Stage:
        local = self.period.now.astimezone(ZONE)
        values = {"企业": poster.company if poster else "", "月": str(local.month)}
        return Stage(group, self.members, rng, values)

    def _poster(self, rng: Random, group: str, moment: datetime, module: str = "") -> DemoMember:
        there = [
            member
            for member in self.members
            if member.talk in POSTERS
            and member.is_in(group, moment)
            and member.is_in(group, moment + timedelta(days=3))
        ]
        fitting = [member for member in there if module in member.modules]
        return rng.choice(fitting or there)

    def _ads(self) -> Iterator[tuple[str, Shot]]:
        """Let each pedlar post one to three times, some days after coming in, until removed."""
        rows = cycle(lists("posts/ads"))
        left = len(lists("posts/ads"))
        for member in (each for each in self.members if each.talk is Talk.PEDLAR):
            rng = self.period.dice("ads", member.key)
            (group, joined), times = next(iter(member.joined.items())), rng.randint(1, 3)
            for number in range(times):
                day = joined.date() + timedelta(days=1 + 2 * number)
                moment = at(day, some_time(rng, "all"))
                removed = number == times - 1 and rng.random() < 0.85
                reaction = self._reaction(rng, "removed" if removed else "ad_prohibited")
                fate = self._fate(rng, group, Label.AD_PROHIBITED)
                script = _with_post(next(rows), Label.AD_PROHIBITED, reaction, fate)
                stage = self._stage(group, rng)
                yield from _in(group, play(stage, script, moment, {"a": member}))
                left -= 1
        for _ in range(max(left, 0)):
            yield from self._post(next(rows), Label.AD_PROHIBITED)

    def _fate(self, rng: Random, group: str, label: Label) -> str:
        """Say who recalls: in the web group an admin can, elsewhere only the author."""
        if label in KEPT or rng.random() < 0.45:
            return ""
        web = next(each for each in self.groups if each.key == group).channel == "web"
        return "^^" if web else "^"

    def _reaction(self, rng: Random, name: str) -> Script:
        found = [script for script in scripts("reactions") if script.module == name]
        return rng.choice(found)

    def _post(self, row: str, label: Label) -> Iterator[tuple[str, Shot]]:
        rng = self.period.dice("post", label, row)
        group = self._group(rng).key
        moment = at(self._day(rng), some_time(rng, "all"))
        poster = self._poster(rng, group, moment)
        fate = self._fate(rng, group, label)
        script = _with_post(row, label, self._reaction(rng, label.value), fate)
        yield from _in(group, play(self._stage(group, rng, poster), script, moment, {"a": poster}))

    def _posts(self, name: str, label: Label) -> Iterator[tuple[str, Shot]]:
        for row in lists(f"posts/{name}"):
            yield from self._post(row, label)

    def _scenes(self) -> Iterator[tuple[str, Shot]]:
        """Play arguments, floods and other scenes of several lines once each."""
        for script in scripts("scenes"):
            rng = self.period.dice("scene", script.title)
            group = rng.choice(script.groups) if script.groups else self._group(rng).key
            moment = at(self._day(rng), some_time(rng, script.marks.get("hour", "all")))
            yield from _in(group, play(self._stage(group, rng), script, moment))

    def _fresh(self) -> Iterator[tuple[str, Shot]]:
        """Play what happened within the last two days: what there is to do on the first visit."""
        for script in scripts("fresh"):
            rng = self.period.dice("fresh", script.title)
            (group,), ago = script.groups, read_gap(script.marks["ago"])
            moment = awake(
                self.period.now - (ago or timedelta()) - timedelta(seconds=rng.randrange(59))
            )
            if "poster" in script.marks:
                poster = self._poster(rng, group, moment)
                stage = self._stage(group, rng, poster)
                yield from _in(group, play(stage, script, moment, {"a": poster}))
            else:
                yield from _in(group, play(self._stage(group, rng), script, moment))

    def _wednesdays(self) -> Iterator[tuple[str, Shot]]:
        """Play the recruitment evening of each Wednesday, 20:00, in three of the groups (M45)."""
        days = (self.period.last - self.period.first).days + 1
        for day in (self.period.first + timedelta(days=each) for each in range(days)):
            if day.weekday() == WEDNESDAY:
                for group in self.groups[:3]:
                    yield from self._evening(group, day)

    def _evening(self, group: DemoGroup, day: date) -> Iterator[tuple[str, Shot]]:
        rng = self.period.dice("wednesday", group.key, day)
        moment = around(rng, day, time(20), 3)
        stage = self._stage(group.key, rng)
        yield from _in(group.key, play(stage, self._reaction(rng, "opening"), moment))
        for row in rng.sample(lists("posts/recruit_ok"), 1 + round(2.4 * group.pace)):
            moment += timedelta(seconds=rng.randint(60, 240))
            poster = self._poster(rng, group.key, moment, "招聘")
            script = _with_post(row, Label.RECRUIT_OK, self._reaction(rng, "recruit_ok"))
            stage = self._stage(group.key, rng, poster)
            yield from _in(group.key, play(stage, script, moment, {"a": poster}))


def _with_post(row: str, label: Label, reaction: Script, fate: str = "") -> Script:
    disguise, text = row.split("|", 1) if "|" in row[:8] else ("", row)
    post = Line("a", text.strip(), label=label.value, disguise=disguise.strip(), fate=fate)
    return replace(reaction, lines=(post, *reaction.lines))


def _in(group: str, shots: Sequence[Shot]) -> Iterator[tuple[str, Shot]]:
    return ((group, shot) for shot in shots)
