"""The demo comes in by the ways of real groups, once, and goes without a trace."""

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps

from qunce.chat.models import Message
from qunce.gateway.channels.manual.models import Import
from qunce.gateway.channels.manual.parse import system
from qunce.kernel.incoming import Incoming, Movement, MovementKind, Speaker
from qunce.kernel.messages import Role, Source
from qunce.ledger.models import Errand, Task
from qunce.people import roster
from qunce.people.models import (
    Account,
    Appointment,
    Community,
    Contact,
    ContactLook,
    Erasure,
    Group,
    Identity,
    Membership,
    Person,
    RoleOffer,
    TierChange,
    TierRequest,
)
from qunce.playbook.models import Version
from qunce.playbook.privacy import privacy_version
from qunce.rooms.admission.domain import ApplicationState, EvidenceKind, EvidenceState
from qunce.rooms.admission.models import Application, Arrival, Evidence
from qunce.rooms.admission.queue import misfits_of
from qunce.rooms.charter import queries as charter
from qunce.shell.house import house
from qunce.site.commands import demo as command
from qunce.site.demo import load, newcomers, own_data
from qunce.site.demo.export import movement_line
from qunce.site.demo.generate import build
from qunce.site.demo.plan import DemoPlan
from qunce.store.models import LiveEvent

