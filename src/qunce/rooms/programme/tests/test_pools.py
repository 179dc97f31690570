"""Tips, topics, shares and articles: of the pools and the library, never twice (M16, M35)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from qunce import clock
from qunce.facts.reads import LibraryNews
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.slots import Moment
from qunce.kernel.text import Words
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import domain_pools, filling, jobs, laying, planning, pools, queries
from qunce.rooms.programme.domain_pools import Chosen, EntryState, Pool, Written
from qunce.rooms.programme.models import Impact, Item, PoolEntry, PoolUse
from qunce.rooms.programme.slots import article, evening, tip, topic
from qunce.rooms.programme.slots.topic import Talked
from qunce.shell.house import house
from qunce.shell.words import render
from qunce.store.codecs import decode
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


@pytest.fixture
def client(log_in: LogIn, wang: Person, monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Client:
    """Return the owner's browser, at noon."""
    monkeypatch.setattr(clock, "now", lambda: noon)
    return log_in(wang)


def on(community: Community, noon: datetime, *slots: str, **values: Any) -> None:
    for slot in slots:
        playbook.change(community, f"slots.{slot}", {"is_on": True, **values}, by=SHELL, now=noon)


def put(community: Community, noon: datetime, pool: Pool, *titles: str) -> list[PoolEntry]:
    return [filling.add(community, pool, Written(each), by=SHELL, now=noon) for each in titles]


def items(community: Community, noon: datetime, slot: str, days: int = 5) -> list[Item]:
    planning.plan(queries.known_of(community), noon, noon + timedelta(days=days), now=noon)
    return list(Item.objects.filter(community=community, slot=slot).order_by("at"))


def lay(item: Item) -> list[str]:
    known = queries.known_of(item.community)
    tasks = laying.lay_down(item, known, now=item.ready_at)
    return [render(decode(Words, task.words)) for task in tasks]


def page(name: str, **about: Any) -> str:
    return reverse(f"programme_pool{name}", kwargs={"key": "hr", **about})


# --- what comes with the house ------------------------------------------------------------------


@pytest.mark.parametrize("pool", [Pool.TIP, Pool.TOPIC])
def test_sixty_of_each_come_with_the_house(pool: Pool) -> None:
    found = domain_pools.shipped(pool)
    assert len(found) == 60
    assert len({each.title for each in found}) == 60
    assert all(len(each.title) <= 120 and len(each.source) <= 80 for each in found)


def test_what_comes_with_the_house_is_brought_in_once(community: Community, noon: datetime) -> None:
    assert filling.stock(community, Pool.TIP, by=SHELL, now=noon) == 60
    entry = PoolEntry.objects.first()
    assert entry is not None
    filling.change(entry, Written("改过的"), base=1, by=SHELL, now=noon)
    filling.retire(entry, by=SHELL, now=noon)
    assert filling.stock(community, Pool.TIP, by=SHELL, now=noon) == 0
    assert filling.stock(community, Pool.SHARE, by=SHELL, now=noon) == 0


# --- slots --------------------------------------------------------------------------------------


def test_slots_of_the_pools_are_switched_on_by_the_owner(
    community: Community, web_group: Group, noon: datetime
) -> None:
    assert items(community, noon, "tip") == []
    on(community, noon, "tip")
    assert len(items(community, noon, "tip")) == 4


def test_the_tip_stands_at_the_end_of_the_briefing_and_none_comes_twice(
    community: Community, web_group: Group, noon: datetime
) -> None:
    on(community, noon, "tip")
    put(community, noon, Pool.TIP, "小贴士甲", "小贴士乙", "小贴士丙")
    texts = []
    items(community, noon, "tip")
    for each in Item.objects.filter(slot="briefing").order_by("at")[:3]:
        texts += lay(each)
    found = [text.rpartition("【HR小贴士】")[2] for text in texts]
    assert found == ["小贴士甲", "小贴士乙", "小贴士丙"]
    assert texts[0].startswith("【HR早报】")
    assert PoolUse.objects.count() == 3
    (fourth,) = lay(Item.objects.filter(slot="briefing").order_by("at")[3])
    assert "小贴士" not in fourth


