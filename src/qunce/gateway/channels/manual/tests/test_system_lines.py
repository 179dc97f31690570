"""System lines of WeChat in Chinese and English → joins, leaves, removals, recalls."""

from datetime import UTC, datetime

import pytest

from qunce.gateway.channels.manual.parse import markup, system
from qunce.kernel.incoming import Movement, MovementKind, Speaker, TakenBack

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
JOINED, LEFT, REMOVED = MovementKind.JOINED, MovementKind.LEFT, MovementKind.REMOVED

MOVES: list[tuple[str, MovementKind, list[str], str, str]] = [
    ('"Ana"邀请"Ben、Mia"加入了群聊', JOINED, ["Ben", "Mia"], "Ana", "invited"),
    ('"Ana"邀请"Ben"、"Mia"加入了群聊', JOINED, ["Ben", "Mia"], "Ana", "invited"),
    ("“Ana”邀请“Ben”加入了群聊", JOINED, ["Ben"], "Ana", "invited"),
    ("Ana邀请Ben加入群聊", JOINED, ["Ben"], "Ana", "invited"),
    ('你邀请"Ben"加入了群聊  撤销', JOINED, ["Ben"], "我", "invited"),
    ('"Ana"邀请你加入了群聊，群聊参与人还有：Ben、Mia', JOINED, ["我"], "Ana", "invited"),
    ('"Ana"邀请你和"Ben、Mia"加入了群聊', JOINED, ["我", "Ben", "Mia"], "Ana", "invited"),
    ('"Ben"通过扫描"Ana"分享的二维码加入群聊', JOINED, ["Ben"], "Ana", "qr"),
    ('"Ben"通过扫描你分享的二维码加入群聊', JOINED, ["Ben"], "我", "qr"),
    ('"Ben"通过扫描二维码加入群聊', JOINED, ["Ben"], "", "qr"),
    ('"Ben"加入了群聊', JOINED, ["Ben"], "", ""),
    ('你将"Ben"移出了群聊', REMOVED, ["Ben"], "我", ""),
    ('你将"Ben、Mia"移出了群聊', REMOVED, ["Ben", "Mia"], "我", ""),
    ('"Ana"将"Ben"移出了群聊', REMOVED, ["Ben"], "Ana", ""),
    ('你被"Ana"移出群聊', REMOVED, ["我"], "Ana", ""),
    ('"Ben"退出了群聊', LEFT, ["Ben"], "", ""),
    ('"Ana" invited "Ben, Mia" to the group chat', JOINED, ["Ben", "Mia"], "Ana", "invited"),
    ("You invited Ben to the group chat.", JOINED, ["Ben"], "我", "invited"),
    ("Ana invited you to a group chat with Ben", JOINED, ["我"], "Ana", "invited"),
    ('"Ben" joined the group chat via the QR Code shared by "Ana"', JOINED, ["Ben"], "Ana", "qr"),
    ('"Ben" joined group chat via the QR code you shared', JOINED, ["Ben"], "我", "qr"),
    ('You removed "Ben" from the group chat', REMOVED, ["Ben"], "我", ""),
    ('You were removed from the group chat by "Ana"', REMOVED, ["我"], "Ana", ""),
    ('"Ben" left the group chat', LEFT, ["Ben"], "", ""),
]

RECALLS = [
    ('"Ben" 撤回了一条消息', "Ben", ""),
    ('"Ben"撤回了一条消息', "Ben", ""),
    ("Ben撤回了一条消息", "Ben", ""),
    ("你撤回了一条消息", "我", ""),
    ("你撤回了一条消息 重新编辑", "我", ""),
    ('"Ana"撤回了成员"Ben"的一条消息', "Ben", "Ana"),
    ('你撤回了成员"Ben"的一条消息', "Ben", "我"),
    ('"Ben" recalled a message', "Ben", ""),
    ('"Ben" has recalled a message.', "Ben", ""),
    ("You've recalled a message", "我", ""),
]

