"""Recalls, edits, undoing an import, and what is known of a person."""

import pytest

from qunce.chat import actions as chat
from qunce.chat.models import Message, MessageVersion
from qunce.chat.personal import erase_person, export_person
from qunce.chat.queries import (
    access_message,
    as_message,
    as_messages,
    find_message,
    last_message_at,
    list_around,
    list_messages,
    list_versions,
    recent,
    search,
)
from qunce.chat.tests.talk import DAWN, LATER, Line, exact, take_in, timeless
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Role
from qunce.ledger.models import Entry
from qunce.people.models import Appointment, Community, Group, Membership, Person

pytestmark = pytest.mark.django_db

MIA = Actor(ActorKind.MACHINE, name="Mia")
LINES = [Line(n, who, f"第{n}句") for n, who in enumerate("张李张王张")]


def tell(group: Group, *lines: Line) -> list[Message]:
    ids = take_in(group, [exact(line) for line in lines or LINES]).ids
    found = Message.objects.select_related("group").in_bulk(ids)
    return [found[pk] for pk in ids if pk is not None]


def test_a_recall_is_entered_once_in_the_record(manual_group: Group) -> None:
    message = tell(manual_group)[0]
    chat.recall(message, by=MIA, now=LATER)
    chat.recall(message, by=MIA, now=LATER)
    assert message.recalled_at == LATER
    message.refresh_from_db()
    assert (message.recalled_at, message.recalled_by, message.text) == (LATER, "Mia", "第0句")
    assert Entry.objects.count() == 1


def test_an_edit_keeps_what_was_said_before(manual_group: Group) -> None:
    message = tell(manual_group)[0]
    chat.edit(message, " 改了 ", by=MIA, now=LATER)
    chat.edit(message, "改了", by=MIA, now=LATER)
    message.refresh_from_db()
    assert (message.text, message.edited_at) == ("改了", LATER)
    assert list_versions(message) == [("第0句", LATER)]
    assert tell(manual_group)[0].pk == message.pk
    with pytest.raises(RefusedError):
        chat.edit(message, "  ", by=MIA, now=LATER)
    chat.recall(message, by=MIA, now=LATER)
    with pytest.raises(RefusedError):
        chat.edit(message, "noch einmal", by=MIA, now=LATER)


def test_undoing_an_import_removes_what_it_added_and_nothing_else(
    community: Community, manual_group: Group
) -> None:
    pasted = take_in(manual_group, [timeless(LINES[0])]).added
    take_in(manual_group, [exact(line) for line in LINES], origin="import:1")
    take_in(manual_group, [exact(Line(99, "张", "后来"))], origin="import:2")
    assert chat.undo_origin(community, "import:1", by=MIA, now=LATER) == 4
    assert chat.undo_origin(community, "import:1", by=MIA, now=LATER) == 0
    assert chat.undo_origin(community, "", by=MIA, now=LATER) == 0
    assert [m.text for m in list_messages(manual_group)] == ["第0句", "后来"]
    assert [hit.message.pk for hit in search(community, "第0")] == list(pasted)
    assert search(community, "第1") == []
    again = take_in(manual_group, [exact(line) for line in LINES], origin="import:3")
    assert len(again.added) == 4


def test_what_belongs_to_a_removed_message_goes_with_it(
    community: Community, manual_group: Group
) -> None:
    ids = take_in(manual_group, [exact(line) for line in LINES], origin="import:1").added
    (answer,) = take_in(manual_group, [exact(Line(99, "张", "后来"))]).added
    Message.objects.filter(pk=answer).update(reply_to=ids[0])
    chat.edit(Message.objects.get(pk=ids[1]), "改了", by=MIA, now=LATER)
    assert chat.undo_origin(community, "import:1", by=MIA, now=LATER) == len(LINES)
    assert not MessageVersion.objects.exists()
    assert [(one.pk, one.reply_to) for one in Message.objects.all()] == [(answer, None)]