def test_two_tips_a_day_and_their_clauses(noon: datetime) -> None:
    facts = (
        Chosen(1, "先签合同", source="劳动合同法第十条", is_approved=True),
        Chosen(2, "再上岗", is_approved=True),
    )
    (draft,) = tip.compose(Moment(1, (1,), noon, facts), tip.Config())
    assert render(draft.text) == "【HR小贴士】\n· 先签合同（劳动合同法第十条）\n· 再上岗"
    assert draft.is_ready
    assert tip.compose(Moment(1, (1,), noon), tip.Config()) == ()


def test_after_its_weeks_an_entry_comes_again_the_longest_unused_first(
    community: Community, noon: datetime
) -> None:
    first, second = put(community, noon, Pool.TOPIC, "甲", "乙")
    days = timedelta(days=1)
    for number, entry in enumerate((second, first)):
        item = Item.objects.create(
            community=community,
            slot="topic",
            at=noon,
            ready_at=noon,
            until=noon,
            created_at=noon,
        )
        fact = Chosen(entry.pk, entry.title)
        pools.note_use(
            Moment(community.pk, (), noon, (fact,), item=item.pk), (), noon + days * number
        )

    def next_at(weeks: int) -> list[str]:
        moment = Moment(community.pk, (), noon + timedelta(weeks=weeks))
        return [each.title for each in pools.pick(moment, Pool.TOPIC, 2)]

    assert (next_at(1), next_at(3)) == ([], ["乙"])


def test_what_is_not_approved_does_not_go_out(community: Community, noon: datetime) -> None:
    entry, *_rest = put(community, noon, Pool.TOPIC, "甲")
    filling.retire(entry, by=SHELL, now=noon)
    filling.bring_in(community, Pool.TOPIC, [Written("乙")], by=SHELL, now=noon)
    assert pools.pick(Moment(community.pk, (), noon), Pool.TOPIC, 1) == []
    assert filling.approve_all(community, Pool.TOPIC, by=SHELL, now=noon) == 1
    assert [each.title for each in pools.pick(Moment(community.pk, (), noon), Pool.TOPIC, 1)] == [
        "乙"
    ]


def test_the_topic_is_ready_and_tells_how_many_took_part_last_time(
    community: Community, web_group: Group, noon: datetime
) -> None:
    on(community, noon, "topic")
    put(community, noon, Pool.TOPIC, "试用期怎么考核？", "候选人反悔怎么办？")
    first, second, *_rest = items(community, noon, "topic")
    assert "试用期怎么考核？" in lay(first)[0]
    first.refresh_from_db()
    assert (first.state, first.topic) == ("reviewed", "试用期怎么考核？")
    Item.objects.filter(pk=first.pk).update(state="measured")
    Impact.objects.create(
        community=community,
        item=first,
        group=web_group,
        posted_at=first.at,
        measured_at=first.at,
        messages=9,
        people=5,
        replies=None,
    )
    (text,) = lay(second)
    assert "候选人反悔怎么办？" in text
    assert "5 位群友参与" in text


@pytest.mark.parametrize(("people", "told"), [(2, False), (3, True)])
def test_few_who_took_part_are_not_told(noon: datetime, people: int, told: bool) -> None:
    facts = (Chosen(1, "新话题"), Talked("旧话题", people))
    draft = topic.compose(Moment(1, (1,), noon, facts), topic.Config())
    assert ("旧话题" in render(draft.text)) is told
    quiet = topic.compose(Moment(1, (1,), noon, facts), topic.Config(follow_up=False))
    assert "旧话题" not in render(quiet.text)


