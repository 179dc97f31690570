"""An address with a lure is found; an address alone, and our own places, are not."""

import pytest

from qunce.kernel.contacts import ContactKind, find_contacts
from qunce.rooms.moderation.rules import links
from qunce.rooms.moderation.rules.links import Config
from qunce.rooms.moderation.tests.build import judge, verdict_of

LURE = "限时免费领取，名额有限，扫码进群 https://pan.example.com/x"


@pytest.mark.parametrize(
    "text", [LURE, "想要的加V fake_abc88 领取，名额有限", "进群领资料，加QQ群 123456789，速抢"]
)
def test_an_address_with_a_lure_is_found(text: str) -> None:
    assert verdict_of(links.RULE, text).startswith("ad_prohibited")


@pytest.mark.parametrize(
    "text",
    [
        "会议链接 https://meeting.example.com/abc",
        "人社局官网的通知 https://rsj.example.cn/1 大家看看",
        "社保问题打12333，不用排队",
        "我换微信了，跟我对接的老师重新加下新号",
        "别扫那个二维码，是骗子 https://bad.example.com 已经举报",
    ],
)
def test_an_address_alone_is_left_alone(text: str) -> None:
    assert verdict_of(links.RULE, text) == ""


def test_links_to_our_own_places_and_below_are_left_alone() -> None:
    config = Config(domains=("Example.com",))
    assert verdict_of(links.RULE, LURE, config) == ""
    assert verdict_of(links.RULE, LURE, Config(domains=("ample.com",))) != ""


def test_every_other_link_is_shown_to_a_person_where_the_owner_wants_it() -> None:
    config = Config(domains=("example.cn",), any_link=True)
    assert verdict_of(links.RULE, "https://other.example.com", config).endswith("likely")
    assert verdict_of(links.RULE, "https://www.example.cn/a", config) == ""


def test_a_broken_address_breaks_nothing() -> None:
    assert verdict_of(links.RULE, "http://[::1 看看", Config(domains=("a.cn",))) == ""


def test_the_span_is_that_of_the_address_in_the_original() -> None:
    text = "限时免费领取 名额有限 加V：ＦＡＫＥ＿ａｂｃ"
    (found,) = judge(links.RULE, text)
    assert text[slice(*found.span)] == "ＦＡＫＥ＿ａｂｃ"


@pytest.mark.parametrize(
    ("text", "kind", "address"),
    [
        ("电话13800000000", ContactKind.PHONE, "13800000000"),
        ("热线138****0000。", ContactKind.PHONE, "138****0000"),
        ("座机 0571-88888888", ContactKind.PHONE, "0571-88888888"),
        ("投hr@example.com", ContactKind.MAIL, "hr@example.com"),
        ("看https://a.example.com/b，谢谢", ContactKind.LINK, "https://a.example.com/b"),
        ("加微信：hello_world1", ContactKind.HANDLE, "hello_world1"),
        ("加微信 hr2024a", ContactKind.HANDLE, "hr2024a"),
        ("qq群 12345678", ContactKind.NUMBER, "12345678"),
    ],
)
def test_contacts_are_told_apart(text: str, kind: ContactKind, address: str) -> None:
    assert [(each.kind, each.text) for each in find_contacts(text)] == [(kind, address)]


@pytest.mark.parametrize("text", ["2025年1月1日", "工号A00123", "8000-12000", "hello world"])
def test_other_figures_are_no_contacts(text: str) -> None:
    assert find_contacts(text) == []
