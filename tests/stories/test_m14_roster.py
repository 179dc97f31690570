"""M14: an urgent task goes to whoever is on duty, else to all who hold the role."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from cast import SHANGHAI
from qunce.gateway import alerts
from qunce.kernel.actors import SHELL
from qunce.kernel.calendar import local_day
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.worker import run_due
from qunce.people import roster
from qunce.people.models import Community, Person

pytestmark = pytest.mark.django_db(transaction=True)
BY_HAND = "gateway.by_hand"


@dataclass(frozen=True)
class Alarm:
    """Opens urgent tasks and hears who was told."""

    community: Community
    now: datetime

    def told(self, key: str, person: Person | None = None) -> list[str]:
        """Return the addresses that one urgent task was sent to."""
        mail.outbox.clear()
        draft = TaskDraft(
            community=self.community.pk,
            kind="recall",
            title=Words("Take it back"),
            role=Role.OPS,
            key=key,
            urgent=True,
            person=person.pk if person else None,
        )
        ledger.open_task(draft, now=self.now)
        alerts.tick(self.now)
        run_due(self.now)
        return [address for letter in mail.outbox for address in letter.to]


@pytest.fixture
def alarm(wang: Person, noon: datetime, settings: Settings) -> Alarm:
    """Return the alarm of the community, at noon."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return Alarm(wang.community, noon)


def test_story_m14_the_one_on_duty_is_told_of_what_is_urgent(
    alarm: Alarm, mia: Person, hal: Person
) -> None:
    community, now = alarm.community, alarm.now
    assert alarm.told("by role") == ["mia@example.org"]
    every_day = {(BY_HAND, day): hal.pk for day in range(7)}
    roster.set_pattern(community, every_day, by=SHELL, now=now)
    assert alarm.told("on duty") == ["hal@example.org"]
    today = local_day(now, SHANGHAI)
    first, free = roster.monday_of(today), {(BY_HAND, today.weekday()): None}
    roster.set_week(community, first, free, by=SHELL, now=now)
    assert alarm.told("nobody named today") == ["mia@example.org"]
    assert alarm.told("somebody's own", hal) == ["hal@example.org"]
    roster.clear_week(community, first, by=SHELL, now=now)
    Person.objects.filter(pk=hal.pk).update(account=None)
    assert alarm.told("on duty without an address") == ["mia@example.org"]


def test_story_m14_the_day_is_that_of_the_community(alarm: Alarm, mia: Person, hal: Person) -> None:
    tuesday = {(BY_HAND, 1): hal.pk}
    roster.set_pattern(alarm.community, tuesday, by=SHELL, now=alarm.now)
    morning = (alarm.now.replace(hour=9) + timedelta(days=1)).astimezone(UTC)
    assert Alarm(alarm.community, morning).told("tuesday") == ["hal@example.org"]
    assert morning.hour == 1
    assert alarm.told("monday") == ["mia@example.org"]