NOTHING = [
    "欢迎大家",
    "我昨天撤回了简历",
    "怎么加入群聊",
    '"Ana"修改群名为"HR交流群"',
    '"Ana"拍了拍我',
    "",
]


def name_of(who: Speaker | None) -> str:
    assert who is not None
    return "我" if who.is_self else who.name


@pytest.mark.parametrize(("text", "kind", "names", "by", "way"), MOVES)
def test_a_line_tells_who_came_or_went(
    text: str, kind: MovementKind, names: list[str], by: str, way: str
) -> None:
    got = [one for one in system.mine(system.Line(text, AT, 7), {}) if isinstance(one, Movement)]
    assert [name_of(one.speaker) for one in got] == names
    assert {(one.kind, one.by, one.way, one.line, one.at) for one in got} == {
        (kind, by, way, 7, AT)
    }


@pytest.mark.parametrize(("text", "name", "by"), RECALLS)
def test_a_line_tells_whose_message_was_taken_back(text: str, name: str, by: str) -> None:
    [got] = system.mine(system.Line(text, AT, 7, "42"), {})
    assert isinstance(got, TakenBack)
    assert (name_of(got.speaker), got.by, got.platform_id) == (name, by, "42")


@pytest.mark.parametrize("text", NOTHING)
def test_other_lines_tell_nothing(text: str) -> None:
    assert list(system.mine(system.Line(text, AT), {})) == []


TEMPLATE = """wxid_hal:
<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="tmpl_type_profile">
<plain><![CDATA[]]></plain>
<template><![CDATA["$username$"邀请"$names$"加入了群聊]]></template>
<link_list>
<link name="username" type="link_profile"><memberlist><member>
<username><![CDATA[wxid_ana]]></username>
<nickname><![CDATA[Ana]]></nickname></member></memberlist></link>
<link name="names" type="link_profile"><memberlist>
<member><username><![CDATA[wxid_ben]]></username><nickname><![CDATA[Ben]]></nickname></member>
<member><username><![CDATA[wxid_mia]]></username><nickname><![CDATA[Mia & Co]]></nickname></member>
</memberlist><separator><![CDATA[、]]></separator></link>
</link_list></content_template></sysmsgtemplate></sysmsg>"""

REVOKED = """<sysmsg type="revokemsg"><revokemsg><session>123@chatroom</session><msgid>1</msgid>
<newmsgid>8899</newmsgid><replacemsg><![CDATA["Ben" 撤回了一条消息]]></replacemsg>
</revokemsg></sysmsg>"""


def test_a_raw_template_is_expanded_with_the_ids_of_its_members() -> None:
    told = markup.system_text(TEMPLATE)
    assert told.text == '"Ana"邀请"Ben、Mia & Co"加入了群聊'
    got = list(system.mine(system.Line(told.text, AT), told.ids))
    assert [one.speaker for one in got] == [
        Speaker("wxid_ben", "Ben"),
        Speaker("wxid_mia", "Mia & Co"),
    ]


def test_a_raw_recall_tells_the_id_of_the_message() -> None:
    told = markup.system_text(REVOKED)
    assert (told.text, told.recalled) == ('"Ben" 撤回了一条消息', "8899")


def test_dangerous_or_broken_xml_is_only_cleaned_of_tags() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "cc">]><sysmsg>&b;x</sysmsg>'
    assert "cc" not in markup.system_text(bomb).text
    assert markup.system_text("<sysmsg><a>收到</sysmsg>").text == "收到"
    assert markup.shared("<msg><appmsg><title>x</msg>") is None


def test_an_appmsg_tells_title_address_and_quote() -> None:
    raw = (
        "<msg><appmsg><title>同意</title><type>57</type><refermsg><svrid>55</svrid>"
        "<displayname>Ana</displayname><content>周三交</content></refermsg></appmsg></msg>"
    )
    got = markup.shared(raw)
    assert got is not None
    assert (got.code, got.title, got.quoted, got.quoted_id) == (57, "同意", "Ana：周三交", "55")
