"""The 200 invented members: the regulars of the story, and everybody else by the dice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from random import Random

from qunce.kernel.messages import Role
from qunce.people.domain import Tier
from qunce.site.demo.dice import at, dice, some_time, weighted
from qunce.site.demo.plan import DemoGroup, DemoMember, Talk
from qunce.site.demo.script import lists

MEMBERS = 200
SHARES = {"station": 0.62, "yangtze": 0.44, "factory": 0.28, "reward": 0.26}
TALKS = ((Talk.ACTIVE, 50), (Talk.SELDOM, 50), (Talk.SILENT, 60))
HABITS = ("plain", "plain", "tilde", "emoji", "haha", "rose", "bare", "bare")
WRONG = 0.16  # share of nicknames that do not follow 姓名-企业-岗位
EARLIER = 0.58  # share of members who were there before the story begins


@dataclass(frozen=True, slots=True)
class Period:
    """The days of the story: `first` and `last` are local days, both included."""

    first: date
    last: date
    now: datetime
    seed: int

    def dice(self, *name: object) -> Random:
        """Return the dice for a part of this story."""
        return dice(self.seed, *name)


def tier_of(years: float, position: str) -> Tier:
    """Return the tier: 0 to 3 years newcomer, directors and above manager, else senior (M25)."""
    if any(word in position for word in ("HRD", "总监", "VP", "CHO", "负责人")):
        return Tier.MANAGER
    return Tier.BEGINNER if years < 3 else Tier.SENIOR


def _split(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def _before(rng: Random, period: Period) -> datetime:
    day = period.first - timedelta(days=rng.randrange(20, 560))
    return at(day, some_time(rng, "all"))


def _joining(rng: Random, period: Period, *, early: bool) -> datetime:
    if early:
        return _before(rng, period)
    length = (period.last - period.first).days
    day = period.first + timedelta(days=rng.randrange(1, length))
    return at(day, some_time(rng, "office"))


def _regular(key: int, row: str, period: Period) -> DemoMember:
    handle, name, company, position, years, short, hours, habit, modules, groups, last = _split(row)
    rng = period.dice("regular", handle)
    roles = (Role(last.removeprefix("role:")),) if last.startswith("role:") else ()
    nickname = f"{name}-{company}-{position}" if roles or not last else last
    joined = {group: _before(rng, period) for group in groups.replace(" ", "").split(",")}
    if handle == "小鹿":  # her first weeks at work are told in the story
        joined = {
            group: at(period.first + timedelta(days=2 + 9 * place), some_time(rng, "evening"))
            for place, group in enumerate(joined)
        }
    return DemoMember(
        key=key,
        handle=handle,
        external=_external(key),
        name=name,
        short=short,
        company=company,
        position=position,
        years=float(years),
        tier=tier_of(float(years), position),
        talk=Talk.REGULAR,
        hours=hours,
        habit=habit,
        modules=tuple(modules.split(",")),
        roles=roles,
        nicknames=dict.fromkeys(joined, nickname),
        joined=joined,
    )


def _external(key: int) -> str:
    letters = dice("wxid", key).choices("abcdefghijkmnpqrstuvwxyz23456789", k=10)
    return f"wxid_demo{key:03d}{''.join(letters)}"


def _short(name: str) -> str:
    return name[-2:] if len(name) > 2 else name


def _nickname(rng: Random, name: str, company: str, position: str) -> str:
    if rng.random() >= WRONG:
        return f"{name}-{company}-{position}"
    pattern = rng.choice(lists("odd"))
    return pattern.format(姓名=name, 企业=company, 岗位=position, 称=_short(name))


def _names(period: Period) -> list[str]:
    rng = period.dice("names")
    found = {rng.choice(lists("surnames")) + rng.choice(lists("given")) for _ in range(400)}
    names = sorted(found)
    rng.shuffle(names)
    return names


def _years(rng: Random, tier: Tier) -> float:
    low, high = {
        Tier.BEGINNER: (0.2, 2.9),
        Tier.SENIOR: (3.0, 12.0),
        Tier.MANAGER: (9.0, 22.0),
    }[tier]
    return round(rng.uniform(low, high), 1)


def _other(
    key: int, name: str, talk: Talk, *, groups: Sequence[DemoGroup], period: Period
) -> DemoMember:
    rng = period.dice("member", key)
    tier_name, position, modules = weighted(
        rng,
        [_split(row) for row in lists("positions")],
        [0.7 if row.startswith("manager") else 1 for row in lists("positions")],
    )
    tier = Tier(tier_name)
    company = rng.choice(lists("companies"))
    chosen = [group.key for group in groups if rng.random() < SHARES[group.key]]
    chosen = chosen[:3] or [rng.choice(groups[:2]).key]
    early = rng.random() < EARLIER
    joined = {group: _joining(rng, period, early=early) for group in chosen}
    nickname = _nickname(rng, name, company, position)
    return DemoMember(
        key=key,
        handle="",
        external=_external(key),
        name=name,
        short=_short(name),
        company=company,
        position=position,
        years=_years(rng, tier),
        tier=tier,
        talk=talk,
        hours=rng.choice(("early", "office", "office", "lunch", "evening", "night", "all")),
        habit=rng.choice(HABITS),
        modules=tuple(modules.split(",")),
        nicknames=dict.fromkeys(joined, nickname),
        joined=joined,
        left=_leaving(rng, joined, talk, period),
        renamed=_renamed(rng, nickname, f"{name}-{company}-{position}", period),
    )


def _renamed(
    rng: Random, nickname: str, correct: str, period: Period
) -> tuple[datetime, str] | None:
    """Return when somebody with a wrong nickname puts it right, if ever."""
    if nickname == correct or rng.random() < 0.55:
        return None
    day = period.first + timedelta(days=rng.randrange(20, 110))
    return at(day, some_time(rng, "office")), correct


def _leaving(
    rng: Random, joined: dict[str, datetime], talk: Talk, period: Period
) -> dict[str, datetime]:
    """Return when one leaves again: some who say little, some days after they came."""
    if talk not in {Talk.SILENT, Talk.SELDOM} or rng.random() >= 0.13:
        return {}
    group = rng.choice(list(joined))
    earliest = max(joined[group], at(period.first, some_time(rng, "all")))
    left = earliest + timedelta(days=rng.uniform(1, 80))
    return {group: left} if left < period.now else {}


def _pedlar(key: int, nickname: str, *, groups: Sequence[DemoGroup], period: Period) -> DemoMember:
    """Return somebody who came in with an invented job and will advertise."""
    rng = period.dice("pedlar", key)
    days = (period.last - period.first).days
    day = period.first + timedelta(days=rng.randrange(2, days - 3))
    group = weighted(rng, groups, [each.pace for each in groups]).key
    joined = {group: at(day, some_time(rng, "office"))}
    return DemoMember(
        key=key,
        handle="",
        external=_external(key),
        name=nickname,
        short=nickname[:2],
        company="",
        position="",
        years=0.0,
        tier=Tier.BEGINNER,
        talk=Talk.PEDLAR,
        hours="all",
        habit="plain",
        modules=(),
        nicknames=dict.fromkeys(joined, nickname),
        joined=joined,
    )


def cast(groups: Sequence[DemoGroup], period: Period) -> tuple[DemoMember, ...]:
    """Return all members of the demo, the same ones for the same period."""
    regulars = [_regular(key, row, period) for key, row in enumerate(lists("cast"), start=1)]
    first = len(regulars) + 1
    pedlars = [
        _pedlar(key, nickname, groups=groups, period=period)
        for key, nickname in enumerate(lists("pedlars"), start=first)
    ]
    first += len(pedlars)
    talks = chain.from_iterable([talk] * count for talk, count in TALKS)
    others = [
        _other(key, name, talk, groups=groups, period=period)
        for key, name, talk in zip(range(first, MEMBERS + 1), _names(period), talks, strict=False)
    ]
    return (*regulars, *pedlars, *others)
