"""M36, M16, M35: the weekly article by its chain of deadlines; topics and tips by themselves."""

from datetime import datetime, timedelta

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.ledger import actions as ledger
from qunce.ledger.models import Task
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import filling, jobs, queries, steps, writing
from qunce.rooms.programme.domain import ItemState, StepKind
from qunce.rooms.programme.domain_pools import Pool
from qunce.rooms.programme.models import Item
from stage import Stage

WEEKS = 4
HOLIDAY = range(1, 8)  # of October 2026


def begin(stage: Stage, *slots: str) -> None:
    stage.now = datetime(2026, 9, 20, 12, tzinfo=stage.now.tzinfo)
    community = stage.group.community
    for slot in slots:
        about = {"is_on": True, "holidays": "skip"}
        playbook.change(community, f"slots.{slot}", about, by=SHELL, now=stage.now)
    stage.work()
    jobs.fill(stage.now)


def at(stage: Stage, moment: datetime) -> None:
    stage.now = moment
    jobs.tick(moment)
    stage.work()


def test_story_m36_the_article_goes_from_topic_to_effect_each_step_with_its_person(
    web_stage: Stage, lin: Person, wang: Person, ben: Person
) -> None:
    community = web_stage.group.community
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=web_stage.now)
    begin(web_stage, "article")
    known = queries.known_of(community)
    item = Item.objects.filter(slot="article").select_related("community").earliest("at")
    due = {StepKind(each.kind): each.due for each in item.steps.all()}
    assert due[StepKind.CHOOSE] < due[StepKind.DRAFT] < due[StepKind.REVIEW] < due[StepKind.POST]
    web_stage.now = due[StepKind.CHOOSE] - timedelta(hours=20)
    steps.remind(web_stage.now)
    lines = Task.objects.filter(kind=steps.KINDS[StepKind.CHOOSE])
    writing.choose(item, "宽带薪酬的三个坑", known, by=as_actor(lin), now=web_stage.now)
    assert lines.get().state == "done"
    web_stage.now = due[StepKind.DRAFT] - timedelta(hours=3)
    text = "宽带薪酬的三个坑：数据与案例"
    item.refresh_from_db()
    writing.write(item, text, known, base=item.version, by=as_actor(lin), now=web_stage.now)
    steps.remind(due[StepKind.REVIEW] - timedelta(hours=2))
    assert Task.objects.filter(kind=steps.KINDS[StepKind.REVIEW], state="open").exists()
    item = Item.objects.select_related("community").get(pk=item.pk)
    writing.approve(item, known, by=as_actor(wang), now=due[StepKind.REVIEW])
    at(web_stage, item.at)
    assert Message.objects.filter(group=web_stage.group, text=text).count() == 1
    web_stage.later(minutes=10)
    web_stage.say(ben, "第二个坑我们踩过")
    web_stage.later(hours=3)
    jobs.measure(web_stage.now)
    item.refresh_from_db()
    assert item.state == ItemState.MEASURED
    assert not item.steps.filter(done_at=None).exists()
    assert item.impacts.get().people == 1


def test_story_m16_m35_topics_and_tips_come_by_themselves_never_twice_and_not_on_holidays(
    web_stage: Stage,
) -> None:
    community = web_stage.group.community
    begin(web_stage, "topic", "tip")
    for pool in (Pool.TOPIC, Pool.TIP):
        filling.stock(community, pool, by=SHELL, now=web_stage.now)
    start = web_stage.now.replace(hour=0) + timedelta(days=1)
    for number in range(7 * WEEKS):
        day = start + timedelta(days=number)
        for hour in (9, 12):
            at(web_stage, day.replace(hour=hour))
            for task in Task.objects.filter(kind="post", state="open"):
                if task.due and task.due < web_stage.now:
                    ledger.skip_task(task, by=SHELL, now=web_stage.now)
    topics = Item.objects.filter(slot="topic", state__in=("posted", "measured"))
    titles = list(topics.values_list("topic", flat=True))
    assert len(titles) == len(set(titles)) > 10
    zone = queries.known_of(community).zone
    days = [each.astimezone(zone) for each in topics.values_list("at", flat=True)]
    assert not [each for each in days if each.month == 10 and each.day in HOLIDAY]
    tips = Item.objects.filter(slot="tip").exclude(merged_into=None)
    assert tips.exists()  # inside the briefing: no post of their own
    said = Message.objects.filter(group=web_stage.group).values_list("text", flat=True)
    assert sum("【午间话题】" in each for each in said) == len(titles)
