"""What holds for every text, however odd."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qunce.kernel.normal import Matcher, normalise, normalise_all
from qunce.kernel.normal.fold import fold_table

CHARACTERS = "微信亻言彳敚三百零八壹佰加vVＶ①⑩½ⅷ徵力口君羊。，\n .-*💰a1"
ODD = "\u200b\ufe0f\u200d\ud800\udfff\U000e0041"
LONGER = (
    "jia wei xin",
    "weixin",
    "13800000000",
    "👨\u200d👩\u200d👧",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "威信",
)
PIECES = st.sampled_from([*CHARACTERS, *ODD, *LONGER])
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))
MATCHER = Matcher(
    ["微信", "加微信", "vx", "信", "138", "300元", "群", "网盘", "x", "1", "八百", "家庭教会"],
    allow=["微信群", "加"],
)
FAST = settings(max_examples=400)


@FAST
@given(TEXTS)
@example("\ud800微\udc00信")
@example("a b c\n\n加,微,信, ,")
def test_spans_lie_inside_the_text_and_are_in_order(text: str) -> None:
    normal = normalise(text)
    spans = [normal.span(at, at + 1) for at in range(len(normal.plain))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for start in range(0, len(normal.plain), 5):
        normal.undone(start, min(start + 3, len(normal.plain)))


@FAST
@given(TEXTS)
@example("1 一 2 二 3 三 4")
@example("a b c d.e.f gh")
def test_the_plain_form_is_its_own_plain_form(text: str) -> None:
    plain = normalise(text).plain
    assert normalise(plain).plain == plain


@FAST
@given(TEXTS)
def test_hits_lie_inside_the_text_in_order_and_apart(text: str) -> None:
    hits = MATCHER.find(normalise(text))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    assert [hits, []] == MATCHER.find_all(normalise_all([text, "早"]))


@FAST
@given(st.lists(TEXTS, min_size=8, max_size=12))
@example(["", "\0", "\ue000", "\ue001", "力口微", "\U00020000", "一三八〇〇〇", "微 信"])
@example(["", "ab", "三百", "亻言", "劳.动.仲.裁", "½", "ⅷ", "加，微，信", "\U000e0041"])
def test_many_texts_are_read_like_each_by_itself(texts: list[str]) -> None:
    batch = normalise_all(texts)
    found = MATCHER.find_all(batch)
    for text, many, hits in zip(texts, batch, found, strict=True):
        one = normalise(text)
        assert (many.plain, many.places) == (one.plain, one.places)
        for name in ("base", "split", "numbers", "voiced"):
            mine, other = getattr(many, name), getattr(one, name)
            assert list(mine.edits) == list(other.edits)
            assert (mine.bare, mine.tight, mine.sounds) == (other.bare, other.tight, other.sounds)
        assert hits == MATCHER.find(one)


@FAST
@given(st.text(alphabet=st.characters(categories=["Lo"], max_codepoint=0x9FA5), max_size=60))
def test_a_text_without_disguise_maps_one_to_one(text: str) -> None:
    if not any(ord(char) in fold_table() for char in text):
        normal = normalise(text)
        assert normal.places is None
        assert len(normal.plain) == len(text)


@FAST
@given(st.text(alphabet="我们公司今天下午面试两个候选人，请问", max_size=30), st.text(max_size=5))
def test_a_word_as_it_stands_is_always_found(before: str, after: str) -> None:
    if not after[:1].isalnum():
        text = f"{before}家庭教会{after}"
        assert any(hit.start <= len(before) < hit.end for hit in MATCHER.find(normalise(text)))


UNITS = [
    "微",
    "1 ",
    "a.",
    "亻",
    "wei",
    "三",
    "加,",
    "① ",
    "💰",
    "\u200b",
    "微 信",
    "ab-",
    "[",
    "\n",
    "力口",
    "加v",
    "138",
    "微信",
    "vx ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_only(unit: str) -> None:
    times = []
    for size in (12_500, 100_000):
        text = (unit * size)[:size]
        start = time.process_time()
        MATCHER.find(normalise(text))
        times.append(time.process_time() - start)
    assert times[1] < 30 * times[0] + 0.2
