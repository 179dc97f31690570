"""All that the demo brings is there when it has been loaded."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from qunce.chat.models import Message
from qunce.gateway.channels.manual.models import Import
from qunce.kernel.incoming import Incoming, Movement, MovementKind
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
from qunce.site.demo import load, newcomers, own_data
from qunce.site.demo.plan import DemoPlan
from qunce.site.demo.tests.plans import NOW, plan_of, silent
from qunce.site.demo.tests.walking import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plan() -> DemoPlan:
    """Return the demo with its last ten days of talk only."""
    return plan_of(days=10)


@pytest.fixture(scope="module")
def demo(
    plan: DemoPlan, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Community]:
    """Yield the demo, loaded once for all tests of this module, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load.load(plan, silent)
        transaction.set_rollback(True)


def test_the_whole_demo_is_stored(plan: DemoPlan, demo: Community) -> None:
    assert demo.is_demo
    unclear = 1
    assert Person.objects.count() == len(plan.members) + newcomers.LET_IN + unclear
    assert set(Appointment.objects.values_list("role", flat=True)) == set(Role)
    today = roster.roster_of(demo, NOW.date(), NOW.date())
    assert all(today.on(duty.key, NOW.date()) for duty in house.duties() if duty.daily)
    assert RoleOffer.objects.filter(state="open").count() == 1
    assert TierRequest.objects.filter(state="asked", by_rule=False).count() == 1
    assert TierChange.objects.filter(source="hand").count() == 1
    spoken = {
        key: sum(isinstance(each, Incoming) for each in talk) for key, talk in plan.talk.items()
    }
    talk = Message.objects.exclude(platform_id__contains="share-")  # what demo.praise adds to it
    for key in ("station", "factory", "reward"):
        assert talk.filter(group__key=key).count() == spoken[key]
    assert Message.objects.filter(author=None).exclude(kind="system").count() == 0
    assert Identity.objects.filter(person=None).count() == 0


@pytest.mark.usefixtures("demo")
def test_the_tasks_on_the_desk_lead_to_pages_of_the_demo() -> None:
    links = [task.link for task in Task.objects.all() if task.link]
    assert links
    assert all(link.startswith(f"/c/{load.KEY}/") for link in links)


def test_some_members_have_told_contacts_and_one_wants_to_go(demo: Community) -> None:
    reached = own_data.REACHED + newcomers.LET_IN
    assert Contact.objects.filter(kind="wechat").count() == reached
    assert ContactLook.objects.get().why == own_data.WHY
    asked = Erasure.objects.get(community=demo)
    assert (asked.state, asked.by_member) == ("waiting", True)
    assert asked.due_at > NOW
    assert privacy_version(demo) == 2
    for scope in (None, *Group.objects.filter(community=demo)):
        dates = Version.objects.filter(community=demo, group=scope).order_by("number")
        dated = list(dates.values_list("created_at", flat=True))
        assert dated == sorted(dated)


def test_the_charter_has_two_versions_and_some_members_are_open(demo: Community) -> None:
    asked = charter.find_asked(demo.pk)
    assert asked is not None
    assert (asked.number, asked.state) == (2, "in_force")
    count = charter.count_of(asked, NOW)
    assert count.open > 10
    assert count.accepted > count.open
    assert count.late == 0
    assert not Task.objects.filter(key__startswith="charter:", state="open").exists()


@pytest.mark.usefixtures("demo")
def test_the_wechat_group_comes_in_through_the_import() -> None:
    row = Import.objects.get()
    assert row.group.key == "yangtze"
    assert (row.state, row.known, row.skipped) == ("done", 0, 0)
    assert row.read == row.added > 50
    assert row.report["new_people"] > 0
    assert row.report["matched"] > 0


@pytest.mark.usefixtures("demo")
def test_the_last_hours_of_the_web_group_are_live_and_all_else_is_history() -> None:
    live = Message.objects.filter(source=Source.LIVE)
    assert set(live.values_list("group__key", flat=True)) == {"station"}
    last = max(live.values_list("sent_at", flat=True))
    assert last - min(live.values_list("sent_at", flat=True)) <= load.FRESH
    assert any("金 贷" in text or "贷 款" in text for text in live.values_list("text", flat=True))


@pytest.mark.usefixtures("demo")
def test_who_left_or_was_removed_is_not_a_member_any_more(plan: DemoPlan) -> None:
    for each in plan.talk["station"]:
        if isinstance(each, Movement) and each.kind is not MovementKind.JOINED:
            identity = Identity.objects.get(group__key="station", name=each.speaker.name)
            membership = Membership.objects.get(group__key="station", person=identity.person)
            assert membership.state != "active"


def test_there_are_applications_in_every_state_and_people_on_the_way(demo: Community) -> None:
    states = set(Application.objects.values_list("state", flat=True))
    assert states == {each.value for each in ApplicationState}
    waiting = Application.objects.filter(state=ApplicationState.WAITING)
    assert sorted(len(misfits_of(each)) for each in waiting) == [0, 0, 1]
    vouched = Evidence.objects.filter(kind=EvidenceKind.VOUCH, state=EvidenceState.CONFIRMED)
    assert not vouched.filter(voucher__isnull=True).exists()
    kinds = Task.objects.filter(community=demo, state="open").values_list("kind", flat=True)
    assert {"applications", "late_applications", "arrivals", "seats", "meet"} <= set(kinds)
    ways = Arrival.objects.values_list("group__key", "state")
    assert set(ways) == {
        *(("yangtze", state) for state in ("adding", "inviting", "welcoming")),
        ("factory", "waitlisted"),
    }
    assert not Errand.objects.filter(kind="admission.letter").exists()
    question = Task.objects.get(community=demo, kind="meet")
    assert question.title["params"]["name"] == "许清越"


@pytest.mark.both
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("address", "start", "enough"), [("owner", "/c/demo/", 100), ("member", "/m/demo/", 20)]
)
def test_every_page_opens_searches_and_filters(address: str, start: str, enough: int) -> None:
    client = Client()
    client.force_login(
        Account.objects.get(email=f"{address}@{load.MAIL}"),
        "django.contrib.auth.backends.ModelBackend",
    )
    walk = Walk(client)
    walk.go(start)
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.seen) > enough
