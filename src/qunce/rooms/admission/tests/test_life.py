"""The life of an application as a state machine: whatever reviewers and the clock do, it holds."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cast import NOON
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import QunceError, RefusedError, StaleError
from qunce.ledger.models import Entry, Task
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Group, Membership, Person
from qunce.rooms.admission import approval, arrivals, reviewing
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.arriving import SEATED
from qunce.rooms.admission.domain import ON_THE_WAY, ApplicationState, ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.tests import waiting

SEATS = 2
REASON = "信息不完整"
names = st.sampled_from(["李娜", "王芳", "张伟", "刘洋"])


class Life(RuleBasedStateMachine):
    """Reviewers, the clock and newcomers of one small group."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        community = Community.objects.create(key="life", name="Life", created_at=NOON)
        self.group = Group.objects.create(
            community=community,
            key="small",
            name="Small",
            kind="general",
            channel="manual",
            capacity=SEATS,
            created_at=NOON,
        )

    def teardown(self) -> None:
        Community.objects.filter(key="life").delete()

    def one(self, data: st.DataObject) -> Application:
        rows = list(Application.objects.select_related("community", "group").order_by("id"))
        return data.draw(st.sampled_from(rows))

    @rule(name=names)
    def apply(self, name: str) -> None:
        if Application.objects.count() < 6:
            waiting.application(self.group, self.now, name)

    @precondition(lambda _self: Application.objects.exists())
    @rule(data=st.data(), verb=st.sampled_from(["ask", "answer", "decline", "reopen", "lapse"]))
    def review(self, data: st.DataObject, verb: str) -> None:
        found = self.one(data)
        before = found.state
        try:
            match verb:
                case "ask":
                    reviewing.ask(found, "哪个部门？", by=SHELL, now=self.now)
                case "answer":
                    reviewing.answer(found, "人力资源部", by=SHELL, now=self.now)
                case "decline":
                    reviewing.decline(found, REASON, by=SHELL, now=self.now)
                case "reopen":
                    reviewing.reopen(found, by=SHELL, now=self.now)
                case _:
                    reviewing.lapse(found, now=self.now)
        except (RefusedError, StaleError):
            assert Application.objects.get(pk=found.pk).state == before

    @precondition(lambda _self: Application.objects.exists())
    @rule(data=st.data(), back=st.booleans())
    def decide(self, data: st.DataObject, back: bool) -> None:
        found = self.one(data)
        before, entries = found.state, Entry.objects.count()
        try:
            if back:
                approval.take_back(found, by=SHELL, now=self.now)
            else:
                approval.approve(found, Choice(), by=SHELL, now=self.now)
        except QunceError:
            # All of it is undone, also what came before the refusal.
            assert Application.objects.get(pk=found.pk).state == before
            assert Entry.objects.count() == entries

    @precondition(lambda _self: Arrival.objects.exists())
    @rule(data=st.data(), verb=st.sampled_from(["tick", "undo", "drop", "back"]))
    def bring_in(self, data: st.DataObject, verb: str) -> None:
        rows = list(Arrival.objects.select_related("group", "person").order_by("id"))
        way = data.draw(st.sampled_from(rows))
        try:
            match verb:
                case "tick":
                    arrivals.tick(way, ArrivalState(way.state), by=SHELL, now=self.now)
                case "undo":
                    arrivals.undo(way, by=SHELL, now=self.now)
                case "drop":
                    arrivals.drop(way, by=SHELL, now=self.now)
                case _:
                    arrivals.bring_back(way, by=SHELL, now=self.now)
        except RefusedError:
            assert Arrival.objects.get(pk=way.pk).state == rows[rows.index(way)].state

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def seats_are_never_sold_twice(self) -> None:
        inside = Membership.objects.filter(group=self.group, state=MembershipState.ACTIVE)
        persons = set(inside.values_list("person", flat=True))
        seated = Arrival.objects.filter(group=self.group, state__in=SEATED)
        persons |= set(seated.values_list("person", flat=True))
        assert len(persons) <= SEATS

    @invariant()
    def nobody_waits_while_a_seat_is_free(self) -> None:
        waits = Arrival.objects.filter(state=ArrivalState.WAITLISTED).exists()
        assert not (waits and arrivals.seats_of(self.group))

    @invariant()
    def who_is_approved_has_one_record_and_a_date(self) -> None:
        approved = Application.objects.filter(state=ApplicationState.APPROVED)
        persons = list(approved.values_list("person", flat=True))
        assert None not in persons
        assert len(set(persons)) == len(persons)
        assert Person.objects.count() <= Application.objects.count()
        decided = Application.objects.exclude(decided_at=None).values_list("state", flat=True)
        assert not set(decided) & {"waiting", "asked", "proving"}

    @invariant()
    def the_desk_has_a_line_as_long_as_there_is_something_to_do(self) -> None:
        lines = Task.objects.filter(kind="arrivals", state="open").count()
        assert lines == int(Arrival.objects.filter(state__in=SEATED).exists())
        on_the_way = Arrival.objects.filter(state__in=ON_THE_WAY)
        assert on_the_way.count() == len(set(on_the_way.values_list("person", "group")))


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_the_rules_hold() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    how = settings(max_examples=12, stateful_step_count=30, suppress_health_check=checks)
    run_state_machine_as_test(Life, settings=how)