def test_a_topic_that_somebody_chose_goes_first(community: Community, noon: datetime) -> None:
    put(community, noon, Pool.TOPIC, "甲", "乙")
    chosen = Moment(community.pk, (), noon, topic="乙")
    assert [each.title for each in pools.pick(chosen, Pool.TOPIC, 4)] == ["乙"]
    own = Moment(community.pk, (), noon, topic="自己想的")
    assert pools.pick(own, Pool.TOPIC, 4) == [Chosen(0, "自己想的", is_approved=True)]


def test_an_empty_pool_of_topics_asks_for_one(
    community: Community, web_group: Group, noon: datetime
) -> None:
    on(community, noon, "topic")
    first, *_rest = items(community, noon, "topic")
    jobs.tick(first.ready_at)
    task = Task.objects.get(key__contains="topic")
    assert first.state == "planned"
    assert Item.objects.get(pk=first.pk).state != "reviewed"
    assert task.state == "open"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> list[LibraryNews]:
    """Let the library hold a short article and a long one."""
    held = [
        LibraryNews(1, "article", "短文", "要点", "/m/hr/library/1/", noon, by="老李", length=200),
        LibraryNews(2, "article", "长文", "摘要", "/m/hr/library/2/", noon, by="老李", length=2000),
    ]
    monkeypatch.setattr(type(house), "ask", lambda _self, _q: lambda *_a, **_k: held)
    return held


def test_the_evening_takes_a_share_before_the_library(
    community: Community, noon: datetime, library: list[LibraryNews]
) -> None:
    moment = Moment(community.pk, (), noon)
    (found,) = evening.gather(moment)
    assert found.title == "短文"
    draft = evening.compose(Moment(1, (1,), noon, (found,)), evening.Config())
    assert not draft.is_ready
    assert "—— 老李\n全文：" in render(draft.text)
    filling.add(community, Pool.SHARE, Written("群友分享", source="Ben"), by=SHELL, now=noon)
    (found,) = evening.gather(moment)
    assert evening.compose(Moment(1, (1,), noon, (found,)), evening.Config()).is_ready
    assert found.title == "群友分享"


def test_the_article_is_a_long_one_that_was_not_told(
    community: Community, noon: datetime, library: list[LibraryNews]
) -> None:
    moment = Moment(community.pk, (), noon + timedelta(days=3))
    assert [each.title for each in article.gather(moment)] == ["长文"]
    chosen = Moment(community.pk, (), noon, topic="短文")
    assert [each.title for each in article.gather(chosen)] == ["短文"]
    Item.objects.create(
        community=community,
        slot="evening",
        topic="长文",
        at=noon,
        ready_at=noon,
        until=noon,
        created_at=noon,
    )
    assert article.gather(moment) == ()
    draft = article.compose(moment, article.Config())
    assert not draft.text.msgid
    assert "长文" in render(draft.hint)


# --- pages --------------------------------------------------------------------------------------


def test_an_empty_pool_offers_what_comes_with_the_house(client: Client) -> None:
    shown = client.get(page("", pool="tip")).content.decode()
    assert "收进 60 条现成的" in shown
    client.post(page("_fill", pool="tip"), {"verb": "fill"})
    assert PoolEntry.objects.filter(pool="tip", state=EntryState.APPROVED).count() == 60
    shown = client.get(page("", pool="tip"), {"q": "竞业"}).content.decode()
    assert "劳动合同法第二十三条" in shown
    assert "去开启" in shown
    assert client.get(page("", pool="nonsense")).status_code == 404


