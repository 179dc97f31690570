"""M45: from the approved posts to one text in the groups: planned, laid down, checked, sent."""

from datetime import date, datetime, timedelta

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.ledger import actions as ledger
from qunce.ledger.models import Errand, Task
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.postings import applying, publishing, reviewing
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.tests.offers import DRAFT, offer
from qunce.rooms.programme import jobs, moving, planning, queries
from qunce.rooms.programme.models import Item
from stage import Stage

EVENING = 20


def approve(stage: Stage, person: Person | None = None, **changed: object) -> Posting:
    groups = changed.pop("groups", ())
    found = offer(stage.group.community, stage.now, person, groups=groups, **changed)  # type: ignore[arg-type]
    reviewing.approve(found, by=SHELL, now=stage.now)
    return found


def to_wednesday(stage: Stage, hour: int = 19, minute: int = 45) -> None:
    stage.now = stage.now.replace(day=25, hour=hour, minute=minute)
    jobs.tick(stage.now)
    stage.work()


def lines(stage: Stage) -> list[Task]:
    tasks = Task.objects.filter(community=stage.group.community, key__startswith="slot:")
    return list(tasks.filter(key__contains="recruitment").order_by("pk"))


def states(*found: Posting) -> list[str]:
    return [Posting.objects.get(pk=each.pk).state for each in found]


def test_story_m45_where_the_channel_can_it_goes_out_by_itself_at_its_time(
    web_stage: Stage, ben: Person
) -> None:
    found = approve(web_stage, ben)
    to_wednesday(web_stage)
    assert states(found) == ["approved"]
    web_stage.later(minutes=14)
    assert not Message.objects.filter(text__contains="招聘专场").exists()
    web_stage.later(minutes=2)
    said = Message.objects.get(group=web_stage.group, text__contains="招聘专场")
    assert "1.【招聘】薪酬主管" in said.text
    assert "联系：王女士 13800000000" in said.text
    assert states(found) == ["posted"]
    assert not Message.objects.exclude(pk=said.pk).exists()


