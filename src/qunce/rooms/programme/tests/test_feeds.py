"""The list of feeds: added after a look, read once an hour, on the desk where they are broken."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry, Task
from qunce.people.models import Community, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import domain_feeds as domain
from qunce.rooms.programme.domain_feeds import Told
from qunce.rooms.programme.feeds import keeping, reading
from qunce.rooms.programme.feeds.fetching import Fetched
from qunce.rooms.programme.feeds.keeping import Listed
from qunce.rooms.programme.models_feeds import Feed, FeedEntry
from qunce.rooms.programme.tests.web_server import DAY, Web, item, rss, web

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def server(settings: Settings) -> Iterator[Web]:
    """Yield a server on this machine that the house may read."""
    with web() as known:
        settings.FEED_HOSTS = [known.host]
        yield known


@pytest.fixture
def feed(community: Community, server: Web, noon: datetime) -> Feed:
    """Return a feed with one piece of news, listed and not read yet."""
    url = server.say("/rss", rss(item("工伤保险条例修订", more=DAY.format(hour=9))))
    return keeping.add(community, Listed(url, "人社部", "政策"), by=SHELL, now=noon)


@pytest.fixture
def client(log_in: LogIn, wang: Person, monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Client:
    """Return the owner's browser, at noon."""
    monkeypatch.setattr(clock, "now", lambda: noon)
    return log_in(wang)


def fresh(feed: Feed) -> Feed:
    return Feed.objects.get(pk=feed.pk)


def page(name: str, feed: Feed | None = None) -> str:
    return reverse(
        f"programme_feed{name}", kwargs={"key": "hr", **({"pk": feed.pk} if feed else {})}
    )


# --- reading ------------------------------------------------------------------------------------


def test_a_feed_is_read_when_it_is_due_and_each_piece_of_news_is_stored_once(
    feed: Feed, server: Web, noon: datetime
) -> None:
    assert keeping.read_due(noon) == 1
    assert keeping.read_due(noon + timedelta(minutes=59)) == 0
    rows = [item("工伤保险条例修订", more=DAY.format(hour=9)), item("个税新规解读")]
    server.say("/rss", rss(*rows))
    assert keeping.read_due(noon + HOUR) == 1
    assert set(FeedEntry.objects.values_list("title", flat=True)) == {
        "工伤保险条例修订",
        "个税新规解读",
    }


def test_what_has_not_changed_is_asked_for_by_its_tag(
    feed: Feed, server: Web, noon: datetime
) -> None:
    server.say("/rss", rss(item("新规")), headers={"ETag": '"7"'})
    keeping.read_due(noon)
    keeping.read_due(noon + HOUR)
    assert server.asked[1][1]["If-None-Match"] == '"7"'
    assert fresh(feed).read_at == noon + HOUR
    assert FeedEntry.objects.count() == 1


def test_the_same_news_from_another_feed_is_stored_but_not_offered_again(
    feed: Feed, community: Community, server: Web, noon: datetime
) -> None:
    keeping.read(feed, now=noon)
    rows = [
        item("《工伤保险条例》修订！", "https://other.example/1"),
        item("完全另一件事情", "https://www.example.com/工伤保险条例修订/?utm_source=x#top"),
        item("独立的一条新闻", "https://other.example/3"),
    ]
    url = server.say("/two", rss(*rows))
    other = keeping.add(community, Listed(url, "转载站"), by=SHELL, now=noon)
    assert keeping.read(other, now=noon) == 3
    first = FeedEntry.objects.get(feed=feed)
    found = dict(FeedEntry.objects.filter(feed=other).values_list("title", "same_as"))
    assert found["《工伤保险条例》修订！"] == first.pk
    assert found["完全另一件事情"] == first.pk
    assert found["独立的一条新闻"] is None


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("人社部发布2026年养老金调整方案", "人社部发布2026年养老金调整的方案", True),
        ("人社部发布2026年养老金调整方案", "人社部发布2025年养老金调整方案", False),
        ("北京上调最低工资标准", "上海上调最低工资标准", False),
        ("早安", "早安你好", False),
    ],
)
def test_titles_that_tell_the_same(one: str, other: str, near: bool) -> None:
    assert domain.is_near(domain.same_title(one), domain.same_title(other)) is near


def test_a_feed_that_does_not_answer_is_asked_less_and_less_often(
    feed: Feed, server: Web, noon: datetime
) -> None:
    server.say("/rss", status=500)
    pauses = []
    at = noon
    for _ in range(7):
        keeping.read_due(at)
        pauses.append(fresh(feed).next_at - at)
        at = fresh(feed).next_at
    assert pauses == [HOUR * n for n in (1, 2, 4, 8, 16, 24, 24)]


