"""Replays, as tests ask for them."""

from datetime import timedelta

from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Line, Plan
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.running import run
from stage import Stage

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"


def replayed(plan: Plan) -> tuple[Tally, list[Line]]:
    """Return counts and lines of a replay."""
    lines: list[Line] = []
    tally = run(plan, lambda found, _tally, _total: lines.extend(found))
    return tally, lines


def of_record(stage: Stage, **since: float) -> tuple[Tally, list[Line]]:
    """Replay what was decided in the last days."""
    end = stage.now + timedelta(days=1)
    return replayed(plans.of_record(stage.group, end - timedelta(**since or {"days": 300}), end))
