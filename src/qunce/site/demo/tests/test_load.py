"""The demo comes in by the ways of real groups, once, and goes without a trace."""

from argparse import Namespace
from pathlib import Path

import pytest
from django.apps import apps

from qunce.gateway.channels.manual.parse import system
from qunce.kernel.incoming import Movement, MovementKind, Speaker
from qunce.people.models import Account, Community, Person
from qunce.site.commands import demo as command
from qunce.site.demo import load
from qunce.site.demo.export import movement_line
from qunce.site.demo.plan import DemoPlan
from qunce.site.demo.tests.plans import NOW, plan_of, silent
from qunce.store.models import LiveEvent


@pytest.fixture(scope="module")
def plan() -> DemoPlan:
    """Return the demo with its last two days of talk only."""
    return plan_of(days=2)


def _rows() -> dict[str, int]:
    """Count the rows of all tables but that of the live feed, which forgets by itself."""
    tables = (model for model in apps.get_models() if model is not LiveEvent)
    return {model._meta.label: model._default_manager.count() for model in tables}


@pytest.mark.django_db
def test_it_clears_away_a_half_one_and_removing_it_leaves_nothing_and_touches_no_other(
    plan: DemoPlan, community: Community, ben: Person
) -> None:
    before = _rows()
    Community.objects.create(key=load.LOADING, name="half", is_demo=True, created_at=NOW)
    own = load.load(plan, silent)
    assert set(Community.objects.values_list("key", flat=True)) == {community.key, load.KEY}

    load.remove(own)

    assert _rows() == before
    assert Person.objects.filter(pk=ben.pk, community=community).exists()
    assert not Account.objects.filter(email__endswith=load.MAIL).exists()


@pytest.mark.django_db
def test_once_means_never_beside_a_real_community(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "load", lambda *_: pytest.fail("loaded"))

    assert command.COMMAND.run(Namespace(remove=False, once=True)) == 0
    assert community.is_demo is False


@pytest.mark.django_db
def test_a_removed_demo_does_not_come_back_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "REMOVED", tmp_path / "home" / "demo.removed")
    Community.objects.create(key=load.KEY, name="demo", is_demo=True, created_at=NOW)

    assert command.COMMAND.run(Namespace(remove=True, once=False)) == 0

    assert (tmp_path / "home" / "demo.removed").exists()
    assert not Community.objects.exists()
    monkeypatch.setattr(load, "load", lambda *_: pytest.fail("loaded"))
    assert command.COMMAND.run(Namespace(remove=False, once=True)) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("way", ["invited", "qr"])
@pytest.mark.parametrize("kind", MovementKind)
def test_what_wechat_writes_of_a_movement_is_read_as_that_movement(
    kind: MovementKind, way: str
) -> None:
    movement = Movement(kind, Speaker(name="林晓-橙湾科技-HRBP"), NOW, by="何小满", way=way)
    (read,) = system.mine(system.Line(movement_line(movement), NOW), {})
    assert isinstance(read, Movement)
    assert (read.kind, read.speaker.name) == (kind, movement.speaker.name)
