"""Days and times as people write them, in zones whose clocks are changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

from qunce.shell.moments import LocalMomentField

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-12-01T09:00", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("2026-07-01 09:00", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        ("2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # the first of both
    ],
)
def test_a_time_is_that_of_the_clock(written: str, moment: datetime) -> None:
    with timezone.override(BERLIN):
        for field in (LocalMomentField(BERLIN), LocalMomentField()):
            assert field.clean(written).astimezone(UTC) == moment


@pytest.mark.parametrize("written", ["2027-03-28T02:30", "2027-02-30T09:00", "morgen", ""])
def test_a_time_that_does_not_exist_is_refused(written: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        LocalMomentField(BERLIN).clean(written)
    assert ("02:30" in str(refused.value)) is (written == "2027-03-28T02:30")


def test_a_moment_is_shown_as_the_clock_has_it_and_typed_words_stay() -> None:
    field = LocalMomentField(BERLIN)
    assert field.prepare_value(datetime(2026, 7, 1, 7, tzinfo=UTC)) == "2026-07-01T09:00"
    assert field.prepare_value("morgen") == "morgen"
    assert LocalMomentField(required=False).clean("") is None
