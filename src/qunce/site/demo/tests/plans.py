"""Plans of the demo with little talk, for tests that store them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from qunce.kernel.incoming import Incoming
from qunce.site.demo.generate import build
from qunce.site.demo.plan import DemoPlan

NOW = datetime(2026, 11, 23, 11, 40, tzinfo=UTC)


def plan_of(*, days: int) -> DemoPlan:
    """Return the demo with its last days of talk only."""
    whole = build(NOW)
    since = NOW - timedelta(days=days)
    talk = {
        key: tuple(each for each in arrivals if _when(each) >= since)
        for key, arrivals in whole.talk.items()
    }
    return replace(whole, talk=talk)


def _when(each: object) -> datetime:
    moment = each.sent_at if isinstance(each, Incoming) else getattr(each, "at", NOW)
    assert isinstance(moment, datetime)
    return moment


def silent(_: object) -> None:
    """Nobody listens to how far the loading came."""
