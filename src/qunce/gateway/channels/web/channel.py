"""The built-in web group 内置群: everything can be done, and takes effect at once."""

from typing import ClassVar

from qunce.chat.queries import find_message
from qunce.gateway.channels.web import actions, queries
from qunce.gateway.contracts import Health
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import (
    Capability,
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
)
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Assignment
from qunce.people.models import Group, Identity
from qunce.people.queries import membership_of

CAN = frozenset(
    {
        Capability.RECEIVE,
        Capability.SEND,
        Capability.SEND_PICTURE,
        Capability.RECALL,
        Capability.MUTE,
        Capability.REMOVE,
        Capability.NOTIFY_PRIVATELY,
    }
)
WELL = N_("The web group is part of this site.")
NO_MEMBER = N_("This person is not a member of the group any more.")
NO_MESSAGE = N_("The message does not exist any more.")


class WebChannel:
    """Chat pages of this very site."""

    key: ClassVar[str] = "web"
    title: ClassVar[str] = N_("Web group")

    def capabilities(self, group: Group) -> frozenset[Capability]:
        """Return everything but reviewing joins and setting nicknames."""
        _ = group
        return CAN

    def probe(self, group: Group) -> Health:
        """Say that it is well: it is this site."""
        _ = group
        return Health(is_well=True, words=Words(WELL))

    def execute(self, effect: Effect, group: Group, assignment: Assignment) -> Outcome:
        """Carry an effect out; a second call with the same key changes nothing."""
        match effect:
            case SendText():
                actions.say(
                    group,
                    effect.words,
                    key=assignment.key,
                    now=assignment.now,
                    reply_to=effect.reply_to,
                    pictures=[each.link for each in effect.pictures],
                )
                return Outcome(Status.DONE)
            case Recall():
                return self._recall(effect, group, assignment)
            case Notify() | Mute() | Unmute() | Remove():
                return self._to_member(effect, group, assignment)
            case LetIn():
                # Nobody asks to join here: who is let in is a member at once.
                return Outcome(Status.DONE)

    def _recall(self, effect: Recall, group: Group, assignment: Assignment) -> Outcome:
        message = find_message(group, effect.message)
        if message is None:
            return Outcome(Status.DENIED, Words(NO_MESSAGE))
        actions.take_back(message, by=MACHINE, now=assignment.now, cause=assignment.entry)
        return Outcome(Status.DONE)

    def _to_member(
        self, effect: Notify | Mute | Unmute | Remove, group: Group, assignment: Assignment
    ) -> Outcome:
        identity = Identity.objects.select_related("person").filter(pk=effect.identity).first()
        person = identity.person if identity else None
        membership = queries.find_member(group, person.pk if person else None)
        if membership is None and person is not None and isinstance(effect, Notify):
            membership = membership_of(group, person)  # who was removed hears why
        if membership is None:
            return Outcome(Status.DENIED, Words(NO_MEMBER))
        now, cause = assignment.now, assignment.entry
        match effect:
            case Notify():
                actions.notify(membership, effect, key=assignment.key, now=now)
            case Mute():
                actions.mute(membership, effect.until or now + effect.length, now=now, cause=cause)
            case Unmute():
                actions.mute(membership, None, now=now, cause=cause)
            case Remove():
                actions.remove(membership, now=now, cause=cause)
        return Outcome(Status.DONE)


CHANNEL = WebChannel()
