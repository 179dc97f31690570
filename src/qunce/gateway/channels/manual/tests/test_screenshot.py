"""A screenshot: bubbles, nicknames and times told apart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from needs import give_up
from qunce.gateway.channels.manual import ocr
from qunce.gateway.channels.manual.parse.screenshot import Box, read
from qunce.kernel.errors import RefusedError
from qunce.people.models import Group, Person

PICTURE = Path(__file__).parent / "fixtures" / "screenshot.png"
WIDTH, HEIGHT = 780.0, 1688.0

# left and right as parts of the width, top and height in pixels, words
SEEN: tuple[tuple[float, float, float, float, str], ...] = (
    (0.058, 0.141, 28, 34, "9:41"),
    (0.309, 0.690, 112, 43, "华东HR交流群(187)"),
    (0.419, 0.582, 208, 31, "昨天18:28"),
    (0.151, 0.362, 274, 30, "苏州-招聘-阿澄"),
    (0.186, 0.742, 338, 33, "各位HR，整理了2026年最新薪"),
    (0.186, 0.756, 385, 30, "酬报告和全套绩效表格，加微信"),
    (0.182, 0.314, 426, 39, "免费领"),
    (0.150, 0.222, 513, 33, "小林"),
    (0.182, 0.310, 577, 39, "又来了"),
    (0.228, 0.800, 689, 33, "群规第三条，不发引流广告，请"),
    (0.228, 0.595, 733, 35, "自行撤回，谢谢配合"),
    (0.254, 0.747, 823, 31, '"苏州-招聘-阿澄" 撤回了一条消息'),
    (0.454, 0.549, 889, 32, "09:05"),
    (0.151, 0.381, 955, 27, "上海-HRBP-老周"),
    (0.186, 0.455, 1020, 33, "第一行"),
    (0.186, 0.305, 1065, 33, "第二行"),
    (0.729, 0.822, 1168, 41, "收到"),
    (0.200, 0.500, 1630, 30, "发消息"),
)

SAID = """华东HR交流群的聊天记录

昨天18:28

苏州-招聘-阿澄:
各位HR，整理了2026年最新薪酬报告和全套绩效表格，加微信免费领

小林:
又来了

我:
群规第三条，不发引流广告，请自行撤回，谢谢配合

?:
"苏州-招聘-阿澄" 撤回了一条消息

09:05

上海-HRBP-老周:
第一行
第二行

我:
收到"""


def boxes(score: float = 0.99) -> list[Box]:
    return [
        Box(text, left * WIDTH, top, right * WIDTH, top + height, score)
        for left, right, top, height, text in SEEN
    ]


def test_bubbles_nicknames_and_times_are_told_apart() -> None:
    got = read(boxes(), WIDTH, HEIGHT)
    assert got.title == "华东HR交流群"
    assert got.text == SAID
    assert got.uncertain == ()


def test_what_is_uncertain_is_told() -> None:
    assert "又来了" in read(boxes(0.5), WIDTH, HEIGHT).uncertain


def test_an_empty_picture_says_nothing() -> None:
    assert read([], WIDTH, HEIGHT).text == ""
    assert read([Box("", 0, 0, 9, 9)], WIDTH, HEIGHT).text == ""


def test_latin_words_are_parted_where_a_line_was_wrapped() -> None:
    lines = [
        Box("Ben", 120, 300, 180, 328),
        Box("please read the charter of", 145, 340, 590, 372),
        Box("this group", 145, 384, 300, 416),
    ]
    assert read(lines, WIDTH, HEIGHT).text == "Ben:\nplease read the charter of this group"


@pytest.fixture
def reader() -> None:
    """Skip where the extra [ocr] is missing."""
    if not ocr.is_available():
        give_up("rapidocr", "pip install -r requirements/ocr.txt")


@pytest.mark.usefixtures("reader")
def test_a_real_picture_is_read() -> None:
    got = ocr.read_screenshot(PICTURE.read_bytes())
    assert got.title == "华东HR交流群"
    assert "加微信免费领" in got.text
    assert "上海-HRBP-老周:\n早上好" in got.text


@pytest.mark.usefixtures("reader")
def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(RefusedError):
        ocr.read_screenshot(b"no picture")
    with pytest.raises(RefusedError):
        ocr.read_screenshot(b"")


@pytest.mark.usefixtures("reader")
def test_the_page_takes_a_screenshot(
    log_in: Callable[[Person], Client], mia: Person, manual_group: Group
) -> None:
    picture = SimpleUploadedFile("a.png", PICTURE.read_bytes(), "image/png")
    client = log_in(mia)
    page = client.post("/c/hr/paste/", {"group": manual_group.key, "picture": picture})
    words = page.content.decode()
    assert "苏州-招聘-阿澄" in words
    assert "who-0" in words
    wrong = SimpleUploadedFile("a.png", b"no picture", "image/png")
    refused = client.post("/c/hr/paste/", {"group": manual_group.key, "picture": wrong})
    assert refused.status_code in {200, 400, 409}
