"""From a draft to the library: who may do what, what members see, and what comes to its end."""

from datetime import date, datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.actors import MACHINE, SHELL
from qunce.kernel.errors import NotAllowedError, NotFoundError, RefusedError, StaleError
from qunce.ledger.models import Entry, Task
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.playbook import actions as playbook
from qunce.rooms.library import actions, feedback, publishing, queries, telling
from qunce.rooms.library.domain import ItemState, Kind
from qunce.rooms.library.models import Item, Tag
from qunce.rooms.library.personal import erase
from qunce.rooms.library.tests.texts import published, written
from qunce.rooms.library.writing import About, Text

DAY = timedelta(days=1)


def two_manage(community: Community, now: datetime) -> None:
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=now)


def test_nobody_publishes_their_own_text_where_two_manage(
    community: Community, noon: datetime, lin: Person, wang: Person
) -> None:
    two_manage(community, noon)
    item = actions.write(
        community, Text(title="办法", body="文"), About(), by=as_actor(lin), now=noon
    )
    publishing.submit(item, by=as_actor(lin), now=noon)
    with pytest.raises(NotAllowedError):
        publishing.approve(item, by=as_actor(lin), now=noon)
    assert Task.objects.get(kind="library").state == "open"
    publishing.approve(item, by=as_actor(wang), now=noon)
    assert item.state == ItemState.PUBLISHED
    assert Task.objects.get(kind="library").state == "done"
    told = Entry.objects.filter(fact__startswith="library.").order_by("id")
    steps = ("ItemWritten", "ItemSubmitted", "ItemApproved", "ItemPublished")
    assert list(told.values_list("fact", flat=True)) == [f"library.{step}" for step in steps]


def test_who_manages_alone_decides_alone(
    community: Community, noon: datetime, lin: Person, wang: Person
) -> None:
    item = actions.write(
        community, Text(title="办法", body="文"), About(), by=as_actor(lin), now=noon
    )
    publishing.submit(item, by=as_actor(lin), now=noon)
    publishing.approve(item, by=as_actor(lin), now=noon)
    assert item.shown == 1


def test_members_see_the_text_before_until_the_newer_is_published(
    community: Community, noon: datetime, ben: Person
) -> None:
    item = published(community, "办法", noon, "旧")
    newer = Text(title="办法（新）", body="新")
    item = actions.save(item, newer, About(), revision=1, by=SHELL, now=noon)
    assert (item.state, item.revision, item.shown) == (ItemState.DRAFT, 2, 1)
    assert queries.access_for(ben, item.pk).body == "旧"
    publishing.submit(item, by=SHELL, now=noon)
    publishing.approve(item, by=SHELL, now=noon)
    seen = queries.access_for(ben, item.pk)
    assert (seen.title, seen.body) == ("办法（新）", "新")


def test_of_two_who_write_at_once_the_second_is_told_and_kept(
    community: Community, noon: datetime, lin: Person, wang: Person
) -> None:
    item = written(community, "办法", noon, "一\n二")
    actions.save(
        item, Text(title="办法", body="壹\n二"), About(), revision=1, by=as_actor(lin), now=noon
    )
    mine = Text(title="办法", body="一\n贰")
    with pytest.raises(StaleError, match="Lin"):
        actions.save(item, mine, About(), revision=1, by=as_actor(wang), now=noon)
    kept = actions.keep_aside(item, mine, by=as_actor(wang), now=noon)
    assert actions.keep_aside(item, mine, by=as_actor(wang), now=noon) == kept
    item.refresh_from_db()
    assert (item.body, item.revision, kept.number, kept.is_aside) == ("壹\n二", 2, 3, True)
    saved = actions.save(
        item, Text(title="办法", body="壹\n贰"), About(), revision=2, by=as_actor(wang), now=noon
    )
    assert (saved.revision, saved.body) == (4, "壹\n贰")


def test_a_text_is_given_back_with_a_reason(
    community: Community, noon: datetime, lin: Person, wang: Person
) -> None:
    item = actions.write(
        community, Text(title="办法", body="文"), About(), by=as_actor(lin), now=noon
    )
    publishing.submit(item, by=as_actor(lin), now=noon)
    with pytest.raises(RefusedError):
        publishing.give_back(item, "  ", by=as_actor(wang), now=noon)
    publishing.give_back(item, "缺来源", by=as_actor(wang), now=noon)
    assert (item.state, item.remark) == (ItemState.DRAFT, "缺来源")
    assert Task.objects.get(kind="library-back").person_id == lin.pk


def test_it_is_published_at_its_time_and_not_before(
    community: Community, noon: datetime, ben: Person
) -> None:
    item = written(community, "办法", noon)
    publishing.submit(item, by=SHELL, now=noon)
    with pytest.raises(RefusedError):
        publishing.approve(item, by=SHELL, now=noon, at=noon - DAY)
    publishing.approve(item, by=SHELL, now=noon, at=noon + DAY)
    publishing.publish_due(noon + DAY - timedelta(minutes=1))
    with pytest.raises(NotFoundError):
        queries.access_for(ben, item.pk)
    publishing.publish_due(noon + DAY)
    publishing.publish_due(noon + DAY)
    assert queries.access_for(ben, item.pk).published_at == noon + DAY
    assert Entry.objects.filter(fact__endswith="ItemPublished").count() == 1


