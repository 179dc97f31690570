"""Whom something is for is stored as a set of tiers and of groups (M29)."""

import itertools

import pytest

from qunce.people.audience import SETS, bits_of
from qunce.people.domain import Tier


@pytest.mark.parametrize("count", range(4))
def test_each_set_of_tiers_has_a_number_of_its_own(count: int) -> None:
    sets = [bits_of(tiers) for tiers in itertools.combinations(Tier, count)]
    assert len(set(sets)) == len(sets)
    assert all(bits in SETS for bits in sets)


def test_all_tiers_are_stored_as_everybody() -> None:
    assert bits_of(Tier) == bits_of(()) == 0
    assert bits_of([Tier.SENIOR, Tier.SENIOR]) == bits_of([Tier.SENIOR])
