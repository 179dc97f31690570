"""When a slot is due, and what the briefing says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from qunce.kernel.slots import Moment
from qunce.rooms.programme.domain import occasions
from qunce.rooms.programme.slots import briefing

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param("2026-11-23 08:44", [], id="too early"),
        pytest.param("2026-11-23 08:45", ["briefing@2026-11-23T09:00"], id="15 minutes ahead"),
        pytest.param("2026-11-23 11:00", ["briefing@2026-11-23T09:00"], id="late but allowed"),
        pytest.param("2026-11-23 11:01", [], id="too late"),
        pytest.param("2026-11-22 09:00", [], id="not on Sunday"),
    ],
)
def test_a_slot_is_open_from_its_lead_to_its_lateness(now: str, due: list[str]) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    found = occasions(briefing.SLOT, "0 9 * * 1-5", moment, SHANGHAI)
    assert [occasion.key for occasion in found] == due


@pytest.mark.parametrize("cron", ["", "every day", "61 9 * * *", "0 9 * * * *"])
def test_what_is_no_cron_expression_opens_nothing(cron: str) -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    assert list(occasions(briefing.SLOT, cron, now, SHANGHAI)) == []


def test_the_briefing_names_the_day_and_its_parts() -> None:
    moment = Moment(1, (1,), datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI))
    text = str(briefing.compose(moment, briefing.Config()).text)
    assert text.startswith("【HR早报】11月23日 周一\n1. 政策：\n2. 行业：")
