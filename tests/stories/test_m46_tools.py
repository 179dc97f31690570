"""M46: a tool told from use and marked 推荐 passes; else its author is told what is missing."""

from cast import as_actor
from qunce.gateway.channels.web.models import Notice
from qunce.kernel.text import Words
from qunce.people.models import Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation.models import Case
from qunce.shell.words import render
from qunce.store.codecs import decode
from stage import Stage

FINE = "【推荐】薪酬计算表，我们用了半年，核薪从三天缩到半天，计件也能算，不足是要自己加列。"
HARD = "HR系统年终大促，全网最低价五折，限时三天，扫码加微信 hr_sales_01 立即领取报价！"


def test_story_m46_told_from_use_and_marked_it_passes(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, FINE)
    web_stage.work()
    assert not Case.objects.exists()


def test_story_m46_a_hard_sell_is_explained_with_an_example(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    web_stage.say(ben, HARD)
    web_stage.work()
    case = Case.objects.get()
    assert case.label == "tool_bad"
    if case.state == "open":  # only likely: a person says so
        moderation.act(case, by=as_actor(mia), now=web_stage.now)
        web_stage.work()
    (told,) = Notice.objects.filter(person=ben)
    words = render(decode(Words, told.words))
    assert "请以【推荐】开头" in words
    assert "/m/hr/recommend/" in words


def test_story_m46_a_mark_without_experience_is_told_at_once_what_is_missing(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, "【推荐】薪事力，算薪快")
    web_stage.work()
    case = Case.objects.get()
    assert (case.label, case.state) == ("tool_bad", "acted")
    (told,) = Notice.objects.filter(person=ben)
    assert "还缺自己的使用体验" in render(decode(Words, told.words))
