"""A group can do what its channel says."""

import pytest

from qunce.chat import abilities
from qunce.kernel.effects import Capability
from qunce.people.models import Group


def test_a_group_can_do_what_its_channel_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        abilities._Desk, "look_up", staticmethod(lambda group: frozenset({Capability(group.about)}))
    )
    assert abilities.of(Group(channel="web", about="recall")) == {Capability.RECALL}
