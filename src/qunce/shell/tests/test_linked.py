"""Addresses in a chat become links, whatever stands beside them."""

import pytest

from qunce.shell.linked import linked


def link(address: str, shown: str = "") -> str:
    return f'<a href="{address}" rel="nofollow">{shown or address}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("在这里申请：https://hr.example/a/", f"在这里申请：{link('https://hr.example/a/')}"),
        ("看https://hr.example，很好", f"看{link('https://hr.example')}，很好"),
        ("See https://hr.example/a. Fine", f"See {link('https://hr.example/a')}. Fine"),
        ("(https://hr.example/a)", f"({link('https://hr.example/a')})"),
        ("https://hr.example/a(1)", link("https://hr.example/a(1)")),
        ("https://hr.example/?a=1&b=2", link("https://hr.example/?a=1&amp;b=2")),
        ("<b>没有地址</b>", "&lt;b&gt;没有地址&lt;/b&gt;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://hr.example/<script>", f"{link('https://hr.example/')}&lt;script&gt;"),
    ],
)
def test_an_address_is_linked_and_the_rest_is_text(text: str, html: str) -> None:
    assert linked(text) == html


def test_a_long_address_is_shown_shortened_and_leads_to_the_whole() -> None:
    address = "https://hr.example/" + "a" * 80
    assert linked(address, 40) == link(address, address[:39] + "…")
