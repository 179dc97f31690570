"""The demo's WeChat group as its owner would have exported it: chatlog's CSV."""

from collections.abc import Iterator, Sequence

from qunce.gateway.channels.manual.exports.common import Chat
from qunce.gateway.channels.manual.exports.writing import write
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.kernel.incoming import Arrival, Incoming, Movement, MovementKind, Skipped, TakenBack
from qunce.kernel.messages import MessageKind
from qunce.site.demo.dice import ZONE

ROOM = "48600000001@chatroom"


def as_file(name: str, arrivals: Sequence[Arrival]) -> bytes:
    """Return the export of a group: what was taken back is not in it, movements are lines."""
    gone = {each.platform_id for each in arrivals if isinstance(each, TakenBack)}
    messages = [line for each in arrivals for line in _lines(each, gone)]
    (content,) = write(Layout.CHATLOG_CSV, Chat(name, ROOM, messages, ZONE)).values()
    return content


def _lines(each: Arrival, gone: set[str]) -> Iterator[Incoming]:
    match each:
        case Incoming():
            if each.platform_id not in gone:
                yield each
        case Movement():
            yield Incoming(None, movement_line(each), each.at, MessageKind.SYSTEM)
        case TakenBack():
            name = each.speaker.name if each.speaker else ""
            yield Incoming(None, f'"{name}" 撤回了一条消息', each.at, MessageKind.SYSTEM)
        case Skipped():
            return


def movement_line(movement: Movement) -> str:
    """Return what WeChat writes into the group when somebody comes or goes."""
    name = f'"{movement.speaker.name}"'
    match movement.kind:
        case MovementKind.LEFT:
            return f"{name}退出了群聊"
        case MovementKind.REMOVED:
            return f'"{movement.by}"将{name}移出了群聊'
        case MovementKind.JOINED if movement.way == "qr":
            return f'{name}通过扫描"{movement.by}"分享的二维码加入群聊'
        case MovementKind.JOINED:
            return f'"{movement.by}"邀请{name}加入了群聊'
