"""Feeds are fetched politely, from public addresses only, and never without end."""

import gzip
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from pytest_django import Settings

from qunce.kernel.errors import RefusedError
from qunce.rooms.programme.feeds import addresses, fetching, reading
from qunce.rooms.programme.feeds.fetching import Fetched, FetchError, Limits
from qunce.rooms.programme.tests.web_server import DAY, Web, item, rss, web

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHORT = Limits(seconds=0.6, size=200_000)


@pytest.fixture
def server(settings: Settings) -> Iterator[Web]:
    """Yield a server on this machine that the house may read."""
    with web() as known:
        settings.FEED_HOSTS = [known.host]
        yield known


def told(body: bytes, kind: str = "") -> list[str]:
    found = reading.read(Fetched("https://example.com/feed", body, kind), now=NOW)
    return [each.title for each in found.entries]


# --- where the house may go ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),  # noqa: S104
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fe80::1%eth0",
        ),
    ],
)
def test_addresses_within_a_house_are_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.com/", "file:///etc/passwd", "http://", "http:///rss", "javascript:1"),
        *("http://user:pass@example.com/", "http://[::1", "http://example.com:99999/"),
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedError):
        fetching.fetch(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1"])
def test_nothing_is_read_from_this_machine_however_it_is_spelt(host: str) -> None:
    with web() as known, pytest.raises(RefusedError):
        fetching.fetch(known.base.replace("127.0.0.1", host), limits=SHORT)
    assert known.asked == []


def test_a_redirect_to_an_address_within_the_house_is_refused(server: Web) -> None:
    with web() as hidden:
        url = server.say("/a", status=302, headers={"Location": f"{hidden.base}/secret"})
        with pytest.raises(RefusedError, match="within a house"):
            fetching.fetch(url, limits=SHORT)
        assert hidden.asked == []


def test_a_name_that_resolves_to_a_public_and_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [(2, 1, 6, "", ("1.1.1.1", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(RefusedError, match=r"10\.0\.0\.1"):
        addresses.resolve("example.com", 80)


def test_a_name_server_that_does_not_answer_takes_no_longer_than_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: done.wait(10) and [])
    begun = time.monotonic()
    try:
        with pytest.raises(RefusedError, match="in time"):
            addresses.resolve("slow.example", 80, seconds=0.05)
        with pytest.raises(RefusedError, match="in time"):
            fetching.fetch("http://slow.example/rss", limits=Limits(seconds=0.05))
        assert time.monotonic() - begun < 5
    finally:
        done.set()


def test_a_name_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_known: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with pytest.raises(RefusedError, match="no server called"):
        addresses.resolve("nowhere.example", 80)


def test_the_connection_goes_to_the_address_that_was_looked_at(
    server: Web, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.say("/rss", rss(item("新规")))
    port = server.host.partition(":")[2]
    settings.FEED_HOSTS = ["rss.example"]
    found = [(2, 1, 6, "", ("127.0.0.1", int(port)))]
    calls = []

    def getaddrinfo(host: str, *_args: object, **_known: object) -> list[object]:
        calls.append(host)
        return list(found)

    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    fetched = fetching.fetch(url.replace("127.0.0.1", "rss.example"), limits=SHORT)
    assert fetched.body
    assert calls.count("rss.example") == 1
    assert server.asked[0][1]["Host"] == f"rss.example:{port}"


# --- politely, and with an end ------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(server: Web) -> None:
    url = server.say("/rss", rss(item("新规")), headers={"ETag": '"1"', "Last-Modified": "x"})
    first = fetching.fetch(url)
    again = fetching.fetch(url, etag=first.etag, modified=first.modified)
    assert (first.etag, first.modified) == ('"1"', "x")
    assert again.body is None
    assert server.asked[1][1]["If-Modified-Since"] == "x"
    assert "Qunce" in server.asked[0][1]["User-Agent"]


def test_redirects_are_followed_but_not_for_ever(server: Web) -> None:
    server.say("/rss", rss(item("新规")))
    url = server.say("/old", status=301, headers={"Location": "/rss"})
    assert fetching.fetch(url).url == f"{server.base}/rss"
    url = server.say("/round", status=302, headers={"Location": "/round"})
    with pytest.raises(FetchError, match="never ends"):
        fetching.fetch(url)
    assert [path for path, _headers in server.asked].count("/round") == 6


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"body": b"x", "endless": True, "drip": 0.05}, "in time"),
        ({"body": b"x" * 50_000, "endless": True}, "larger"),
        ({"body": b"x" * 300_000}, "larger"),
        ({"late": 1.0}, "in time"),
    ],
    ids=["drips", "never ends", "is large", "is silent"],
)
def test_a_body_without_an_end_is_left(server: Web, about: dict[str, object], why: str) -> None:
    url = server.say("/rss", **about)  # type: ignore[arg-type]  # as Web.say takes them
    begun = time.monotonic()
    with pytest.raises(FetchError, match=why):
        fetching.fetch(url, limits=SHORT)
    assert time.monotonic() - begun < 3


def test_a_packed_body_that_grows_without_end_is_left(server: Web) -> None:
    url = server.say_packed("/rss", b"\0" * 50_000_000)
    with pytest.raises(FetchError, match="larger"):
        fetching.fetch(url, limits=SHORT)


