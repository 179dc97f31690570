"""Screenshots of a chat are drawn, then read back: speakers, words, order and times."""

from difflib import SequenceMatcher
from functools import lru_cache

import pytest

from qunce.gateway.channels.manual import ocr
from qunce.gateway.channels.manual.parse import paste, screenshot, system
from qunce.gateway.channels.manual.parse.screenshot import PHOTO, Piece, Shot
from qunce.kernel.errors import RefusedError
from screenshots import Item, Look, Middle, Said, draw, need_reader

ASKED = "大家好，请问试用期员工辞退需要提前多少天通知？担心有风险。"
ADVERT = "代缴社保公积金，挂靠个税，需要的加V：daijiao6688，电话 13800000000"
CUT = "第一行已经看不见了，这条消息从上面一直写到这里，被屏幕切断，只剩下面几个字"
TALK: tuple[Item, ...] = (
    Middle("昨天 18:28"),
    Said("小王-星河科技-HRBP", ASKED),
    Said("Ana", "提前三天即可。\n建议先做一次绩效面谈", quote="小王-星河科技-HRBP：大家好，请问"),
    Said("", "收到，谢谢！"),
    Middle('"Ana"邀请"老李"加入了群聊'),
    Said("老李", ADVERT),
    Middle("11月22日 晚上8:05"),
    Said("", "@老李 群里不允许发广告，请撤回。"),
    Middle('"老李"撤回了一条消息'),
)
HARD: tuple[Item, ...] = (
    Said(
        "上海-招聘-阿澄",
        "第一行已经看不见了，这条消息从上面一直写到这里，被屏幕切断，只剩下面几个字",
    ),
    Said("小王-星河科技-HRBP", "", kind="picture"),
    Said("Ana", "2026年社保缴费基数调整一览\n各地最新标准汇总", kind="link"),
    Said("老李", "好的，明白了 😂😂"),
    Said("Ben", "https://mp.weixin.qq.com/s/abc123 这篇讲得很清楚，推荐给大家看看"),
    Said("小陈", "这条消息很长，屏幕下面已经放不下了。" * 6),
)
LOOKS = {  # a light phone of 1080 is read with the hard ones
    "dark phone": Look(720, 1680, is_dark=True),
    "wide phone": Look(1440, 3360),
    "desktop": Look(1280, 900, is_desktop=True),
}


@lru_cache(maxsize=8)
def shot_of(items: tuple[Item, ...], look: Look, kind: str = "PNG") -> Shot:
    need_reader()
    return ocr.read_screenshot(draw(items, look, kind))


def bare(text: str) -> str:
    """Return a text without what a reader of pictures cannot tell."""
    return "".join(text.replace("：", ":").split())


def share(want: str, got: str) -> float:
    """Return which share of the characters was read."""
    blocks = SequenceMatcher(None, bare(want), bare(got), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(bare(want)), 1)


def wanted(items: tuple[Item, ...]) -> list[tuple[str, str]]:
    """Return time and speaker of each message."""
    time, found = "", []
    for one in items:
        if isinstance(one, Said):
            found.append((bare(time), bare(one.name or system.ME)))
        elif paste.is_time(one.text):
            time = one.text
        else:
            found.append((bare(time), ""))
    return found


@pytest.mark.parametrize("name", LOOKS)
def test_a_chat_is_read_as_it_was_drawn(name: str) -> None:
    look = LOOKS[name]
    got = shot_of(TALK, look, "JPEG" if name == "dark phone" else "PNG")
    assert got.title == "HR充电站"
    assert [(bare(one.time), bare(one.who)) for one in got.pieces] == wanted(TALK)
    words = [one.text for one in TALK if not paste.is_time(one.text)]
    assert [one.is_system for one in got.pieces] == [False] * 3 + [True, False, False, True]
    for want, one in zip(words, got.pieces, strict=True):
        assert share(want, one.text) >= 0.95, (want, one.text)
    assert [one.is_first for one in got.pieces] == [True] + [False] * 4 + [True, False]
    asked, answer, *_, advert, _, _ = got.pieces
    assert "\n" not in asked.text + advert.text
    assert answer.text.count("\n") == 1
    assert bare("小王-星河科技-HRBP：大家好，请问") in bare(answer.quoted)
    assert "daijiao6688" in bare(advert.text)


def test_pictures_cards_and_cut_bubbles_are_shown_for_correction() -> None:
    pieces = shot_of(HARD, Look(1080, 2520, shift=70)).pieces
    assert [bare(one.who) for one in pieces[1:]] == [who for _, who in wanted(HARD)[1:]]
    first, photo, card, laugh, link, last = pieces
    assert first.is_cut
    assert first.text.endswith("几个字")
    assert (photo.text, photo.doubts) == (PHOTO, (PHOTO,))
    assert share("2026年社保缴费基数调整一览各地最新标准汇总", card.text) >= 0.95
    assert laugh.text.startswith("好的")
    assert "https://mp.weixin.qq.com/s/abc123" in link.text
    assert last.is_cut


def test_a_long_screenshot_is_read_in_strips() -> None:
    items = tuple(Said("Ben", f"第{place}条，继续讨论绩效") for place in range(18))
    got = shot_of(items, Look(540, 2500))
    assert [bare(one.text) for one in got.pieces] == [bare(one.text) for one in items]


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "no picture"), (b"GIF89a", "no picture"), (b"x" * (ocr.LARGEST + 1), "too large")],
)
def test_what_is_no_picture_is_refused_with_words(data: bytes, says: str) -> None:
    need_reader()
    with pytest.raises(RefusedError, match=says):
        ocr.read_screenshot(data)


def test_too_many_pixels_and_a_picture_without_a_chat_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need_reader()
    empty = draw((), Look(360, 640, title=""))
    with pytest.raises(RefusedError, match="No message"):
        ocr.read_screenshot(empty)
    monkeypatch.setattr(ocr, "MOST_PIXELS", 1000)
    with pytest.raises(RefusedError, match="megapixels"):
        ocr.read_screenshot(empty)


def test_without_the_extra_the_words_say_how_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "ENGINE", "no_such_reader")
    assert not ocr.is_available()
    with pytest.raises(RefusedError, match="qunce"):
        ocr.read_screenshot(b"")


def told(*texts: str) -> list[Piece]:
    return [Piece("Ana", text) for text in texts]


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        (told("一", "二"), told("二", "三"), ["一", "二", "三"]),
        (told("一", "二"), told("三"), ["一", "二", "三"]),
        (told("一", "二"), told("一", "二"), ["一", "二"]),
        (
            [*told("一"), Piece("Ana", "开头", is_cut=True)],
            told("开头和结尾"),
            ["一", "开头和结尾"],
        ),
        (told("一", "收到"), [Piece("Ben", "收到")], ["一", "收到", "收到"]),
        ([], told("一"), ["一"]),
    ],
)
def test_what_two_screenshots_both_show_is_taken_once(
    first: list[Piece], second: list[Piece], want: list[str]
) -> None:
    assert [one.text for one in screenshot.join([first, second])] == want
