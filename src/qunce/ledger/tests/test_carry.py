"""How an errand is carried out and how it ends, one at a time in this thread."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from qunce.facts.ledger import ErrandHandedOver, ErrandRefused
from qunce.facts.people import MemberJoined, MemberLeft, PersonsMerged
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Effect, Outcome, Recall, SendText, Status
from qunce.kernel.errors import BusyError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries, registry
from qunce.ledger.carry import settle, take_back_lost
from qunce.ledger.contracts import Assignment, Cause, Executor, LostError, Reaction, TaskDraft
from qunce.ledger.domain import ATTEMPTS, REACTION_ATTEMPTS, Crew, ErrandState
from qunce.ledger.lease import LEASE, Leases, Wanted, claim
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.wording import fact_of
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Group
from qunce.store.codecs import decode

pytestmark = pytest.mark.django_db


class Channel:
    """Answers with the outcomes it is given, the last one for ever, and notes the keys."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.keys: list[str] = []

    def __call__(self, assignment: Assignment) -> Outcome:
        self.keys.append(assignment.key)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


DONE = Outcome(Status.DONE, platform_id="m1")


def task_for(effect: Effect, outcome: Outcome, assignment: Assignment) -> TaskDraft:
    assert assignment.community is not None
    title = Words("Do it by hand")
    key = f"errand:{assignment.errand}"
    return TaskDraft(assignment.community, "recall", title, Role.OPS, key, groups=(effect.group,))


@pytest.fixture(autouse=True)
def _nobody_else() -> Iterator[None]:
    with registry.handed_out():
        yield


Order = Callable[..., Entry]


@pytest.fixture
def order(community: Community, web_group: Group, noon: datetime) -> Order:
    """Return a function that records something with a recall following from it."""

    def make(*effects: Effect) -> Entry:
        following = effects or (Recall(web_group.pk, 9, NOTHING),)
        fact = MemberLeft(5, web_group.pk, "Ben")
        return ledger.record(fact, by=MACHINE, now=noon, community=community, effects=following)

    return make


def run(executor: Executor, now: datetime, kind: str = "Recall") -> Errand:
    with registry.handed_out(executors={kind: executor}, task_for=task_for):
        run_due(now)
    return Errand.objects.exclude(kind="reaction").latest("id")


def outcome_of(errand: Errand) -> Outcome:
    """Return how the last attempt of an errand ended."""
    return decode(Outcome, errand.outcome)


def test_what_the_channel_did_is_done(order: Order, noon: datetime) -> None:
    order()
    errand = run(channel := Channel(DONE), noon)
    assert (errand.state, outcome_of(errand)) == (ErrandState.DONE, DONE)
    assert (errand.finished_at, errand.lease_until) == (noon, None)
    assert run_due(noon + timedelta(days=1)) == 0
    assert channel.keys == [errand.key]


def test_what_the_channel_refuses_is_in_the_history_with_its_reason(
    order: Order, noon: datetime
) -> None:
    entry = order()
    errand = run(Channel(Outcome(Status.DENIED, Words("two minutes are over"))), noon)
    assert errand.state == ErrandState.REFUSED
    refused = Entry.objects.get(cause=entry)
    assert fact_of(refused) == ErrandRefused(
        errand.pk, "Recall", Words("two minutes are over"), errand.group_id
    )


def test_a_refusal_that_is_raised_counts_like_one_that_is_returned(
    order: Order, noon: datetime
) -> None:
    order()
    assert run(Channel(RefusedError("no")), noon).state == ErrandState.REFUSED


@pytest.mark.parametrize("kind", ["Recall", "another"])
def test_what_no_channel_can_do_becomes_a_task(order: Order, noon: datetime, kind: str) -> None:
    entry = order()
    errand = run(Channel(Outcome(Status.HUMAN_TASK)), noon, kind)
    task = Task.objects.get()
    assert (errand.state, task.errand_id, task.entry_id) == ("human", errand.pk, entry.pk)
    assert isinstance(fact_of(Entry.objects.get(cause=entry)), ErrandHandedOver)
    assert queries.thread_of(entry)[0].tasks == [task]


