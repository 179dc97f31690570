"""What comes in is stored once, whoever says it and however often it comes."""

from datetime import UTC, datetime, timedelta

import pytest

from qunce.chat.intake import batches
from qunce.chat.models import Message, StreamHead
from qunce.chat.tests.talk import DAWN, LATER, Line, exact, take_in, timeless, to_the_minute, told
from qunce.kernel.incoming import (
    Incoming,
    Movement,
    MovementKind,
    Precision,
    Skipped,
    Speaker,
    TakenBack,
)
from qunce.kernel.messages import MessageKind, Source
from qunce.people.domain import MembershipState
from qunce.people.identify import HOUSE
from qunce.people.models import Group, Identity, Membership, Person
from qunce.store.models import LiveEvent

pytestmark = pytest.mark.django_db

TALK = [
    Line(0, "张三-腾讯-HRBP", "绩效考核怎么做"),
    Line(5, "李四-阿里-招聘", "收到"),
    Line(5, "李四-阿里-招聘", "收到"),
    Line(70, "张三-腾讯-HRBP", "谢谢"),
]


def test_what_is_said_is_stored_in_order_with_people_and_head(manual_group: Group) -> None:
    result = take_in(manual_group, [exact(line) for line in TALK], origin="import:1")
    assert told(manual_group) == [(line.second, line.who, line.text) for line in TALK]
    assert result.ids == result.added
    assert (len(result.added), len(result.known), len(result.new_people)) == (4, 0, 2)
    assert StreamHead.objects.get(group=manual_group).last_id == result.added[-1]
    zhang = Person.objects.get(name="张三")
    assert (zhang.company, zhang.position) == ("腾讯", "HRBP")
    assert Membership.objects.get(person=zhang).nickname == "张三-腾讯-HRBP"
    first = Message.objects.get(pk=result.added[0])
    assert first.source == Source.HISTORY
    assert first.origin == "import:1"
    assert first.mentions == []
    assert first.sent_at == DAWN


def test_again_and_overlapping_adds_nothing_twice(manual_group: Group) -> None:
    take_in(manual_group, [exact(line) for line in TALK[:3]])
    result = take_in(manual_group, [exact(line) for line in TALK[1:]])
    assert (len(result.added), len(result.known)) == (1, 2)
    again = take_in(manual_group, [exact(line, with_ids=False) for line in TALK])
    assert (len(again.added), len(again.known)) == (0, 4)
    assert len(told(manual_group)) == 4


def test_platform_ids_are_aliases_and_tell_equal_messages_apart(manual_group: Group) -> None:
    one = exact(TALK[1], alias="7301000000000000001")
    two = exact(TALK[1], alias="7301000000000000002")
    assert len(take_in(manual_group, [one]).added) == 1
    assert len(take_in(manual_group, [two]).added) == 1
    assert len(take_in(manual_group, [two, one]).known) == 2
    assert len(take_in(manual_group, [exact(TALK[1]), exact(TALK[1])]).known) == 2


def test_a_platform_id_twice_in_one_batch_is_one_message(manual_group: Group) -> None:
    one = exact(TALK[0], alias="a")
    result = take_in(manual_group, [one, one])
    assert result.ids[0] == result.ids[1]
    assert len(told(manual_group)) == 1


def test_a_message_learns_its_platform_id_later(manual_group: Group) -> None:
    take_in(manual_group, [exact(TALK[0])])
    take_in(manual_group, [exact(TALK[0], alias="7301"), exact(TALK[0], alias="7301")])
    assert Message.objects.get().platform_id == "7301"


def test_what_was_pasted_is_recognised_when_the_export_comes(manual_group: Group) -> None:
    pasted = take_in(manual_group, [timeless(line) for line in TALK[:2]], source=Source.LIVE)
    result = take_in(manual_group, [exact(line) for line in TALK])
    assert set(pasted.ids) <= set(result.known)
    assert told(manual_group) == [(line.second, line.who, line.text) for line in TALK]
    assert Message.objects.filter(precision=Precision.SECOND).count() == 4
    assert Message.objects.filter(source=Source.LIVE).count() == 2


def test_a_paste_of_what_is_stored_adds_nothing(manual_group: Group) -> None:
    take_in(manual_group, [exact(line) for line in TALK])
    for form in (to_the_minute, timeless):
        result = take_in(manual_group, [form(line) for line in TALK], source=Source.LIVE)
        assert result.ids == result.known
        assert len(set(result.known)) == 4


def test_an_open_speaker_is_filled_in_by_the_export(manual_group: Group) -> None:
    pasted = Incoming(None, TALK[0].text, LATER, precision=Precision.NONE)
    take_in(manual_group, [pasted])
    take_in(manual_group, [exact(TALK[0])])
    message = Message.objects.get()
    assert message.author is not None
    assert message.author.external == "wxid_张三-腾讯-HRBP"


