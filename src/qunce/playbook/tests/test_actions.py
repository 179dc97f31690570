"""Versions of the settings: applied, refused, rolled back, overridden by a group."""

from datetime import datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries

from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Charter
from qunce.kernel.errors import StaleError
from qunce.ledger.models import Entry
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.playbook import domain
from qunce.playbook.basics import BASICS, Basics
from qunce.playbook.domain import Values
from qunce.playbook.models import Version
from qunce.playbook.queries import effective, effective_all, one_reading

pytestmark = pytest.mark.django_db


def test_what_is_set_counts_and_what_is_not_has_the_manuals_value(
    community: Community, noon: datetime
) -> None:
    playbook.change(community, BASICS.key, {"single_handed": False}, by=SHELL, now=noon)
    found = effective(community.pk, Basics)
    assert not found.single_handed
    assert found.quiet_from == Basics().quiet_from


def test_one_fault_and_nothing_changes(community: Community, noon: datetime) -> None:
    values: Values = {
        BASICS.key: {"single_handed": False, "quiet_from": "25:00"},
        "nothing": {"x": 1},
    }
    with pytest.raises(playbook.SettingsRefusedError) as caught:
        playbook.apply(community, values, by=SHELL, now=noon)
    assert [problem.place for problem in caught.value.problems] == [
        "community.quiet_from",
        "nothing",
    ]
    assert effective(community.pk, Basics).single_handed
    assert not Version.objects.exists()
    assert not Entry.objects.filter(fact="playbook.PlaybookChanged").exists()


def test_what_is_the_same_makes_no_version(community: Community, noon: datetime) -> None:
    assert (
        playbook.change(community, BASICS.key, {"single_handed": True}, by=SHELL, now=noon) is None
    )


def test_an_earlier_version_counts_again(community: Community, noon: datetime) -> None:
    first = playbook.change(community, BASICS.key, {"quiet_from": "21:00"}, by=SHELL, now=noon)
    playbook.change(community, BASICS.key, {"quiet_from": "23:00"}, by=SHELL, now=noon)
    assert first is not None
    third = playbook.roll_back(first, by=SHELL, now=noon)
    assert third is not None
    assert third.number == 3
    assert effective(community.pk, Basics).quiet_from.hour == 21


def test_a_group_overrides_its_community(
    community: Community, web_group: Group, manual_group: Group, noon: datetime
) -> None:
    playbook.change(community, BASICS.key, {"quiet_from": "21:00"}, by=SHELL, now=noon)
    playbook.change(
        community, BASICS.key, {"quiet_from": "23:30"}, by=SHELL, now=noon, group=web_group
    )
    assert effective(community.pk, Basics, web_group.pk).quiet_from.hour == 23
    assert effective(community.pk, Basics, manual_group.pk).quiet_from.hour == 21


def test_a_group_has_no_charter_of_its_own(
    community: Community, web_group: Group, noon: datetime
) -> None:
    own = {"charter": {"preamble": "Here we do as we like."}}
    with pytest.raises(playbook.SettingsRefusedError) as caught:
        playbook.apply(community, own, by=SHELL, now=noon, group=web_group)
    assert caught.value.problems[0].words.msgid == domain.COMMON
    stored = Version.objects.create(  # as an earlier release took it
        community=community, group=web_group, number=1, values=own, created_at=noon
    )
    assert effective(community.pk, Charter, web_group.pk) == effective(community.pk, Charter)
    assert effective_all(community.pk, web_group.pk)["charter"] == Charter()
    changed = playbook.change(
        community, BASICS.key, {"quiet_from": "23:30"}, by=SHELL, now=noon, group=web_group
    )
    assert changed is not None
    assert set(changed.values) == {BASICS.key}
    back = playbook.roll_back(stored, by=SHELL, now=noon)
    assert back is not None
    assert back.values == {}


def test_who_looked_at_an_older_version_is_told(community: Community, noon: datetime) -> None:
    playbook.change(community, BASICS.key, {"quiet_from": "21:00"}, by=SHELL, now=noon)
    with pytest.raises(StaleError):
        playbook.apply(community, {}, by=SHELL, now=noon, based_on=0)


def test_what_cannot_be_switched_on_is_refused_with_its_place(
    community: Community, noon: datetime
) -> None:
    with pytest.raises(playbook.SettingsRefusedError) as caught:
        playbook.change(community, BASICS.key, {"switched_on": ["bogus"]}, by=SHELL, now=noon)
    assert caught.value.problems[0].place == "community.switched_on[1]"


def test_within_one_reading_each_level_is_read_once(
    community: Community,
    web_group: Group,
    noon: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for hour in ("22:00", "23:00"):
        playbook.change(community, BASICS.key, {"quiet_from": hour}, by=SHELL, now=noon)
    with one_reading():
        with django_assert_num_queries(2):
            for _ in range(5):
                assert effective(community.pk, Basics).quiet_from == time(23)
                assert effective(community.pk, Basics, web_group.pk).quiet_from == time(23)
        playbook.change(
            community, BASICS.key, {"quiet_from": "21:00"}, by=SHELL, now=noon, group=web_group
        )
    assert effective(community.pk, Basics, web_group.pk).quiet_from == time(21)
