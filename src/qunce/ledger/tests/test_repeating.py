"""What was refused is tried again under the same key, as long as it is still wanted."""

from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.facts.people import MemberLeft
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Effect, Mute, Outcome, Recall, Status
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger import registry, repeating
from qunce.ledger.contracts import Assignment
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Entry, Errand
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Group, Person

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


class Channel:
    """Refuses the first time and does it the second, and notes the keys."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def __call__(self, assignment: Assignment) -> Outcome:
        self.keys.append(assignment.key)
        no = Outcome(Status.DENIED, Words("no rights"))
        return no if len(self.keys) == 1 else Outcome(Status.DONE)


def refused(group: Group, now: datetime, channel: Channel, effect: Effect | None = None) -> Errand:
    wanted = effect or Recall(group.pk, 9, NOTHING)
    with registry.handed_out(executors={type(wanted).__name__: channel}):
        ledger.record(
            MemberLeft(5, group.pk, "Ben"),
            by=MACHINE,
            now=now,
            community=group.community_id,
            effects=[wanted],
        )
        run_due(now)
    return Errand.objects.latest("id")


def test_it_is_tried_again_under_the_same_key(
    web_group: Group, mia: Person, noon: datetime
) -> None:
    channel = Channel()
    errand = refused(web_group, noon, channel)
    assert str(repeating.outcome_of(errand)) == "no rights"
    with registry.handed_out(executors={"Recall": channel}):
        repeating.repeat(errand, by=as_actor(mia), now=noon + LATER)
        run_due(noon + LATER)
    errand.refresh_from_db()
    assert errand.state == ErrandState.DONE
    assert channel.keys == [errand.key, errand.key]
    entry = Entry.objects.latest("id")
    assert (entry.fact, entry.actor_person, entry.cause_id) == (
        "ledger.ErrandRepeated",
        mia.pk,
        errand.entry_id,
    )
    with pytest.raises(RefusedError, match="nothing to try again"):
        repeating.repeat(errand, by=as_actor(mia), now=noon + LATER)
    assert len(channel.keys) == 2


def test_what_is_not_wanted_any_more_is_not_tried_again(
    web_group: Group, mia: Person, noon: datetime
) -> None:
    errand = refused(web_group, noon, Channel())
    withdrawn = Words("The decision was withdrawn.")
    with (
        registry.handed_out(outdated={MemberLeft: lambda _fact: withdrawn}),
        pytest.raises(RefusedError, match="withdrawn"),
    ):
        repeating.repeat(errand, by=as_actor(mia), now=noon)
    errand.refresh_from_db()
    assert errand.state == ErrandState.REFUSED


def test_a_mute_whose_time_is_over_is_not_tried_again(web_group: Group, noon: datetime) -> None:
    mute = Mute(web_group.pk, 5, LATER, NOTHING, until=noon + LATER)
    errand = refused(web_group, noon, Channel(), mute)
    assert repeating.why_not(errand, noon) is None
    assert repeating.why_not(errand, noon + LATER) == Words(repeating.TIME_IS_OVER)


def test_an_errand_of_another_community_is_not_known(
    web_group: Group, other_community: Community, noon: datetime
) -> None:
    errand = refused(web_group, noon, Channel())
    assert repeating.access_errand(web_group.community_id, errand.pk) == errand
    with pytest.raises(NotFoundError):
        repeating.access_errand(other_community.pk, errand.pk)
