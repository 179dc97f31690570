"""What a matcher finds, what it leaves alone, and what it says about it."""

import pytest

from qunce.kernel.normal import Disguise, Matcher, normalise

D = Disguise


@pytest.mark.parametrize(
    ("word", "text", "shown", "undone"),
    [
        ("微信", "加微信吧", "微信", ()),
        ("微信", "加 微.信 吧", "微.信", (D.SEPARATOR,)),
        ("微信", "加微💰信吧", "微💰信", (D.EMOJI,)),
        ("微信", "力口我彳敚亻言", "彳敚亻言", (D.SPLIT,)),
        ("微信", "加徽信聊", "徽信", (D.SHAPE,)),
        ("微信", "加薇信 abc", "薇信", (D.SHAPE, D.SOUND)),
        ("加微信", "佳维信 abc", "佳维信", (D.SOUND,)),
        ("微信", "加v信", "v信", (D.SOUND,)),
        ("加微信", "jia wei xin吧", "jia wei xin", (D.SEPARATOR, D.SOUND)),
        ("微信", "wei信", "wei信", (D.SOUND,)),
        ("群", "拉你进君羊吧", "君羊", (D.SPLIT,)),
        ("征信", "徵信修復", "徵信", (D.TRADITIONAL,)),
        ("vx", "ＶＸ：abc", "ＶＸ", (D.WIDTH,)),
        ("vx", "加VX吧", "VX", (D.CASE,)),
        ("vx", "V\u200bX:aa", "V\u200bX", (D.CASE, D.INVISIBLE)),
        ("7天到岗", "七天到岗", "七天", (D.DIGIT,)),
        ("150", "赚壹佰伍到叁佰", "壹佰伍", (D.DIGIT,)),
        ("300元", "三百元", "三百元", (D.DIGIT,)),
        ("13800000000", "幺三八〇〇〇〇〇〇〇〇", "幺三八〇〇〇〇〇〇〇〇", (D.DIGIT,)),
        ("加微信", "需要的➕微信", "➕微信", (D.EMOJI, D.SOUND)),
        ("加微", "需要的+薇", "+薇", (D.SEPARATOR, D.SHAPE, D.SOUND)),
        ("加v", "需要的+V聊", "+V", (D.CASE, D.SEPARATOR, D.SOUND)),
        ("网盘", "往盘自取", "往盘", (D.SOUND,)),
        ("家庭教会", "我们家庭叫会的活动", "家庭叫会", (D.SOUND,)),
    ],
)
def test_a_word_is_found_with_its_place_and_its_disguises(
    word: str, text: str, shown: str, undone: tuple[Disguise, ...]
) -> None:
    hits = Matcher([word]).find(normalise(text))
    assert [hit.word for hit in hits] == [word]
    assert text[hits[0].start : hits[0].end].startswith(shown)
    assert hits[0].undone == undone


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("微信", "他在员工中没有威信"),
        ("微信", "我还以为信了他的话"),
        ("微信", "安徽信用社"),
        ("首付", "他是本地首富"),
        ("高利", "我们工资高 利息少"),
        ("加v", "请把我加为管理员"),
        ("加班", "底薪+班车补贴"),
        ("加v", "买了vivo+vip"),
        ("高利", "我们工资高，利息少"),
        ("高利", "我们工资高\n利息少"),
        ("贷款", "这批货款还没到账"),
        ("好", "他是女子组的"),
        ("vx", "avx vxx vx12"),
        ("7天", "一共17天"),
        ("7天", "一共十七天"),
        ("招聘", "请投 zhaopin@example.com"),
        ("招聘", "https://www.zhaopin.com/jobs"),
        ("我们", "a women's network"),
        ("150", "编号21500"),
    ],
)
def test_ordinary_text_is_left_alone(word: str, text: str) -> None:
    assert not Matcher([word]).find(normalise(text))


def test_an_empty_list_finds_nothing() -> None:
    for words in ([], [""], ["  "], ["\u200b"]):
        assert not Matcher(words).find(normalise("加微信"))


def test_what_is_switched_off_is_not_seen_through() -> None:
    for text, kind in (("加维信", "sound"), ("加徽信", "shape"), ("加微亻言", "split")):
        for on in (False, True):
            matcher = Matcher(
                ["微信"],
                sound=on and kind == "sound",
                shape=on and kind == "shape",
                split=on and kind == "split",
            )
            assert bool(matcher.find(normalise(text))) is on


def test_an_allowed_phrase_covers_disguised_words_too() -> None:
    matcher = Matcher(["仲裁"], allow=["劳动仲裁委"])
    assert not matcher.find(normalise("去 劳动仲裁委 申请，勞動仲裁委"))
    assert len(matcher.find(normalise("仲裁 和 劳动仲裁委"))) == 1


def test_of_overlapping_hits_the_longest_stays() -> None:
    hits = Matcher(["微信", "加微信", "信群"]).find(normalise("加微信群"))
    assert [hit.word for hit in hits] == ["加微信"]
