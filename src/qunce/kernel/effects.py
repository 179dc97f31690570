"""What shall be done to a chat, in the imperative. Channels carry it out or a person does.

Every effect names the group (people.Group's key) in which it takes place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qunce.kernel.text import N_, NOTHING, Words


class Capability(StrEnum):
    """What a channel may be able to do in a group."""

    RECEIVE = "receive"
    SEND = "send"
    SEND_PICTURE = "send_picture"
    RECALL = "recall"
    MUTE = "mute"
    REMOVE = "remove"
    REVIEW_JOINS = "review_joins"
    NOTIFY_PRIVATELY = "notify_privately"
    SET_NICKNAME = "set_nickname"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with words: a path of this site, and where its bytes lie.

    `file` is a path below MEDIA_ROOT, for channels that hand the bytes to a platform; `link` is
    the address at which the group's members see it, for those that show pages of this site.
    """

    link: str
    file: str


@dataclass(frozen=True, slots=True)
class SendText:
    """Post `words` in the group as the community's voice; not any more after `until`.

    With `pictures` it is for channels that can SEND_PICTURE; elsewhere a person posts all of it.
    """

    group: int
    words: Words
    reply_to: int | None = None  # chat.Message's key
    until: datetime | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell one member in private (`identity` is people.Identity's key)."""

    group: int
    identity: int
    words: Words
    link: str = ""  # path of a page with the details, e.g. "/notices/…"


@dataclass(frozen=True, slots=True)
class Recall:
    """Take a message back (chat.Message's key)."""

    group: int
    message: int
    reason: Words


@dataclass(frozen=True, slots=True)
class Mute:
    group: int
    identity: int
    length: timedelta
    reason: Words
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unmute:
    group: int
    identity: int
    reason: Words


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a member from the group."""

    group: int
    identity: int
    reason: Words


@dataclass(frozen=True, slots=True)
class LetIn:
    """Accept somebody's request to join (`person` is people.Person's key), now or when it comes.

    The channel knows them by their account on it, or by the code word in the request.
    """

    group: int
    person: int
    code: str = ""


Effect = SendText | Notify | Recall | Mute | Unmute | Remove | LetIn

NEEDS: dict[type, Capability] = {
    SendText: Capability.SEND,
    Notify: Capability.NOTIFY_PRIVATELY,
    Recall: Capability.RECALL,
    Mute: Capability.MUTE,
    Unmute: Capability.MUTE,
    Remove: Capability.REMOVE,
    LetIn: Capability.REVIEW_JOINS,
}


def needs_of(effect: Effect) -> frozenset[Capability]:
    """Return what a channel must be able to do in the group to carry an effect out."""
    has_pictures = isinstance(effect, SendText) and effect.pictures
    return frozenset({NEEDS[type(effect)], *([Capability.SEND_PICTURE] if has_pictures else [])})


# What an effect is called on a page, by the name of its class.
NAMES: dict[str, str] = {
    SendText.__name__: N_("Post words in the group"),
    Notify.__name__: N_("Tell the member in private"),
    Recall.__name__: N_("Recall the message"),
    Mute.__name__: N_("Mute the member"),
    Unmute.__name__: N_("Let the member speak again"),
    Remove.__name__: N_("Remove the member"),
    LetIn.__name__: N_("Accept the request to join"),
}


class Status(StrEnum):
    """How an effect ended when a channel tried it (DESIGN 6)."""

    DONE = "done"
    ACCEPTED = "accepted"
    HUMAN_TASK = "human_task"
    DENIED = "denied"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of `Channel.execute`. `retry_after` is in seconds."""

    status: Status
    detail: Words = NOTHING
    platform_id: str = ""
    retry_after: float | None = None
