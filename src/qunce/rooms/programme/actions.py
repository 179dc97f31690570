"""All writes of the programme: what is due is laid on the desk, once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts.programme import SlotOpened
from qunce.kernel.actors import MACHINE
from qunce.kernel.slots import Draft, Moment, Slot
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.people.queries import list_groups
from qunce.rooms.programme.domain import Occasion


@transaction.atomic
def open_slot(
    community: Community, slot: Slot, config: Any, occasion: Occasion, *, now: datetime
) -> Task | None:
    """Lay an occasion of a slot on the desk: one text, all groups, ticked one by one.

    A slot that has several texts gets a line for each. Returns the first line; None where it lies
    there already, or where the community has no group.
    """
    key = f"slot:{community.pk}:{occasion.key}"
    groups = tuple(list_groups(community).values_list("pk", flat=True))
    if not groups or Task.objects.filter(key=key).exists():
        return None
    moment = Moment(community.pk, groups, occasion.due)
    if slot.gather is not None:
        moment = replace(moment, facts=slot.gather(moment))
    composed = slot.compose(moment, config)
    drafts = [composed] if isinstance(composed, Draft) else composed
    due = f"{occasion.due:%Y-%m-%d %H:%M}"
    fact = SlotOpened(slot=slot.key, title=Words(slot.title), due=due)
    entry = ledger.record(fact, by=MACHINE, now=now, community=community)
    tasks = [
        ledger.open_task(_line(slot, draft, moment, _numbered(key, number)), now=now, entry=entry)
        for number, draft in enumerate(drafts)
    ]
    if slot.after is not None:
        slot.after(moment, [task.pk for task in tasks], now)
    return tasks[0]


def _numbered(key: str, number: int) -> str:
    return f"{key}:{number}" if number else key


def _line(slot: Slot, draft: Draft, moment: Moment, key: str) -> TaskDraft:
    return TaskDraft(
        community=moment.community,
        kind="post",
        title=Words(slot.title),
        words=draft.text,
        hint=draft.hint,
        role=slot.role,
        groups=draft.groups or moment.groups,
        due=moment.due + slot.late,
        key=key,
    )