def test_a_packed_body_is_read_and_a_broken_one_refused(server: Web) -> None:
    fetched = fetching.fetch(server.say_packed("/rss", rss(item("新规"))))
    assert told(fetched.body or b"") == ["新规"]
    packed = gzip.compress(b"x" * 1000)
    packed = packed[:10] + b"\xff\xff\xff" + packed[13:]
    with pytest.raises(FetchError, match="packed"):
        fetching.fetch(server.say("/bad", packed, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="packed"):
        fetching.fetch(server.say("/br", b"x", headers={"Content-Encoding": "br"}))


@pytest.mark.parametrize(
    ("status", "why"), [(404, "404"), (410, "410"), (403, "403"), (500, "500"), (204, "204")]
)
def test_errors_of_the_server_are_told(server: Web, status: int, why: str) -> None:
    with pytest.raises(FetchError, match=why):
        fetching.fetch(server.say("/rss", status=status))


def test_a_server_that_asks_for_a_pause_is_believed_for_a_day_at_most(server: Web) -> None:
    url = server.say("/rss", status=429, headers={"Retry-After": "7200"})
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url)
    assert caught.value.wait == timedelta(hours=2)
    url = server.say("/rss", status=503, headers={"Retry-After": "999999999"})
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url)
    assert caught.value.wait == timedelta(days=1)


def test_a_film_is_no_feed(server: Web) -> None:
    with pytest.raises(FetchError, match="no feed"):
        fetching.fetch(server.say("/rss", b"x", headers={"Content-Type": "video/mp4"}))


def test_a_server_that_is_not_there_is_told(settings: Settings) -> None:
    settings.FEED_HOSTS = ["127.0.0.1:9"]
    with pytest.raises(FetchError, match="broke off"):
        fetching.fetch("http://127.0.0.1:9/", limits=SHORT)


# --- what a feed says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss(item("工伤保险条例修订"), code="gb18030"), "text/xml"),
        (rss(item("工伤保险条例修订"), code="gb2312"), "application/rss+xml; charset=GBK"),
        (rss(item("工伤保险条例修订"), code="gbk").replace(b"gbk", b"utf-8"), "text/html"),
        (rss(item("工伤保险条例修订")).replace(b"utf-8", b"gb2312"), ""),
        (rss(item("工伤保险条例修订"), code="utf-16"), ""),
        (b"\xef\xbb\xbf" + rss(item("工伤保险条例修订")), ""),
        (b"\n\n " + rss(item("工伤保险条例修订")), "application/octet-stream"),
        (rss(item("工伤保险条例修订")).replace(b"utf-8", b"klingon"), "; charset=nonsense"),
    ],
)
def test_whatever_encoding_is_named_the_text_is_read(body: bytes, kind: str) -> None:
    assert told(body, kind) == ["工伤保险条例修订"]


def test_markup_and_scripts_are_taken_off_and_odd_links_left_out() -> None:
    said = "&lt;p&gt;一段&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;话&lt;/b&gt;"
    more = f"<description>{said}</description>"
    body = rss(
        item("&lt;b&gt;新规&lt;/b&gt; &amp;amp; 解读", "javascript:alert(1)", more),
        item("相对地址", "/a/1.html"),
    )
    found = reading.read(Fetched("https://example.com/feed", body), now=NOW).entries
    first, second = sorted(found, key=lambda each: each.link)
    assert (first.title, first.summary, first.link) == ("新规 & 解读", "一段话", "")
    assert second.link == "https://example.com/a/1.html"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Mon, 23 Nov 2026 08:00:00 +0800", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T08:00:00+08:00", datetime(2026, 11, 23, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 01:00:00 +0000", NOW),  # a clock that goes ahead
        ("Mon, 01 Jan 2035 00:00:00 +0000", None),
        ("Mon, 01 Jan 1900 00:00:00 +0000", None),
        ("Mon, 45 Feb 2026 08:00:00 +0800", None),
        ("昨天", None),
    ],
)
def test_days_that_cannot_be_count_as_not_told(said: str, day: datetime | None) -> None:
    body = rss(item("新规", more=f"<pubDate>{said}</pubDate>"))
    (entry,) = reading.read(Fetched("https://example.com/feed", body), now=NOW).entries
    assert entry.published == day


def test_atom_is_read_newest_first() -> None:
    row = (
        '<entry><title>{0}</title><id>{0}</id><link href="https://example.com/{0}"/>'
        "<updated>2026-11-2{1}T08:00:00Z</updated></entry>"
    )
    rows = row.format("旧", 1) + row.format("新", 2)
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>法</title>{rows}</feed>'
    assert told(body.encode()) == ["新", "旧"]


def test_entities_that_multiply_are_not_followed() -> None:
    names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE rss [<!ENTITY a0 "xxxxxxxxxx">{names}]>' + RSS_BOMB
    begun = time.monotonic()
    titles = told(body.encode())
    assert time.monotonic() - begun < 5
    assert all(len(title) <= 160 for title in titles)


RSS_BOMB = (
    '<rss version="2.0"><channel><title>x</title><item><title>t&a9;</title></item></channel></rss>'
)


def test_files_of_this_machine_are_not_put_into_a_feed() -> None:
    body = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + RSS_BOMB.replace("a9", "f")
    assert not any("root:" in title for title in told(body.encode()))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"{}", "no RSS"),
        (b"\x00\x01\x02\xff" * 400, "no RSS"),
        (b"<html><body>hello", "web page"),
        (b"<!doctype html><html><![foo[ bar ]]></html>", "web page"),
        (
            b"<!DOCTYPE html><head><link rel=alternate type='application/rss+xml' href='/rss.xml'>",
            "https://example.com/rss.xml",
        ),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        told(body)


def test_a_broken_feed_gives_what_can_be_read() -> None:
    body = rss(item("第一条", more=DAY.format(hour=9)), item("第二条"))
    assert "第一条" in told(body[: len(body) - 60])