def test_a_policy_that_ends_is_marked_and_its_keeper_asked(
    community: Community, noon: datetime, lin: Person
) -> None:
    last = date(2026, 12, 1)
    item = published(
        community, "社保缴费基数通知", noon, kind=Kind.POLICY, valid_until=last, keeper=lin
    )
    publishing.end_due(noon)
    publishing.end_due(noon)
    assert Task.objects.get(kind="library-validity").person_id == lin.pk  # reminded once
    publishing.end_due(datetime(2026, 12, 1, 15, 59, tzinfo=noon.tzinfo))
    assert Item.objects.get(pk=item.pk).ended_at is None  # its last day still counts
    publishing.end_due(datetime(2026, 12, 2, 0, 30, tzinfo=noon.tzinfo))
    item.refresh_from_db()
    assert item.state == ItemState.ENDED
    assert Task.objects.filter(kind="library-validity").count() == 2
    with pytest.raises(RefusedError):
        publishing.renew(item, by=as_actor(lin), now=noon + 20 * DAY)
    longer = About(kind=Kind.POLICY, valid_until=date(2027, 12, 31), keeper=lin)
    text = Text(title=item.title, body=item.body)
    item = actions.save(
        item, text, longer, revision=item.revision, by=as_actor(lin), now=noon + 20 * DAY
    )
    publishing.renew(item, by=as_actor(lin), now=noon + 20 * DAY)
    assert (item.state, item.ended_at) == (ItemState.PUBLISHED, None)
    assert not Task.objects.filter(kind="library-validity", state="open").exists()


def test_what_a_newer_one_replaces_is_marked_when_that_is_published(
    community: Community, noon: datetime, ben: Person
) -> None:
    old = published(community, "办法 2025", noon, kind=Kind.POLICY)
    new = written(community, "办法 2026", noon, kind=Kind.POLICY, replaces=[old])
    assert Item.objects.get(pk=old.pk).ended_at is None
    publishing.submit(new, by=SHELL, now=noon)
    publishing.approve(new, by=SHELL, now=noon)
    seen = queries.access_for(ben, old.pk)
    assert seen.state == ItemState.ENDED
    assert seen.replaced_by == new


def test_what_is_for_managers_only_is_not_there_for_others(
    community: Community, noon: datetime, ben: Person
) -> None:
    item = published(community, "高管", noon, audience=Audience((Tier.MANAGER,)))
    assert not queries.list_for(ben).exists()
    with pytest.raises(NotFoundError):
        queries.access_for(ben, item.pk)


def test_an_item_of_the_same_origin_is_made_once(community: Community, noon: datetime) -> None:
    made = [
        actions.write(community, Text(title="办法"), About(), by=SHELL, now=noon, origin="case:7")
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (Text(title="  "), About()),
        (Text(title="\u200b"), About()),
        (Text(title="题" * 121), About()),
        (Text(title="题", body="长" * 100_001), About()),
        (Text(title="题"), About(valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1))),
    ],
)
def test_what_cannot_be_kept_is_refused(
    community: Community, noon: datetime, text: Text, about: About
) -> None:
    with pytest.raises(RefusedError):
        actions.write(community, text, about, by=SHELL, now=noon)
    assert not Item.objects.exists()


def test_an_empty_text_is_not_handed_in(community: Community, noon: datetime) -> None:
    item = written(community, "办法", noon, " \n")
    with pytest.raises(RefusedError):
        publishing.submit(item, by=MACHINE, now=noon)


def test_tags_are_typed_in_any_way(community: Community, noon: datetime) -> None:
    assert actions.tag_names("#绩效，KPI、  目标;绩效") == ["绩效", "KPI", "目标"]
    item = written(community, "办法", noon, tags=["绩效", "KPI"])
    actions.save(item, Text(title="办法"), About(tags=["绩效"]), revision=1, by=SHELL, now=noon)
    assert [tag.name for tag in Tag.objects.all()] == ["绩效"]


def test_the_week_is_told_what_is_new_with_whom_it_is_for(
    community: Community, noon: datetime
) -> None:
    item = published(community, "办法", noon, credit="王芳", audience=Audience((Tier.SENIOR,)))
    published(community, "以前的", noon - 9 * DAY)
    (line,) = telling.find_highlights(community.pk, noon - 7 * DAY, noon + DAY)
    assert (line.title, line.by, line.tiers) == ("办法", "王芳", ("senior",))
    assert line.path == f"/m/hr/library/{item.pk}/"


def test_a_person_goes_and_what_they_gave_stays_without_a_name(
    community: Community, noon: datetime, ben: Person, mia: Person
) -> None:
    item = published(community, "办法", noon, contributor=ben)
    feedback.say(item, ben, is_useful=True, now=noon)
    feedback.say(item, mia, is_useful=False, now=noon)
    item.refresh_from_db()
    assert (item.credit, item.useful, item.not_useful) == ("Ben", 1, 1)
    erase(ben)
    item.refresh_from_db()
    assert (item.contributor, item.credit, item.useful) == (None, "", 0)
