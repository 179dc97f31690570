"""What the record holds of a person: handed out on request, and made nameless on erasure.

Entries survive the erasure of a person (DESIGN rule 9): ids, times and reasons stay, names go.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from qunce.ledger.actions import NOT_GIVEN_ANY_MORE
from qunce.ledger.models import Entry, Errand, Proof, Subject, Task, TaskTarget

MODELS = ("ledger.Task",)
NAMES = ("name", "names", "nickname")
AT_ONCE = 500  # rows in memory


def _about(person: Any) -> QuerySet[Entry]:
    subjects = Subject.objects.filter(
        community_id=person.community_id, kind="person", key=person.pk
    )
    return Entry.objects.filter(pk__in=subjects.values("entry"))


def _tasks_about(person: Any) -> QuerySet[Task]:
    """Return the tasks that came from entries about a person, or that name the person."""
    own = Task.objects.filter(community_id=person.community_id)
    told = [task.pk for task in own.only("subjects").iterator() if _names(task, person.pk)]
    return own.filter(Q(entry__in=_about(person)) | Q(pk__in=told))


def _names(task: Task, person: int) -> bool:
    return ["person", person] in task.subjects


def export_person(person: Any) -> Sequence[Mapping[str, Any]]:
    """Return what happened to a person and what the person decided, oldest first."""
    by_person = Entry.objects.filter(community_id=person.community_id, actor_person=person.pk)
    keys = {*_about(person).values_list("pk", flat=True), *by_person.values_list("pk", flat=True)}
    rows = Entry.objects.filter(pk__in=keys).order_by("id")
    own = Task.objects.filter(person=person.pk).order_by("id")
    return [
        *(_told(row) for row in rows),
        *({"task": task.title, "state": task.state, "due": task.due} for task in own),
    ]


def _told(row: Entry) -> dict[str, Any]:
    """Return an entry as a row; a field of the fact that is called `what` becomes `about`."""
    told = {"about" if name == "what" else name: each for name, each in row.payload.items()}
    return {"at": row.at.isoformat(), "entry": row.pk, "what": row.fact, **told}


@transaction.atomic
def erase_person(person: Any) -> None:
    """Take a person's name out of entries, errands and tasks; what happened stays."""
    about = _about(person)
    _make_nameless(about, ("payload",))
    _make_nameless(Errand.objects.filter(entry__in=about), ("payload",))
    _make_nameless(_tasks_about(person), ("title", "words", "hint"))
    Task.objects.filter(person=person.pk).update(person=None, **NOT_GIVEN_ANY_MORE)
    own = {"community_id": person.community_id}
    Entry.objects.filter(**own, actor_person=person.pk).update(actor_name="")
    Task.objects.filter(**own, ended_by=person.pk).update(ended_name="")
    Task.objects.filter(**own, given_from=person.pk).update(given_from=None)
    Task.objects.filter(**own, given_by=person.pk).update(given_by=None, given_name="")
    TaskTarget.objects.filter(**own, ticked_by=person.pk).update(ticked_name="")
    Proof.objects.filter(**own, added_by=person.pk).update(added_name="")


def _make_nameless(rows: "QuerySet[Any]", fields: tuple[str, ...]) -> None:
    changed: list[models.Model] = []
    for row in rows.iterator(AT_ONCE):
        for each in fields:
            setattr(row, each, nameless(getattr(row, each)))
        changed.append(row)
    rows.model.objects.bulk_update(changed, fields, batch_size=AT_ONCE)


def nameless(value: Any) -> Any:
    """Return JSON values with the text of every field called a name emptied."""
    if isinstance(value, Mapping):
        return {
            key: "" if key in NAMES and isinstance(each, str) else nameless(each)
            for key, each in value.items()
        }
    return [nameless(each) for each in value] if isinstance(value, list) else value


@transaction.atomic
def forget_subject(community: int, kind: str, key: int) -> None:
    """Take all names out of what is about something that is erased with its person unknown.

    An applicant who never became a member has no person: entries, errands and tasks are found
    by the subject, and whoever acted in them without being a person of the house is the one.
    """
    subjects = Subject.objects.filter(community_id=community, kind=kind, key=key)
    about = Entry.objects.filter(pk__in=subjects.values("entry"))
    _make_nameless(about, ("payload",))
    _make_nameless(Errand.objects.filter(entry__in=about), ("payload",))
    about.filter(actor_kind="person", actor_person__isnull=True).update(actor_name="")
    own = Task.objects.filter(community_id=community)
    told = [task.pk for task in own.only("subjects").iterator() if [kind, key] in task.subjects]
    tasks = own.filter(Q(entry__in=about) | Q(pk__in=told))
    _make_nameless(tasks, ("title", "words", "hint"))
