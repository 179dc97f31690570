"""What a channel cannot do becomes a task for a person, with words to use and a deadline."""

from datetime import timedelta

from qunce.chat.queries import find_message
from qunce.kernel.effects import (
    Effect,
    LetIn,
    Mute,
    Notify,
    Outcome,
    Recall,
    Remove,
    SendText,
    Unmute,
)
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Assignment, TaskDraft
from qunce.people.models import Group, Identity
from qunce.people.queries import names_of

SOON = timedelta(minutes=10)
TODAY = timedelta(hours=8)

POST = N_("Post in the group")
RECALL = N_("Have a message of %(name)s taken back")
TELL = N_("Tell %(name)s in private")
MUTE = N_("Keep %(name)s from speaking")
UNMUTE = N_("Let %(name)s speak again")
REMOVE = N_("Remove %(name)s from the group")
LET_IN = N_("Accept the request of %(name)s to join")

ASK_TO_RECALL = N_("@%(name)s, please take back the message you just sent (%(reason)s). Thank you!")
HOW_TO_POST = N_("Copy the words, post them in the group, then come back and tick it.")
HOW_TO_RECALL = N_(
    "Hold the message in the chat and take it back; where that is not possible, post these words."
)
HOW_TO_TELL = N_("Copy the words and send them in a private chat.")
HOW_TO_MUTE = N_("This chat cannot mute anybody: ask for silence with these words.")
HOW_TO_REMOVE = N_("Open the group's member list in the chat and remove the member.")
HOW_TO_LET_IN = N_("Open the requests to join in the chat; the code word is %(code)s.")


def task_for(effect: Effect, outcome: Outcome, assignment: Assignment) -> TaskDraft:
    """Return the line for the desk that stands in for an effect."""
    _ = outcome
    title, words, hint, urgent = _line(effect)
    group = Group.objects.get(pk=effect.group)
    return TaskDraft(
        community=group.community_id,
        kind=KINDS[type(effect)],
        title=title,
        words=words,
        hint=hint,
        role=Role.OPS,
        groups=(effect.group,),
        due=assignment.now + (SOON if urgent else TODAY),
        urgent=urgent,
        link=effect.link if isinstance(effect, Notify) else "",
        pictures=effect.pictures if isinstance(effect, SendText) else (),
        key=f"errand:{assignment.key}",
    )


KINDS: dict[type, str] = {
    SendText: "post",
    Notify: "tell",
    Recall: "recall",
    Mute: "mute",
    Unmute: "unmute",
    Remove: "remove",
    LetIn: "let_in",
}


def _line(effect: Effect) -> tuple[Words, Words | None, Words, bool]:
    match effect:
        case SendText():
            return Words(POST), effect.words, Words(HOW_TO_POST), effect.reply_to is not None
        case Recall():
            name = _author_of(effect)
            words = Words(ASK_TO_RECALL, {"name": name, "reason": str(effect.reason)})
            return Words(RECALL, {"name": name}), words, Words(HOW_TO_RECALL), True
        case Notify():
            name = _name_of(effect.identity)
            return Words(TELL, {"name": name}), effect.words, Words(HOW_TO_TELL), False
        case Mute() | Unmute() | Remove():
            return _member_line(effect)
        case LetIn():
            name = names_of([effect.person]).get(effect.person, "")
            hint = Words(HOW_TO_LET_IN, {"code": effect.code})
            return Words(LET_IN, {"name": name}), None, hint, False


def _member_line(effect: Mute | Unmute | Remove) -> tuple[Words, Words | None, Words, bool]:
    about = {"name": _name_of(effect.identity)}
    match effect:
        case Mute():
            return Words(MUTE, about), effect.reason, Words(HOW_TO_MUTE), True
        case Unmute():
            return Words(UNMUTE, about), None, effect.reason, False
        case Remove():
            return Words(REMOVE, about), None, Words(HOW_TO_REMOVE), True


def _author_of(effect: Recall) -> str:
    message = find_message(Group.objects.get(pk=effect.group), effect.message)
    return message.author_name if message else ""


def _name_of(identity: int) -> str:
    return Identity.objects.filter(pk=identity).values_list("name", flat=True).first() or ""
