"""From the plan to the groups: once, in time, checked again, and said where not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.chat.models import Message
from qunce.facts.programme import PostMissed, PostSent
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import jobs, leaving, measuring, moving, planning, queries, writing
from qunce.rooms.programme.domain import DONE, ItemState
from qunce.rooms.programme.models import Impact, Item, Reserve
from qunce.rooms.programme.moving import Extra, OverBudgetError
from qunce.rooms.programme.queries import Known
from stage import Stage

TEXT = "【HR早报】今天三条，详见群公告"
Change = Callable[..., None]


@pytest.fixture
def change(community: Community, noon: datetime) -> Change:
    """Return a function that sets something in a section of the settings."""

    def to(section: str = "slots.briefing", **values: object) -> None:
        playbook.change(community, section, values, by=SHELL, now=noon - timedelta(days=1))

    return to


def known(stage: Stage) -> Known:
    return queries.known_of(stage.group.community)


def briefing(stage: Stage) -> Item:
    """Return the next day's briefing, planned ahead."""
    planning.plan(known(stage), stage.now, stage.now + timedelta(days=1), now=stage.now)
    return Item.objects.select_related("community").get(slot="briefing", at__gt=stage.now)


def to_morning(stage: Stage, hour: int = 8, minute: int = 45) -> None:
    """Let the clock come to the next morning, minute by minute where anything happens."""
    stage.now = stage.now.replace(day=24, hour=hour, minute=minute)
    jobs.tick(stage.now)
    stage.work()


def prepare(stage: Stage, item: Item, person: Person | None = None, *, ready: bool = True) -> None:
    by = as_actor(person) if person else SHELL
    writing.write(item, TEXT, known(stage), base=item.version, by=by, now=stage.now)
    item.refresh_from_db()
    if ready:
        writing.approve(item, known(stage), by=by, now=stage.now)


def said(stage: Stage) -> int:
    return Message.objects.filter(text=TEXT).count()


def fresh(item: Item) -> Item:
    return Item.objects.select_related("community").get(pk=item.pk)


# --- posted -------------------------------------------------------------------------------------


def test_what_is_ready_goes_out_at_its_time_once_and_no_earlier(web_stage: Stage) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage)
    assert said(web_stage) == 0
    web_stage.later(minutes=14)
    assert said(web_stage) == 0
    web_stage.later(minutes=1)
    assert said(web_stage) == 1
    assert fresh(item).state == ItemState.POSTED
    for _minute in range(5):
        jobs.tick(web_stage.now)
        web_stage.later(minutes=1)
    assert said(web_stage) == 1
    assert Task.objects.get(kind="post").state == "done"


def test_what_nobody_made_ready_waits_on_the_desk_and_goes_out_with_the_approval(
    web_stage: Stage, wang: Person
) -> None:
    item = briefing(web_stage)
    to_morning(web_stage)
    web_stage.later(minutes=20)
    assert fresh(item).state == ItemState.DRAFTED
    assert not Message.objects.filter(text__contains="早报").exists()
    prepare(web_stage, fresh(item), wang)
    web_stage.work()
    assert said(web_stage) == 1
    assert fresh(item).state == ItemState.POSTED


def test_a_group_by_hand_gets_it_with_the_tick_of_a_person(
    manual_stage: Stage, wang: Person
) -> None:
    Group.objects.filter(channel="web").delete()
    item = briefing(manual_stage)
    prepare(manual_stage, item, wang)
    to_morning(manual_stage)
    manual_stage.later(minutes=16)
    (task,) = Task.objects.filter(kind="post")
    assert fresh(item).state == ItemState.REVIEWED
    target = task.targets.get(group=manual_stage.group)
    ledger.tick_target(target, by=as_actor(wang), now=manual_stage.now)
    manual_stage.work()
    item = fresh(item)
    assert item.state == ItemState.POSTED
    assert item.posted_at == manual_stage.now


def test_a_tick_by_mistake_is_taken_back(manual_stage: Stage) -> None:
    item = briefing(manual_stage)
    to_morning(manual_stage)
    (task,) = Task.objects.filter(kind="post")
    ledger.finish_task(task, by=SHELL, now=manual_stage.now)
    manual_stage.work()
    assert fresh(item).state == ItemState.POSTED
    ledger.reopen_task(Task.objects.get(pk=task.pk), by=SHELL, now=manual_stage.now)
    manual_stage.work()
    assert fresh(item).state == ItemState.DRAFTED


def test_a_line_that_is_left_out_leaves_the_item_out(manual_stage: Stage) -> None:
    item = briefing(manual_stage)
    to_morning(manual_stage)
    (task,) = Task.objects.filter(kind="post")
    ledger.skip_task(task, by=SHELL, now=manual_stage.now, reason="停电")
    manual_stage.work()
    assert fresh(item).state == ItemState.SKIPPED
    assert "停电" in str(fresh(item).reason)


