"""Words spelled in Latin letters are read as what is meant; other Latin words are left alone."""

import pytest

from qunce.kernel.normal.spelled import Reader

READER = Reader(["聊聊", "敏感", "加微信"])


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("zhaopin", "招聘"),
        ("mingan", "敏感"),  # min-gan or ming-an: the word decides
        ("bangongshi", "办公室"),
        ("liaoliao", "聊聊"),  # not 寥寥: it is in the list
        ("liaoliaotaihai", "聊聊台海"),
        ("jiaweixin", "加微信"),
    ],
)
def test_letters_are_read_as_the_likeliest_words(letters: str, words: str) -> None:
    assert READER.read(letters) == words


@pytest.mark.parametrize(
    "letters", ["", "hr", "wo", "manager", "offer", "wechat", "zzz", "bcd" * 500]
)
def test_what_is_no_chinese_is_left_alone(letters: str) -> None:
    assert READER.read(letters) == ""


def test_spelled_words_are_found_where_they_stand() -> None:
    assert READER.find("说点mingan的，敢说的liaoliao") == [
        (2, 8, "敏感"),
        (13, 21, "聊聊"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "邮箱zhaopin@example.com",
        "账号zhaopin_88",
        "https://zhaopin.example.com/mingan",
        "change danger",
    ],
)
def test_addresses_accounts_and_english_are_not_read(text: str) -> None:
    assert READER.find(text) == []
