"""A person's data is to be deleted: asked for, taken back, due (个人信息保护法 art. 47).

What is carried out, and by whom, is the console's: it knows all rooms.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts import people_own as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.domain import MembershipState
from qunce.people.domain_own import ERASURE, ErasureState, ErasureVerb
from qunce.people.models import Community, Erasure, Group, Person
from qunce.people.owners import refuse_last_owner
from qunce.store.moves import move

ERASE = "erase_person"  # the errand that deletes
MAIL = "erasure_mail"  # the errand that tells the member by mail
BUILT_IN = "web"  # in these groups the house takes the person out by itself

ASKED_ALREADY = N_("The deletion is asked for already.")
NO_REASON = N_("Please write why: the reason stays with the request.")
NOTHING_ASKED = N_("No deletion is waiting.")
LEAVING = N_("%(name)s leaves and has the data deleted: take the account out of the group")
LEAVING_HINT = N_(
    "Whoever stays in the chat is read again with the next messages, as somebody new."
)


@transaction.atomic
def ask(
    person: Person,
    *,
    by: Actor,
    now: datetime,
    wait: timedelta,
    remind: timedelta = timedelta(0),
    reason: str = "",
) -> Erasure:
    """Ask for the deletion of all of a person's data after the waiting time.

    On a member's behalf an admin gives a reason. RefusedError without one, for the last owner,
    and where it is asked for already.
    """
    refuse_last_owner(person)
    by_member = by.kind is ActorKind.PERSON and by.id == person.pk
    if not by_member and not reason.strip():
        raise RefusedError(Words(NO_REASON))
    if find_waiting(person) is not None:
        raise RefusedError(Words(ASKED_ALREADY))
    asked = Erasure.objects.create(
        community_id=person.community_id,
        person=person,
        asked_at=now,
        due_at=now + wait,
        by_member=by_member,
        asked_by=by.id,
        asked_name=by.name[:80],
        reason=" ".join(reason.split())[:200],
    )
    fact = facts.ErasureAsked(
        person=person.pk, name=person.name, due=asked.due_at.isoformat(timespec="minutes")
    )
    entry = ledger.record(fact, by=by, now=now, community=person.community_id)
    _plan(asked, "asked", now, now)
    if remind and asked.due_at - remind > now:
        _plan(asked, "reminder", asked.due_at - remind, now)
    _plan_erasing(asked, now)
    _ask_to_take_out(asked, now=now, entry=entry.pk)
    return asked


def _plan_erasing(asked: Erasure, now: datetime) -> None:
    ledger.enqueue(
        ERASE,
        {"erasure": asked.pk},
        community=asked.community_id,
        now=now,
        key=f"erase:{asked.pk}",
        not_before=asked.due_at,
    )


def _plan(asked: Erasure, letter: str, at: datetime, now: datetime) -> None:
    ledger.enqueue(
        MAIL,
        {"erasure": asked.pk, "letter": letter},
        community=asked.community_id,
        now=now,
        key=f"erasure-{letter}:{asked.pk}",
        not_before=at,
    )


def _ask_to_take_out(asked: Erasure, *, now: datetime, entry: int) -> None:
    """Put on the desk in which chats an account has to be taken out by hand."""
    person = asked.person
    groups = Group.objects.filter(
        memberships__person=person, memberships__state=MembershipState.ACTIVE
    ).exclude(channel=BUILT_IN)
    keys = tuple(groups.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return
    draft = TaskDraft(
        community=asked.community_id,
        kind="take_out",
        title=Words(LEAVING, {"name": person.name}),
        hint=Words(LEAVING_HINT),
        role=Role.OPS,
        key=f"take-out:{asked.pk}",
        groups=keys,
        due=asked.due_at,
        subjects=(("person", person.pk),),
    )
    ledger.open_task(draft, now=now, entry=entry)


@transaction.atomic
def take_back(asked: Erasure, *, by: Actor, now: datetime) -> None:
    """Take a deletion back before it is carried out. StaleError where it was too late."""
    after = ERASURE.after(ErasureState(asked.state), ErasureVerb.TAKE_BACK)
    move(asked, to=after, ended_at=now)
    fact = facts.ErasureTakenBack(person=asked.person_id, name=asked.person.name)
    ledger.record(fact, by=by, now=now, community=asked.community_id)
    for task in Task.objects.filter(key=f"take-out:{asked.pk}", state=TaskState.OPEN):
        ledger.skip_task(task, by=by, now=now)


@transaction.atomic
def carried_out(asked: Erasure, *, by: Actor, now: datetime) -> None:
    """Note that everything is deleted."""
    after = ERASURE.after(ErasureState(asked.state), ErasureVerb.CARRY_OUT)
    move(asked, to=after, ended_at=now)
    fact = facts.PersonErased(person=asked.person_id)
    ledger.record(fact, by=by, now=now, community=asked.community_id)


# --- reads --------------------------------------------------------------------------------------


def find_waiting(person: Person) -> Erasure | None:
    """Return the deletion of a person's data that waits, or None."""
    return Erasure.objects.filter(person=person, state=ErasureState.WAITING).first()


def list_erasures(community: Community) -> QuerySet[Erasure]:
    """Return all deletions of a community, those that are due first on top."""
    return Erasure.objects.filter(community=community).select_related("person")


def access_waiting(community: Community, person: Person) -> Erasure:
    """Return the deletion of a person's data that waits, or raise NotFoundError."""
    found = list_erasures(community).filter(person=person, state=ErasureState.WAITING).first()
    if found is None:
        raise NotFoundError(Words(NOTHING_ASKED))
    return found


def find(pk: int) -> Erasure | None:
    """Return a deletion with its person and community, for the worker."""
    return Erasure.objects.select_related("person__account", "community").filter(pk=pk).first()
