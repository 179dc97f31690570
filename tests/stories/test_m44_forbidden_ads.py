"""M44: advertising outside HR is found however it is disguised, and follows its ladder."""

import pytest

from qunce.people.models import Membership, Person
from qunce.rooms.moderation.models import Case
from stage import Stage

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
DISGUISED = "信 用 卡 代 办，下 卡 快，黑 户 白 户 都 能 操 作，加 微 信 13800000000"
PIECES = ("代开", "发票", "先开后付", "加微信")


@pytest.mark.parametrize("text", [AD, DISGUISED])
def test_story_m44_an_ad_is_taken_back_and_warned(web_stage: Stage, ben: Person, text: str) -> None:
    said = web_stage.say(ben, text)
    web_stage.work()
    case = Case.objects.get()
    assert (case.clause, case.step, case.next_step) == ("ads", "warn", "remove")
    said.refresh_from_db()
    assert said.recalled_at is not None


def test_story_m44_an_ad_in_pieces_is_one_ad(web_stage: Stage, ben: Person) -> None:
    for piece in PIECES:
        web_stage.say(ben, piece)
        web_stage.later(seconds=5)
    assert Case.objects.get(state="acted").clause == "ads"


def test_story_m44_the_second_ad_removes(web_stage: Stage, ben: Person) -> None:
    for end in "。！":
        web_stage.say(ben, AD + end)
        web_stage.later(days=1)
    assert Membership.objects.get(group=web_stage.group, person=ben).state == "removed"