def test_an_old_repetition_is_a_message_of_its_own(manual_group: Group) -> None:
    take_in(manual_group, [exact(TALK[0])])
    result = take_in(manual_group, [timeless(TALK[0], LATER + timedelta(days=2))])
    assert len(result.added) == 1


def test_two_accounts_of_one_name_stay_two_and_the_name_alone_is_unclear(
    manual_group: Group,
) -> None:
    one = Incoming(Speaker("wxid_1", "小王"), "早", DAWN)
    two = Incoming(Speaker("wxid_2", "小王"), "早", DAWN)
    both = take_in(manual_group, [one, two])
    assert len(both.new_people) == 2
    name_only = [Incoming(Speaker("", "小王"), "早", DAWN)] * 2
    again = take_in(manual_group, name_only)
    assert (len(again.added), len(again.known), len(again.unclear)) == (0, 2, 1)
    other = take_in(manual_group, [Incoming(Speaker("", "小王"), "晚", DAWN)])
    author = Message.objects.get(pk=other.added[0]).author
    assert author is not None
    assert author.person is None
    assert other.unclear == (author.pk,)


def test_a_name_that_turns_out_to_be_two_accounts_is_put_in_doubt(manual_group: Group) -> None:
    take_in(manual_group, [Incoming(Speaker("", "小王"), "早", DAWN)])
    accounts = [Incoming(Speaker(f"wxid_{n}", "小王"), "早", DAWN) for n in (1, 2)]
    result = take_in(manual_group, accounts)
    assert (len(result.added), len(result.known)) == (1, 1)
    assert Identity.objects.get(external="").person is None
    active = Membership.objects.filter(group=manual_group, state=MembershipState.ACTIVE)
    assert active.count() == 2


def test_a_name_that_later_gets_an_account_is_the_same_one(manual_group: Group) -> None:
    first = take_in(manual_group, [Incoming(Speaker("", "小王"), "早", DAWN)])
    result = take_in(manual_group, [Incoming(Speaker("wxid_1", "小王"), "晚", DAWN)])
    assert result.matched == first.new_people
    assert Identity.objects.get().external == "wxid_1"


def test_an_account_keeps_its_names_and_shows_the_newest(manual_group: Group) -> None:
    later = DAWN + timedelta(days=1)
    take_in(manual_group, [Incoming(Speaker("wxid_1", "新名"), "早", later)])
    take_in(manual_group, [Incoming(Speaker("wxid_1", "旧名"), "早", DAWN)])
    identity = Identity.objects.get()
    assert identity.name == "新名"
    assert set(identity.nicknames.values_list("name", flat=True)) == {"新名", "旧名"}
    by_old_name = take_in(manual_group, [Incoming(Speaker("", "旧名"), "晚", DAWN)])
    assert by_old_name.matched == (identity.person_id,)
    take_in(manual_group, [Incoming(Speaker("wxid_1", "更新"), "早", later + timedelta(days=1))])
    identity.refresh_from_db()
    assert identity.name == "更新"
    assert Membership.objects.get().nickname == "更新"


def test_an_account_that_takes_a_known_name_is_that_person(manual_group: Group) -> None:
    take_in(manual_group, [Incoming(Speaker("wxid_1", "旧名"), "早", DAWN)])
    take_in(manual_group, [Incoming(Speaker("", "新名"), "午", DAWN)])
    take_in(manual_group, [Incoming(Speaker("wxid_1", "新名"), "晚", DAWN)])
    persons = set(Identity.objects.values_list("person_id", flat=True))
    assert len(persons) == 1
    assert Membership.objects.filter(state=MembershipState.ACTIVE).count() == 1


def test_a_person_is_one_across_the_groups(manual_group: Group, region_group: Group) -> None:
    take_in(manual_group, [exact(TALK[0])])
    result = take_in(region_group, [exact(TALK[0])])
    assert (len(result.added), len(result.matched), len(result.new_people)) == (1, 1, 0)
    assert Membership.objects.count() == 2


def test_the_house_itself_is_no_member(web_group: Group) -> None:
    result = take_in(web_group, [Incoming(Speaker(HOUSE, "群策"), "早报", DAWN)])
    assert (result.new_people, result.unclear) == ((), ())
    assert not Membership.objects.exists()


def test_platform_lines_and_pictures_are_messages_too(manual_group: Group) -> None:
    system = Incoming(None, "“张三”加入了群聊", DAWN, MessageKind.SYSTEM)
    picture = Incoming(Speaker("w", "张三"), "[图片]", DAWN, MessageKind.IMAGE)
    other_layout = Incoming(Speaker("w", "张三"), "", DAWN, MessageKind.IMAGE)
    result = take_in(manual_group, [system, picture, picture, Skipped(3, "no time")])
    assert len(result.added) == 3
    assert result.ids[3] is None
    again = take_in(manual_group, [system, other_layout, other_layout])
    assert len(again.known) == 3


