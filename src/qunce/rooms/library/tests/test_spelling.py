"""How people type what they look for."""

import pytest

from qunce.rooms.library.spelling import read, spans_in, telling_tokens, title_tokens


def marked(text: str, typed: str) -> str:
    for start, end in reversed(spans_in(text, read(typed), is_title=True)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("绩效", "2026 年[绩效]考核办法"),
        ("jxkh", "2026 年[绩效考核]办法"),
        ("KHBF", "2026 年绩效[考核办法]"),
        ("jixiao", "2026 年[绩效]考核办法"),
        ("jixiaok", "2026 年[绩效考]核办法"),
        ("考核 2026", "[2026] 年绩效[考核]办法"),
        ("績效", "2026 年[绩效]考核办法"),
        ("薪酬", "2026 年绩效考核办法"),
    ],
)
def test_what_was_found_is_marked(typed: str, shown: str) -> None:
    assert marked("2026 年绩效考核办法", typed) == shown


def test_other_spellings_are_marked_too() -> None:
    assert marked("工资条模板", "薪资") == "[工资]条模板"
    assert marked("员工帐号管理", "账号") == "员工[帐号]管理"


def test_a_title_is_found_by_each_of_its_beginnings() -> None:
    tokens = title_tokens("薪酬调整", ["年终奖"])
    assert {"薪酬", "·薪", "§xctz", "§tz", "§§xinchoutiaozheng", "§nzj"} <= set(tokens)


def test_a_question_is_known_by_what_it_is_about() -> None:
    assert telling_tokens("请问我们公司试用期可以延长吗？") == [
        "公司",
        "司试",
        "试用",
        "用期",
        "延长",
    ]
