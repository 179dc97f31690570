"""The few writes that belong to the console itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qunce.facts.console import WordsSent
from qunce.kernel.actors import Actor
from qunce.kernel.effects import SendText
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.ledger.models import Task, TaskTarget


@transaction.atomic
def send_words(
    task: Task, words: str, targets: Sequence[TaskTarget], *, by: Actor, now: datetime
) -> None:
    """Have the words of a task posted by program in the groups of `targets`, and tick those."""
    if not targets:
        return
    said = Words("%(text)s", {"text": words})
    pictures = record.pictures_of(task)
    effects = [SendText(target.group_id, said, pictures=pictures) for target in targets]
    fact = WordsSent(task=task.pk, group=tuple(target.group_id for target in targets))
    entry = ledger.record(
        fact, by=by, now=now, community=task.community_id, effects=effects, cause=task.entry_id
    )
    for target in targets:
        ledger.tick_target(target, by=by, now=now, proof=f"entry {entry.pk}")
