"""Lines of Chinese and English text, and a file that can be read again."""

from datetime import datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from paper_reader import texts_of
from qunce.shell.paper import NOT_FIRST, Paper, broken


def measure(text: str) -> float:
    return float(sum(2 if ord(each) > 0x2E80 else 1 for each in text))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("群规很重要", 6, ["群规很", "重要"]),
        ("群规很重，要", 8, ["群规很", "重，要"]),
        ("他说（好）吧", 6, ["他说", "（好）", "吧"]),
        ("use payroll tools", 11, ["use payroll", "tools"]),
        ("用Excel算", 6, ["用", "Excel", "算"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("", 5, [""]),
    ],
)
def test_lines_are_broken_where_chinese_allows_it(text: str, width: int, lines: list[str]) -> None:
    assert list(broken(text, width, measure)) == lines


@given(st.text("群规，。（）ab 1", max_size=60), st.integers(8, 30))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = list(broken(text, width, measure))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("求赞 🙏，不发 😀👍🏽。", "求赞 [表情]，不发 [表情][表情]。"),
        ("👨\u200d👩\u200d👧 一家", "[表情] 一家"),  # one sign, put together of three
        ("🇨🇳🇩🇪", "[表情][表情]"),
        ("1\ufe0f\u20e3 一", "1 一"),
        ("✂\ufe0f 剪", "✂ 剪"),  # the font has it
        ("مر", "□□"),
        ("a\u202eb\x07\ue000", "ab"),
    ],
)
def test_what_has_no_form_in_the_font_is_seen_to_be_there(
    written: str, shown: str, noon: datetime
) -> None:
    paper = Paper("群规", "", noon)
    with override("zh-hans"):
        assert paper.shown(written) == shown
    assert paper.bytes()  # which closes the font's file


def test_a_line_begins_with_no_closing_mark() -> None:
    text = "第一条，第二条；第三条。" * 20
    assert not [line for line in broken(text, 22, measure) if line[0] in NOT_FIRST]


def test_the_file_is_read_again_and_made_the_same_twice(noon: datetime) -> None:
    def make() -> bytes:
        paper = Paper("群规", "HR Exchange", noon)
        paper.title_line("群规")
        paper.heading("1 不发广告")
        for _ in range(80):
            paper.line_item("低息贷款，加我微信 🙏\x07", "×")
        return paper.bytes()

    first = make()
    assert first == make()
    assert len(first) < 60_000
    pages = texts_of(first)
    assert len(pages) > 1
    said = "".join(pages[0].split())
    assert "1不发广告" in said
    assert "低息贷款，加我微信" in said