def test_an_entry_is_written_changed_and_taken_out_of_use(client: Client) -> None:
    client.post(page("_add", pool="topic"), {"title": "试用期怎么考核？", "text": "", "source": ""})
    entry = PoolEntry.objects.get()
    again = client.post(page("_add", pool="topic"), {"title": "试用期怎么考核？"})
    assert "已经在内容池里了" in again.content.decode()
    client.post(
        page("_entry", pk=entry.pk), {"title": "试用期怎么考？", "link": "javascript:1", "base": 1}
    )
    client.post(page("_entry", pk=entry.pk), {"title": "试用期怎么考？", "text": "说说", "base": 1})
    client.post(page("_act", pk=entry.pk), {"verb": "retire"})
    entry.refresh_from_db()
    assert (entry.title, entry.text, entry.link) == ("试用期怎么考？", "说说", "")
    assert entry.state == EntryState.RETIRED
    assert client.post(page("_act", pk=entry.pk), {"verb": "retire"}).status_code == 400
    assert client.post(page("_act", pk=entry.pk), {"verb": "nonsense"}).status_code == 400


def test_a_list_is_looked_at_before_it_is_brought_in(client: Client) -> None:
    lines = "# 说明\n甲话题｜说说看｜群友\n\n乙话题\n乙话题\n"
    shown = client.post(page("_bring", pool="topic"), {"lines": lines}).content.decode()
    assert "新增 2 条" in shown
    assert not PoolEntry.objects.exists()
    client.post(page("_bring", pool="topic"), {"lines": lines, "take": "1"})
    assert set(PoolEntry.objects.values_list("title", "state")) == {
        ("甲话题", "offered"),
        ("乙话题", "offered"),
    }
    client.post(page("_fill", pool="topic"), {"verb": "approve"})
    assert not PoolEntry.objects.filter(state="offered").exists()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "is-invalid"),
        ("# 只有说明", "没有新内容"),
        ("长" * 121, "121"),
        ("\n".join(f"话题{n}" for n in range(301)), "301"),
    ],
)
def test_a_list_with_faults_is_refused_and_stays(client: Client, lines: str, why: str) -> None:
    shown = client.post(page("_bring", pool="topic"), {"lines": lines, "take": "1"})
    assert why in shown.content.decode()
    assert lines[:20] in shown.content.decode()
    assert not PoolEntry.objects.exists()


def test_the_page_of_an_entry_tells_when_it_was_used(
    client: Client, community: Community, web_group: Group, noon: datetime
) -> None:
    on(community, noon, "topic")
    (entry,) = put(community, noon, Pool.TOPIC, "试用期怎么考核？")
    first, *_rest = items(community, noon, "topic")
    lay(first)
    shown = client.get(page("_entry", pk=entry.pk)).content.decode()
    assert reverse("programme_item", kwargs={"key": "hr", "pk": first.pk}) in shown


def test_an_entry_of_another_community_is_not_there(
    client: Client, other_community: Community, noon: datetime
) -> None:
    (entry,) = put(other_community, noon, Pool.TIP, "别处的")
    assert client.get(page("_entry", pk=entry.pk)).status_code == 404
    assert client.post(page("_act", pk=entry.pk), {"verb": "retire"}).status_code == 404


def test_titles_are_one_a_community(community: Community, noon: datetime) -> None:
    first, second = put(community, noon, Pool.TIP, "甲", "乙")
    with pytest.raises(RefusedError, match="甲"):
        filling.change(second, Written("甲"), base=1, by=SHELL, now=noon)
    assert first.title == "甲"


def test_the_page_of_a_topic_names_who_answered(
    web_stage: Stage,
    ben: Person,
    wang: Person,
    log_in: LogIn,
    noon: datetime,
) -> None:
    community = web_stage.group.community
    on(community, noon, "topic")
    (entry,) = put(community, noon, Pool.TOPIC, "试用期怎么考核？")
    first, *_rest = items(community, noon, "topic")
    web_stage.later(seconds=(first.at - web_stage.now).total_seconds())
    jobs.tick(web_stage.now)
    web_stage.work()
    web_stage.later(minutes=5)
    web_stage.say(ben, "我们按月打分")
    web_stage.say(wang, "谢谢")
    shown = log_in(wang).get(page("_entry", pk=entry.pk)).content.decode()
    assert f"参与的人: {ben.name}" in shown
    assert wang.name not in shown.partition("参与的人")[2].partition("</div>")[0]
