"""All reads of the record: the history, one thread of it, and the desk."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from qunce.facts.base import MOMENTS, Fact
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.effects import Picture
from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger.domain import REACTION, TaskState
from qunce.ledger.models import Entry, Errand, Subject, Task
from qunce.ledger.wording import fact_key, fact_of
from qunce.store.codecs import decode

LONGEST_THREAD = 500


def list_entries(
    community: int,
    *,
    person: int | None = None,
    group: int | None = None,
    kinds: Sequence[type[Fact]] = (),
    before: int | None = None,
    modules: Sequence[str] = (),
) -> QuerySet[Entry]:
    """Return a community's entries, newest first, with their causes.

    `person` and `group` are keys of people's tables; `before` is the entry of the page above;
    `modules` are those of the facts ("people"). Slice it: it is not limited.
    """
    entries = Entry.objects.filter(community_id=community).select_related("cause")
    for kind, key in (("person", person), ("group", group)):
        if key is not None:
            entries = entries.filter(pk__in=_about(community, kind, key))
    if kinds:
        entries = entries.filter(fact__in=[fact_key(kind) for kind in kinds])
    if modules:
        one_of = [Q(fact__startswith=f"{each}.") for each in modules]
        entries = entries.filter(reduce(or_, one_of))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    return entries.order_by("-id")


def entries_naming(entries: QuerySet[Entry], name: str, persons: Sequence[int]) -> QuerySet[Entry]:
    """Return those entries in which somebody of a name acted, or that are about `persons`."""
    about = Subject.objects.filter(kind="person", key__in=list(persons)).values("entry_id")
    return entries.filter(Q(actor_name__icontains=name) | Q(pk__in=about))


def list_entries_about(community: int, kind: str, key: int) -> QuerySet[Entry]:
    """Return the entries about one subject ("message", "case" …), oldest first."""
    return Entry.objects.filter(pk__in=_about(community, kind, key)).order_by("id")


def _about(community: int, kind: str, key: int) -> QuerySet[Subject, int]:
    about = Subject.objects.filter(community_id=community, kind=kind, key=key)
    return about.values_list("entry_id", flat=True)


def access_entry(community: int, key: int) -> Entry:
    """Return an entry of a community. Raises NotFoundError if it has none of that key."""
    try:
        return Entry.objects.get(community_id=community, pk=key)
    except Entry.DoesNotExist:
        raise NotFoundError(Words(N_("There is no such entry."))) from None


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of a thread with what followed from it; `depth` counts from the first cause."""

    entry: Entry
    fact: Fact
    depth: int
    errands: list[Errand] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def thread_of(entry: Entry) -> list[Step]:
    """Return cause → … → outcome: the first cause of `entry` and all that followed from it.

    In the order in which it happened; reactions are left out, their own entries are in it. A
    thread is cut after 500 entries.
    """
    root = entry
    while root.cause_id is not None:
        root = Entry.objects.get(pk=root.cause_id)
    depths = {root.pk: 0}
    entries = [root]
    latest = [root.pk]
    while latest and len(entries) < LONGEST_THREAD:
        below = list(Entry.objects.filter(cause_id__in=latest).order_by("id"))
        for each in below:
            depths[each.pk] = depths[each.cause_id or root.pk] + 1
        entries += below
        latest = [each.pk for each in below]
    steps = {
        each.pk: Step(each, fact_of(each), depths[each.pk])
        for each in sorted(entries, key=lambda each: each.pk)[:LONGEST_THREAD]
    }
    for errand in Errand.objects.filter(entry_id__in=steps).exclude(kind=REACTION):
        steps[errand.entry_id or root.pk].errands.append(errand)
    for task in Task.objects.filter(entry_id__in=steps).prefetch_related("targets__group"):
        steps[task.entry_id or root.pk].tasks.append(task)
    return list(steps.values())


def entries_by_key(keys: Iterable[int]) -> dict[int, Entry]:
    """Return entries by their keys."""
    return Entry.objects.in_bulk(list(keys))


# Who is no person has no name of their own on a page.
ACTORS: dict[str, Words] = {
    ActorKind.MACHINE: Words(N_("Qunce")),
    ActorKind.SHELL: Words(N_("The command line")),
    ActorKind.PLATFORM: Words(N_("The chat platform")),
}


