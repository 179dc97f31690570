"""Replies are written, given and taken back; nothing is answered twice, and no reply a reply."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from cast import NOON, as_actor
from qunce.chat.models import Message
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.ledger.models import Entry
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.replies import actions as replies
from qunce.rooms.replies import personal, queries
from qunce.rooms.replies.actions import Written
from qunce.rooms.replies.domain import Match
from qunce.rooms.replies.models import Given, Reply
from stage import Stage

WORDS = "@{昵称} 群规在这里，{今天}也一样"


def write(
    person: Person, phrases: Sequence[str] = ("群规",), match: Match = Match.CONTAINS, **also: Any
) -> Reply:
    words = also.pop("words", WORDS)
    written = Written(also.pop("title", "群规在哪"), match, phrases, words, **also)
    return replies.write(person.community, written, by=as_actor(person), now=NOON)


def said_by_house(stage: Stage) -> list[str]:
    found = Message.objects.filter(group=stage.group, author__external="qunce").order_by("id")
    return list(found.values_list("text", flat=True))


def test_a_question_is_answered_at_once_as_a_reply_to_it(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    write(mia)
    asked = web_stage.say(ben, "请问群规在哪里看？")
    web_stage.work()
    assert said_by_house(web_stage) == ["@Ben 群规在这里，11月23日也一样"]
    assert Message.objects.get(author__external="qunce").reply_to_id == asked.pk
    fact = Entry.objects.filter(fact="replies.KeywordAnswered").get()
    assert fact.community_id == mia.community_id


def test_a_reply_never_triggers_a_reply(web_stage: Stage, ben: Person, mia: Person) -> None:
    write(mia, words="群规在这里：群规群规")
    web_stage.say(ben, "群规？")
    web_stage.work()
    web_stage.now += timedelta(minutes=61)
    web_stage.say(mia, "群规在这里：群规群规")
    web_stage.work()
    assert len(said_by_house(web_stage)) == 1


def test_words_of_a_reply_that_a_person_posts_are_no_question(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    write(mia, words="群规在这里：群规群规")
    manual_stage.hear("Ben", "群规在哪")
    manual_stage.work()
    manual_stage.now += timedelta(minutes=61)
    manual_stage.hear("Mia", "群规在这里，群规群规")
    manual_stage.work()
    assert Given.objects.count() == 1


def test_where_nobody_can_write_by_program_the_words_are_a_task(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    write(mia)
    manual_stage.hear("Ben", "群规在哪")
    manual_stage.work()
    (task,) = [each for each in manual_stage.tasks() if each.kind == "post"]
    assert "群规在这里" in str(task.words)


def test_pauses_and_quiet_hours_hold(
    web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    write(mia)
    web_stage.say(ben, "群规？")
    web_stage.later(minutes=1)
    web_stage.say(hal, "群规？")  # the group has just heard it
    web_stage.later(minutes=6)
    web_stage.say(hal, "群规？")  # Hal has not
    web_stage.say(ben, "群规？")  # Ben has
    web_stage.work()
    assert len(said_by_house(web_stage)) == 2
    web_stage.later(hours=11)
    web_stage.say(ben, "群规？")  # it is 23:07
    web_stage.work()
    assert len(said_by_house(web_stage)) == 2
    values = {"in_quiet_hours": True}
    playbook.change(mia.community, "replies", values, by=as_actor(mia), now=web_stage.now)
    web_stage.say(ben, "群规？")
    web_stage.work()
    assert len(said_by_house(web_stage)) == 3


def test_what_a_message_quotes_is_not_asked_again(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    write(mia)
    web_stage.say(ben, "「小李：群规在哪里」\n- - - - - - - - - - - - - - -\n同问")
    web_stage.work()
    assert said_by_house(web_stage) == []


def test_a_batch_takes_one_look_for_replies_and_sees_what_was_changed(
    web_stage: Stage, ben: Person, mia: Person, django_assert_num_queries: Any
) -> None:
    reply = write(mia, words="第一版")
    group = web_stage.group
    finder = queries.finder_in(group.community_id, group.pk)
    assert finder is not None
    with django_assert_num_queries(2):  # the replies, and the settings
        assert queries.finder_in(group.community_id, group.pk) is finder
    Reply.objects.filter(pk=reply.pk).update(words="第二版")
    changed = queries.finder_in(group.community_id, group.pk)
    assert changed is not None
    found = changed.find("群规", group.pk)
    assert found is not None
    assert found.entry.words == "第二版"
    replies.remove(reply, by=as_actor(mia), now=NOON)
    assert queries.finder_in(group.community_id, group.pk) is None


def test_what_was_said_long_ago_is_not_answered(web_stage: Stage, ben: Person, mia: Person) -> None:
    write(mia)
    web_stage.say(ben, "群规？")
    web_stage.later(minutes=10)
    assert said_by_house(web_stage) == []


def test_only_in_the_groups_that_it_is_for(
    web_stage: Stage, region_group: Group, ben: Person, mia: Person
) -> None:
    write(mia, groups=[region_group])
    web_stage.say(ben, "群规？")
    web_stage.work()
    assert said_by_house(web_stage) == []


def test_what_is_off_or_removed_is_not_given_and_comes_back(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    reply = write(mia)
    by = as_actor(mia)
    replies.switch(reply, on=False, by=by, now=NOON)
    web_stage.say(ben, "群规？")
    web_stage.work()
    replies.switch(reply, on=True, by=by, now=NOON)
    replies.remove(reply, by=by, now=NOON)
    web_stage.say(ben, "群规？？")
    web_stage.work()
    assert said_by_house(web_stage) == []
    with pytest.raises(NotFoundError):
        queries.access_reply(mia.community, reply.pk)
    replies.put_back(reply, by=by, now=NOON)
    web_stage.say(ben, "群规？？？")
    web_stage.work()
    assert len(said_by_house(web_stage)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("match", "phrases"),
    [
        (Match.CONTAINS, []),
        (Match.CONTAINS, ["！！"]),
        (Match.CONTAINS, ["的"]),
        (Match.SIMILAR, ["a"]),
        (Match.EXACT, ["长" * 61]),
        (Match.EXACT, [f"词{n}" for n in range(31)]),
        (Match.PATTERN, ["(a"]),
        (Match.PATTERN, [".*"]),
    ],
)
def test_phrases_that_fit_nothing_or_everything_are_refused(
    match: Match, phrases: list[str], mia: Person
) -> None:
    with pytest.raises(RefusedError):
        write(mia, phrases, match)
    assert not Reply.objects.exists()


@pytest.mark.django_db
def test_a_place_that_nothing_fills_is_refused(mia: Person) -> None:
    with pytest.raises(RefusedError):
        write(mia, words="看 {群归}")
    assert not Reply.objects.exists()


def test_what_is_stored_of_a_person_is_shown_and_goes(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    write(mia)
    web_stage.say(ben, "群规？")
    web_stage.work()
    assert len(personal.export(ben)) == 1
    personal.erase(ben)
    assert personal.export(ben) == []
    assert Given.objects.count() == 1
    replies.forget_old(NOON + timedelta(days=366))
    assert not Given.objects.exists()
