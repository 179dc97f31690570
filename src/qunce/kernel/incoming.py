"""What a channel hands in: one shape for live callbacks, imported files, pastes, screenshots."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qunce.kernel.messages import MessageKind


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, as the platform or the file says it.

    `external` is the platform's stable id (wxid, Matrix id …) or "" where it is not told;
    `name` is the name shown in the group; `nickname` the account's own, if told apart.
    """

    external: str = ""
    name: str = ""
    nickname: str = ""
    is_self: bool = False


class Precision(StrEnum):
    """How exactly the time of a message is known."""

    SECOND = "second"
    MINUTE = "minute"
    NONE = "none"  # `sent_at` is then only an order


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message. `speaker` is None for the platform's own lines; `line` is its place in a file."""

    speaker: Speaker | None
    text: str
    sent_at: datetime
    kind: MessageKind = MessageKind.TEXT
    platform_id: str = ""
    reply_platform_id: str = ""
    quoted: str = ""
    mentions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    precision: Precision = Precision.SECOND
    line: int = 0


class MovementKind(StrEnum):
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Movement:
    """Somebody joined or left, as an event or mined from a system line."""

    kind: MovementKind
    speaker: Speaker
    at: datetime
    by: str = ""  # name of the inviter or of who removed
    way: str = ""  # "invited", "qr"
    line: int = 0


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A message was recalled; without `platform_id`, the speaker's last one before `at`."""

    at: datetime
    platform_id: str = ""
    speaker: Speaker | None = None
    by: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file that was not read, and why (`reason` is a msgid)."""

    line: int
    reason: str
    sample: str = ""


Arrival = Incoming | Movement | TakenBack | Skipped


def storable(text: str) -> str:
    """Return a text without what databases refuse: NUL, and halves of characters.

    Broken exports hold both; two halves of one character become that character.
    """
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