def test_an_import_of_another_community_is_not_undone(
    other_community: Community, manual_group: Group
) -> None:
    take_in(manual_group, [exact(LINES[0])], origin="import:1")
    assert chat.undo_origin(other_community, "import:1", by=MIA, now=LATER) == 0
    assert len(list_messages(manual_group)) == 1


def test_all_messages_of_a_group_can_be_dropped(community: Community, manual_group: Group) -> None:
    tell(manual_group)
    assert chat.drop_messages(manual_group) == 5
    assert search(community, "第") == []


def test_a_conversation_is_read_in_the_order_in_which_it_was_held(manual_group: Group) -> None:
    late = tell(manual_group, *LINES[3:])
    early = tell(manual_group, *LINES[:3])
    inorder = [*early, *late]
    assert list_messages(manual_group) == inorder
    assert list_messages(manual_group, limit=2) == inorder[3:]
    assert list_messages(manual_group, before=inorder[3].pk, limit=2) == inorder[1:3]
    assert list_messages(manual_group, after=inorder[1].pk, limit=2) == inorder[2:4]
    assert list_around(inorder[2], limit=1) == inorder[1:4]
    assert last_message_at(manual_group) == late[-1].sent_at


def test_messages_of_another_group_or_community_are_not_found(
    community: Community, other_community: Community, manual_group: Group, region_group: Group
) -> None:
    message = tell(manual_group)[0]
    assert access_message(community, message.pk) == message
    assert find_message(manual_group, message.pk) == message
    assert find_message(region_group, message.pk) is None
    with pytest.raises(NotFoundError):
        access_message(other_community, message.pk)
    with pytest.raises(NotFoundError):
        list_messages(region_group, before=message.pk)


def test_rules_see_who_wrote(
    community: Community, manual_group: Group, django_assert_max_num_queries: object
) -> None:
    rows = tell(manual_group)
    person = Person.objects.get(name="张")
    Membership.objects.filter(person=person).update(joined_at=DAWN)
    Appointment.objects.create(community=community, person=person, role=Role.OPS, since=DAWN)
    with django_assert_max_num_queries(3):  # type: ignore[operator]  # (a fixture)
        first, second, *_ = as_messages(rows)
    assert first.author is not None
    assert second.author is not None
    assert (first.author.person, first.author.name) == (person.pk, "张")
    assert (first.author.is_staff, first.author.joined_at) == (True, DAWN)
    assert (second.author.is_staff, second.author.joined_at) == (False, None)
    open_one = take_in(manual_group, [Incoming(None, "谁说的", DAWN)]).added[0]
    assert as_message(Message.objects.get(pk=open_one)).author is None


def test_rules_see_what_an_author_wrote_before(manual_group: Group, region_group: Group) -> None:
    rows = tell(manual_group)
    tell(region_group)
    batch = as_messages(rows)
    seen = recent(batch, rows[4].sent_at - rows[2].sent_at)
    assert [m.id for m in seen[4]] == [rows[2].pk]
    assert [m.id for m in seen[2]] == [rows[0].pk]
    assert seen[1] == []


def test_a_person_can_have_and_erase_what_they_said(
    community: Community, manual_group: Group
) -> None:
    rows = tell(manual_group)
    chat.edit(rows[2], "改了", by=MIA, now=LATER)
    answer = Incoming(Speaker("w", "李"), "是", LATER, quoted="张：第0句")
    take_in(manual_group, [answer])
    Message.objects.filter(text="是").update(reply_to=rows[0])
    person = Person.objects.get(name="张")
    export = export_person(person)
    assert [each["text"] for each in export] == ["第0句", "改了", "第4句"]
    assert export[1]["before_edits"] == ["第2句"]
    erase_person(person)
    assert export_person(person) == []
    assert [m.text for m in list_messages(manual_group)] == ["", "第1句", "", "第3句", "", "是"]
    assert Message.objects.get(text="是").quoted == ""
    assert search(community, "第0") == []
    assert search(community, "改了") == []
    assert len(search(community, "第1")) == 1
    assert tell(manual_group) == rows
    assert Message.objects.filter(author__person=person).count() == 0