# --- checked again ------------------------------------------------------------------------------


def test_what_was_taken_off_before_its_time_is_not_posted(web_stage: Stage) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage)
    leaving.skip(fresh(item), known(web_stage), by=SHELL, now=web_stage.now)
    web_stage.later(minutes=20)
    assert said(web_stage) == 0
    assert Task.objects.get(kind="post").state == "skipped"
    leaving.resume(fresh(item), known(web_stage), by=SHELL, now=web_stage.now)
    writing.approve(fresh(item), known(web_stage), by=SHELL, now=web_stage.now)
    jobs.tick(web_stage.now)
    web_stage.work()
    assert said(web_stage) == 1


def test_what_was_moved_goes_out_at_its_new_time_only(web_stage: Stage) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage)
    later = web_stage.now.replace(hour=14, minute=0)
    moving.move_to(item, later, known(web_stage), by=SHELL, now=web_stage.now)
    web_stage.later(minutes=20)
    assert said(web_stage) == 0
    for _ in range(3):
        web_stage.now = later
        jobs.tick(later)
        web_stage.work()
    assert said(web_stage) == 1


def test_an_outage_over_the_lateness_limit_posts_nothing_and_says_so(web_stage: Stage) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage)
    web_stage.now = web_stage.now.replace(hour=11, minute=1)
    jobs.tick(web_stage.now)
    web_stage.work()
    assert said(web_stage) == 0
    assert fresh(item).state == ItemState.MISSED
    entry = record.list_entries(item.community_id, kinds=(PostMissed,)).get()
    assert entry.payload["planned"] == item.pk
    assert Task.objects.filter(kind="programme_missed", state="open").count() == 1


def test_an_outage_within_the_limit_is_made_up_for(web_stage: Stage) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage, hour=10, minute=58)
    assert said(web_stage) == 1
    assert record.list_entries(item.community_id, kinds=(PostSent,)).count() == 1


def test_a_group_that_was_put_away_meanwhile_gets_nothing(
    web_stage: Stage, manual_group: Group
) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage)
    Group.objects.filter(pk=web_stage.group.pk).update(archived_at=web_stage.now)
    web_stage.later(minutes=20)
    assert said(web_stage) == 0
    task = Task.objects.get(kind="post")
    assert [each.group_id for each in task.targets.all()] == [manual_group.pk]


# --- nobody approved ----------------------------------------------------------------------------


def test_a_slot_that_is_left_out_where_nobody_approved_it(web_stage: Stage, change: Change) -> None:
    change(unapproved="skip")
    item = briefing(web_stage)
    to_morning(web_stage)
    web_stage.later(minutes=16)
    assert fresh(item).state == ItemState.SKIPPED
    assert Task.objects.get(kind="post").state == "skipped"


def test_the_oldest_reserve_stands_in_for_what_nobody_prepared(
    web_stage: Stage, change: Change
) -> None:
    change(unapproved="reserve")
    for text in (TEXT, "later"):
        Reserve.objects.create(
            community=web_stage.group.community,
            slot="briefing",
            text=text,
            created_at=web_stage.now,
        )
    item = briefing(web_stage)
    to_morning(web_stage)
    web_stage.later(minutes=16)
    assert said(web_stage) == 1
    assert Reserve.objects.get(text=TEXT).used_for_id == item.pk
    assert Reserve.objects.get(text="later").used_at is None


# --- review -------------------------------------------------------------------------------------


def test_a_second_person_looks_it_through_where_the_slot_wants_it(
    web_stage: Stage, change: Change, lin: Person, wang: Person
) -> None:
    change("community", single_handed=False)
    change(review=True)
    item = briefing(web_stage)
    prepare(web_stage, item, lin, ready=False)
    with pytest.raises(RefusedError):
        writing.approve(fresh(item), known(web_stage), by=as_actor(lin), now=web_stage.now)
    writing.approve(fresh(item), known(web_stage), by=as_actor(wang), now=web_stage.now)
    assert fresh(item).state == ItemState.REVIEWED
    prepare_again = "改了一个字"
    writing.write(
        fresh(item),
        prepare_again,
        known(web_stage),
        base=item.version,
        by=as_actor(lin),
        now=web_stage.now,
    )
    assert fresh(item).state == ItemState.DRAFTED


def test_of_two_texts_at_once_both_are_kept(web_stage: Stage, lin: Person, wang: Person) -> None:
    item = briefing(web_stage)
    told = known(web_stage)
    first = writing.write(item, "one", told, base=0, by=as_actor(lin), now=web_stage.now)
    other = writing.write(item, "other", told, base=0, by=as_actor(wang), now=web_stage.now)
    assert (first.saved, other.saved) == (writing.Saved.CURRENT, writing.Saved.ASIDE)
    assert fresh(item).text == "one"
    assert set(item.texts.values_list("text", "is_aside")) == {("one", False), ("other", True)}


