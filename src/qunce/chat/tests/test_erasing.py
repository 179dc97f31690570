"""Words are erased when they have been kept long enough, and do not come back with an export."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qunce.chat import actions as chat
from qunce.chat import erasing
from qunce.chat.domain import MARK, mark_of
from qunce.chat.models import Message, MessageVersion
from qunce.chat.personal import erase_person
from qunce.chat.queries import search
from qunce.chat.retention import RETENTION, Retention
from qunce.chat.search import index
from qunce.chat.tests.talk import DAWN, LATER, Line, exact, take_in, timeless, to_the_minute, told
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Incoming
from qunce.kernel.messages import MessageKind
from qunce.ledger.models import Entry
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.playbook.domain import check
from qunce.playbook.registry import sections
from qunce.store import secrets

pytestmark = pytest.mark.django_db

DAYS = Retention().days
NIGHT = LATER + timedelta(days=DAYS, hours=8)
TALK = [
    Line(0, "张三", "绩效考核怎么做"),
    Line(0, "李四", "绩效考核怎么做"),
    Line(3, "张三", "收到"),
    Line(3, "张三", "收到"),
]


def keep(group: Group, days: int, *, alone: bool = False) -> None:
    values = {"days": days}
    where = group if alone else None
    playbook.change(group.community, RETENTION.key, values, by=SHELL, now=DAWN, group=where)


def test_words_go_when_they_were_kept_long_enough(manual_group: Group) -> None:
    take_in(manual_group, [exact(each) for each in TALK])
    young = Line(9, "李四", "绩效面谈")
    take_in(manual_group, [exact(young)], now=LATER + timedelta(days=2))
    assert erasing.erase_old(NIGHT - timedelta(days=1)) == 0
    assert erasing.erase_old(NIGHT) == 4
    assert told(manual_group) == [
        (0, "张三", ""),
        (0, "李四", ""),
        (3, "张三", ""),
        (3, "张三", ""),
        (9, "李四", "绩效面谈"),
    ]
    assert set(Message.objects.values_list("erased_at", flat=True)) == {NIGHT, None}
    assert [hit.message.text for hit in search(manual_group.community, "绩效")] == ["绩效面谈"]
    assert erasing.erase_old(NIGHT) == 0


def test_what_was_edited_and_quoted_goes_as_well(manual_group: Group) -> None:
    first = exact(TALK[0], alias="m1")
    answer = Incoming(
        exact(TALK[1]).speaker,
        "按季度",
        DAWN + timedelta(seconds=5),
        reply_platform_id="m1",
        quoted=first.text,
        attachments=("工资表.xlsx",),
    )
    take_in(manual_group, [first])
    take_in(manual_group, [answer], now=LATER + timedelta(days=30))
    chat.edit(Message.objects.get(platform_id="m1"), "改过的话", by=SHELL, now=LATER)
    erasing.erase_old(NIGHT)
    assert not MessageVersion.objects.exists()
    kept = Message.objects.get(text="按季度")
    assert (kept.quoted, kept.attachments) == ("", ["工资表.xlsx"])
    erasing.erase_old(NIGHT + timedelta(days=30))
    kept.refresh_from_db()
    assert (kept.text, kept.attachments) == ("", [])
    assert not search(manual_group.community, "工资表")


def test_the_record_says_what_was_erased_and_holds_no_word_of_it(manual_group: Group) -> None:
    take_in(manual_group, [exact(each) for each in TALK])
    erasing.erase_old(NIGHT)
    entry = Entry.objects.get(fact__endswith="TextsErased")
    assert (entry.payload["count"], entry.payload["days"]) == (4, DAYS)
    assert datetime.fromisoformat(entry.payload["until"]) == NIGHT - timedelta(days=DAYS)
    assert "绩效" not in str(entry.payload)


@pytest.mark.parametrize("told_as", [exact, to_the_minute, timeless])
def test_an_export_does_not_bring_erased_words_back(
    manual_group: Group, told_as: Callable[[Line], Incoming]
) -> None:
    take_in(manual_group, [exact(each) for each in TALK])
    erasing.erase_old(NIGHT)
    again = take_in(manual_group, [told_as(each) for each in TALK])
    assert (len(again.added), len(again.known)) == (0, 4)
    assert {text for _, _, text in told(manual_group)} == {""}


def test_what_is_new_beside_erased_words_is_added(manual_group: Group) -> None:
    take_in(manual_group, [exact(each) for each in TALK])
    erasing.erase_old(NIGHT)
    third = Line(3, "张三", "收到")
    again = take_in(manual_group, [exact(each) for each in [*TALK, third, Line(3, "王五", "收到")]])
    assert (len(again.added), len(again.known)) == (2, 4)


def test_words_erased_with_their_person_do_not_come_back_either(manual_group: Group) -> None:
    take_in(manual_group, [exact(each) for each in TALK])
    erase_person(Person.objects.get(name="张三"))
    again = take_in(manual_group, [exact(each) for each in TALK])
    assert (len(again.added), len(again.known)) == (0, 4)
    erasing.erase_old(NIGHT)  # by age as well: the key is made anew once
    assert take_in(manual_group, [exact(each) for each in TALK]).added == ()


@pytest.mark.parametrize("is_person", [False, True])
def test_an_erased_text_cannot_be_guessed_from_the_database(
    manual_group: Group, *, is_person: bool
) -> None:
    take_in(manual_group, [exact(TALK[0])])
    (before,) = Message.objects.all()
    plain = mark_of(MessageKind.TEXT, TALK[0].text)
    assert bytes(before.key)[MARK] == plain
    if is_person:
        erase_person(Person.objects.get(name="张三"))
    else:
        erasing.erase_old(NIGHT)
    (after,) = Message.objects.all()
    assert bytes(after.key)[:8] == bytes(before.key)[:8]
    assert bytes(after.key)[MARK] != plain
    assert bytes(after.key)[16:] != bytes(before.key)[16:]
    expected = secrets.keyed_digest(f"chat.mark:{manual_group.community_id}", plain)[:8]
    assert bytes(after.key)[MARK] == expected


def test_a_group_may_keep_its_texts_longer_or_for_ever(
    manual_group: Group, web_group: Group
) -> None:
    for group in (manual_group, web_group):
        take_in(group, [exact(TALK[0])])
    keep(manual_group, 60)
    keep(web_group, 0, alone=True)
    assert erasing.erase_old(LATER + timedelta(days=61)) == 1
    assert Message.objects.get(group=manual_group).text == ""
    assert erasing.erase_old(LATER + timedelta(days=9_000)) == 0
    assert Message.objects.get(group=web_group).text != ""


def test_it_goes_on_where_it_was_interrupted(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(manual_group, [exact(Line(at, "张三", f"第{at}句")) for at in range(5)])
    monkeypatch.setattr(erasing, "BATCH", 2)
    monkeypatch.setattr(erasing, "AT_ONCE", 1)
    assert [erasing.erase_old(NIGHT) for _ in range(4)] == [2, 2, 1, 0]


def test_a_site_without_its_key_says_so_and_erases_nothing(
    manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(manual_group, [exact(TALK[0])])

    def lost() -> None:
        raise secrets.LostKeyError("gone")

    monkeypatch.setattr(secrets, "ring", lost)
    with pytest.raises(secrets.LostKeyError):
        erasing.erase_old(NIGHT)
    assert Message.objects.get().text == TALK[0].text


def test_the_index_can_be_made_anew_after_an_erasure(manual_group: Group) -> None:
    take_in(manual_group, [exact(each) for each in TALK])
    erasing.erase_old(NIGHT)
    index.rebuild()
    assert not search(manual_group.community, "绩效")


@pytest.mark.parametrize(("days", "is_right"), [(0, True), (29, False), (30, True), (3651, False)])
def test_a_slip_of_the_finger_does_not_erase_everything(days: int, *, is_right: bool) -> None:
    assert (not check({RETENTION.key: {"days": days}}, sections.by_key)) is is_right


def test_an_erased_person_is_not_quoted_or_mentioned_by_name(manual_group: Group) -> None:
    first = exact(TALK[0])
    take_in(manual_group, [first])
    person = Message.objects.get().author.person  # type: ignore[union-attr]  # it has one
    assert person is not None
    name = first.speaker.name  # type: ignore[union-attr]  # it has one
    quoting = Incoming(
        exact(TALK[1]).speaker,
        f"@{name} 按季度",
        DAWN + timedelta(seconds=5),
        quoted=f"{name}：{first.text}",
        mentions=(name, "王五"),
    )
    other = Incoming(
        exact(TALK[1]).speaker,
        "我也这么看",
        DAWN + timedelta(seconds=9),
        quoted=f"{name}丰：按月",
        mentions=(f"{name}丰",),
    )
    take_in(manual_group, [quoting, other])
    erase_person(person)
    kept = Message.objects.exclude(author=None).order_by("pk")
    assert [each.quoted for each in kept] == ["", f"{name}丰：按月"]
    assert [each.mentions for each in kept] == [["王五"], [f"{name}丰"]]
