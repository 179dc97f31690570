"""The stage: a script, a group and a moment become timed lines of people who were there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from qunce.kernel.messages import Role
from qunce.people.domain import Tier
from qunce.site.demo.dice import HOURS, ZONE, at, weighted
from qunce.site.demo.plan import DemoMember, Talk
from qunce.site.demo.script import MODULES, Line, Script
from qunce.site.demo.style import as_typed, disguised

STAFF = {"q": Role.OWNER, "n": Role.CONTENT, "y": Role.OPS, "h": Role.EVENTS}
TIERS = {"新手": Tier.BEGINNER, "资深": Tier.SENIOR, "管理": Tier.MANAGER}
WEIGHTS = {Talk.REGULAR: 6.0, Talk.ACTIVE: 2.6, Talk.SELDOM: 0.35}
MENTION = re.compile(r"@\{([a-z])\}")
CHOICE = re.compile(r"\{([^{}]*)\}")
SPACE = "\u2005"  # what WeChat puts behind a mention
REPLIES, MENTIONS = 0.16, 0.06  # shares of answers that quote, or name, whom they answer
STAYS = timedelta(days=3)  # nobody is cast who leaves within this time


@dataclass(slots=True)
class Shot:
    """One line as played; `reply` is the shot it answers, `fate` as in the script."""

    at: datetime
    member: DemoMember
    text: str
    line: Line
    reply: "Shot | None" = None
    mentions: tuple[str, ...] = ()
    other: "DemoMember | None" = None  # who recalls or removes


@dataclass(slots=True)
class Stage:
    """A group of people and the dice; `values` stand for `{月}` and the like."""

    group: str
    members: Sequence[DemoMember]
    rng: Random
    values: Mapping[str, str] = field(default_factory=dict)

    def staff(self, role: Role) -> DemoMember:
        """Return who holds a role."""
        return next(member for member in self.members if role in member.roles)

    def _fits(self, member: DemoMember, moment: datetime, module: str) -> float:
        if not (member.is_in(self.group, moment) and member.is_in(self.group, moment + STAYS)):
            return 0.0
        hour = HOURS[member.hours][moment.astimezone(ZONE).hour]
        expert = 2.5 if module in member.modules else 1.0
        staff = 0.3 if member.roles else 1.0
        return WEIGHTS.get(member.talk, 0.0) * (0.15 + hour / 4) * expert * staff

    def someone(
        self, moment: datetime, taken: Sequence[DemoMember], wish: str = "", module: str = ""
    ) -> DemoMember:
        """Return a member to speak: `wish` is a regular's handle, a tier, or empty."""
        keys = {member.key for member in taken}
        free = [member for member in self.members if member.key not in keys]
        for member in free:
            if wish and member.handle == wish and member.is_in(self.group, moment):
                return member
        tier = TIERS.get(wish)
        weights = [
            self._fits(member, moment, module) * (1.0 if tier in {None, member.tier} else 0.02)
            for member in free
        ]
        if not any(weights):
            weights = [float(member.is_in(self.group, moment)) for member in free]
        return weighted(self.rng, free, weights)

    def fill(
        self, text: str, actors: Mapping[str, DemoMember], moment: datetime
    ) -> tuple[str, tuple[str, ...]]:
        """Return the text with its choices made and its names put in, and who is mentioned."""
        mentioned: list[str] = []

        def mention(found: re.Match[str]) -> str:
            if found[1] not in actors:
                return found[0]
            name = actors[found[1]].nickname(self.group, moment)
            mentioned.append(name)
            return f"@{name}{SPACE}"

        def choose(found: re.Match[str]) -> str:
            inner = str(found[1])
            if "|" in inner:
                return self.rng.choice(inner.split("|"))
            if inner in actors:
                return actors[inner].short
            return self.values.get(inner, inner)

        text = MENTION.sub(mention, text)
        while CHOICE.search(text):
            text = CHOICE.sub(choose, text)
        return text, tuple(mentioned)


def _typing(rng: Random, text: str, *, same: bool) -> timedelta:
    """Return how long one takes to read, think and type, in seconds like people's."""
    think = rng.lognormvariate(1.3, 0.6) if same else rng.lognormvariate(3.1, 0.9)
    return timedelta(seconds=round(min(2 + think + min(len(text), 120) * 0.3, 900)))