@pytest.mark.parametrize("answer", [Outcome(Status.RETRY), BusyError("later"), OSError("down")])
def test_what_is_busy_is_tried_again_with_the_same_key(
    order: Order, noon: datetime, answer: Outcome | Exception
) -> None:
    order()
    channel = Channel(answer, DONE)
    errand = run(channel, noon)
    assert errand.state == ErrandState.WAITING
    assert noon < errand.not_before < noon + timedelta(seconds=2)
    assert run(channel, errand.not_before).state == ErrandState.DONE
    assert channel.keys == [errand.key] * 2


def test_the_platforms_own_waiting_time_is_kept(order: Order, noon: datetime) -> None:
    order()
    errand = run(Channel(Outcome(Status.RETRY, retry_after=90)), noon)
    assert errand.not_before == noon + timedelta(seconds=90)


def test_what_fails_again_and_again_becomes_a_task(order: Order, noon: datetime) -> None:
    order()
    channel = Channel(OSError("down"))
    errand = run(channel, noon)
    for _ in range(ATTEMPTS - 1):
        errand = run(channel, errand.not_before)
    assert (errand.state, len(channel.keys)) == (ErrandState.HUMAN, ATTEMPTS)
    assert "down" in str(outcome_of(errand).detail)


def test_a_task_that_cannot_be_worded_leaves_a_refusal(
    order: Order, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(effect: Effect, outcome: Outcome, assignment: Assignment) -> TaskDraft:
        raise KeyError(assignment.key)

    order()
    with registry.handed_out(task_for=broken):
        run_due(noon)
    assert Errand.objects.get().state == ErrandState.REFUSED
    assert "no task could be worded" in caplog.text


# --- order --------------------------------------------------------------------------------------


def test_posts_of_one_group_wait_for_each_other_and_a_recall_overtakes_them(
    order: Order, web_group: Group, noon: datetime
) -> None:
    first, second = SendText(web_group.pk, Words("1")), SendText(web_group.pk, Words("2"))
    order(first, second, Recall(web_group.pk, 9, NOTHING))
    done: list[str] = []

    def note(assignment: Assignment) -> Outcome:
        done.append(assignment.key.rpartition(":")[2])
        return Outcome(Status.RETRY) if len(done) == 2 else DONE

    with registry.handed_out(executors={"SendText": note, "Recall": note}):
        run_due(noon)
        assert done == ["2", "0"]
        run_due(noon + timedelta(seconds=10))
    assert done == ["2", "0", "0", "1"]


def test_nobody_else_works_in_a_lane_that_is_busy(community: Community, noon: datetime) -> None:
    for key in "abc":
        ledger.enqueue("x", {}, community=community, now=noon, key=key, lane="l" * (key < "c"))
    held = claim("one", noon)
    free = claim("two", noon)
    assert held is not None
    assert free is not None
    assert (held.key, free.key, claim("three", noon)) == ("a", "c", None)


def test_each_crew_takes_its_own(order: Order, web_group: Group, noon: datetime) -> None:
    order(SendText(web_group.pk, NOTHING), Recall(web_group.pk, 9, NOTHING))
    ledger.enqueue("job", {}, community=None, now=noon, key="j")
    ledger.enqueue("mail", {}, community=None, now=noon, key="m")

    def kinds(crew: Crew) -> list[str]:
        claimed: list[str] = []
        while errand := claim("w", noon, wanted=Wanted(crew)):
            claimed.append(errand.kind)
        return claimed

    assert kinds(Crew.INWARD) == ["job"]
    assert kinds(Crew.URGENT) == ["Recall"]
    assert kinds(Crew.OUTWARD) == ["SendText", "mail"]


# --- reactions ----------------------------------------------------------------------------------


def test_a_reaction_is_told_the_fact_and_its_cause(
    community: Community, web_group: Group, noon: datetime
) -> None:
    seen: list[tuple[MemberJoined, Cause, datetime]] = []
    reaction = Reaction("r", MemberJoined, lambda *told: seen.append(told))
    fact = MemberJoined(5, web_group.pk, "Ben")
    later = noon + timedelta(minutes=1)
    with registry.handed_out(reactions=[reaction]):
        entry = ledger.record(fact, by=MACHINE, now=noon, community=community)
        run_due(later)
        run_due(later)
    assert seen == [(fact, Cause(entry.pk, community.pk, noon), later)]


def test_a_reaction_that_fails_leaves_nothing_and_gives_up_in_the_end(
    community: Community, noon: datetime
) -> None:
    def call(fact: MemberJoined, cause: Cause, now: datetime) -> None:
        again = PersonsMerged((7,), "Ben")
        ledger.record(again, by=MACHINE, now=now, community=community, cause=cause.entry)
        raise LookupError("broken")

    with registry.handed_out(reactions=[Reaction("r", MemberJoined, call)]):
        ledger.record(MemberJoined(5, 1, "Ben"), by=MACHINE, now=noon, community=community)
        for minute in range(10):
            run_due(noon + timedelta(minutes=minute))
    errand = Errand.objects.get()
    assert (errand.state, errand.attempts) == (ErrandState.REFUSED, REACTION_ATTEMPTS)
    assert Entry.objects.count() == 1


def test_reactions_of_a_community_keep_the_order_of_entries(
    community: Community, noon: datetime
) -> None:
    order: list[int] = []

    def call(fact: MemberJoined, cause: Cause, now: datetime) -> None:
        order.append(fact.person)
        if order == [1]:
            raise BusyError("later")

    with registry.handed_out(reactions=[Reaction("r", MemberJoined, call)]):
        for person in (1, 2, 3):
            fact = MemberJoined(person, 1, "Ben")
            ledger.record(fact, by=MACHINE, now=noon, community=community)
        run_due(noon)
        assert order == [1]
        run_due(noon + timedelta(seconds=3))
    assert order == [1, 1, 2, 3]


def test_a_reaction_that_nobody_knows_any_more_is_done(
    community: Community, noon: datetime
) -> None:
    with registry.handed_out(reactions=[Reaction("r", MemberJoined, lambda *_: None)]):
        ledger.record(MemberJoined(5, 1, "Ben"), by=MACHINE, now=noon, community=community)
    run_due(noon)
    assert Errand.objects.get().state == ErrandState.DONE


# --- leases -------------------------------------------------------------------------------------


def test_an_errand_is_claimed_by_one_worker(order: Order, noon: datetime) -> None:
    order()
    first = claim("one", noon)
    assert first is not None
    assert (first.state, first.token, first.lease_until) == ("running", 1, noon + LEASE)
    assert claim("two", noon) is None


def test_the_errand_of_a_dead_worker_is_taken_over_and_its_word_counts_no_more(
    order: Order, noon: datetime
) -> None:
    order()
    first = claim("one", noon)
    assert first is not None
    assert take_back_lost(noon + LEASE - timedelta(seconds=1)) == 0
    assert take_back_lost(noon + LEASE) == 1
    with pytest.raises(LostError):
        settle(first, DONE, now=noon + LEASE)
    second = claim("two", noon + LEASE)
    assert second is not None
    assert (second.pk, second.key, second.token) == (first.pk, first.key, 2)
    with pytest.raises(LostError):
        settle(first, DONE, now=noon + LEASE)
    settle(second, DONE, now=noon + LEASE)


def test_a_heartbeat_keeps_a_long_errand_and_tells_when_it_is_lost(
    order: Order, noon: datetime
) -> None:
    order()
    errand = claim("one", noon)
    assert errand is not None
    leases = Leases(LEASE)
    leases.hold(errand)
    leases.heartbeat(noon + timedelta(seconds=10))
    assert take_back_lost(noon + LEASE) == 0
    leases.beat(errand, noon + timedelta(seconds=20))
    assert take_back_lost(noon + timedelta(seconds=36)) == 1
    with pytest.raises(LostError):
        leases.beat(errand, noon + timedelta(seconds=37))


def test_an_errand_that_kills_every_worker_is_given_up(order: Order, noon: datetime) -> None:
    order()
    now = noon
    for _ in range(ATTEMPTS):
        assert claim("unlucky", now) is not None
        now += LEASE
        take_back_lost(now)
    assert Errand.objects.get().state == ErrandState.REFUSED


@pytest.mark.django_db(transaction=True)
def test_nothing_is_carried_out_inside_a_transaction(order: Order, noon: datetime) -> None:
    with transaction.atomic():
        order()

    def executor(assignment: Assignment) -> Outcome:
        assert not transaction.get_connection().in_atomic_block
        return DONE

    with registry.handed_out(executors={"Recall": executor}):
        with transaction.atomic(), pytest.raises(RuntimeError):
            run_due(noon)
        run_due(noon)
    assert Errand.objects.get().state == ErrandState.DONE
