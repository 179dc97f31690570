"""HR早报: composed of news with their source, put together on the phone in two minutes (M15)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.slots import Moment
from qunce.kernel.text import Words
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.rooms.programme import jobs, laying, news, planning, queries, reserves, writing
from qunce.rooms.programme.domain_news import News, choose, moved
from qunce.rooms.programme.feeds import keeping
from qunce.rooms.programme.feeds.keeping import Listed
from qunce.rooms.programme.models import FeedEntry, Item, Reserve
from qunce.rooms.programme.slots import briefing
from qunce.shell.words import render
from qunce.store.codecs import decode

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
TITLES = ("工伤保险条例征求意见", "平台用工新规解读", "最低工资标准上调", "校招薪酬报告发布")


@pytest.fixture
def item(community: Community, web_group: Group, noon: datetime) -> Item:
    """Return Tuesday's briefing."""
    planning.plan(queries.known_of(community), noon, noon + timedelta(days=3), now=noon)
    return Item.objects.select_related("community").filter(slot="briefing").earliest("at")


@pytest.fixture
def entries(community: Community, noon: datetime) -> list[FeedEntry]:
    """Return news of two feeds, one an hour, the last one the newest."""
    feeds = [
        keeping.add(community, Listed(f"https://{n}.example/", name, part), by=SHELL, now=noon)
        for n, (name, part) in enumerate((("人社部", "政策"), ("行业观察", "行业")))
    ]
    return [
        FeedEntry.objects.create(
            community=community,
            feed=feeds[n % 2],
            key=str(n),
            title=title,
            link=f"https://example.com/{n}",
            seen_at=noon,
            at=noon + timedelta(hours=n),
        )
        for n, title in enumerate(TITLES)
    ]


@pytest.fixture
def client(log_in: LogIn, wang: Person, monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Client:
    """Return the owner's browser, in the evening before."""
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(hours=8))
    return log_in(wang)


def page(item: Item) -> str:
    return reverse("programme_briefing", kwargs={"key": "hr", "pk": item.pk})


def fresh(item: Item) -> Item:
    return Item.objects.select_related("community").get(pk=item.pk)


def form(
    *lines: tuple[str, str, str], do: str = "save", base: int = 0, **more: Any
) -> dict[str, object]:
    """Return what the page sends: lines of (text, source, key)."""
    columns = [list(column) for column in zip(*lines, strict=True)] or [[], [], []]
    blank = [""] * len(lines)
    about = {
        "text": columns[0],
        "source": columns[1],
        "key": columns[2],
        "link": blank,
        "part": blank,
    }
    return {**about, "do": do, "base": base, **more}


# --- what is composed ---------------------------------------------------------------------------


def test_the_newest_are_chosen_two_of_a_source_in_the_order_of_the_parts(noon: datetime) -> None:
    found = [
        News(f"{source}{n}", source, noon + timedelta(minutes=n), part=part)
        for n in range(4)
        for source, part in (("甲", "行业"), ("乙", "政策"), ("丙", ""))
    ]
    lines = choose(found, 5, ("政策", "行业"))
    assert [each.text for each in lines] == ["乙3", "乙2", "甲3", "甲2", "丙3"]
    one = [each for each in found if each.source == "甲"]
    assert [each.text for each in choose(one, 3)] == ["甲3", "甲2", "甲1"]


def test_each_line_has_its_source_and_its_link(noon: datetime) -> None:
    facts = (News("工伤保险条例征求意见", "人社部", noon, "https://example.com/1", "政策"),)
    draft = briefing.compose(Moment(1, (1,), noon, facts), briefing.Config())
    assert render(draft.text) == (
        "【HR早报】11月23日 周一\n1. 【政策】工伤保险条例征求意见（人社部）\n"
        "https://example.com/1\n有想聊的，直接在群里说～"
    )
    bare = briefing.compose(Moment(1, (1,), noon, facts), briefing.Config(links=False))
    assert "https" not in render(bare.text)
    assert not draft.is_ready


def test_it_lies_on_the_desk_a_quarter_of_an_hour_ahead_and_news_are_told_once(
    item: Item, entries: list[FeedEntry], community: Community
) -> None:
    jobs.tick(item.at - timedelta(minutes=15))
    (task,) = Task.objects.filter(kind=laying.KIND)
    text = render(decode(Words, task.words))
    assert all(title in text for title in TITLES)
    assert "（人社部）" in text
    assert set(FeedEntry.objects.values_list("used_for", flat=True)) == {item.pk}
    assert news.find(community.pk, item.at + timedelta(days=1)) == []
    assert len(news.find(community.pk, item.at, item=item.pk)) == 4


def test_a_reserve_in_its_place_leaves_the_news_to_the_next_briefing(
    item: Item, entries: list[FeedEntry], noon: datetime
) -> None:
    known = queries.known_of(item.community)
    laying.lay_down(item, known, now=item.ready_at)
    told = FeedEntry.objects.filter(used_for=item).count()
    reserves.keep(known, "briefing", "试用期三问", by=SHELL, now=noon)
    reserves.take(fresh(item), known, by=SHELL, now=item.ready_at)
    assert told
    assert not FeedEntry.objects.filter(used_for=item).exists()
    assert news.find(item.community_id, item.at + timedelta(days=1))


def test_without_anything_new_it_says_so(item: Item, community: Community) -> None:
    jobs.tick(item.at - timedelta(minutes=15))
    (task,) = Task.objects.filter(kind=laying.KIND)
    assert "上一期早报之后没有新内容" in render(decode(Words, task.hint))


