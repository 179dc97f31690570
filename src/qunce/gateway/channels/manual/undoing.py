"""Takes an import out again: as an errand of the worker, or for the command line."""

from datetime import datetime

from qunce import clock
from qunce.chat import actions as chat
from qunce.gateway.channels.manual import actions, queries, running
from qunce.gateway.channels.manual.domain import ImportState
from qunce.gateway.channels.manual.models import Import
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import Outcome, Status
from qunce.ledger.contracts import Assignment


def take_out(row: Import, *, by: Actor = MACHINE, heard: running.Heard = running.unheard) -> Import:
    """Remove what an import added, to the last message; return the import, undone.

    Messages that were there before stay, and so do the people who became known. It goes in short
    transactions, so that others can write meanwhile; broken off, it can be done again. `heard` is
    called after each of them.
    """
    before = max(row.added - queries.count_messages(row), 0)
    noted: list[datetime] = [clock.now()]

    def count_out(count: int) -> None:
        now = clock.now()
        if now - noted[0] >= running.OFTEN:
            noted[0] = now
            actions.note_removed(row, before + count, now=now)
        heard(row)

    community = row.group.community
    count = chat.undo_origin(community, row.origin, by=by, now=clock.now(), heard=count_out)
    if queries.state_of(row) is ImportState.UNDOING:  # nobody else came to the end first
        actions.note_removed(row, before + count, now=clock.now())
        actions.end_undo(row, now=clock.now())
    running.clear_away(row)
    return queries.fresh(row)


def execute(assignment: Assignment) -> Outcome:
    """Take out the import that an errand names; a second worker finds it done."""
    row = queries.find_import(int(assignment.payload["import"]))
    if row is not None and row.is_undoing:
        take_out(row, heard=lambda _: assignment.beat())
    return Outcome(Status.DONE)
