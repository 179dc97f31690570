"""What a member wrote, and what the platform put around it: quotes, questions, placeholders. Pure.

Platforms glue what somebody else said into the text of a message: the quoted text of a reply, the
question asked of those who join, 「[图片]」 in the place of a picture. Nobody is judged for those.
They are blanked, not cut: all that stays keeps its place, so that findings point to the message as
it was written.
"""

import re

# 「李雷：谁有模板」 and a line of dashes, as WeChat for the desktop writes a reply.
_WECHAT = re.compile(
    r"\A\s*「[^\n」]{1,40}[：:].*?」[ \t\r]*\n[ \t]*[-—–─_]( ?[-—–─_]){4,}[ \t\r]*(?=\n)", re.DOTALL
)
# Lines with ">" at the beginning, as Matrix and mail write a reply.
_ARROWS = re.compile(r"\A(?:[ \t]*>[^\n]*\n)+")
# "问题：… 答案：…": QQ joins its question with the answer of whoever asks to come in.
_QUESTION = re.compile(r"\A\s*问题[：:][^\n]*\n\s*(?:答案|回答)[：:]")
# "…[引用 李雷：…]" and what other exports write behind the text of a reply.
_BEHIND = re.compile(r"\s*\[引用 [^\[\]]*\]\s*\Z")

_PLACEHOLDERS = (
    "图片|照片|表情|动画表情|表情包|贴图|语音|语音消息|语音通话|视频|视频通话|短视频|文件|音乐|位置|名片|"
    "个人名片|链接|小程序|聊天记录|群聊的聊天记录|合并转发|转账|红包|微信红包|群公告|接龙|不支持的消息|"
    "Photo|Image|Sticker|Video|Voice|File|Location|Contact|Link"
)
_PLACEHOLDER = re.compile(rf"[\[【](?:{_PLACEHOLDERS})(?:消息)?[\]】]", re.IGNORECASE)
_SIGNS = frozenset("「>[【问")  # where none of them stands, there is nothing to blank
_VISIBLE = re.compile(r"\S")


def own_words(text: str) -> str:
    """Return a text of the same length in which only what its author wrote is left.

    A message that is nothing but a quote is taken as its author's own: somebody typed it so.
    """
    if _SIGNS.isdisjoint(text):
        return text
    unquoted = text
    for pattern in (_WECHAT, _ARROWS, _QUESTION, _BEHIND):
        unquoted = pattern.sub(_blank, unquoted, count=1)
    if not _VISIBLE.search(_PLACEHOLDER.sub(_blank, unquoted)):
        unquoted = text
    return _PLACEHOLDER.sub(_blank, unquoted)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
