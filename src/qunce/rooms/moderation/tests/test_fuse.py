"""A freshly changed rule that hits too much only watches again, and the owner is called."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Entry, Task
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.playbook.queries import effective_all
from qunce.rooms.moderation import fuse
from qunce.rooms.moderation.fuse_domain import Blown, Watched, blown, tail
from qunce.rooms.moderation.models import Case
from stage import Stage

TOO_WIDE = {"words": ["社保"]}


# --- pure ---------------------------------------------------------------------------------------


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_tail_agrees_with_adding_up_all_outcomes(numbers: tuple[int, int]) -> None:
    hits, of = numbers
    for share in (0.01, 0.2, 0.5, 0.97):
        outcomes = [1.0]
        for _ in range(of):
            outcomes = [
                (outcomes[n] if n < len(outcomes) else 0.0) * (1 - share)
                + (outcomes[n - 1] if n else 0.0) * share
                for n in range(len(outcomes) + 1)
            ]
        assert tail(hits, of, share) == pytest.approx(sum(outcomes[hits:]), abs=1e-9)


@pytest.mark.parametrize(
    ("watched", "why"),
    [
        (Watched(40, 3, 0, 0), Blown.SHARE),
        (Watched(40, 2, 0, 0), None),  # two hits may be one member
        (Watched(19, 3, 0, 0), None),  # so few messages say nothing about a share
        (Watched(60, 3, 0, 0), None),  # exactly 5 % is not more than 5 %
        (Watched(1000, 12, 5000, 10), Blown.HISTORY),
        (Watched(1000, 12, 5000, 50), None),  # as many as before
        (Watched(1000, 12, 150, 0), None),  # too little history to compare with
        (Watched(1000, 3, 5000, 0), Blown.HISTORY),
        (Watched(1000, 12, 5000, 10, expected=0.012), None),  # the replay had foreseen it
        (Watched(100, 8, 5000, 10, expected=0.08), None),
        (Watched(100, 40, 5000, 10, expected=0.08), Blown.SHARE),
    ],
)
def test_when_a_fuse_blows(watched: Watched, why: Blown | None) -> None:
    assert blown(watched) is why


# --- with a real flow ---------------------------------------------------------------------------


def talk(stage: Stage, count: int) -> None:
    """Let people say something harmless now and then."""
    for number in range(count):
        stage.hear(f"Neighbour{number}", f"大家早上好，第{number}天的问候")
        stage.now += timedelta(minutes=2)
    stage.work()


@pytest.mark.django_db
def test_a_rule_that_hits_a_tenth_of_the_talk_falls_back_within_minutes(
    web_stage: Stage, ben: Person, wang: Person, log_in: Callable[[Person], Client]
) -> None:
    stage, community = web_stage, web_stage.group.community
    talk(stage, 23)
    stage.say(ben, "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000")
    stage.work()
    stage.later(minutes=5)  # rightly so, and before the change: not to be undone
    playbook.change(community, "rules.ad_words", TOO_WIDE, by=as_actor(wang), now=stage.now)
    talk(stage, 17)
    for number in range(3):
        stage.hear(f"Asker{number}", f"社保的第{number}个问题想请教各位老师")
        stage.later(minutes=1)
    assert Case.objects.filter(state="acted").exists()
    fuse.watch(stage.now)
    assert effective_all(community.pk)["rules.ad_words"].state == "observe"
    task = Task.objects.get(key__startswith="fuse:ad_words:")
    assert (task.urgent, task.role, task.kind) == (True, "owner", "rule")
    assert Entry.objects.filter(fact="trying.RuleFellBack").count() == 1
    page = log_in(wang).get(task.link)
    assert {each.text[:3] for each in page.context["cases"]} == {"社保的"}
    before = Case.objects.count()
    stage.hear("Asker9", "社保的又一个问题想请教各位老师")
    stage.work()
    assert Case.objects.count() == before  # it only watches
    fuse.watch(stage.now)
    assert Task.objects.filter(key__startswith="fuse:").count() == 1


@pytest.mark.django_db
def test_a_rule_that_is_as_it_was_for_longer_than_a_day_is_left_alone(web_stage: Stage) -> None:
    stage, community = web_stage, web_stage.group.community
    playbook.change(community, "rules.ad_words", TOO_WIDE, by=SHELL, now=stage.now)
    stage.now += timedelta(days=1, minutes=1)
    for number in range(25):
        stage.hear(f"Asker{number}", f"社保的第{number}个问题想请教各位老师")
        stage.now += timedelta(minutes=2)
    stage.work()
    fuse.watch(stage.now)
    assert effective_all(community.pk)["rules.ad_words"].state == "live"


@pytest.mark.django_db
def test_a_groups_own_rule_falls_back_in_that_group_alone(web_stage: Stage) -> None:
    stage, group = web_stage, web_stage.group
    playbook.change(
        group.community, "rules.ad_words", TOO_WIDE, by=SHELL, now=stage.now, group=group
    )
    talk(stage, 20)
    for number in range(4):
        stage.hear(f"Asker{number}", f"社保的第{number}个问题想请教各位老师")
        stage.now += timedelta(minutes=2)
    stage.work()
    fuse.watch(stage.now)
    assert effective_all(group.community_id, group.pk)["rules.ad_words"].state == "observe"
    assert effective_all(group.community_id)["rules.ad_words"].state == "live"
