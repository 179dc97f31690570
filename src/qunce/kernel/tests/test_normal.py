"""The normal form, and the way back to the original characters."""

import pytest

from qunce.kernel.normal import Disguise, Hit, Matcher, normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("加微信，发你模板", "加微信,发你模板"),
        ("ＶＸ：ｅＨＲ", "vx:ehr"),
        ("徵信修復", "征信修复"),
        ("微\u200b信", "微信"),
        ("①②ⅷ𝟛", "1283"),
        ("劳.动.仲.裁", "劳动仲裁"),
        ("加\n微\n信", "加微信"),
        ("1.2.3 版本", "1.2.3 版本"),
        ("H1r1ng 53n10r 0FF1C3R", "hiring senior officer"),
        ("看kp1和0kr", "看kpi和okr"),
        ("0ff3r m3, 1f 1nt3r35t3d", "offer me, if interested"),
        ("a4纸，m3的板，b2b，i5，3c认证，360度，5g，fake_h1r1ng，hr1@0ff1ce.com", None),
    ],
)
def test_the_plain_form_is_what_a_reader_sees(text: str, plain: str | None) -> None:
    assert normalise(text).plain == (text.replace("，", ",") if plain is None else plain)


def test_figures_for_letters_are_told_as_a_disguise_of_shape() -> None:
    normal = normalise("急招，v1p客户经理")
    start = normal.plain.index("vip")
    assert normal.span(start, start + 3) == (3, 6)
    assert normal.undone(start, start + 3) == (Disguise.SHAPE,)


def test_a_span_leads_back_to_the_original_characters() -> None:
    normal = normalise("请加微\u200b信")
    start = normal.plain.index("微信")
    assert normal.span(start, start + 2) == (2, 5)
    assert normal.undone(start, start + 2) == (Disguise.INVISIBLE,)


def test_a_hit_tells_where_it_stands_and_what_was_undone() -> None:
    assert Matcher(["手机兼职"]).find(normalise("做 手-机*兼 职 的来")) == [
        Hit("手机兼职", 2, 9, (Disguise.SEPARATOR,))
    ]


def test_a_latin_word_is_not_found_inside_of_another() -> None:
    matcher = Matcher(["vx"])
    assert not matcher.find(normalise("vxx avx"))
    assert matcher.find(normalise("加VX12345678"))


def test_an_allowed_phrase_covers_the_word() -> None:
    matcher = Matcher(["仲裁"], allow=["劳动仲裁"])
    assert not matcher.find(normalise("申请劳动仲裁"))
    assert matcher.find(normalise("申请仲裁"))