def test_replies_find_their_message_in_the_batch_and_in_the_store(manual_group: Group) -> None:
    first = exact(TALK[0], alias="a")
    answer = Incoming(Speaker("w", "李四"), "这样做", DAWN, reply_platform_id="a")
    take_in(manual_group, [first, answer])
    later = Incoming(Speaker("w", "李四"), "补充", DAWN, reply_platform_id="a", quoted="绩效")
    take_in(manual_group, [later])
    question = Message.objects.get(platform_id="a")
    assert set(question.replies.values_list("text", flat=True)) == {"这样做", "补充"}


def test_recalls_are_entered_but_never_for_what_stands_beside_them(manual_group: Group) -> None:
    speaker = Speaker("w", "张三")
    take_in(manual_group, [Incoming(speaker, "广告", DAWN)])
    at = DAWN + timedelta(seconds=50)
    result = take_in(
        manual_group,
        [Incoming(speaker, "早", DAWN + timedelta(seconds=20)), TakenBack(at, speaker=speaker)],
    )
    gone = Message.objects.get(text="广告")
    assert result.recalled == (gone.pk,)
    assert (gone.recalled_at, gone.recalled_by) == (at, "张三")
    assert Message.objects.get(text="早").recalled_at is None


def test_a_recall_by_id_finds_its_message(manual_group: Group) -> None:
    take_in(manual_group, [exact(TALK[0], alias="a")])
    result = take_in(manual_group, [TakenBack(LATER, "a", by="群主")])
    assert len(result.recalled) == 1
    assert Message.objects.get().recalled_by == "群主"


def test_joins_and_leaves_of_history_correct_the_list(manual_group: Group) -> None:
    speaker = Speaker("", "张三-腾讯-HRBP")
    joined = Movement(MovementKind.JOINED, speaker, DAWN)
    left = Movement(MovementKind.REMOVED, speaker, DAWN + timedelta(days=3))
    result = take_in(manual_group, [left, joined])
    member = Membership.objects.get()
    assert result.moved == 2
    assert (member.state, member.joined_at) == (MembershipState.REMOVED, DAWN)
    take_in(manual_group, [Incoming(speaker, "又来了", DAWN + timedelta(days=4))])
    member.refresh_from_db()
    assert member.state == MembershipState.ACTIVE
    take_in(manual_group, [Movement(MovementKind.LEFT, speaker, DAWN + timedelta(days=2))])
    member.refresh_from_db()
    assert member.state == MembershipState.ACTIVE


def test_live_joins_and_leaves_are_facts(web_group: Group) -> None:
    speaker = Speaker("web:1", "张三")
    take_in(web_group, [Movement(MovementKind.JOINED, speaker, DAWN)], source=Source.LIVE)
    assert Membership.objects.get().joined_at == DAWN
    left = Movement(MovementKind.LEFT, speaker, LATER)
    take_in(web_group, [left, left], source=Source.LIVE)
    assert Membership.objects.get().state == MembershipState.LEFT


def test_a_file_is_not_cut_within_a_second() -> None:
    lines = [exact(Line(second // 3, "张三", "早")) for second in range(10)]
    assert [len(each) for each in batches(lines, 4)] == [6, 4]


def test_live_messages_are_announced_and_history_is_not(web_group: Group) -> None:
    added = take_in(web_group, [exact(TALK[0], alias="a")], source=Source.LIVE).added
    take_in(web_group, [exact(TALK[1])])
    take_in(web_group, [TakenBack(LATER, "a")], source=Source.LIVE)
    events = LiveEvent.objects.filter(topic=f"group:{web_group.pk}").order_by("id")
    told_of = [(each.kind, each.data["id"]) for each in events]
    assert told_of == [("message", added[0]), ("recalled", added[0])]


def test_broken_characters_do_not_stop_a_batch(manual_group: Group) -> None:
    broken = Incoming(
        Speaker("w", "张\0三\ud83d"), "好\0的\ud83d\ude00\ud83d", DAWN, attachments=("\udc00.txt",)
    )
    take_in(manual_group, [broken])
    message = Message.objects.get(pk=take_in(manual_group, [broken]).known[0])
    assert message.text == "好的😀\ufffd"
    assert message.author_name == "张三\ufffd"
    assert message.attachments == ["\ufffd.txt"]


def test_an_account_that_renames_itself_within_a_batch_is_stored_once(manual_group: Group) -> None:
    first = Incoming(Speaker("w", "旧名"), "早", DAWN)
    second = Incoming(Speaker("w", "新名"), "早", DAWN + timedelta(seconds=5))
    result = take_in(manual_group, [first, second])
    assert len(result.new_people) == 1
    assert Identity.objects.get().name == "新名"


@pytest.mark.parametrize("year", [1, 1969, 2300, 9999])
def test_odd_times_are_taken_as_they_are(manual_group: Group, year: int) -> None:
    odd = Incoming(Speaker("w", "张三"), "早", datetime(year, 12, 30, tzinfo=UTC))
    for _ in range(2):
        take_in(manual_group, [odd])
    assert Message.objects.get().sent_at.year == year
