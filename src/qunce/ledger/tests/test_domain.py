"""Life cycles and pauses, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.effects import Mute, Recall, SendText
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import NOTHING, Words
from qunce.ledger import domain
from qunce.ledger.domain import ERRAND, TASK, ErrandState, ErrandVerb, TaskState, TaskVerb


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        ("waiting", "claim", "running"),
        ("running", "finish", "done"),
        ("running", "refuse", "refused"),
        ("running", "hand over", "human"),
        ("running", "postpone", "waiting"),
        ("running", "lose", "waiting"),
        ("refused", "repeat", "waiting"),
    ],
)
def test_an_errand_goes_its_way(state: str, verb: str, after: str) -> None:
    assert ERRAND.after(ErrandState(state), ErrandVerb(verb)) == after


@pytest.mark.parametrize("state", [ErrandState.DONE, ErrandState.HUMAN])
def test_what_is_done_stays_done(state: ErrandState) -> None:
    assert ERRAND.verbs_from(state) == ()


def test_an_ended_task_can_only_be_opened_again() -> None:
    assert TASK.verbs_from(TaskState.DONE) == (TaskVerb.REOPEN,)
    assert TASK.verbs_from(TaskState.SKIPPED) == (TaskVerb.REOPEN,)
    with pytest.raises(RefusedError):
        TASK.after(TaskState.OPEN, TaskVerb.REOPEN)


@given(st.integers(1, 100), st.text())
def test_pauses_stay_between_one_second_and_the_cap(attempt: int, key: str) -> None:
    pause = domain.pause_after(attempt, key)
    assert domain.FIRST_PAUSE * 0.8 <= pause <= domain.LONGEST_PAUSE * 1.2


@given(st.integers(1, 9), st.text())
def test_pauses_grow_and_are_the_same_for_the_same_errand(attempt: int, key: str) -> None:
    assert domain.pause_after(attempt, key) == domain.pause_after(attempt, key)
    assert domain.pause_after(attempt, key) < domain.pause_after(attempt + 1, key)


def test_errands_that_failed_together_do_not_come_back_together() -> None:
    assert len({domain.pause_after(3, f"1:{n}") for n in range(50)}) > 40


def test_a_reaction_gives_up_within_a_minute_and_a_send_outlives_an_hour() -> None:
    def wait(kind: str) -> timedelta:
        attempts = range(1, domain.attempts_of(kind))
        return sum((domain.pause_after(n, "k") for n in attempts), timedelta())

    assert wait(domain.REACTION) < timedelta(minutes=1)
    assert wait("SendText") > timedelta(minutes=40)


def test_what_protects_the_group_goes_first_and_posts_keep_their_order() -> None:
    recall, mute = Recall(7, 1, NOTHING), Mute(7, 1, timedelta(hours=1), NOTHING)
    post = SendText(7, Words("Good morning"))
    assert domain.effect_priority(recall) == domain.effect_priority(mute) == domain.URGENT
    assert domain.effect_priority(post) == 0
    assert (domain.effect_lane(post), domain.effect_lane(recall)) == ("send:7", "")
    assert domain.effect_kind(post) in domain.EFFECTS