def test_old_news_and_those_of_removed_feeds_are_left_out(
    item: Item, entries: list[FeedEntry], community: Community, noon: datetime
) -> None:
    FeedEntry.objects.filter(pk=entries[0].pk).update(at=noon - timedelta(days=20))
    keeping.remove(entries[1].feed, by=SHELL, now=noon)
    assert [each.title for each in news.find(community.pk, item.at)] == [TITLES[2]]


def test_lines_are_moved_and_stay_at_the_ends(noon: datetime) -> None:
    lines = choose([News(x, x, noon) for x in "abc"], 3)
    assert [each.text for each in moved(lines, 2, -1)] == ["a", "c", "b"]
    assert moved(lines, 0, -1) == lines
    assert moved(lines, 2, 1) == lines
    assert moved(lines, 7, 1) == lines


# --- the page -----------------------------------------------------------------------------------


def test_the_page_begins_with_what_was_chosen_and_offers_the_rest(
    client: Client, item: Item, entries: list[FeedEntry]
) -> None:
    shown = client.get(page(item)).content.decode()
    assert all(title in shown for title in TITLES)
    found = client.get(page(item), {"q": "最低工资"}).context["rest"]
    assert found == []  # it is picked already
    picked = client.get(page(item)).context["lines"]
    assert [each.part for each in picked] == ["政策", "政策", "行业", "行业"]


def test_buttons_move_drop_and_put_in_without_losing_what_was_typed(
    client: Client, item: Item, entries: list[FeedEntry]
) -> None:
    one, two = (("我改短了", "人社部", f"e{entries[0].pk}"), ("第二条", "乙", ""))

    def after(do: str, **more: Any) -> list[str]:
        sent = client.post(page(item), form(one, two, do=do, **more))
        return [each.text for each in sent.context["lines"]]

    assert after("down:0") == ["第二条", "我改短了"]
    assert after("up:0") == ["我改短了", "第二条"]
    assert after("drop:1") == ["我改短了"]
    assert after(f"take:e{entries[2].pk}") == ["我改短了", "第二条", TITLES[2]]
    assert after(f"take:e{entries[0].pk}") == ["我改短了", "第二条"]
    assert after("take:e999") == ["我改短了", "第二条"]
    assert after("own", own_text="自己写的", own_source="群友") == [
        "我改短了",
        "第二条",
        "自己写的",
    ]
    assert after("own", own_text=" ") == ["我改短了", "第二条"]
    assert after("nonsense:1") == ["我改短了", "第二条"]
    assert fresh(item).text == ""


def test_what_is_saved_is_the_text_and_the_news_are_told_once(
    client: Client, item: Item, entries: list[FeedEntry], community: Community
) -> None:
    rows = (("改短了", "（人社部）", f"e{entries[0].pk}"), (" ", "", ""), ("自己写的", "", ""))
    assert client.post(page(item), form(*rows, do="ready")).status_code == 302
    found = fresh(item)
    assert found.text.split("\n")[1:3] == ["1. 改短了（人社部）", "2. 自己写的"]
    assert found.state == "reviewed"
    assert [each.text for each in client.get(page(item)).context["lines"]] == ["改短了", "自己写的"]
    later = news.find(community.pk, item.at + timedelta(days=1))
    assert TITLES[0] not in [each.title for each in later]
    client.post(page(item), form(("只剩这条", "", ""), base=found.version))
    later = news.find(community.pk, item.at + timedelta(days=1))
    assert TITLES[0] in [each.title for each in later]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "挑一条"),
        ([("长" * 161, "", "")], "161"),
        ([(f"第{n}条", "", "") for n in range(21)], "21"),
    ],
)
def test_faults_are_said_and_nothing_is_lost(
    client: Client, item: Item, lines: list[tuple[str, str, str]], why: str
) -> None:
    sent = client.post(page(item), form(*lines))
    assert why in sent.content.decode()
    assert [each.text for each in sent.context["lines"]] == [text for text, _s, _k in lines]
    assert fresh(item).text == ""


def test_a_link_that_is_none_is_refused(client: Client, item: Item) -> None:
    data = form(("新规", "人社部", ""))
    data["link"] = ["javascript:alert(1)"]
    shown = client.post(page(item), data).content.decode()
    assert "第 1 条" in shown
    assert 'href="javascript' not in shown
    assert fresh(item).text == ""


def test_a_key_that_is_none_is_a_line_without_news(client: Client, item: Item) -> None:
    rows = (("自己写的", "", "ex"), ("又一条", "", "e" + "9" * 30))
    assert client.post(page(item), form(*rows)).status_code == 302
    assert "1. 自己写的" in fresh(item).text
    assert not FeedEntry.objects.exclude(used_for=None).exists()


def test_two_editors_lose_nothing(
    client: Client, item: Item, community: Community, mia: Person, noon: datetime
) -> None:
    known = queries.known_of(community)
    writing.write(item, "别人写的", known, base=0, by=as_actor(mia), now=noon)
    sent = client.post(page(item), form(("我的", "", ""), base=0))
    shown = sent.content.decode()
    assert "别人写的" in shown
    assert [each.text for each in sent.context["lines"]] == ["我的"]
    assert fresh(item).text == "别人写的"
    again = client.post(page(item), form(("我的", "", ""), base=fresh(item).version))
    assert again.status_code == 302
    assert "1. 我的" in fresh(item).text


def test_without_news_it_offers_the_reserve(client: Client, item: Item, noon: datetime) -> None:
    Reserve.objects.create(
        community=item.community, slot="briefing", text="备用的一篇", created_at=noon
    )
    shown = client.get(page(item)).content.decode()
    assert "备用的一篇" in shown


def test_only_a_briefing_has_this_page(client: Client, item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(slot="extra")
    assert client.get(page(item)).status_code == 404
