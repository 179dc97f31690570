"""Which messages are proposed as good shares."""

from cast import NOON
from qunce.kernel.messages import Author, Message
from qunce.rooms.moderation.good import find_good

SHARE = (
    "分享一下我们公司试用期转正的做法，踩过不少坑：1、入职当天签好考核标准，写清楚量化指标和权重；"
    "2、第 45 天做一次中期面谈并留书面记录；3、到期前两周评估。"
    "依据《劳动合同法》第三十九条，模板需要的可以找我拿。"
)
AD = (
    "名额有限，先到先得！点击链接领取超值课程大礼包，前一百名半价，加微信发送入场券，"
    "错过再等一年，机会不等人，快来报名吧，报名就送价值九百九十九的资料包，仅限今天。"
)


def said(number: int, who: int, text: str) -> Message:
    return Message(number, 1, Author(who), text, NOON)


def test_a_share_with_steps_and_thanks_is_proposed() -> None:
    talk = [said(1, 1, SHARE), said(2, 2, "谢谢，太实用了"), said(3, 3, "收藏"), said(4, 2, "赞")]
    (found,) = find_good(talk)
    assert (found.message.id, found.thanks) == (1, 2)


def test_own_thanks_short_words_and_advertisements_are_not() -> None:
    assert find_good([said(1, 1, "谢谢大家的分享"), said(2, 2, AD), said(3, 2, "赞")]) == []
    (found,) = find_good([said(1, 1, SHARE), said(2, 1, "谢谢大家")])
    assert found.thanks == 0


def test_the_best_comes_first() -> None:
    better = SHARE + "附清单一份。"
    talk = [
        said(1, 1, SHARE),
        said(2, 2, better),
        *(said(9 + n, 9 + n, "干货！") for n in range(3)),
    ]
    assert [each.points for each in find_good(talk)] == sorted(
        (each.points for each in find_good(talk)), reverse=True
    )
