"""M17, M36: deep content on two evenings a week, for four weeks, one of which nobody prepares."""

from collections import Counter
from datetime import date, datetime, timedelta

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Task
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.library.tests.texts import published
from qunce.rooms.programme import filling, jobs, leaving, queries, steps, writing
from qunce.rooms.programme.domain import OPEN, ItemState
from qunce.rooms.programme.domain_pools import Pool, Written
from qunce.rooms.programme.models import Item, PoolEntry
from stage import Stage

FIRST, DAYS = date(2026, 11, 23), 28
EVENINGS = (1, 3)  # Tuesday and Thursday
TIMES = ((9, 0), (17, 55), (18, 0), (18, 20), (22, 30))
SHARES = ("谈薪时怎么守住预算", "校招宣讲的三个细节")
UNPREPARED = 1  # the second week: nobody chooses or writes an article
WRITTEN = {0: "宽带薪酬的三个坑", 3: "年终奖沟通的数据与案例"}
LONG = "## 数据\n\n" + "离职率与薪酬分位的关系，按职级拆开看。" * 60
SHORT = "续签前三十天发意向书。"


def begin(stage: Stage) -> None:
    """Switch both evenings on, with two shares in the pool."""
    community = stage.group.community
    stage.now = datetime(2026, 11, 22, 12, tzinfo=stage.now.tzinfo)
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=stage.now)
    for slot, on in (("evening", True), ("article", True), ("briefing", False)):
        playbook.change(community, f"slots.{slot}", {"is_on": on}, by=SHELL, now=stage.now)
    for title in SHARES:
        written = Written(title, "分享正文", source="王芳")
        filling.add(community, Pool.SHARE, written, by=SHELL, now=stage.now)
    stage.work()
    jobs.fill(stage.now)


def write_article(item: Item, title: str, lin: Person, now: datetime) -> None:
    """Let the content admin choose the topic and write the article."""
    known = queries.known_of(item.community)
    writing.choose(item, title, known, by=as_actor(lin), now=now)
    item.refresh_from_db()
    text = f"【本周深度】{title}"
    writing.write(item, text, known, base=item.version, by=as_actor(lin), now=now)


def prepare(stage: Stage, day: date, lin: Person) -> None:
    """Do on a morning what the content admin does that week; the library grows in the third."""
    week, weekday = divmod((day - FIRST).days, 7)
    community = stage.group.community
    if weekday == 0 and week == 2:
        published(community, "续签意向书范本", stage.now, SHORT)
        published(community, "离职率与薪酬分位", stage.now - timedelta(hours=1), LONG)
    if weekday == 1 and week in WRITTEN:
        articles = Item.objects.select_related("community").filter(slot="article", state__in=OPEN)
        item = articles.filter(at__gt=stage.now).earliest("at")
        write_article(item, WRITTEN[week], lin, stage.now)


def look_through(stage: Stage, wang: Person, week: int) -> None:
    """Let a second person approve in the evening what lies on the desk with a text."""
    known = queries.known_of(stage.group.community)
    drafted = Item.objects.filter(state=ItemState.DRAFTED, laid_at__isnull=False)
    for item in drafted.select_related("community"):
        if item.text and week != UNPREPARED:
            writing.approve(item, known, by=as_actor(wang), now=stage.now)
        elif not item.text and week == 3:
            leaving.skip(item, known, by=as_actor(wang), now=stage.now)


def live(stage: Stage, day: date, lin: Person, wang: Person, ben: Person) -> None:
    start = datetime.combine(day, datetime.min.time(), stage.now.tzinfo)
    week = (day - FIRST).days // 7
    quiet = day.weekday() not in EVENINGS
    for hour, minute in ((9, 0), (22, 30)) if quiet else TIMES:
        stage.now = start.replace(hour=hour, minute=minute)
        jobs.tick(stage.now)
        if hour == 9:
            jobs.fill(stage.now)
            prepare(stage, day, lin)
        if (hour, minute) == (17, 55):
            look_through(stage, wang, week)
        if (hour, minute) == (18, 20) and evenings(stage).get(day):
            stage.say(ben, f"{day:%m-%d} 这篇我们用得上")
        stage.work()
    jobs.measure(stage.now)


def evenings(stage: Stage) -> dict[date, str]:
    """Return the title of what was posted, day by day, as it stands in its first line."""
    heads = ("【干货晚八点】", "【本周深度】")
    rows = Message.objects.filter(group=stage.group).order_by("id").values_list("sent_at", "text")
    said = [(at.astimezone(stage.now.tzinfo), text) for at, text in rows if text[:1] == "【"]
    assert {f"{at:%H:%M}" for at, _text in said} <= {"18:00"}
    return {
        at.date(): text.split("\n")[0].removeprefix(head)
        for at, text in said
        for head in heads
        if text.startswith(head)
    }


def test_story_m17_two_evenings_a_week_from_shares_the_library_and_the_desk_none_twice(
    web_stage: Stage, lin: Person, wang: Person, ben: Person
) -> None:
    begin(web_stage)
    for number in range(DAYS):
        live(web_stage, FIRST + timedelta(days=number), lin, wang, ben)
    told = evenings(web_stage)
    assert told == {
        date(2026, 11, 24): SHARES[0],  # approved in the pool: it needs nobody
        date(2026, 11, 26): WRITTEN[0],
        date(2026, 12, 1): SHARES[1],
        date(2026, 12, 8): "续签意向书范本",  # the pool is used up: of the library, looked through
        date(2026, 12, 10): "离职率与薪酬分位",
        date(2026, 12, 17): WRITTEN[3],
    }
    assert max(Counter((day - FIRST).days // 7 for day in told).values()) == 2
    missed = Item.objects.get(slot="article", state=ItemState.MISSED)
    assert missed.at.astimezone(web_stage.now.tzinfo).date() == date(2026, 12, 3)
    assert Task.objects.filter(kind="programme_missed", key__contains="2026-12-03").exists()
    asked = Task.objects.filter(kind__in=steps.KINDS.values(), key__startswith=f"step:{missed.pk}:")
    assert {each.role for each in asked} == {"content"}
    skipped = Item.objects.get(slot="evening", state=ItemState.SKIPPED)
    assert skipped.at.astimezone(web_stage.now.tzinfo).date() == date(2026, 12, 15)
    measured = Item.objects.filter(state=ItemState.MEASURED)
    assert [each.impacts.get().people for each in measured] == [1] * len(told)
    assert not PoolEntry.objects.filter(pool=Pool.SHARE, used_at=None).exists()