def actor(entry: int) -> Actor:
    """Return who acted in an entry; the machine where it is gone."""
    row = Entry.objects.filter(pk=entry).first()
    if row is None:
        return MACHINE
    return Actor(ActorKind(row.actor_kind), row.actor_person, row.actor_name)


def actor_of(entry: Entry, render: Callable[[Words], str]) -> str:
    """Return who acted, in the reader's language where it was no person."""
    actor = ACTORS.get(entry.actor_kind)
    return render(actor) if actor else entry.actor_name


def sentence_of(
    entry: Entry, render: Callable[[Words], str], tell: Callable[[datetime], str] = str
) -> Words:
    """Return the line of an entry on the history page.

    `render` turns the words inside a fact (a task's title) into text of the reader's language,
    `tell` a moment; a moment without a zone is on the community's own clock.
    """
    fact = fact_of(entry)
    params: dict[str, str | int | float] = {"actor": actor_of(entry, render)}
    for each in fields(fact):
        value = getattr(fact, each.name)
        if isinstance(value, Words):
            params[each.name] = render(value)
        elif each.name in MOMENTS:
            params[each.name] = tell(datetime.fromisoformat(value))
        elif isinstance(value, str) and value in fact.names:
            params[each.name] = render(Words(fact.names[value]))
        elif isinstance(value, str | int | float):
            params[each.name] = value
        else:
            params[each.name] = ", ".join(map(str, value or ()))
    return Words(fact.line(), params)


# --- the desk -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tasks are asked for: a person's own, those of the roles, and what the roster says.

    Of the kinds of task in `on_duty` the person has the turn today, of those in `off_duty`
    somebody else.
    """

    person: int
    roles: Collection[Role]
    on_duty: Collection[str] = ()
    off_duty: Collection[str] = ()
    is_alone: bool = False

    def fits(self) -> Q:
        """Return the condition on tasks. What belongs to one person is nobody else's.

        Who manages alone has all tasks but those that were given to somebody else.
        """
        if self.is_alone:
            return Q(person__isnull=True) | Q(person=self.person) | Q(given_name="")
        of_role = Q(role__in=list(self.roles)) & ~Q(kind__in=list(self.off_duty))
        shared = Q(person__isnull=True) & (of_role | Q(kind__in=list(self.on_duty)))
        return Q(person=self.person) | shared


def list_tasks(
    community: int,
    roles: Collection[Role] | Whose | None = None,
    *,
    state: TaskState = TaskState.OPEN,
    group: int | None = None,
) -> QuerySet[Task]:
    """Return the tasks of a community for `roles`, a person, or (None) all, in desk order.

    Open tasks: urgent first, then by deadline, then in the order of coming. Ended tasks: the
    last ended first. Targets and their groups are fetched along.
    """
    tasks = Task.objects.filter(community_id=community, state=state)
    if isinstance(roles, Whose):
        tasks = tasks.filter(roles.fits())
    elif roles is not None:
        tasks = tasks.filter(role__in=list(roles))
    if group is not None:
        tasks = tasks.filter(targets__group=group)
    tasks = tasks.select_related("entry", "errand", "person").prefetch_related("targets__group")
    if state is TaskState.OPEN:
        return tasks.order_by("-urgent", F("due").asc(nulls_last=True), "id")
    return tasks.order_by("-ended_at", "-id")


def access_task(community: int, key: int) -> Task:
    """Return a task of a community. Raises NotFoundError if it has none of that key."""
    try:
        return Task.objects.get(community_id=community, pk=key)
    except Task.DoesNotExist:
        raise NotFoundError(Words(N_("There is no such task."))) from None


def task_words(task: Task) -> Words | None:
    """Return the text of a task to copy, None where there is none."""
    return decode(Words, task.words) if task.words else None


def task_title(task: Task) -> Words:
    """Return the title of a task."""
    return decode(Words, task.title)


def pictures_of(task: Task) -> tuple[Picture, ...]:
    """Return the pictures that go with a task's words."""
    return decode(tuple[Picture, ...], task.pictures)


def task_hint(task: Task) -> Words:
    """Return how a task is done."""
    return decode(Words, task.hint)
