"""The demo from beginning to end: `build(now)` returns the same plan for the same moment."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qunce.kernel.incoming import (
    Arrival,
    Incoming,
    Movement,
    MovementKind,
    Skipped,
    TakenBack,
)
from qunce.people.domain import GroupKind
from qunce.site.demo.arrivals import Teller, speaker
from qunce.site.demo.days import Diary, spread
from qunce.site.demo.dice import ZONE
from qunce.site.demo.people import Period, cast
from qunce.site.demo.plan import DemoGroup, DemoMember, DemoPlan, Planted
from qunce.site.demo.planting import Planter
from qunce.site.demo.script import MODULES, scripts
from qunce.site.demo.stage import Shot, Stage, play

NAME = "HR充电站"
DAYS = 122
ALL = tuple(MODULES.values())
GROUPS = (
    DemoGroup("station", "HR充电站·综合交流群", GroupKind.GENERAL, "web", ALL, 1.0),
    DemoGroup("yangtze", "HR充电站·长三角联盟", GroupKind.REGION, "manual", ALL, 0.75),
    DemoGroup(
        "factory",
        "HR充电站·制造业HR圈",
        GroupKind.INDUSTRY,
        "wecom",
        ("员工关系", "劳动法", "招聘", "绩效", "培训", "薪酬"),
        0.5,
    ),
    DemoGroup(
        "reward",
        "HR充电站·薪酬绩效研习社",
        GroupKind.FUNCTION,
        "feishu",
        ("薪酬", "绩效", "数字化", "劳动法"),
        0.5,
    ),
)


def build(now: datetime, seed: int = 7) -> DemoPlan:
    """Return the demo that ends at `now` (aware). Same moment and seed, same plan."""
    last = now.astimezone(ZONE).date()
    period = Period(last - timedelta(days=DAYS - 1), last, now, seed)
    members = cast(GROUPS, period)
    shots = _play(members, period)
    talk: dict[str, tuple[Arrival, ...]] = {}
    planted: list[Planted] = []
    gone: dict[int, dict[str, datetime]] = defaultdict(dict)
    for group in GROUPS:
        teller = Teller(group.key, period.dice("teller", group.key))
        told = teller.tell(shots[group.key], members, now)
        talk[group.key] = _with_joins(told, group.key, members, period)
        known = {each.platform_id for each in told if isinstance(each, Incoming)}
        planted += [each for each in teller.planted if each.platform_id in known]
        for key, when in teller.gone.items():
            if when <= now:
                gone[key][group.key] = when
    members = tuple(
        replace(each, left={**each.left, **gone[each.key]}) if each.key in gone else each
        for each in members
    )
    return DemoPlan(NAME, now, GROUPS, members, talk, tuple(planted))


def _play(members: Sequence[DemoMember], period: Period) -> Mapping[str, list[Shot]]:
    shots: dict[str, list[Shot]] = {group.key: [] for group in GROUPS}
    threads = spread(GROUPS, period, "threads")
    for group in GROUPS:
        diary = Diary(group, members, period)
        shots[group.key].extend(diary.run(threads[group.key]))
        shots[group.key].extend(_welcomes(group, members, period))
    for key, shot in Planter(GROUPS, members, period).run():
        shots[key].append(shot)
    return shots


def _welcomes(group: DemoGroup, members: Sequence[DemoMember], period: Period) -> Iterator[Shot]:
    """Play the welcome of everybody who joined within the story."""
    for member in _joined(group.key, members, period):
        rng = period.dice("welcome", group.key, member.key)
        fitting = [
            script
            for script in scripts("welcome")
            if script.marks.get("for", "any") in {"any", member.talk.value}
        ]
        stage = Stage(group.key, members, rng, {"企业": member.company, "岗位": member.position})
        moment = member.joined[group.key] + timedelta(seconds=rng.randint(15, 400))
        yield from play(stage, rng.choice(fitting), moment, {"a": member})


def _joined(key: str, members: Sequence[DemoMember], period: Period) -> list[DemoMember]:
    return [
        member
        for member in members
        if key in member.joined and member.joined[key].date() >= period.first
    ]


def _with_joins(
    told: Sequence[Arrival], key: str, members: Sequence[DemoMember], period: Period
) -> tuple[Arrival, ...]:
    """Return the arrivals with the joins of the period at their places."""
    rng = period.dice("joins", key)
    joins: list[Arrival] = []
    for member in _joined(key, members, period):
        moment = member.joined[key]
        if moment > period.now:
            continue
        there = [each for each in members if each.roles and each.is_in(key, moment)]
        by = rng.choice(there)
        joins.append(
            Movement(
                MovementKind.JOINED,
                speaker(member, key, moment),
                moment.astimezone(UTC),
                by=by.nickname(key, moment),
                way=rng.choice(("invited", "invited", "qr")),
            )
        )
    return tuple(sorted((*joins, *told), key=_when))


def _when(arrival: Arrival) -> datetime:
    """Return when something happened; the demo has no skipped parts."""
    match arrival:
        case Incoming():
            return arrival.sent_at
        case Movement() | TakenBack():
            return arrival.at
        case Skipped():
            raise TypeError(arrival)
