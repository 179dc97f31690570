"""What the record holds of a person."""

from datetime import datetime

import pytest

from qunce.facts.people import MemberJoined, MemberLeft
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.effects import SendText
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries, registry
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.personal import erase_person, export_person, nameless
from qunce.people.models import Group, Person

pytestmark = pytest.mark.django_db


def happened(ben: Person, mia: Person, group: Group, noon: datetime) -> Task:
    """Let Ben join, be greeted, and be removed by Mia, who has a task about him."""
    greeting = SendText(group.pk, Words("Welcome, %(name)s!", {"name": "Ben"}))
    by_mia = Actor(ActorKind.PERSON, mia.pk, "Mia")
    with registry.handed_out():
        joined = ledger.record(
            MemberJoined(ben.pk, group.pk, "Ben"),
            by=by_mia,
            now=noon,
            community=ben.community,
            effects=(greeting,),
        )
        ledger.record(
            MemberLeft(mia.pk, group.pk, "Mia"), by=by_mia, now=noon, community=ben.community
        )
        title = Words("Call %(name)s", {"name": "Ben"})
        about = (("person", ben.pk),)
        draft = TaskDraft(ben.community_id, "call", title, Role.OPS, "t", subjects=about)
        task = ledger.open_task(draft, now=noon, entry=joined)
        ledger.finish_task(task, by=by_mia, now=noon)
    return task


def test_a_person_is_told_what_happened(
    ben: Person, mia: Person, web_group: Group, noon: datetime
) -> None:
    happened(ben, mia, web_group, noon)
    assert [row["what"] for row in export_person(ben)] == ["people.MemberJoined", "ledger.TaskDone"]
    assert len(export_person(mia)) == 3


def test_erasure_takes_the_name_and_leaves_what_happened(
    ben: Person, mia: Person, web_group: Group, noon: datetime
) -> None:
    task = happened(ben, mia, web_group, noon)
    erase_person(ben)
    told = [*Entry.objects.values_list("payload", flat=True), *Errand.objects.values("payload")]
    assert "Ben" not in str(told)
    task.refresh_from_db()
    assert "Ben" not in str(queries.task_title(task))
    assert queries.list_entries(ben.community_id, person=ben.pk).count() == 2
    assert set(Entry.objects.values_list("actor_name", flat=True)) == {"Mia"}
    erase_person(mia)
    task.refresh_from_db()
    assert set(Entry.objects.values_list("actor_name", flat=True)) == {""}
    assert task.ended_name == ""


def test_only_names_are_emptied() -> None:
    kept = {"name": 3, "person": 5, "reason": {"params": {"name": "Ben", "n": 1}}, "of": ["Ben"]}
    emptied = {"name": 3, "person": 5, "reason": {"params": {"name": "", "n": 1}}, "of": ["Ben"]}
    assert nameless(kept) == emptied
