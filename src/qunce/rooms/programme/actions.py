"""All writes of the programme: what is due is laid on the desk, once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts.programme import SlotOpened
from qunce.kernel.actors import MACHINE
from qunce.kernel.slots import Moment, Slot
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

    Returns None where it lies there already, or where the community has no group.
    """
    key = f"slot:{community.pk}:{occasion.key}"
    groups = tuple(list_groups(community).values_list("pk", flat=True))
    if not groups or Task.objects.filter(key=key).exists():
        return None
    draft = slot.compose(Moment(community.pk, groups, occasion.due), config)
    due = f"{occasion.due:%Y-%m-%d %H:%M}"
    fact = SlotOpened(slot=slot.key, title=Words(slot.title), due=due)
    entry = ledger.record(fact, by=MACHINE, now=now, community=community)
    return ledger.open_task(
        TaskDraft(
            community=community.pk,
            kind="post",
            title=Words(slot.title),
            words=draft.text,
            hint=draft.hint,
            role=slot.role,
            groups=groups,
            due=occasion.due + slot.late,
            key=key,
        ),
        now=now,
        entry=entry,
    )