def _later(moment: datetime, gap: timedelta, rng: Random) -> datetime:
    """Return the moment after a pause, moved out of the night and off the exact minute."""
    after = (moment + gap * rng.uniform(0.9, 1.1)).replace(microsecond=0).astimezone(ZONE)
    if after.hour >= 23:
        after = at(after.date() + timedelta(days=1), time(9, rng.randrange(60)))
    elif after.hour < 8:
        after = at(after.date(), time(8, 30 + rng.randrange(30)))
    return after


@dataclass(slots=True)
class Play:
    """A script being played on a stage."""

    stage: Stage
    script: Script
    moment: datetime
    actors: dict[str, DemoMember] = field(default_factory=dict)
    shots: list[Shot] = field(default_factory=list)

    def run(self) -> list[Shot]:
        """Play all lines and return the shots in their order."""
        is_left_out = False
        for line in self.script.lines:
            is_left_out = line.maybe and (is_left_out or self.stage.rng.random() < 0.5)
            if is_left_out:
                continue
            if line.who.startswith("*"):
                for _ in range(self.stage.rng.randint(1, int(line.who[1:] or 1))):
                    self._say(line, self._chance())
            else:
                self._say(line, self._actor(line.who))
        return self.shots

    def _chance(self) -> DemoMember:
        taken = list(self.actors.values()) + [shot.member for shot in self.shots[-4:]]
        return self.stage.someone(self.moment, taken, module=self.script.module)

    def _actor(self, who: str) -> DemoMember:
        if who not in self.actors:
            asks = who == "a" and self.script.module in MODULES.values()
            wish = self.script.cast.get(who, "新手" if asks else "")
            self.actors[who] = (
                self.stage.staff(STAFF[who])
                if who in STAFF
                else self.stage.someone(
                    self.moment, list(self.actors.values()), wish, self.script.module
                )
            )
        return self.actors[who]

    def _say(self, line: Line, member: DemoMember) -> None:
        rng = self.stage.rng
        for who in set(MENTION.findall(line.text)) | set(line.to):
            self._actor(who)
        answered = self._answered(line, member)
        text, mentions = self._words(line)
        if answered is None and self._is_talk(member) and rng.random() < MENTIONS:
            name = self.shots[-1].member.nickname(self.stage.group, self.moment)
            text, mentions = f"@{name}{SPACE}{text}", (name, *mentions)
        if not line.label:
            text = as_typed(text, member.habit, rng)
        text = disguised(text, line.disguise, rng)
        if self.shots:
            self.moment = self._next(line, member, text)
        self.shots.append(
            Shot(
                at=self.moment,
                member=member,
                text=text,
                line=line,
                reply=answered,
                mentions=mentions,
                other=self.stage.staff(Role.OPS),
            )
        )

    def _is_talk(self, member: DemoMember) -> bool:
        """Say whether this line continues a professional talk with somebody else."""
        is_thread = self.script.module in MODULES.values()
        return is_thread and bool(self.shots) and self.shots[-1].member is not member

    def _answered(self, line: Line, member: DemoMember) -> Shot | None:
        """Return the shot that a line answers: as written, now and then the last of another."""
        if line.to:
            found = [shot for shot in self.shots if shot.member is self.actors[line.to]]
            return found[-1] if found else None
        if line.move or not self._is_talk(member) or self.stage.rng.random() >= REPLIES:
            return None
        others = [shot for shot in self.shots[-3:] if shot.member is not member]
        return others[-1] if others else None

    def _words(self, line: Line) -> tuple[str, tuple[str, ...]]:
        """Return the words of a line; a chorus does not say the same thing twice in a row."""
        said = {shot.text for shot in self.shots[-4:]}
        text, mentions = self.stage.fill(line.text, self.actors, self.moment)
        for _ in range(4 if "|" in line.text else 0):
            if text not in said:
                break
            text, mentions = self.stage.fill(line.text, self.actors, self.moment)
        return text, mentions

    def _next(self, line: Line, member: DemoMember, text: str) -> datetime:
        rng = self.stage.rng
        if line.gap:
            return _later(self.moment, line.gap, rng)
        if self.script.marks.get("pace") == "flood":
            return self.moment + timedelta(seconds=rng.randint(2, 4))
        same = self.shots[-1].member is member
        return self.moment + _typing(rng, text, same=same)


def play(
    stage: Stage,
    script: Script,
    moment: datetime,
    actors: Mapping[str, DemoMember] | None = None,
) -> list[Shot]:
    """Play a script from a moment on; `actors` are cast already."""
    return Play(stage, script, moment.replace(microsecond=0), dict(actors or {})).run()