def test_a_server_that_asks_for_a_pause_gets_it(feed: Feed, server: Web, noon: datetime) -> None:
    server.say("/rss", status=429, headers={"Retry-After": "36000"})
    keeping.read_due(noon)
    assert fresh(feed).next_at == noon + HOUR * 10


def test_a_feed_that_stays_broken_comes_to_the_desk_once_and_leaves_it_when_it_is_read(
    feed: Feed, server: Web, noon: datetime
) -> None:
    server.say("/rss", b"<html><body>404")
    for n in range(8):
        keeping.read(fresh(feed), now=noon + HOUR * n)
    task = Task.objects.get(kind="feed_broken")
    assert task.state == "open"
    server.say("/rss", rss(item("新规")))
    keeping.read(fresh(feed), now=noon + HOUR * 9)
    task.refresh_from_db()
    assert (task.state, fresh(feed).faults, fresh(feed).fault) == ("done", 0, None)
    server.say("/rss", status=500)
    for n in range(10, 18):
        keeping.read(fresh(feed), now=noon + HOUR * n)
    assert Task.objects.filter(kind="feed_broken").count() == 2


def test_faults_that_two_note_at_once_are_both_counted(
    feed: Feed, server: Web, noon: datetime
) -> None:
    server.say("/rss", status=500)
    first, second = fresh(feed), fresh(feed)
    keeping.read(first, now=noon)
    keeping.read(second, now=noon)
    assert fresh(feed).faults == 2


def test_a_feed_that_calls_itself_at_length_is_listed_under_the_beginning_of_it(
    community: Community, noon: datetime
) -> None:
    listed = Listed("https://long.example/rss", "长" * 200)
    feed = keeping.add(community, listed, by=SHELL, now=noon)
    assert (len(feed.name), feed.name[-2:]) == (80, "长…")
    keeping.change(feed, replace(listed, name="短" * 81), by=SHELL, now=noon)
    assert len(fresh(feed).name) == 80


def test_what_was_paused_or_removed_is_not_read(feed: Feed, server: Web, noon: datetime) -> None:
    keeping.pause(feed, by=SHELL, now=noon)
    assert keeping.read_due(noon + HOUR) == 0
    keeping.resume(feed, by=SHELL, now=noon)
    keeping.remove(feed, by=SHELL, now=noon)
    assert keeping.read_due(noon + HOUR) == 0
    keeping.put_back(feed, by=SHELL, now=noon)
    assert keeping.read_due(noon + HOUR) == 1
    keeping.put_back(feed, by=SHELL, now=noon)
    assert Entry.objects.filter(fact="feeds.FeedPutBack").count() == 1


