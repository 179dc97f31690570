"""Markdown of people is shown safely: nothing runs, nothing is loaded from elsewhere."""

import pytest

from qunce.shell.markdown import as_html, as_text, clean

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://example.com/pixel.png)",
    "![x](//example.com/pixel.png)",
    '[x](https://example.com "onmouseover=alert(1)")',
    "<iframe src=//example.com></iframe>",
    "<a href='https://x' onclick='y()'>z</a>",
    "<style>body{display:none}</style>",
)


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_runs_and_nothing_is_loaded(text: str) -> None:
    shown = as_html(text)
    for bad in ("<script", "<img", "<iframe", "<style", 'href="javascript', 'href="data'):
        assert bad not in shown.lower()


@pytest.mark.parametrize("text", ATTACKS)
def test_html_of_a_file_is_cleaned(text: str) -> None:
    shown = clean(text)
    for bad in ("<script", 'src="http', 'src="//', "<iframe", "onerror", "onclick", "<style"):
        assert bad not in shown.lower()


def test_what_is_written_is_shown() -> None:
    shown = as_html("# 标题\n\n**粗** ~~删~~\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n1. 一\n2. 二")
    for part in ("<h2>标题</h2>", "<strong>粗</strong>", "<s>删</s>", "<td>1</td>", "<ol>"):
        assert part in shown


def test_a_picture_of_elsewhere_is_a_link_and_one_of_ours_is_shown() -> None:
    ours = as_html("![图](表.png)", lambda name: "/m/x/1" if "png" in name else "")
    assert '<img src="/m/x/1" alt="图"' in ours
    theirs = as_html("![图](https://example.com/a.png)", lambda _name: "")
    assert '<a href="https://example.com/a.png" rel="nofollow noopener noreferrer">图</a>' in theirs


def test_the_text_is_read_without_its_signs() -> None:
    text = "## 目标\n\n- **一**\n- 二 & 三\n\n| 甲 | 乙 |\n|---|---|\n| <b> | 2 |"
    assert as_text(text) == "目标\n一\n二 & 三\n甲 乙\n<b> 2"