# --- how much -----------------------------------------------------------------------------------


def add(stage: Stage, hour: int, title: str = "活动预告") -> Item:
    at = stage.now.replace(day=24, hour=hour, minute=0)
    return moving.add(Extra(title, at), known(stage), by=SHELL, now=stage.now)


def test_what_is_more_than_the_budget_is_refused_with_what_could_be_done(
    web_stage: Stage,
) -> None:
    item = briefing(web_stage)
    add(web_stage, 12)
    add(web_stage, 15)
    with pytest.raises(OverBudgetError) as refused:
        add(web_stage, 19)
    assert item in refused.value.hosts
    assert [each.day for each in refused.value.times] == [25, 26, 27]


def test_merged_items_take_one_place_and_go_out_as_one(web_stage: Stage) -> None:
    item, tip = briefing(web_stage), add(web_stage, 12)
    told = known(web_stage)
    writing.write(tip, "小贴士：合同要双方签字", told, base=0, by=SHELL, now=web_stage.now)
    leaving.merge(fresh(tip), item, told, by=SHELL, now=web_stage.now)
    add(web_stage, 15)
    add(web_stage, 19)
    prepare(web_stage, fresh(item))
    to_morning(web_stage)
    web_stage.later(minutes=16)
    (post,) = Message.objects.filter(group=web_stage.group, text__contains="早报")
    assert post.text == f"{TEXT}\n\n小贴士：合同要双方签字"
    assert fresh(tip).state == ItemState.POSTED


@pytest.mark.parametrize("hour", [7, 22, 23])
def test_nothing_is_planned_in_quiet_hours(web_stage: Stage, hour: int) -> None:
    with pytest.raises(RefusedError):
        add(web_stage, hour)


def test_a_slot_in_quiet_hours_does_not_post_by_itself(web_stage: Stage, change: Change) -> None:
    change(cron="0 7 * * *")
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage, hour=7, minute=0)
    assert said(web_stage) == 0
    moving.allow(fresh(item), known(web_stage), by=SHELL, now=web_stage.now)
    assert fresh(item).is_over


# --- the plan -----------------------------------------------------------------------------------


def test_new_settings_change_what_nobody_touched(web_stage: Stage, change: Change) -> None:
    planning.plan(
        known(web_stage), web_stage.now, web_stage.now + planning.AHEAD, now=web_stage.now
    )
    first = Item.objects.filter(slot="briefing").order_by("at").first()
    assert first is not None
    prepare(web_stage, fresh(first))
    change(cron="30 9 * * 1-5")
    planning.plan_again(known(web_stage), now=web_stage.now)
    times = {
        f"{known(web_stage).local(each.at):%H:%M}" for each in Item.objects.filter(slot="briefing")
    }
    assert times == {"09:00", "09:30"}
    assert Item.objects.filter(slot="briefing", text="").count() > 20
    assert fresh(first).text == TEXT


def test_the_calendar_is_filled_once(web_stage: Stage) -> None:
    jobs.fill(web_stage.now)
    count = Item.objects.count()
    jobs.fill(web_stage.now + timedelta(minutes=15))
    assert count == Item.objects.count() > 20


# --- what came of it ----------------------------------------------------------------------------


def test_the_effect_counts_members_and_answers_within_the_window(
    web_stage: Stage, ben: Person, wang: Person
) -> None:
    item = briefing(web_stage)
    prepare(web_stage, item)
    to_morning(web_stage, hour=9, minute=0)
    web_stage.later(minutes=5)
    web_stage.say(ben, "谢谢分享")
    web_stage.say(wang, "不客气")
    web_stage.later(hours=3)
    web_stage.say(ben, "太晚了不算")
    assert measuring.measure_all(known(web_stage), now=web_stage.now) == 1
    found = Impact.objects.get(item=item)
    assert (found.messages, found.people, found.replies) == (1, 1, 0)
    assert fresh(item).state == ItemState.MEASURED
    assert ItemState.MEASURED in DONE


def test_where_nothing_is_on_record_there_are_no_figures(manual_stage: Stage) -> None:
    item = briefing(manual_stage)
    to_morning(manual_stage, hour=9, minute=0)
    (task,) = Task.objects.filter(kind="post")
    ledger.finish_task(task, by=SHELL, now=manual_stage.now)
    manual_stage.work()
    manual_stage.later(hours=3)
    measuring.measure_all(known(manual_stage), now=manual_stage.now)
    found = Impact.objects.get(item=item, group=manual_stage.group)
    assert (found.messages, found.people, found.replies) == (None, None, None)
