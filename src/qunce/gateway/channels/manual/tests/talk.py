"""A short conversation of the tests' cast, with one of everything."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from qunce.gateway.channels.manual.exports.common import Chat
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import MessageKind

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 22, 18, 28, 32, tzinfo=ZONE)
ANA = Speaker("wxid_ana", "Ana-上海-HRBP")
BEN = Speaker("wxid_ben", "小王")
WANG = Speaker("wxid_wang", "群主 Wang", is_self=True)

_SAID: tuple[tuple[Speaker | None, str, MessageKind, str, str], ...] = (
    (None, '"小王"邀请"Ana-上海-HRBP"加入了群聊', MessageKind.SYSTEM, "", ""),
    (ANA, "大家好，我是 Ana", MessageKind.TEXT, "", ""),
    (BEN, '欢迎!\n请先看群公告\n\n第三行, 带逗号和"引号"', MessageKind.TEXT, "", ""),
    (BEN, "收到", MessageKind.TEXT, "", ""),
    (BEN, "收到", MessageKind.TEXT, "", ""),
    (WANG, "@Ana-上海-HRBP\u2005 试用期最长六个月", MessageKind.TEXT, "", ""),
    (ANA, "三年合同呢", MessageKind.TEXT, "群主 Wang：试用期最长六个月", ""),
    (ANA, "", MessageKind.IMAGE, "", ""),
    (BEN, "", MessageKind.FILE, "", "考勤模板.xlsx"),
    (BEN, "劳动合同法第十九条\nhttps://example.com/law?a=1", MessageKind.LINK, "", ""),
    (ANA, "", MessageKind.STICKER, "", ""),
    (None, '"小王"撤回了一条消息', MessageKind.SYSTEM, "", ""),
    (ANA, "a<b & 'c' \\n 完", MessageKind.TEXT, "", ""),
)


def conversation() -> tuple[Incoming, ...]:
    """Return the conversation; two of its messages are equal in one second."""
    found = []
    for at, (who, text, kind, quoted, name) in enumerate(_SAID):
        seconds = 3 if at == 4 else at
        found.append(
            Incoming(
                who,
                text,
                START + timedelta(seconds=seconds),
                kind,
                quoted=quoted,
                mentions=("Ana-上海-HRBP",) if text.startswith("@") else (),
                attachments=(name,) if name else (),
            )
        )
    return tuple(found)


def chat() -> Chat:
    """Return the conversation as a group's."""
    return Chat("华东HR交流群", "123@chatroom", conversation(), ZONE)
