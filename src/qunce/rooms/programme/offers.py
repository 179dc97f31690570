"""What members offer for the groups: a topic or a share; taken with credit, or kindly declined."""

from datetime import datetime, timedelta

from django.conf import settings as site
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from qunce.chat import abilities
from qunce.facts.pools import OfferAnswered, OfferDeclined, OfferMade, OfferTaken, OfferWithdrawn
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.effects import Capability, Notify, Outcome, Status
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment, TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community, Identity, Person
from qunce.people.queries import zone_of
from qunce.rooms.programme import digest, filling, queries
from qunce.rooms.programme.domain_pools import ENTRY, GONE, EntryState, EntryVerb, Pool, Written
from qunce.rooms.programme.models import PoolEntry
from qunce.shell.words import render
from qunce.store.moves import move

KIND = "programme_offer"
TELL = "programme.tell"
OPEN_TO_MEMBERS = (Pool.TOPIC, Pool.SHARE)
MOST_WAITING = 5  # offers of one member that nobody has answered
MOST_A_DAY = 10  # offers of one member, with those that were taken back
WITHIN = timedelta(days=2)
PAUSE = timedelta(minutes=2)  # in which an admin can think again
LONGEST_ANSWER = 500  # characters

CLOSED = N_("Nothing of this kind is collected at the moment.")
NO_GROUP = N_("This is for members of a group.")
WAITING = N_("%(most)s of your ideas wait for an answer already: give us a moment.")
TODAY = N_("You have offered %(most)s ideas today: please offer the next one tomorrow.")
OWN = N_("You have offered this already: see in the list what became of it.")
THERE = N_("Somebody has offered this already, or it was in the group: put it another way.")
NO_OFFER = N_("There is no such idea of yours.")
NO_IDEA = N_("No member has offered this.")
SAY_WHY = N_("Choose a reason.")
LOOK = N_("%(name)s offers “%(title)s” (%(pool)s)")
HINT = N_("Accept it and it goes out in its turn, or decline it with a friendly word.")
SUBJECT = N_("Your idea for %(where)s")
HELLO = N_("Hello %(name)s! %(words)s\n%(link)s")
TAKEN = N_("“%(title)s” is accepted, thank you! You see it in the group when its turn comes.")
DECLINED = N_("Thank you for “%(title)s”. This time it does not fit: %(text)s")
TASK = N_("Tell %(name)s about the idea “%(title)s”")
HOW = N_("Copy the words and send them in a private chat.")
NOT_ANY_MORE = N_("The decision was changed before anybody was told.")


def open_pools(community: Community) -> list[Pool]:
    """Return what members can offer: for those slots that are switched on."""
    plans = queries.known_of(community).plans
    return [each for each in OPEN_TO_MEMBERS if each.slot in plans and plans[each.slot].is_on]


def list_of(person: Person) -> QuerySet[PoolEntry]:
    """Return what a member has offered, the newest first."""
    rows = PoolEntry.objects.filter(community=person.community_id, added_by=person, is_offer=True)
    return rows.order_by("-id")


def access_own(person: Person, pk: int) -> PoolEntry:
    """Return an offer of a member, or raise NotFoundError."""
    found = list_of(person).select_related("community").filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_OFFER))
    return found


# --- by the member ------------------------------------------------------------------------------


@transaction.atomic
def offer(
    person: Person, pool: Pool, written: Written, credit: str, *, by: Actor, now: datetime
) -> PoolEntry:
    """Take a member's idea; the same one sent twice is one, also at the same moment.

    RefusedError for a pool that is not open, too many that wait or came today, and a title that
    is there.
    """
    if pool not in open_pools(person.community):
        raise RefusedError(Words(CLOSED))
    if not digest.groups_of(person):
        raise RefusedError(Words(NO_GROUP))
    same = _same(person, pool, written)
    if same is not None:
        return same
    _check_number(person, now)
    about = {"state": EntryState.OFFERED, "is_offer": True, "credit": credit, "created_at": now}
    entry = filling.unsaved(person.community, pool, written, by, **about)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        same = _same(person, pool, written)
        if same is not None:
            return same
        raise RefusedError(Words(_why_there(person, pool, written))) from None
    fact = OfferMade(pool.label, entry.title, person.pk)
    recorded = ledger.record(fact, by=by, now=now, community=person.community)
    ledger.open_task(_line(entry, person), now=now, entry=recorded)
    return entry


def _same(person: Person, pool: Pool, written: Written) -> PoolEntry | None:
    """Return a member's waiting offer of the same words, if there is one."""
    mine = list_of(person).filter(state=EntryState.OFFERED, pool=pool)
    return mine.filter(title=written.title, text=written.text).first()


def _why_there(person: Person, pool: Pool, written: Written) -> str:
    """Return why a title is taken (a msgid): the member offered it, or somebody else did."""
    mine = list_of(person).filter(pool=pool, title=written.title).exclude(state__in=GONE)
    return OWN if mine.exists() else THERE


def _check_number(person: Person, now: datetime) -> None:
    """RefusedError where too many ideas of a member wait, or came today."""
    mine = list_of(person)
    if mine.filter(state=EntryState.OFFERED).count() >= MOST_WAITING:
        raise RefusedError(Words(WAITING, {"most": MOST_WAITING}))
    zone = zone_of(person.community)
    today = day_interval(local_day(now, zone), zone)
    if mine.filter(created_at__gte=today.start, created_at__lt=today.end).count() >= MOST_A_DAY:
        raise RefusedError(Words(TODAY, {"most": MOST_A_DAY}))


