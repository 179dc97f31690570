"""Carries effects out: the executors that the ledger's worker calls, one per kind of effect."""

from qunce.gateway.registry import channels
from qunce.kernel.effects import (
    Effect,
    LetIn,
    Mute,
    Notify,
    Outcome,
    Recall,
    Remove,
    SendText,
    Status,
    Unmute,
    needs_of,
)
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Assignment, Executor
from qunce.people.models import Group
from qunce.store.codecs import decode

KINDS: dict[str, type[Effect]] = {
    kind.__name__: kind for kind in (SendText, Notify, Recall, Mute, Unmute, Remove, LetIn)
}

NO_GROUP = N_("The group does not exist any more.")
BY_HAND = N_("The channel of this group cannot do this by itself.")
TOO_LATE = N_("It was to be posted before its time was past, and is not posted any more.")


def effect_of(kind: str, payload: object) -> Effect:
    """Return the effect that an errand's payload holds."""
    return decode(KINDS[kind], payload)


def _executor(kind: str) -> Executor:
    def execute(assignment: Assignment) -> Outcome:
        effect = effect_of(kind, assignment.payload)
        group = Group.objects.filter(pk=effect.group).select_related("community").first()
        if group is None:
            return Outcome(Status.DENIED, Words(NO_GROUP))
        if isinstance(effect, SendText) and effect.until and assignment.now > effect.until:
            return Outcome(Status.DENIED, Words(TOO_LATE))
        if not needs_of(effect) <= channels.abilities(group):
            return Outcome(Status.HUMAN_TASK, Words(BY_HAND))
        return channels.of(group).execute(effect, group, assignment)

    return execute


EXECUTORS: dict[str, Executor] = {kind: _executor(kind) for kind in KINDS}
