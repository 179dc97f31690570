"""The chase list of nicknames (M07): who differs from the record, and when they were reminded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max

from qunce.facts.admission import NicknamesReminded
from qunce.kernel.actors import Actor
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Subject, Task
from qunce.ledger.wording import fact_key
from qunce.people.domain import MembershipState
from qunce.people.models import Group, Membership, Person
from qunce.playbook.queries import effective
from qunce.rooms.admission.domain import Settings, chase_words
from qunce.rooms.admission.naming import Naming, Record, judge, propose
from qunce.rooms.admission.reception import portions

CALLED = 30  # so many names fit into one message
WITHIN = timedelta(days=2)
MEND = N_("%(words)s %(name)s, please use this nickname here: %(nickname)s")
KEY = "nicknames:"  # how the keys of the tasks begin

TITLE = N_("Ask %(count)s members to mend their nickname")
HINT = N_("Post the words in the group and tick it: the list then says when they were reminded.")


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A member whose nickname differs from the record. `proposed` is "" without a record."""

    membership: int
    person: int
    name: str
    nickname: str
    proposed: str
    why: Naming
    reminded_at: datetime | None = None
    times: int = 0


def record_of(person: Person) -> Record:
    """Return what is known of a member, as nicknames are compared with it."""
    return Record(person.name, person.company, person.position)


def asked_to_mend(words: Words, shown: str, person: Person) -> Words:
    """Return words of welcome that also tell a newcomer the nickname to use, if theirs is wrong.

    Nothing is added where the nickname fits, or where too little is known to propose another.
    """
    record = record_of(person)
    if not shown or not (record.company and record.position):
        return words
    if judge(shown, record) is Naming.FITS:
        return words
    nickname = propose(record)
    return Words(MEND, {"words": words, "name": person.name, "nickname": nickname})


def list_misnamed(group: Group) -> list[Misnamed]:
    """Return the chase list of a group by nickname; an empty nickname is not known, so not bad."""
    members = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    named = members.exclude(nickname="").select_related("person").order_by("nickname", "pk")
    reminded = _reminders(group)
    found = []
    for each in named:
        record = record_of(each.person)
        why = judge(each.nickname, record)
        if why is Naming.FITS:
            continue
        last, times = reminded.get(each.person_id, (None, 0))
        found.append(
            Misnamed(
                each.pk,
                each.person_id,
                each.person.name,
                each.nickname,
                propose(record) if record.company and record.position else "",
                why,
                last,
                times,
            )
        )
    return found


def _reminders(group: Group) -> dict[int, tuple[datetime | None, int]]:
    """Return when members of a group were last reminded, and how often, by person."""
    told = Subject.objects.filter(
        community_id=group.community_id, kind="person", entry__fact=fact_key(NicknamesReminded)
    ).filter(entry__subjects__kind="group", entry__subjects__key=group.pk)
    rows = told.values("key").annotate(last=Max("entry__at"), times=Count("entry", distinct=True))
    return {row["key"]: (row["last"], row["times"]) for row in rows}


def texts(group: Group, found: Sequence[Misnamed]) -> list[Words]:
    """Return the words that ask all of them, as few texts as names fit into."""
    settings = effective(group.community_id, Settings, group.pk)
    names = [each.nickname for each in found]
    return [chase_words(settings, part) for part in portions(names, CALLED)]


@transaction.atomic
def lay_on_desk(group: Group, occasion: str, *, now: datetime) -> list[Task]:
    """Put the chase list on the desk as texts to post, once per `occasion` ("2026-11")."""
    found = list_misnamed(group)
    tasks = []
    for number, words in enumerate(texts(group, found)):
        called = found[number * CALLED : (number + 1) * CALLED]
        draft = TaskDraft(
            community=group.community_id,
            kind="post",
            title=Words(TITLE, {"count": len(called)}),
            words=words,
            hint=Words(HINT),
            role=Role.OPS,
            groups=(group.pk,),
            due=now + WITHIN,
            key=f"{KEY}{group.pk}:{occasion}:{number}",
            subjects=tuple(("person", each.person) for each in called),
        )
        tasks.append(ledger.open_task(draft, now=now))
    return tasks


@transaction.atomic
def note_reminded(
    group: Group, persons: Sequence[int], *, by: Actor, now: datetime, cause: int | None = None
) -> None:
    """Note that members were asked to mend their nickname."""
    known = Person.objects.filter(community_id=group.community_id, pk__in=persons)
    people = tuple(known.order_by("pk").values_list("pk", flat=True))
    if people:
        fact = NicknamesReminded(person=people, group=group.pk, count=len(people))
        ledger.record(fact, by=by, now=now, community=group.community_id, cause=cause)
