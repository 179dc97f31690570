"""Roles are offered, accepted and handed over; the last owner stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.actors import MACHINE, PLATFORM, SHELL
from qunce.kernel.errors import QunceError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, Errand, Task
from qunce.people import actions as people
from qunce.people import personal, roles
from qunce.people.models import Appointment, Membership, Person, RoleOffer, Shift
from qunce.people.owners import LAST_OWNER
from qunce.people.queries import roles_of

pytestmark = pytest.mark.django_db
DAYS = 7


def ask(wang: Person, person: Person, now: datetime, role: Role = Role.CONTENT) -> RoleOffer:
    return roles.offer(person, role, by=as_actor(wang), now=now, days=DAYS)


def test_only_what_is_accepted_counts(wang: Person, ben: Person, noon: datetime) -> None:
    made = ask(wang, ben, noon)
    assert roles_of(ben) == frozenset()
    roles.accept(made, by=as_actor(ben), now=noon + timedelta(days=1))
    assert roles_of(ben) == {Role.CONTENT}
    held = Appointment.objects.get(person=ben)
    assert held.since == noon + timedelta(days=1)


@pytest.mark.parametrize("end", [roles.decline, roles.withdraw])
def test_what_is_declined_or_withdrawn_counts_nothing(
    end: Callable[..., None], wang: Person, ben: Person, noon: datetime
) -> None:
    made = ask(wang, ben, noon)
    end(made, by=as_actor(ben), now=noon)
    with pytest.raises(RefusedError):
        roles.accept(made, by=as_actor(ben), now=noon)
    assert roles_of(ben) == frozenset()
    assert Entry.objects.latest("id").fact == "people.RoleOfferClosed"
    assert ask(wang, ben, noon).pk != made.pk, "one can be asked again"


def test_an_offer_expires(wang: Person, ben: Person, noon: datetime) -> None:
    made = ask(wang, ben, noon)
    end = noon + timedelta(days=DAYS)
    with pytest.raises(RefusedError, match="expired"):
        roles.accept(made, by=as_actor(ben), now=end)
    roles.expire(end - timedelta(seconds=1))
    made.refresh_from_db()
    assert made.state == "open"
    roles.expire(end)
    made.refresh_from_db()
    assert made.state == "expired"
    assert roles_of(ben) == frozenset()


def test_of_two_answers_at_once_one_counts(wang: Person, ben: Person, noon: datetime) -> None:
    made = ask(wang, ben, noon)
    same = RoleOffer.objects.get(pk=made.pk)
    roles.accept(made, by=as_actor(ben), now=noon)
    with pytest.raises(QunceError, match="Somebody else"):
        roles.withdraw(same, by=as_actor(wang), now=noon)
    assert roles_of(ben) == {Role.CONTENT}


def test_who_cannot_be_asked(wang: Person, ben: Person, mia: Person, noon: datetime) -> None:
    ask(wang, ben, noon)
    with pytest.raises(RefusedError, match="asked already"):
        ask(wang, ben, noon)
    with pytest.raises(RefusedError, match="holds this role already"):
        ask(wang, mia, noon, Role.OPS)
    with pytest.raises(RefusedError, match="does not hold"):
        roles.offer(ben, Role.OPS, by=SHELL, now=noon, days=DAYS, predecessor=wang)


def test_who_has_no_log_in_is_asked_without_a_mail_and_accepts_with_one(
    wang: Person, noon: datetime
) -> None:
    newcomer = people.enrol(wang.community, "Lao Lin", now=noon)
    made = ask(wang, newcomer, noon)
    assert not Errand.objects.filter(kind=roles.OFFER_MAIL).exists()
    with pytest.raises(RefusedError, match="no log-in"):
        roles.accept(made, by=as_actor(newcomer), now=noon)
    newcomer.account = people.ensure_account("lin@example.org")
    newcomer.save()
    made = roles.access_offer(wang.community, made.pk)
    roles.accept(made, by=as_actor(newcomer), now=noon)
    assert roles_of(newcomer) == {Role.CONTENT}


def own_task(person: Person, now: datetime, key: str, role: Role = Role.OPS) -> Task:
    draft = TaskDraft(
        community=person.community_id,
        kind="call",
        title=Words("Call the member"),
        role=role,
        key=key,
        person=person.pk,
    )
    return ledger.open_task(draft, now=now)


def test_a_role_is_handed_over_with_tasks_and_shifts(
    wang: Person, mia: Person, ben: Person, noon: datetime
) -> None:
    mine, other = own_task(mia, noon, "mine"), own_task(mia, noon, "other", Role.EVENTS)
    done = own_task(mia, noon, "done")
    ledger.finish_task(done, by=as_actor(mia), now=noon)
    about = {"community": mia.community, "person": mia}
    Shift.objects.create(**about, duty="console.patrol", weekday=0)
    Shift.objects.create(**about, duty="events.host", weekday=0)
    yesterday, tomorrow = (noon + timedelta(days=days) for days in (-1, 1))
    for day in (yesterday, tomorrow):
        Shift.objects.create(**about, duty="console.patrol", day=day.date())
    made = roles.offer(ben, Role.OPS, by=as_actor(mia), now=noon, days=DAYS, predecessor=mia)
    assert roles_of(mia) == {Role.OPS}, "nothing changes before the answer"
    roles.accept(made, by=as_actor(ben), now=noon, duties=["console.patrol"])
    assert not roles_of(mia)
    assert roles_of(ben) == {Role.OPS}
    owners = dict(Task.objects.values_list("key", "person"))
    assert owners == {mine.key: ben.pk, other.key: mia.pk, done.key: mia.pk}
    assert set(Shift.objects.values_list("duty", "day", "person")) == {
        ("console.patrol", None, ben.pk),
        ("console.patrol", yesterday.date(), mia.pk),
        ("console.patrol", tomorrow.date(), ben.pk),
        ("events.host", None, mia.pk),
    }
    assert Appointment.objects.get(person=mia).until == noon
    accepted, ended = Entry.objects.order_by("-id")[:2][::-1]
    assert accepted.fact == "people.RoleAccepted"
    assert accepted.payload["tasks"] == 1
    assert (ended.fact, ended.cause_id) == ("people.RoleEnded", accepted.pk)


def test_what_is_not_held_any_more_cannot_be_handed_over(
    wang: Person, mia: Person, ben: Person, noon: datetime
) -> None:
    made = roles.offer(ben, Role.OPS, by=as_actor(mia), now=noon, days=DAYS, predecessor=mia)
    people.dismiss(Appointment.objects.get(person=mia), by=as_actor(wang), now=noon)
    with pytest.raises(RefusedError, match="does not hold"):
        roles.accept(made, by=as_actor(ben), now=noon)
    made.refresh_from_db()
    assert (made.state, roles_of(ben)) == ("open", frozenset())


def test_tasks_of_a_role_that_ends_go_back_to_the_role(
    wang: Person, mia: Person, noon: datetime
) -> None:
    task = own_task(mia, noon, "mine")
    people.dismiss(Appointment.objects.get(person=mia), by=as_actor(wang), now=noon)
    task.refresh_from_db()
    assert (task.person, task.role) == (None, Role.OPS)


# --- the last owner -----------------------------------------------------------------------------


def leave(wang: Person, ben: Person, now: datetime) -> None:
    people.leave(Membership.objects.filter(person=wang)[0], by=as_actor(wang), now=now)


def be_removed(wang: Person, ben: Person, now: datetime) -> None:
    member = Membership.objects.filter(person=wang)[0]
    people.leave(member, by=MACHINE, now=now, removed=True)


def be_dismissed(wang: Person, ben: Person, now: datetime) -> None:
    held = Appointment.objects.get(person=wang, role=Role.OWNER)
    people.dismiss(held, by=as_actor(wang), now=now)


def be_merged(wang: Person, ben: Person, now: datetime) -> None:
    nobody = people.enrol(wang.community, "Wang", now=now)
    people.merge(wang, nobody, by=as_actor(ben), now=now)


def be_erased(wang: Person, ben: Person, now: datetime) -> None:
    personal.erase_person(wang)


WAYS = (leave, be_removed, be_dismissed, be_merged, be_erased)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_last_owner_does_not_go(
    way: Callable[..., None], wang: Person, ben: Person, noon: datetime
) -> None:
    with pytest.raises(RefusedError) as refused:
        way(wang, ben, noon)
    assert refused.value.words.msgid == LAST_OWNER
    assert roles_of(Person.objects.get(name="Wang", account__isnull=False)) == {Role.OWNER}
    assert Membership.objects.filter(person=wang, state="active").count() == 2


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_with_a_successor_an_owner_goes(
    way: Callable[..., None], wang: Person, ben: Person, noon: datetime
) -> None:
    people.appoint(ben, Role.OWNER, by=SHELL, now=noon)
    way(wang, ben, noon)


def test_the_owner_hands_over_to_a_successor(wang: Person, ben: Person, noon: datetime) -> None:
    made = roles.offer(ben, Role.OWNER, by=as_actor(wang), now=noon, days=7, predecessor=wang)
    with pytest.raises(RefusedError):
        be_dismissed(wang, ben, noon)  # asked is not accepted
    roles.accept(made, by=as_actor(ben), now=noon)
    assert not roles_of(wang)
    assert roles_of(ben) == {Role.OWNER}
    with pytest.raises(RefusedError):
        people.dismiss(Appointment.objects.get(person=ben), by=SHELL, now=noon)


def test_that_the_owner_left_on_the_platform_is_an_urgent_task(
    wang: Person, noon: datetime
) -> None:
    member = Membership.objects.filter(person=wang)[0]
    people.leave(member, by=PLATFORM, now=noon)
    member.refresh_from_db()
    assert member.state == "left", "what has happened is a fact"
    task = Task.objects.get(kind="successor")
    assert (task.role, task.urgent) == (Role.OWNER, True)


# --- personal data ------------------------------------------------------------------------------


def test_offers_and_shifts_are_exported_and_erased(
    wang: Person, mia: Person, ben: Person, noon: datetime
) -> None:
    made = roles.offer(mia, Role.EVENTS, by=as_actor(wang), now=noon, days=DAYS, note="Please, Mia")
    Shift.objects.create(community=mia.community, duty="console.patrol", person=mia, weekday=2)
    roles.offer(ben, Role.OPS, by=as_actor(mia), now=noon, days=DAYS, predecessor=mia)
    told = str(personal.export_person(mia))
    assert "Please, Mia" in told
    assert "console.patrol" in told
    personal.erase_person(mia)
    assert not RoleOffer.objects.filter(pk=made.pk).exists()
    assert not Shift.objects.exists()
    left = RoleOffer.objects.get(person=ben)
    assert (left.predecessor, left.offered_by) == (None, None)
