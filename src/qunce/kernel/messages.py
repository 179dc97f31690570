"""The one shape of a chat message that every floor and every rule sees."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from qunce.kernel.text import N_


class MessageKind(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    FILE = "file"
    LINK = "link"
    CARD = "card"
    LOCATION = "location"
    BUNDLE = "bundle"  # 合并转发
    CALL = "call"
    MONEY = "money"  # transfers and red packets
    NOTICE = "notice"  # 群公告
    SYSTEM = "system"  # joins, recalls and what else the platform itself says
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the msgid that pages show in the place of words."""
        return _KINDS[self]


_KINDS = {
    MessageKind.TEXT: N_("[Text]"),
    MessageKind.IMAGE: N_("[Picture]"),
    MessageKind.VOICE: N_("[Voice]"),
    MessageKind.VIDEO: N_("[Video]"),
    MessageKind.STICKER: N_("[Sticker]"),
    MessageKind.FILE: N_("[File]"),
    MessageKind.LINK: N_("[Link]"),
    MessageKind.CARD: N_("[Contact card]"),
    MessageKind.LOCATION: N_("[Place]"),
    MessageKind.BUNDLE: N_("[Chat history]"),
    MessageKind.CALL: N_("[Call]"),
    MessageKind.MONEY: N_("[Transfer or red packet]"),
    MessageKind.NOTICE: N_("[Announcement]"),
    MessageKind.SYSTEM: N_("[System]"),
    MessageKind.OTHER: N_("[Message]"),
}


class Source(StrEnum):
    """How a message came in. On HISTORY nothing is sent, sanctioned or awarded (DESIGN 3)."""

    LIVE = "live"
    HISTORY = "history"


class Role(StrEnum):
    """The roles of the manual (M14); a member holds none of them."""

    OWNER = "owner"  # 群主
    CONTENT = "content"  # 内容管理员
    OPS = "ops"  # 运营管理员
    EVENTS = "events"  # 活动管理员


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote. `identity` is people.Identity's key, `person` people.Person's, if known."""

    identity: int
    person: int | None = None
    name: str = ""  # the nickname at that time
    is_staff: bool = False
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as rules see it. `id` is chat.Message's key, 0 where it is not stored yet."""

    id: int
    group: int
    author: Author | None
    text: str
    sent_at: datetime
    kind: MessageKind = MessageKind.TEXT
    source: Source = Source.LIVE
    reply_to: int | None = None
    mentions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = field(default=())
