"""Signs under a message: one for each person, live, gone with the person and the words."""

import pytest

from qunce.chat import actions as chat
from qunce.chat import reacting
from qunce.chat.models import Message, Reaction
from qunce.chat.personal import erase_person, export_person
from qunce.chat.tests.talk import DAWN, LATER, Line, exact, take_in
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.people.models import Group, Identity, Person
from qunce.store.models import LiveEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(web_group: Group) -> Message:
    take_in(web_group, [exact(Line(0, "张", "附件是模板，自取"))])
    return Message.objects.get(group=web_group)


@pytest.fixture
def who(ben: Person) -> Identity:
    return Identity.objects.filter(person=ben).earliest("pk")


def signs(message: Message) -> list[tuple[str, int]]:
    return [(each.emoji, each.count) for each in Message.objects.get(pk=message.pk).tally]


def test_one_sign_each_another_takes_its_place_and_the_same_takes_it_back(
    message: Message, who: Identity, mia: Person
) -> None:
    other = Identity.objects.filter(person=mia).earliest("pk")
    assert reacting.react(message, who, "👍", now=DAWN)
    assert reacting.react(message, other, "👍", now=DAWN)
    assert signs(message) == [("👍", 2)]
    assert reacting.react(message, who, "🎉", now=LATER)
    assert signs(message) == [("👍", 1), ("🎉", 1)]
    assert not reacting.react(message, who, "🎉", now=LATER)
    assert signs(message) == [("👍", 1)]
    last = LiveEvent.objects.filter(kind="reacted").latest("pk")
    assert last.data == {
        "id": message.pk,
        "counts": [["👍", 1]],
        "person": who.person_id,
        "emoji": "",
    }


@pytest.mark.parametrize("emoji", ["", "x", "👎", "👍👍"])
def test_only_signs_of_the_list_are_taken(message: Message, who: Identity, emoji: str) -> None:
    with pytest.raises(RefusedError):
        reacting.react(message, who, emoji, now=DAWN)
    assert signs(message) == []


def test_what_was_taken_back_gets_no_sign(message: Message, who: Identity) -> None:
    chat.recall(message, by=SHELL, now=LATER)
    with pytest.raises(RefusedError, match="taken back"):
        reacting.react(message, who, "👍", now=LATER)


def test_signs_are_exported_and_go_with_the_person(message: Message, who: Identity) -> None:
    reacting.react(message, who, "🙏", now=DAWN)
    person = who.person
    assert person is not None
    assert [row["reaction"] for row in export_person(person) if "reaction" in row] == ["🙏"]
    erase_person(person)
    assert not Reaction.objects.exists()
