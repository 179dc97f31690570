"""M15, M53: four weeks of the programme, with a holiday week, an outage, and an idle day."""

from datetime import date, datetime, timedelta

from cast import as_actor
from qunce.chat.models import Message
from qunce.facts.programme import PostSent
from qunce.kernel.actors import SHELL
from qunce.kernel.effects import Status
from qunce.ledger import queries as record
from qunce.ledger.contracts import Assignment
from qunce.ledger.models import Errand, Task
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import jobs, posting, queries, writing
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Item, Reserve
from stage import Stage

FIRST = date(2026, 9, 21)
OUTAGE = date(2026, 9, 29)  # the machine is off all day
IDLE = date(2026, 10, 13)  # nobody prepares anything
HOLIDAYS = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
MADE_UP = date(2026, 10, 10)  # a Saturday on which people work


def working_days() -> list[date]:
    days = [FIRST + timedelta(days=number) for number in range(28)]
    return [d for d in days if d == MADE_UP or (d.weekday() < 5 and d not in HOLIDAYS)]


def words(day: date) -> str:
    return f"【HR早报】{day:%m-%d} 三条"


def let_a_day_pass(stage: Stage, day: date, person: Person) -> None:
    """Live through a morning: planned, prepared at 8:50, due at nine, over at eleven."""
    start = stage.now.replace(year=day.year, month=day.month, day=day.day)
    for hour, minute in ((8, 45), (8, 50), (9, 0), (9, 1), (11, 1), (20, 0)):
        stage.now = start.replace(hour=hour, minute=minute, second=0)
        jobs.tick(stage.now)
        stage.work()
        if (hour, minute) == (8, 50) and day != IDLE:
            prepare(stage, day, person)


def prepare(stage: Stage, day: date, person: Person) -> None:
    known = queries.known_of(stage.group.community)
    for item in Item.objects.filter(slot="briefing", state=ItemState.DRAFTED):
        if known.local(item.at).date() == day:
            by = as_actor(person)
            writing.write(item, words(day), known, base=item.version, by=by, now=stage.now)
            item.refresh_from_db()
            writing.approve(item, known, by=by, now=stage.now)
    stage.work()


def begin(stage: Stage) -> None:
    stage.now = datetime(2026, 9, 20, 12, tzinfo=stage.now.tzinfo)
    about = {"holidays": "workdays"}
    playbook.change(stage.group.community, "slots.briefing", about, by=SHELL, now=stage.now)


def test_story_m15_four_weeks_with_holidays_an_outage_and_a_day_that_nobody_prepared(
    web_stage: Stage, wang: Person
) -> None:
    begin(web_stage)
    for number in range(28):
        day = FIRST + timedelta(days=number)
        if day != OUTAGE:
            let_a_day_pass(web_stage, day, wang)
    posted = [day for day in working_days() if day not in {OUTAGE, IDLE}]
    said = Message.objects.filter(group=web_stage.group, text__startswith="【HR早报】")
    assert sorted(said.values_list("text", flat=True)) == sorted(map(words, posted))
    zone = web_stage.now.tzinfo
    times = {f"{each.astimezone(zone):%H:%M}" for each in said.values_list("sent_at", flat=True)}
    assert times == {"09:00"}
    states = Item.objects.filter(slot="briefing").values_list("state", flat=True)
    assert list(states).count(ItemState.POSTED) == len(posted)
    missed = Item.objects.filter(slot="briefing", state=ItemState.MISSED)
    assert {each.at.astimezone(zone).date() for each in missed} == {OUTAGE, IDLE}
    keys = set(Task.objects.filter(kind="programme_missed").values_list("key", flat=True))
    assert {f"missed:{web_stage.group.community_id}:{day}" for day in (OUTAGE, IDLE)} <= keys


def test_story_m15_a_worker_that_died_after_posting_posts_nothing_twice(
    web_stage: Stage, wang: Person
) -> None:
    begin(web_stage)
    let_a_day_pass(web_stage, FIRST, wang)
    errands = list(Errand.objects.filter(kind="programme.deliver"))
    assert errands
    for errand in errands:  # another worker takes over what the dead one had not ended
        again = Assignment(
            errand=errand.pk,
            key=errand.key,
            community=errand.community_id,
            payload=errand.payload,
            attempt=2,
            now=web_stage.now,
            beat=lambda: None,
        )
        assert posting.execute(again).status is Status.DONE
    web_stage.work()
    assert Message.objects.filter(text=words(FIRST)).count() == 1
    assert record.list_entries(web_stage.group.community_id, kinds=(PostSent,)).count() == 1


def test_story_m35_a_reserve_is_posted_on_the_day_that_nobody_prepared(
    web_stage: Stage, wang: Person
) -> None:
    begin(web_stage)
    community = web_stage.group.community
    about = {"unapproved": "reserve"}
    playbook.change(community, "slots.briefing", about, by=SHELL, now=web_stage.now)
    Reserve.objects.create(
        community=community, slot="briefing", text="【备用】试用期三问", created_at=web_stage.now
    )
    let_a_day_pass(web_stage, IDLE, wang)
    assert Message.objects.filter(text="【备用】试用期三问").count() == 1