def test_story_m45_by_hand_it_is_one_line_for_all_groups_and_done_when_it_is_ticked(
    manual_stage: Stage, region_group: Group, mia: Person
) -> None:
    first, second = approve(manual_stage), approve(manual_stage, title="HRBP")
    to_wednesday(manual_stage)
    (line,) = lines(manual_stage)
    assert line.targets.count() == 3  # the web group of the cast is one of them
    manual_stage.later(minutes=20)
    assert states(first, second) == ["posted", "posted"]  # it stands in the web group
    line.refresh_from_db()
    assert line.state == "open"
    ledger.finish_task(line, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert states(first, second) == ["posted", "posted"]


def test_story_m45_a_post_for_one_group_gives_that_group_a_text_of_its_own(
    manual_stage: Stage, region_group: Group
) -> None:
    found = approve(manual_stage, groups=(region_group,))
    to_wednesday(manual_stage)
    texts = {
        tuple(each.targets.values_list("group__key", flat=True)): str(each.words)
        for each in lines(manual_stage)
    }
    assert "薪酬主管" in texts["region",]
    assert "薪酬主管" not in texts["industry",]
    (line,) = [each for each in lines(manual_stage) if "薪酬主管" in str(each.words)]
    ledger.finish_task(line, by=SHELL, now=manual_stage.now)
    manual_stage.work()
    assert states(found) == ["posted"]
    ledger.reopen_task(line, by=SHELL, now=manual_stage.now)
    manual_stage.work()
    assert states(found) == ["approved"]


def test_story_m45_what_was_taken_back_before_its_time_is_left_out_and_the_line_says_so(
    manual_stage: Stage,
) -> None:
    gone, kept = approve(manual_stage), approve(manual_stage, title="HRBP")
    to_wednesday(manual_stage)
    applying.withdraw(gone, now=manual_stage.now, by=SHELL)
    (line,) = lines(manual_stage)
    assert "薪酬主管" not in str(line.words)
    assert "HRBP" in str(line.words)
    assert "薪酬主管" in str(line.hint)
    applying.withdraw(kept, now=manual_stage.now, by=SHELL)
    (line,) = lines(manual_stage)
    assert line.state == "skipped"


def test_story_m45_a_deadline_that_passes_before_delivery_is_left_out(
    web_stage: Stage, ben: Person
) -> None:
    found = approve(web_stage, ben, deadline=date(2026, 11, 25))
    to_wednesday(web_stage)
    Posting.objects.filter(pk=found.pk).update(deadline=date(2026, 11, 24))
    web_stage.later(minutes=16)
    assert states(found) == ["lapsed"]
    assert not Message.objects.filter(text__contains="薪酬主管").exists()


def test_story_m45_what_does_not_fit_any_more_moves_on_and_its_applicant_is_told(
    manual_stage: Stage, ben: Person
) -> None:
    first, second = approve(manual_stage, ben), approve(manual_stage, ben, title="HRBP")
    community = manual_stage.group.community
    playbook.change(community, "slots.recruitment", {"cap": 1}, by=SHELL, now=manual_stage.now)
    to_wednesday(manual_stage)
    (line,) = lines(manual_stage)
    assert "HRBP" not in str(line.words)
    second.refresh_from_db()
    assert second.slot_at == manual_stage.now.replace(hour=EVENING, minute=0) + timedelta(days=7)
    told = Errand.objects.filter(kind="postings.letter", payload__letter="moved")
    assert [each.payload["posting"] for each in told] == [second.pk]
    assert first.pk != second.pk


def test_story_m45_of_two_hours_close_together_each_has_its_own_posts(
    web_stage: Stage, ben: Person
) -> None:
    hours = {"cap": 1, "cron": "0,10 20 * * 3"}
    community = web_stage.group.community
    playbook.change(community, "slots.recruitment", hours, by=SHELL, now=web_stage.now)
    first, second = approve(web_stage, ben), approve(web_stage, ben, title="HRBP")
    to_wednesday(web_stage)
    to_wednesday(web_stage, minute=56)  # the second is laid down before the first is posted
    assert len(lines(web_stage)) == 2
    web_stage.later(minutes=5)
    assert states(first, second) == ["posted", "approved"]
    web_stage.later(minutes=10)
    assert states(first, second) == ["posted", "posted"]
    said = Message.objects.filter(group=web_stage.group, text__contains="招聘专场").order_by("id")
    assert ["薪酬主管" in each.text for each in said] == [True, False]
    assert ["HRBP" in each.text for each in said] == [False, True]
    told = Errand.objects.filter(kind="postings.letter", payload__letter="moved")
    assert not told.exists()


def test_story_m45_a_line_that_is_left_out_sends_its_posts_to_the_next_slot(
    manual_stage: Stage,
) -> None:
    Group.objects.filter(channel="web").delete()
    found = approve(manual_stage)
    to_wednesday(manual_stage)
    (line,) = lines(manual_stage)
    ledger.skip_task(line, by=SHELL, now=manual_stage.now, reason="停电")
    manual_stage.work()
    found.refresh_from_db()
    assert found.state == "approved"
    assert found.slot_at == manual_stage.now.replace(hour=EVENING, minute=0) + timedelta(days=7)


def test_story_m45_without_posts_the_words_that_open_the_hour_are_laid_down(
    manual_stage: Stage,
) -> None:
    to_wednesday(manual_stage)
    (line,) = lines(manual_stage)
    assert "请按这个格式发" in str(line.words)
    assert not Errand.objects.filter(kind=publishing.DELIVER).exists()


def test_story_m45_what_is_approved_while_the_slot_lies_on_the_desk_waits_for_the_next(
    manual_stage: Stage,
) -> None:
    approve(manual_stage)
    to_wednesday(manual_stage)
    late = offer(manual_stage.group.community, manual_stage.now, title="HRBP")
    at: datetime = reviewing.approve(late, by=SHELL, now=manual_stage.now)
    assert at.date() == date(2026, 12, 2)


def test_story_m45_a_line_that_nobody_did_is_made_up_for_in_the_next_slot(
    manual_stage: Stage,
) -> None:
    Group.objects.filter(channel="web").delete()
    found = approve(manual_stage)
    to_wednesday(manual_stage)
    manual_stage.now += timedelta(days=7)
    jobs.tick(manual_stage.now)
    newest = lines(manual_stage)[-1]
    assert DRAFT.title in str(newest.words)
    assert states(found) == ["approved"]


def test_story_m45_the_hour_is_moved_in_the_calendar_and_its_posts_come_along(
    web_stage: Stage, ben: Person
) -> None:
    early = approve(web_stage, ben)
    community = web_stage.group.community
    known = queries.known_of(community)
    planning.plan(known, web_stage.now, web_stage.now + timedelta(days=7), now=web_stage.now)
    item = Item.objects.filter(slot="recruitment").earliest("at")
    tuesday = web_stage.now.replace(day=24, hour=15, minute=0)
    moving.move_to(item, tuesday, known, by=SHELL, now=web_stage.now)
    web_stage.work()
    late = approve(web_stage, ben, title="HRBP")
    assert [Posting.objects.get(pk=each.pk).slot_at for each in (early, late)] == [tuesday] * 2
    for hour, minute in ((14, 45), (15, 0)):
        web_stage.now = tuesday.replace(hour=hour, minute=minute)
        jobs.tick(web_stage.now)
        web_stage.work()
    said = Message.objects.get(group=web_stage.group, text__contains="招聘专场")
    assert "薪酬主管" in said.text
    assert "HRBP" in said.text
    assert states(early, late) == ["posted", "posted"]
    to_wednesday(web_stage, hour=20, minute=5)
    assert Message.objects.filter(text__contains="招聘专场").count() == 1
