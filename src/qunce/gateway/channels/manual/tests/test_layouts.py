"""Small files of each layout, as the programs write them → arrivals."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import (
    NO_DATE,
    OTHER_CHAT,
    TRUNCATED,
    Layout,
    UnreadableError,
    file_at,
    file_of,
)
from qunce.kernel.incoming import Incoming, Movement, Skipped, Speaker, TakenBack
from qunce.kernel.messages import MessageKind

FIXTURES = Path(__file__).parent / "fixtures"
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 11, 22, 18, 28, 32, tzinfo=ZONE)
QUOTED = "小王：加微信领资料"

GROUP = "华东HR交流群"
WANG = Speaker("wxid_abc", "小王", "王小")

# file, layout, group, speaker of the first message, messages, movements, recalls
LAYOUTS: list[tuple[str, Layout, str, Speaker, int, int, int]] = [
    ("liuhen.csv", Layout.LIUHEN_CSV, "", Speaker("wxid_abc", "小王", "小王"), 3, 1, 0),
    ("liuhen-short.csv", Layout.LIUHEN_CSV, "", Speaker(), 2, 0, 0),
    ("liuhen.txt", Layout.LIUHEN_TXT, "", Speaker(name="小王"), 4, 1, 0),
    ("liuhen.html", Layout.LIUHEN_HTML, "华东HR交流群", Speaker(name="小王"), 3, 0, 1),
    ("pywxdump.csv", Layout.PYWXDUMP_CSV, "", Speaker("wxid_abc"), 4, 1, 0),
    ("pywxdump.json", Layout.PYWXDUMP_JSON, "", Speaker("wxid_abc"), 2, 0, 0),
    ("data.js", Layout.PYWXDUMP_JS, "", Speaker("wxid_abc", "小王", "小王"), 2, 0, 0),
    ("chatlog.csv", Layout.CHATLOG_CSV, "华东HR交流群", Speaker("wxid_abc", "小王"), 4, 0, 1),
    ("chatlog.json", Layout.CHATLOG_JSON, "华东HR交流群", Speaker("wxid_abc", "小王"), 3, 1, 0),
    ("chatlog-full.txt", Layout.CHATLOG_TEXT, "", Speaker("wxid_abc", "小王"), 2, 0, 0),
    ("chatlog-days.txt", Layout.CHATLOG_TEXT, "", Speaker("wxid_abc", "小王"), 2, 0, 0),
    ("chatlog-clock.txt", Layout.CHATLOG_TEXT, "", Speaker("wxid_abc", "小王"), 2, 0, 0),
    ("weflow.json", Layout.WEFLOW_JSON, "华东HR交流群", Speaker("wxid_abc", "小王"), 3, 0, 0),
    (
        "arkme.json",
        Layout.WEFLOW_ARKME,
        "华东HR交流群",
        Speaker("wxid_abc", "小王-上海-HRBP", "王小"),
        1,
        0,
        0,
    ),
    ("weflow.txt", Layout.WEFLOW_TXT, "", Speaker(name="小王"), 3, 0, 1),
    (
        "chatlab.json",
        Layout.CHATLAB_JSON,
        "华东HR交流群",
        Speaker("wxid_abc", "小王", "王小"),
        2,
        1,
        0,
    ),
    (
        "chatlab.jsonl",
        Layout.CHATLAB_JSONL,
        "华东HR交流群",
        Speaker("wxid_abc", "小王", "王小"),
        2,
        1,
        0,
    ),
    ("weclone.csv", Layout.WECLONE_CSV, "", Speaker(name="小王"), 2, 0, 0),
]


def told(*names: str, last_day: date | None = None) -> reading.Reading:
    return reading.read([file_at(FIXTURES / name) for name in names], ZONE, last_day)


@pytest.mark.parametrize(("name", "layout", "group", "speaker", "said", "moved", "taken"), LAYOUTS)
def test_a_layout_is_recognised_by_its_content_and_read(
    name: str, layout: Layout, group: str, speaker: Speaker, said: int, moved: int, taken: int
) -> None:
    read = told(name, last_day=date(2026, 11, 22))
    got = list(read)
    assert (read.header.layout, read.header.group) == (layout, group)
    messages = [one for one in got if isinstance(one, Incoming)]
    assert len(messages) == said
    assert len([one for one in got if isinstance(one, Movement)]) == moved
    assert len([one for one in got if isinstance(one, TakenBack)]) == taken
    assert len(got) == said + moved + taken
    assert (messages[0].sent_at, messages[0].speaker) == (FIRST, speaker)
    assert messages[0].line > 0


@pytest.mark.parametrize(
    "name",
    [
        "liuhen.csv",
        "liuhen.txt",
        "pywxdump.csv",
        "chatlog.csv",
        "chatlog.json",
        "chatlog-full.txt",
        "weflow.json",
        "weflow.txt",
    ],
)
def test_a_quote_is_told_apart_from_the_words(name: str) -> None:
    [quote] = [one for one in told(name) if isinstance(one, Incoming) and one.quoted]
    assert (quote.text, quote.quoted, quote.kind) == ("周三再发", QUOTED, MessageKind.TEXT)


def test_a_body_keeps_its_empty_lines_and_lines_that_only_look_like_headings() -> None:
    read = list(told("chatlog-full.txt"))
    assert isinstance(read[0], Incoming)
    assert read[0].text == "加微信领资料\n\n第二段 09:00:00"


def test_names_beside_the_export_are_used() -> None:
    read = told("users.json", "pywxdump.csv")
    people = {one.speaker for one in read if isinstance(one, Incoming) and one.speaker}
    assert people == {
        Speaker("wxid_abc", "小王", "王小"),
        Speaker("wxid_ana", "Ana 猎头", "Ana"),
        Speaker(is_self=True),
    }
    assert (read.header.group, read.header.group_external) == ("华东HR交流群", "123@chatroom")


def test_media_have_names_but_no_words() -> None:
    got = [one for one in told("liuhen.html") if isinstance(one, Incoming)]
    assert got[0].text == '加微信[强]领"资料"'
    assert (got[2].kind, got[2].text, got[2].attachments) == (
        MessageKind.FILE,
        "",
        ("考勤制度.pdf",),
    )


def test_a_link_keeps_title_and_address() -> None:
    *_, link = [one for one in told("chatlog.csv") if isinstance(one, Incoming)]
    assert (link.kind, link.text) == (MessageKind.LINK, "招聘会\nhttps://example.com/a")


def test_members_with_their_names_in_the_group_are_told() -> None:
    members = told("arkme.json").header.members
    assert [(one.external, one.name, one.nickname) for one in members] == [
        ("wxid_abc", "小王-上海-HRBP", "王小"),
        ("wxid_ana", "Ana", "Ana"),
    ]


def test_times_by_span_need_the_day_they_end_on() -> None:
    assert {one.reason for one in told("chatlog-clock.txt") if isinstance(one, Skipped)} == {
        NO_DATE
    }
    [new_year, *_] = told("chatlog-days.txt", last_day=date(2027, 1, 3))
    assert isinstance(new_year, Incoming)
    assert new_year.sent_at == FIRST


def test_an_iso_time_with_a_zone_is_taken_as_told() -> None:
    *_, last = [one for one in told("weclone.csv") if isinstance(one, Incoming)]
    assert last.sent_at == datetime(2026, 11, 22, 18, 28, 40, tzinfo=UTC)


@pytest.mark.parametrize("name", ["training.json", "ai_chat.txt", "users.json"])
def test_what_has_no_times_or_messages_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(UnreadableError, match=name):
        told(name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        ("今天天气不错".encode(), "no exported chat"),
        (b'{"a": 1}', "no exported chat"),
        (b"SQLite format 3\0\x10\0\x01\x01", "not readable"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not readable"),
        (b"PK\x03\x04xl/broken", "damaged"),
    ],
)
def test_no_export_is_an_error_that_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        list(reading.read([file_of("x.bin", content)], ZONE))


def test_messages_of_other_chats_and_broken_rows_are_skipped_with_their_line() -> None:
    rows = (
        "Time,SenderName,Sender,TalkerName,Talker,Content\n"
        "2026-11-22 18:28:32,小王,wxid_abc,一群,1@chatroom,收到\n"
        "2026-11-22 18:28:33,小王,wxid_abc,二群,2@chatroom,收到\n"
        "昨天,小王,wxid_abc,一群,1@chatroom,收到\n"
        "2026-11-22 18:28:34,小王\n"
        '2026-11-22 18:28:35,小王,wxid_abc,一群,1@chatroom,"没有写'
    )
    read = reading.read([file_of("a.csv", rows.encode())], ZONE)
    skipped = [(one.line, one.reason) for one in read if isinstance(one, Skipped)]
    assert [line for line, _ in skipped] == [3, 4, 5, 6]
    assert (skipped[0][1], skipped[-1][1]) == (OTHER_CHAT, TRUNCATED)
    assert read.meter.truncated


def test_parts_of_one_export_are_read_in_order() -> None:
    head = "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n"
    files = []
    for number in (10000, 0, 5000):
        at = FIRST + timedelta(seconds=number)
        row = f"1,{number},文本,0,wxid_a,1@chatroom,{number},,{at:%Y-%m-%d %H:%M:%S}\n"
        files.append(file_of(f"1@chatroom_{number}_{number + 5000}.csv", (head + row).encode()))
    got = [one.text for one in reading.read(files, ZONE) if isinstance(one, Incoming)]
    assert got == ["0", "5000", "10000"]