def _line(entry: PoolEntry, person: Person) -> TaskDraft:
    pool = Words(Pool(entry.pool).label)
    title = Words(LOOK, {"name": person.name, "title": entry.title, "pool": pool})
    return TaskDraft(
        community=entry.community_id,
        kind=KIND,
        title=title,
        hint=Words(HINT),
        role=Role.CONTENT,
        key=f"offer:{entry.pk}",
        due=entry.created_at + WITHIN,
        link=f"/c/{person.community.key}/pools/{entry.pk}/",
        subjects=(("person", person.pk),),
    )


@transaction.atomic
def withdraw(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    """Take an idea back before it was answered. RefusedError where it was."""
    move(entry, to=ENTRY.after(EntryState(entry.state), EntryVerb.WITHDRAW))
    _end_line(entry, by=by, now=now)
    fact = OfferWithdrawn(Pool(entry.pool).label, entry.title, entry.added_by_id)
    ledger.record(fact, by=by, now=now, community=entry.community_id)


# --- by who runs the group ----------------------------------------------------------------------


@transaction.atomic
def accept(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    """Take a member's idea into the pool, and say so to them. Errors as `filling.approve`.

    RefusedError also where an entry of this title has come into the pool since it was declined.
    """
    try:
        with transaction.atomic():
            filling.approve(entry, by=by, now=now)
    except IntegrityError:
        raise RefusedError(Words(filling.THERE, {"title": entry.title})) from None
    PoolEntry.objects.filter(pk=entry.pk).update(answer="", decided_at=now)
    _end_line(entry, by=by, now=now)
    fact = OfferTaken(Pool(entry.pool).label, entry.title, entry.added_by_id)
    recorded = ledger.record(fact, by=by, now=now, community=entry.community_id)
    _tell(entry, EntryState.APPROVED, now=now, number=recorded.pk)


@transaction.atomic
def decline(entry: PoolEntry, reason: str, words: str, *, by: Actor, now: datetime) -> None:
    """Decline a member's idea with friendly words, which they read. RefusedError without any.

    NotFoundError for an entry that no member offered.
    """
    if not entry.is_offer:
        raise NotFoundError(Words(NO_IDEA))
    answer = "\n".join(part for part in (reason.strip(), words.strip()) if part)
    if not answer:
        raise RefusedError(Words(SAY_WHY))
    to = ENTRY.after(EntryState(entry.state), EntryVerb.DECLINE)
    move(entry, to=to, answer=answer[:LONGEST_ANSWER], decided_at=now)
    _end_line(entry, by=by, now=now)
    fact = OfferDeclined(Pool(entry.pool).label, entry.title, entry.added_by_id)
    recorded = ledger.record(fact, by=by, now=now, community=entry.community_id)
    _tell(entry, EntryState.DECLINED, now=now, number=recorded.pk)


def _end_line(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    for task in Task.objects.filter(key=f"offer:{entry.pk}", state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


# --- told to the member -------------------------------------------------------------------------


def _tell(entry: PoolEntry, state: EntryState, *, now: datetime, number: int) -> None:
    if entry.added_by_id is not None:
        ledger.enqueue(
            TELL,
            {"entry": entry.pk, "state": state.value},
            community=entry.community_id,
            now=now,
            not_before=now + PAUSE,
            key=f"{TELL}:{entry.pk}:{number}",
        )


def execute(assignment: Assignment) -> Outcome:
    """Tell a member what became of an idea, unless it was decided otherwise since."""
    rows = PoolEntry.objects.select_related("community", "added_by__account")
    entry = rows.filter(pk=assignment.payload["entry"]).first()
    if entry is None or entry.added_by is None or entry.state != assignment.payload["state"]:
        return Outcome(Status.DONE, Words(NOT_ANY_MORE))
    person, words = entry.added_by, words_of(entry, entry.added_by)
    if person.account is not None and person.account.email:
        language = person.account.language or None
        subject = render(Words(SUBJECT, {"where": entry.community.name}), language)
        send_mail(subject, render(words, language), None, [person.account.email])
    else:
        _tell_otherwise(entry, person, words, assignment)
    return Outcome(Status.DONE)


@transaction.atomic
def _tell_otherwise(entry: PoolEntry, person: Person, words: Words, assignment: Assignment) -> None:
    """Tell in private where a channel can; else a person does."""
    now, community = assignment.now, entry.community
    identity = _reachable(person)
    if identity is not None and identity.group_id is not None:
        told = OfferAnswered(person.pk, entry.title)
        effect = Notify(identity.group_id, identity.pk, words, path_of(community))
        ledger.record(told, by=MACHINE, now=now, community=community, effects=(effect,))
        return
    draft = TaskDraft(
        community=community.pk,
        kind="tell",
        title=Words(TASK, {"name": person.name, "title": entry.title}),
        words=words,
        hint=Words(HOW),
        role=Role.CONTENT,
        key=f"{assignment.key}:tell",
        due=now + WITHIN,
        subjects=(("person", person.pk),),
    )
    ledger.open_task(draft, now=now)


def _reachable(person: Person) -> Identity | None:
    """Return an account of a member in a group in which members can be told in private."""
    rows = Identity.objects.filter(person=person, group__archived_at__isnull=True)
    for identity in rows.select_related("group").order_by("pk"):
        if identity.group and Capability.NOTIFY_PRIVATELY in abilities.of(identity.group):
            return identity
    return None


def words_of(entry: PoolEntry, person: Person) -> Words:
    """Return what the member reads: in a mail, and to be copied where there is none."""
    msgid = TAKEN if entry.state == EntryState.APPROVED else DECLINED
    said = Words(msgid, {"title": entry.title, "text": entry.answer})
    link = f"{site.SITE_URL}{path_of(entry.community)}"
    return Words(HELLO, {"name": person.name, "words": said, "link": link})


def path_of(community: Community) -> str:
    """Return the path of the page on which members see their ideas."""
    return f"/m/{community.key}/ideas/"