def test_a_feed_that_nobody_can_make_sense_of_keeps_no_other_one_from_being_read(
    feed: Feed, server: Web, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.say("/other", rss(item("最低工资标准调整")))
    other = keeping.add(feed.community, Listed(url, "别处"), by=SHELL, now=noon)
    real = reading.read

    def read(fetched: Fetched, *, now: datetime) -> Told:
        if fetched.url == feed.url:
            raise TypeError
        return real(fetched, now=now)

    monkeypatch.setattr(reading, "read", read)
    assert keeping.read_due(noon) == 2
    assert (fresh(feed).faults, fresh(other).faults) == (1, 0)
    assert fresh(feed).next_at > noon


def test_whoever_changes_a_feed_takes_nothing_back_that_happened_meanwhile(
    feed: Feed, noon: datetime
) -> None:
    before = fresh(feed)
    keeping.pause(feed, by=SHELL, now=noon)
    keeping.change(before, Listed(feed.url, "人社部官网"), by=SHELL, now=noon)
    assert (fresh(feed).name, fresh(feed).paused_at) == ("人社部官网", noon)


def test_an_address_is_listed_once(feed: Feed, community: Community, noon: datetime) -> None:
    with pytest.raises(RefusedError, match="人社部"):
        keeping.add(community, Listed(feed.url, "又一个"), by=SHELL, now=noon)
    keeping.remove(feed, by=SHELL, now=noon)
    keeping.add(community, Listed(feed.url, "又一个"), by=SHELL, now=noon)
    with pytest.raises(RefusedError):
        keeping.put_back(feed, by=SHELL, now=noon)


def test_what_was_said_long_ago_is_erased_and_not_taken_for_new(
    feed: Feed, server: Web, noon: datetime
) -> None:
    server.say("/rss", rss(item("没有日期的新闻")))
    keeping.read(feed, now=noon)
    assert keeping.forget(noon + timedelta(days=29)) == 0
    assert keeping.forget(noon + timedelta(days=31)) == 1
    entry = FeedEntry.objects.get()
    assert (entry.title, entry.link, entry.summary) == ("", "", "")
    assert keeping.read(feed, now=noon + timedelta(days=32)) == 0


def test_old_news_of_a_new_feed_are_left_out(feed: Feed, server: Web, noon: datetime) -> None:
    old = "<pubDate>Thu, 01 Oct 2026 09:00:00 +0800</pubDate>"
    server.say("/rss", rss(item("上个季度的事", more=old)))
    assert keeping.read(feed, now=noon) == 0


def test_how_often_is_a_setting(feed: Feed, community: Community, noon: datetime) -> None:
    playbook.change(community, "feeds", {"every": "30 min"}, by=SHELL, now=noon)
    keeping.read(feed, now=noon)
    assert fresh(feed).next_at == noon + timedelta(minutes=30)


# --- pages --------------------------------------------------------------------------------------


def test_a_feed_is_looked_at_before_it_is_added(client: Client, server: Web) -> None:
    url = server.say("/rss", rss(item("工伤保险条例修订"), name="人社部"))
    shown = client.post(page("_add"), {"url": url, "name": "", "part": "政策"}).content.decode()
    assert "工伤保险条例修订" in shown
    assert "人社部" in shown
    assert not Feed.objects.exists()
    client.post(page("_add"), {"url": url, "name": "人社部", "part": "政策", "add": "1"})
    feed = Feed.objects.get()
    assert (feed.name, feed.part, feed.url) == ("人社部", "政策", url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "is-invalid"),
        ("rss", "http://"),
        ("http://127.0.0.1:1/x", "内部地址"),
        ("http://192.168.1.1/rss", "内部地址"),
        ("ftp://example.com/rss", "http://"),
        ("https://a:b@example.com/", "密码"),
    ],
)
def test_a_wrong_address_is_said_at_its_place_and_stays(client: Client, url: str, why: str) -> None:
    shown = client.post(page("_add"), {"url": url, "name": "我的源", "part": ""}).content.decode()
    assert why in shown
    assert "我的源" in shown
    assert not Feed.objects.exists()


def test_a_web_page_names_its_feeds(client: Client, server: Web) -> None:
    body = b"<html><head><link rel=alternate type='application/atom+xml' href='/atom'></head>"
    url = server.say("/", body, headers={"Content-Type": "text/html"})
    shown = client.post(page("_add"), {"url": url, "add": "1"}).content.decode()
    assert f"{server.base}/atom" in shown
    assert not Feed.objects.exists()


def test_the_list_says_what_is_wrong_and_the_page_reads_at_once(
    client: Client, feed: Feed, server: Web
) -> None:
    client.post(page("_act", feed), {"verb": "read"})
    assert "工伤保险条例修订" in client.get(page("", feed)).content.decode()
    server.say("/rss", status=404)
    client.post(page("_act", feed), {"verb": "read"})
    shown = client.get(page("s")).content.decode()
    assert "404" in shown
    assert "人社部" in client.get(page("s"), {"state": "faulty"}).content.decode()
    assert "人社部" not in client.get(page("s"), {"state": "paused"}).content.decode()


def test_a_feed_is_changed_paused_removed_and_put_back(client: Client, feed: Feed) -> None:
    client.post(page("", feed), {"url": feed.url, "name": "人社部官网", "part": ""})
    assert fresh(feed).name == "人社部官网"
    client.post(page("_act", feed), {"verb": "pause"})
    assert fresh(feed).paused_at
    client.post(page("_act", feed), {"verb": "read"})
    assert not FeedEntry.objects.exists()
    client.post(page("_act", feed), {"verb": "remove"})
    assert "人社部官网" not in client.get(page("s")).content.decode()
    assert "人社部官网" in client.get(page("s"), {"state": "removed"}).content.decode()
    client.post(page("_act", feed), {"verb": "back"})
    assert fresh(feed).removed_at is None
    assert client.post(page("_act", feed), {"verb": "nonsense"}).status_code == 400


def test_a_feed_of_another_community_is_not_there(
    client: Client, feed: Feed, other_community: Community
) -> None:
    Feed.objects.filter(pk=feed.pk).update(community=other_community)
    assert client.get(page("", feed)).status_code == 404
    assert client.post(page("_act", feed), {"verb": "pause"}).status_code == 404
