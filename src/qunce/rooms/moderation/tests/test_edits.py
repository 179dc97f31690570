"""An edited message is judged again and counted once."""

import pytest

from cast import as_actor
from qunce.chat import actions as chat
from qunce.chat.models import Message
from qunce.people.models import Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.rederive import derive_again
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"


def edit(stage: Stage, row: Message, text: str, by: Person) -> None:
    chat.edit(row, text, by=as_actor(by), now=stage.now)
    stage.later(minutes=1)


def test_what_becomes_an_ad_by_an_edit_is_found_and_counted_once(
    web_stage: Stage, ben: Person
) -> None:
    row = web_stage.say(ben, "早上好")
    web_stage.work()
    edit(web_stage, row, AD, ben)
    case = Case.objects.get()
    assert (case.clause, case.strike, case.state) == ("ads", 1, "acted")
    assert Hit.objects.filter(rule="ad_words").count() == 1
    row.refresh_from_db()
    assert row.recalled_at is not None


def test_an_edit_of_what_was_acted_on_is_no_second_strike(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    row = manual_stage.hear("小王", AD)
    manual_stage.work()
    before = Case.objects.get()
    edit(manual_stage, row, AD + "！快来", mia)
    case = Case.objects.get()
    assert (case.text, case.strike, case.decided_at) == (AD, before.strike, before.decided_at)
    assert Hit.objects.filter(rule="ad_words").count() == 1


def test_a_dismissed_case_is_opened_again_when_the_words_become_bad(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    row = manual_stage.hear("小王", "周末的课我就不来了")
    manual_stage.work()
    case = moderation.open_by_hand(row, "respect", by=as_actor(mia), now=manual_stage.now)
    moderation.dismiss(case, by=as_actor(mia), now=manual_stage.now)
    edit(manual_stage, row, AD, mia)
    case = Case.objects.get()
    assert (case.state, case.clause, case.text) == ("open", "ads", AD)
    assert [task.kind for task in manual_stage.tasks()] == ["review"]
    assert derive_again(case).same
    edit(manual_stage, row, "改好了，抱歉", mia)
    assert Case.objects.get().state == "open"
    assert not Hit.objects.exists()