NOW = datetime(2026, 11, 23, 11, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> DemoPlan:
    """Return the demo with its last ten days of talk only."""
    whole = build(NOW)
    since = NOW - timedelta(days=10)
    talk = {
        key: tuple(each for each in arrivals if _when(each) >= since)
        for key, arrivals in whole.talk.items()
    }
    return replace(whole, talk=talk)


def _when(each: object) -> datetime:
    moment = each.sent_at if isinstance(each, Incoming) else getattr(each, "at", NOW)
    assert isinstance(moment, datetime)
    return moment


def _silent(_: object) -> None:
    """Nobody listens."""


@pytest.mark.django_db
def test_the_whole_demo_is_stored(plan: DemoPlan) -> None:
    community = load.load(plan, _silent)

    assert community.is_demo
    unclear = 1
    assert Person.objects.count() == len(plan.members) + newcomers.LET_IN + unclear
    assert set(Appointment.objects.values_list("role", flat=True)) == set(Role)
    today = roster.roster_of(community, NOW.date(), NOW.date())
    assert all(today.on(duty.key, NOW.date()) for duty in house.duties() if duty.daily)
    assert RoleOffer.objects.filter(state="open").count() == 1
    assert TierRequest.objects.filter(state="asked", by_rule=False).count() == 1
    assert TierChange.objects.filter(source="hand").count() == 1
    spoken = {
        key: sum(isinstance(each, Incoming) for each in talk) for key, talk in plan.talk.items()
    }
    for key in ("station", "factory", "reward"):
        assert Message.objects.filter(group__key=key).count() == spoken[key]
    assert Message.objects.filter(author=None).exclude(kind="system").count() == 0
    assert Identity.objects.filter(person=None).count() == 0


@pytest.mark.django_db
def test_the_tasks_on_the_desk_lead_to_pages_of_the_demo(plan: DemoPlan) -> None:
    load.load(plan, _silent)
    links = [task.link for task in Task.objects.all() if task.link]
    assert links
    assert all(link.startswith(f"/c/{load.KEY}/") for link in links)


@pytest.mark.django_db
def test_some_members_have_told_contacts_and_one_wants_to_go(plan: DemoPlan) -> None:
    community = load.load(plan, _silent)
    reached = own_data.REACHED + newcomers.LET_IN
    assert Contact.objects.filter(kind="wechat").count() == reached
    assert ContactLook.objects.get().why == own_data.WHY
    asked = Erasure.objects.get(community=community)
    assert (asked.state, asked.by_member) == ("waiting", True)
    assert asked.due_at > NOW
    assert privacy_version(community) == 2
    for scope in (None, *Group.objects.filter(community=community)):
        dates = Version.objects.filter(community=community, group=scope).order_by("number")
        dated = list(dates.values_list("created_at", flat=True))
        assert dated == sorted(dated)


@pytest.mark.django_db
def test_the_charter_has_two_versions_and_some_members_are_open(plan: DemoPlan) -> None:
    community = load.load(plan, _silent)
    asked = charter.find_asked(community.pk)
    assert asked is not None
    assert (asked.number, asked.state) == (2, "in_force")
    count = charter.count_of(asked, NOW)
    assert count.open > 10
    assert count.accepted > count.open
    assert count.late == 0
    assert not Task.objects.filter(key__startswith="charter:", state="open").exists()


@pytest.mark.django_db
def test_the_wechat_group_comes_in_through_the_import(plan: DemoPlan) -> None:
    load.load(plan, _silent)

    row = Import.objects.get()
    assert row.group.key == "yangtze"
    assert (row.state, row.known, row.skipped) == ("done", 0, 0)
    assert row.read == row.added > 50
    assert row.report["new_people"] > 0
    assert row.report["matched"] > 0


@pytest.mark.django_db
def test_the_last_hours_of_the_web_group_are_live_and_all_else_is_history(plan: DemoPlan) -> None:
    load.load(plan, _silent)

    live = Message.objects.filter(source=Source.LIVE)
    assert set(live.values_list("group__key", flat=True)) == {"station"}
    last = max(live.values_list("sent_at", flat=True))
    assert last - min(live.values_list("sent_at", flat=True)) <= load.FRESH
    assert any("金 贷" in text or "贷 款" in text for text in live.values_list("text", flat=True))


@pytest.mark.django_db
def test_who_left_or_was_removed_is_not_a_member_any_more(plan: DemoPlan) -> None:
    load.load(plan, _silent)

    for each in plan.talk["station"]:
        if isinstance(each, Movement) and each.kind is not MovementKind.JOINED:
            identity = Identity.objects.get(group__key="station", name=each.speaker.name)
            membership = Membership.objects.get(group__key="station", person=identity.person)
            assert membership.state != "active"


def _rows() -> dict[str, int]:
    """Count the rows of all tables but that of the live feed, which forgets by itself."""
    tables = (model for model in apps.get_models() if model is not LiveEvent)
    return {model._meta.label: model._default_manager.count() for model in tables}


@pytest.mark.django_db
def test_removing_it_leaves_nothing_and_touches_no_other_community(
    plan: DemoPlan, community: Community, ben: Person
) -> None:
    before = _rows()
    own = load.load(plan, _silent)

    load.remove(own)

    assert _rows() == before
    assert Person.objects.filter(pk=ben.pk, community=community).exists()
    assert not Account.objects.filter(email__endswith=load.MAIL).exists()


@pytest.mark.django_db
def test_what_an_interrupted_load_left_is_cleared_away(plan: DemoPlan) -> None:
    Community.objects.create(key=load.LOADING, name="half", is_demo=True, created_at=NOW)

    load.load(plan, _silent)

    assert [each.key for each in Community.objects.all()] == [load.KEY]


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


@pytest.mark.django_db
def test_there_are_applications_in_every_state_and_people_on_the_way(plan: DemoPlan) -> None:
    community = load.load(plan, _silent)
    states = set(Application.objects.values_list("state", flat=True))
    assert states == {each.value for each in ApplicationState}
    waiting = Application.objects.filter(state=ApplicationState.WAITING)
    assert sorted(len(misfits_of(each)) for each in waiting) == [0, 0, 1]
    vouched = Evidence.objects.filter(kind=EvidenceKind.VOUCH, state=EvidenceState.CONFIRMED)
    assert not vouched.filter(voucher__isnull=True).exists()
    kinds = Task.objects.filter(community=community, state="open").values_list("kind", flat=True)
    assert {"applications", "late_applications", "arrivals", "seats", "meet"} <= set(kinds)
    ways = Arrival.objects.values_list("group__key", "state")
    assert set(ways) == {
        *(("yangtze", state) for state in ("adding", "inviting", "welcoming")),
        ("factory", "waitlisted"),
    }
    assert not Errand.objects.filter(kind="admission.letter").exists()
    question = Task.objects.get(community=community, kind="meet")
    assert question.title["params"]["name"] == "许清越"
