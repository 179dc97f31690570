"""The way into a group by hand: steps, seats, the waiting list, and who then appears."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.chat import abilities
from qunce.facts.arrivals import ArrivalExpected
from qunce.kernel.effects import Capability, LetIn
from qunce.kernel.errors import RefusedError, StaleError
from qunce.ledger import actions as ledger
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.worker import run_due
from qunce.people import actions as people
from qunce.people.models import Group, Identity, Membership, Person
from qunce.rooms.admission import approval, arrivals, jobs, lines, meeting
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.arriving import ARRIVAL, ArrivalVerb, can_go_back
from qunce.rooms.admission.domain import ArrivalState
from qunce.rooms.admission.matching import Ground
from qunce.rooms.admission.models import Arrival
from qunce.rooms.admission.tests import waiting
from qunce.store.secrets import encrypt
from stage import Stage

pytestmark = pytest.mark.django_db
CHAIN = (ArrivalState.ADDING, ArrivalState.INVITING, ArrivalState.WELCOMING)


def let_in(group: Group, by: Person, now: datetime, name: str = "李娜", **about: str) -> Arrival:
    found = waiting.application(group, now, name, **about)
    (way,) = approval.approve(found, Choice(), by=as_actor(by), now=now)
    return way


def again(arrival: Arrival) -> Arrival:
    return Arrival.objects.select_related("group", "person").get(pk=arrival.pk)


def lines_of(kind: str) -> list[str]:
    return list(Task.objects.filter(kind=kind).order_by("id").values_list("state", flat=True))


# --- steps --------------------------------------------------------------------------------------


def test_every_step_is_ticked_with_who_and_when_and_the_line_ends_with_the_last(
    manual_group: Group, mia: Person, wang: Person, noon: datetime
) -> None:
    first, second = (let_in(manual_group, mia, noon, name) for name in ("李娜", "王芳"))
    assert lines_of("arrivals") == ["open"]
    for state in CHAIN:
        arrivals.tick(first, state, by=as_actor(mia), now=noon)
        arrivals.tick(second, state, by=as_actor(wang), now=noon, skipped=state == "adding")
    assert (first.state, first.arrived_at) == ("arrived", noon)
    steps = arrivals.steps_of(second)
    assert [(each.state, each.name, each.skipped) for each in steps] == [
        ("adding", "Wang", True),
        ("inviting", "Wang", False),
        ("welcoming", "Wang", False),
    ]
    member = Membership.objects.get(group=manual_group, person=first.person)
    assert (member.state, member.nickname) == ("active", "李娜-字节跳动-HRBP")
    assert lines_of("arrivals") == ["done"]


def test_a_step_can_be_taken_back_and_a_membership_it_made_ends(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    way = let_in(manual_group, mia, noon)
    with pytest.raises(RefusedError):
        arrivals.undo(way, by=as_actor(mia), now=noon)
    for state in CHAIN:
        arrivals.tick(way, state, by=as_actor(mia), now=noon)
    arrivals.undo(way, by=as_actor(mia), now=noon)
    assert (way.state, way.arrived_at) == ("welcoming", None)
    assert Membership.objects.get(group=manual_group, person=way.person).state == "left"
    assert lines_of("arrivals") == ["done", "open"]


def test_of_two_who_tick_one_step_one_is_told_what_is_next(
    manual_group: Group, mia: Person, wang: Person, noon: datetime
) -> None:
    way = let_in(manual_group, mia, noon)
    other = again(way)
    arrivals.tick(way, ArrivalState.ADDING, by=as_actor(mia), now=noon)
    with pytest.raises(StaleError, match="Invite"):
        arrivals.tick(other, ArrivalState.ADDING, by=as_actor(wang), now=noon)
    assert len(arrivals.steps_of(again(way))) == 1


def test_a_step_is_done_for_many_at_once_and_who_has_moved_on_is_named(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    ways = [let_in(manual_group, mia, noon, name) for name in ("李娜", "王芳", "赵敏")]
    arrivals.tick(ways[2], ArrivalState.ADDING, by=as_actor(mia), now=noon)
    stale = [again(each) for each in ways]
    left = arrivals.tick_all(stale, ArrivalState.ADDING, by=as_actor(mia), now=noon)
    assert left == [ways[2]]
    assert {again(each).state for each in ways} == {"inviting"}
    arrivals.undo(again(ways[0]), by=as_actor(mia), now=noon)
    assert again(ways[0]).state == "adding"


def test_the_page_ticks_nobody_by_itself(
    manual_group: Group, mia: Person, log_in: Callable[[Person], Client]
) -> None:
    first, second = (let_in(manual_group, mia, clock.now(), name) for name in ("李娜", "王芳"))
    client = log_in(mia)
    where = f"/c/hr/groups/{manual_group.key}/arrivals/"
    page = client.get(where).content.decode()
    assert page.count('name="arrival"') == 2
    assert "checked" not in page.split('class="qa-way"')[1].split("</section>")[0]
    told = client.post(f"{where}tick/", {"state": "adding"}, follow=True).content.decode()
    assert "先勾选" in told
    sent = {"state": "adding", "arrival": [str(first.pk), str(second.pk), "x"]}
    client.post(f"{where}tick/", sent)
    assert {again(first).state, again(second).state} == {"inviting"}
    assert client.post(f"{where}tick/", sent | {"state": "nothing"}).status_code == 404
    named = client.post(f"{where}tick/", sent, headers={"HX-Request": "true"})
    assert "HX-Trigger" in named.headers


# --- seats --------------------------------------------------------------------------------------


@pytest.fixture
def full(manual_group: Group, ben: Person, mia: Person) -> Group:
    """Return a group of three seats, two of them taken."""
    manual_group.capacity = 3
    manual_group.save()
    return manual_group


def test_the_last_seat_goes_to_the_first_and_the_rest_wait_in_order(
    full: Group, mia: Person, noon: datetime
) -> None:
    ways = [let_in(full, mia, noon, name) for name in ("李娜", "王芳", "张伟")]
    assert [each.state for each in ways] == ["adding", "waitlisted", "waitlisted"]
    assert arrivals.seats_of(full) == 0
    arrivals.drop(ways[0], by=as_actor(mia), now=noon)
    assert [again(each).state for each in ways] == ["dropped", "adding", "waitlisted"]
    arrivals.bring_back(again(ways[0]), by=as_actor(mia), now=noon + timedelta(minutes=1))
    assert again(ways[0]).state == "waitlisted"
    assert list(lines.waiting_in(full)) == [ways[2], ways[0]], "who comes back stands at the end"


def test_who_is_seated_and_in_the_group_holds_one_seat(
    full: Group, mia: Person, noon: datetime
) -> None:
    way = let_in(full, mia, noon)
    people.join(full, way.person, by=as_actor(mia), now=noon)
    assert arrivals.seats_of(full) == 0


def test_a_member_who_leaves_makes_room_for_the_next(
    manual_stage: Stage, full: Group, ben: Person, mia: Person
) -> None:
    _, second = (let_in(full, mia, manual_stage.now, name) for name in ("李娜", "王芳"))
    member = Membership.objects.get(group=full, person=ben)
    people.leave(member, by=as_actor(ben), now=manual_stage.now)
    manual_stage.work()
    assert again(second).state == "adding"
    assert "arrivals.SeatOffered" in Entry.objects.values_list("fact", flat=True)


def test_a_larger_group_takes_in_who_waits(manual_stage: Stage, full: Group, mia: Person) -> None:
    ways = [let_in(full, mia, manual_stage.now, name) for name in ("李娜", "王芳", "张伟")]
    people.change_group(full, by=as_actor(mia), now=manual_stage.now, capacity=500)
    manual_stage.work()
    assert [again(each).state for each in ways] == ["adding", "adding", "adding"]


def test_every_evening_the_desk_says_how_many_seats_are_free_and_who_is_next(
    full: Group, mia: Person, noon: datetime
) -> None:
    for name in ("李娜", "王芳", "张伟"):
        let_in(full, mia, noon, name)
    jobs.tick(noon)
    assert lines_of("seats") == []
    evening = noon.replace(hour=20)
    jobs.tick(evening)
    jobs.tick(evening + timedelta(minutes=5))
    (task,) = Task.objects.filter(kind="seats")
    about = task.title["params"]
    assert (about["free"], about["waiting"], about["name"]) == (0, 2, "王芳")
    jobs.tick(evening + timedelta(days=1))
    assert lines_of("seats") == ["open", "open"]


# --- who appears --------------------------------------------------------------------------------


def persons_named(name: str) -> int:
    return Person.objects.filter(name=name).count()


@pytest.mark.parametrize("live", [True, False])
def test_who_joins_under_the_agreed_nickname_is_recognised_without_a_second_record(
    manual_stage: Stage, mia: Person, live: bool
) -> None:
    way = let_in(manual_stage.group, mia, manual_stage.now)
    at = manual_stage.now + timedelta(minutes=5)
    waiting.appears(manual_stage.group, "李娜-字节跳动-HRBP", at, live=live)
    manual_stage.later(minutes=6)
    jobs.tick(manual_stage.now)
    way = again(way)
    assert way.identity is not None
    assert (way.state, way.identity.person) == ("welcoming", way.person)
    assert persons_named("李娜") == 1
    assert Membership.objects.get(group=way.group, person=way.person).state == "active"
    assert not Entry.objects.filter(fact="admission.NewcomerWelcomed").exists()
    arrivals.tick(way, ArrivalState.WELCOMING, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert again(way).state == "arrived"
    assert not Entry.objects.filter(fact="admission.NewcomerWelcomed").exists()


@pytest.mark.parametrize("live", [True, False])
def test_the_code_word_said_in_the_group_is_enough(
    manual_stage: Stage, mia: Person, live: bool
) -> None:
    way = let_in(manual_stage.group, mia, manual_stage.now)
    at = manual_stage.now + timedelta(minutes=5)
    waiting.speaks(manual_stage.group, "Nana", f"大家好，{way.code_word}", at, live=live)
    manual_stage.later(minutes=6)
    way = again(way)
    assert way.identity is not None
    assert way.identity.name == "Nana"
    assert not persons_named("Nana")
    (entry,) = Entry.objects.filter(fact="arrivals.NewcomerRecognised")
    assert entry.payload["nickname"] == "Nana"


def test_a_known_account_is_enough(manual_stage: Stage, mia: Person) -> None:
    way = let_in(manual_stage.group, mia, manual_stage.now, wechat=encrypt("wxid_nana"))
    at = manual_stage.now + timedelta(minutes=5)
    waiting.appears(manual_stage.group, "~", at, external="wxid_nana")
    manual_stage.later(minutes=6)
    assert again(way).identity is not None


def test_only_a_name_is_a_task_with_candidates_and_settled_by_a_person(
    manual_stage: Stage, mia: Person
) -> None:
    group = manual_stage.group
    ways = [let_in(group, mia, manual_stage.now), let_in(group, mia, manual_stage.now)]
    waiting.appears(group, "李娜", manual_stage.now + timedelta(minutes=5))
    manual_stage.later(minutes=6)
    (task,) = Task.objects.filter(kind="meet")
    identity = Identity.objects.get(name="李娜", group=group)
    found = meeting.candidates(group, identity, manual_stage.now)
    assert [arrival for arrival, _ in found] == ways
    meeting.recognise(ways[1], identity, Ground.SAID, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    task.refresh_from_db()
    assert (task.state, again(ways[1]).state) == ("done", "arrived")  # welcomed as a newcomer
    assert persons_named("李娜") == 2
    manual_stage.later(minutes=5)
    assert Task.objects.filter(kind="meet").count() == 1


def test_a_stranger_of_the_same_name_is_not_asked_about_again(
    manual_stage: Stage, mia: Person
) -> None:
    let_in(manual_stage.group, mia, manual_stage.now)
    waiting.appears(manual_stage.group, "李娜", manual_stage.now + timedelta(minutes=5))
    manual_stage.later(minutes=6)
    identity = Identity.objects.get(name="李娜", group=manual_stage.group)
    meeting.is_nobody(identity, by=as_actor(mia), now=manual_stage.now)
    manual_stage.later(minutes=5)
    assert lines_of("meet") == ["skipped"]


def test_who_was_there_before_is_not_taken_for_a_newcomer(manual_stage: Stage, mia: Person) -> None:
    old = manual_stage.now - timedelta(days=40)
    waiting.speaks(manual_stage.group, "李娜", "大家早", old, live=False)
    way = let_in(manual_stage.group, mia, manual_stage.now)
    manual_stage.work()
    jobs.tick(manual_stage.now)
    assert again(way).identity is None
    assert lines_of("meet") == []


def test_who_was_ticked_in_first_is_recognised_later_and_joins_once(
    manual_stage: Stage, mia: Person
) -> None:
    way = let_in(manual_stage.group, mia, manual_stage.now)
    for state in CHAIN:
        arrivals.tick(way, state, by=as_actor(mia), now=manual_stage.now)
    at = manual_stage.now + timedelta(days=2)
    waiting.speaks(manual_stage.group, "李娜-字节-HRBP", "谢谢大家", at)
    manual_stage.later(days=2, minutes=1)
    way = again(way)
    assert way.identity is not None
    assert persons_named("李娜") == 1
    assert Membership.objects.filter(group=way.group, person=way.person).count() == 1


def test_what_may_follow_is_in_the_table() -> None:
    assert not can_go_back(ArrivalState.ADDING, [])
    assert set(ARRIVAL.verbs_from(ArrivalState.DROPPED)) == {ArrivalVerb.RETURN}
    assert ArrivalVerb.STEP not in ARRIVAL.verbs_from(ArrivalState.WAITLISTED)


def test_a_channel_that_reviews_requests_accepts_and_welcomes_by_itself(
    manual_stage: Stage, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    can = frozenset({Capability.REVIEW_JOINS, Capability.SEND})
    monkeypatch.setattr(abilities, "of", lambda _group: can)
    way = let_in(manual_stage.group, mia, manual_stage.now)
    errand = Errand.objects.get(kind="LetIn")
    assert (errand.payload["person"], errand.payload["code"]) == (way.person_id, way.code_word)
    assert lines_of("arrivals") == []
    at = manual_stage.now + timedelta(minutes=5)
    waiting.appears(manual_stage.group, "李娜-字节跳动-HRBP", at)
    manual_stage.later(minutes=6)
    assert again(way).state == "arrived"
    welcomes = Entry.objects.filter(fact="admission.NewcomerWelcomed")
    assert welcomes.count() == 1
    assert Errand.objects.filter(kind="SendText").count() == 1


def test_where_no_program_can_accept_it_is_a_task(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    effect = LetIn(manual_group.pk, mia.pk, "K7MP")
    fact = ArrivalExpected(mia.pk, manual_group.pk, mia.name, manual_group.name)
    with transaction.atomic():
        ledger.record(
            fact, by=as_actor(mia), now=noon, community=manual_group.community, effects=[effect]
        )
    while run_due(noon):
        pass
    task = Task.objects.get(kind="let_in")
    assert "Mia" in str(task.title)
    assert "K7MP" in str(task.hint)
