"""The cast: the people and groups of every test, as a pytest plug-in.

Ana applies, Ben is a member, Mia moderates, Olga owns another community, Hal hosts events,
Lin is content admin, Wang owns the group. It is Monday noon in Shanghai.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.people.domain import GroupKind
from qunce.people.models import (
    Account,
    Appointment,
    Community,
    Group,
    Identity,
    Membership,
    Person,
)
from stage import Stage

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def noon() -> datetime:
    """Return the moment at which tests take place: Monday 2026-11-23, 12:00 in Shanghai."""
    return NOON


# --- places -------------------------------------------------------------------------------------


def found(key: str, name: str) -> Community:
    """Store a community that was founded a year ago."""
    return Community.objects.create(key=key, name=name, created_at=NOON - timedelta(days=365))


def open_group(community: Community, key: str, kind: GroupKind, channel: str) -> Group:
    """Store a group that was opened half a year ago; its key is also its name."""
    since = NOON - timedelta(days=180)
    return Group.objects.create(
        community=community, key=key, name=key, kind=kind, channel=channel, created_at=since
    )


@pytest.fixture
def community(db: None) -> Community:
    """Return the community in which everything takes place."""
    return found("hr", "HR Exchange")


@pytest.fixture
def other_community(db: None) -> Community:
    """Return Olga's community: nothing of the first one may be seen from here."""
    return found("other", "Another House")


@pytest.fixture
def web_group(community: Community) -> Group:
    """Return the general group, which is a web group: everything is carried out at once."""
    return open_group(community, "general", GroupKind.GENERAL, "web")


@pytest.fixture
def manual_group(community: Community) -> Group:
    """Return the industry group, looked after by hand: duties become tasks."""
    return open_group(community, "industry", GroupKind.INDUSTRY, "manual")


@pytest.fixture
def region_group(community: Community) -> Group:
    """Return the regional group, looked after by hand."""
    return open_group(community, "region", GroupKind.REGION, "manual")


@pytest.fixture
def function_group(community: Community) -> Group:
    """Return the group of one function, looked after by hand."""
    return open_group(community, "function", GroupKind.FUNCTION, "manual")


@pytest.fixture
def other_group(other_community: Community) -> Group:
    """Return the only group of Olga's community."""
    return open_group(other_community, "other", GroupKind.GENERAL, "web")


# --- people -------------------------------------------------------------------------------------


def enter(community: Community, name: str, *roles: Role) -> Person:
    """Store a person with an account (`name@example.org`) and the roles given a year ago."""
    since = NOON - timedelta(days=365)
    account = Account.objects.create_user(f"{name.lower()}@example.org")
    person = Person.objects.create(
        community=community, account=account, name=name, created_at=since
    )
    for role in roles:
        Appointment.objects.create(community=community, person=person, role=role, since=since)
    return person


def join(person: Person, group: Group, nickname: str = "") -> Identity:
    """Make a person a member since ninety days; return the identity under which they write."""
    since = NOON - timedelta(days=90)
    name = nickname or person.name
    Membership.objects.create(
        community=person.community, group=group, person=person, nickname=name, joined_at=since
    )
    return Identity.objects.create(
        community=person.community,
        channel=group.channel,
        group=group,
        person=person,
        external=f"{group.key}:{person.name.lower()}",
        name=name,
        created_at=since,
    )


def as_actor(person: Person) -> Actor:
    """Return the person as the one who acts."""
    return Actor(ActorKind.PERSON, id=person.pk, name=person.name)


@pytest.fixture
def ana(community: Community) -> Person:
    """Return Ana, who applies: known to the community, member of no group."""
    return enter(community, "Ana")


@pytest.fixture
def ben(web_group: Group, manual_group: Group) -> Person:
    """Return Ben, a member of the web group and of the group by hand."""
    person = enter(web_group.community, "Ben")
    join(person, web_group)
    join(person, manual_group)
    return person


@pytest.fixture
def mia(web_group: Group, manual_group: Group) -> Person:
    """Return Mia, who moderates: 运营管理员."""
    person = enter(web_group.community, "Mia", Role.OPS)
    join(person, web_group)
    join(person, manual_group)
    return person


@pytest.fixture
def hal(web_group: Group) -> Person:
    """Return Hal, who hosts events: 活动管理员."""
    person = enter(web_group.community, "Hal", Role.EVENTS)
    join(person, web_group)
    return person


@pytest.fixture
def lin(web_group: Group) -> Person:
    """Return Lin, the content admin: 内容管理员."""
    person = enter(web_group.community, "Lin", Role.CONTENT)
    join(person, web_group)
    return person


@pytest.fixture
def wang(web_group: Group, manual_group: Group) -> Person:
    """Return Wang, who owns the groups: 群主."""
    person = enter(web_group.community, "Wang", Role.OWNER)
    join(person, web_group)
    join(person, manual_group)
    return person


@pytest.fixture
def olga(other_group: Group) -> Person:
    """Return Olga, who owns the other community and must see nothing of the first."""
    person = enter(other_group.community, "Olga", Role.OWNER)
    join(person, other_group)
    return person


@pytest.fixture
def log_in() -> Callable[[Person], Client]:
    """Return a function that gives a browser-like client in which a person is logged in."""

    def client_of(person: Person) -> Client:
        assert person.account, f"{person} has no account"
        client = Client()
        client.force_login(person.account, "django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


# --- the database -------------------------------------------------------------------------------


@pytest.fixture
def web_stage(transactional_db: None, web_group: Group, noon: datetime) -> Stage:
    """Return the web group as a stage: what the house decides is carried out at once."""
    return Stage(web_group, noon)


@pytest.fixture
def manual_stage(transactional_db: None, manual_group: Group, noon: datetime) -> Stage:
    """Return the group by hand as a stage: what the house decides becomes a task."""
    return Stage(manual_group, noon)
