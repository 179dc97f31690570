"""The week's summary from the records to the desk and the members' page (M18)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor, join
from qunce import clock
from qunce.chat.intake import ingest
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.kernel.text import Words
from qunce.ledger.models import Task
from qunce.people.domain import Tier
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import praise
from qunce.rooms.programme import digest, laying, picking, planning, posting, queries, writing
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Item, Picks
from qunce.rooms.programme.queries import Known
from qunce.store.codecs import decode

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
SHARE = "续签前三十天发意向书，附流程图，大家可以直接套用"


@pytest.fixture
def known(community: Community, web_group: Group, manual_group: Group) -> Known:
    playbook.change(community, "slots.week", {"is_on": True, "rows": 60}, by=SHELL, now=clock.now())
    return queries.known_of(community)


@pytest.fixture
def item(known: Known, noon: datetime) -> Item:
    """Return next Sunday's summary; `noon` is a Monday."""
    planning.plan(known, noon, noon + timedelta(days=7), now=noon)
    return Item.objects.select_related("community").get(slot="week")


def say(group: Group, name: str, text: str, at: datetime) -> Message:
    ingest(group, [Incoming(Speaker(name=name), text, at)], source=Source.LIVE, now=at)
    return Message.objects.get(group=group, text=text)


def share(group: Group, at: datetime, text: str = SHARE) -> Message:
    row = say(group, "王岚-蓝海-HR", text, at)
    praise.mark(row, by=SHELL, now=at)
    return row


def lay_down(item: Item, known: Known) -> list[Task]:
    return laying.lay_down(item, known, now=item.ready_at)


def words(task: Task) -> str:
    return str(decode(Words, task.words))


def fresh(item: Item) -> Item:
    return Item.objects.select_related("community").get(pk=item.pk)


def test_it_comes_on_sunday_evening_of_what_was_until_six(item: Item, known: Known) -> None:
    assert f"{known.local(item.at):%a %H:%M}" == "Sun 20:00"
    config = digest.config_of(known.community)
    found = digest.week_of(known.community, (), known.local(item.at), config, item)
    assert f"{found.until:%a %H:%M}" == "Sun 18:00"
    assert found.until - found.since == timedelta(days=7)


def test_each_group_gets_its_own_shares_and_nothing_of_others(
    item: Item, known: Known, web_group: Group, manual_group: Group, noon: datetime
) -> None:
    share(web_group, noon)
    share(manual_group, noon, "面试官培训材料，按岗位分了三档")
    tasks = lay_down(item, known)
    told = {task.targets.get().group_id: words(task) for task in tasks}
    assert SHARE in told[web_group.pk]
    assert "面试官培训材料" not in told[web_group.pk]
    assert "面试官培训材料" in told[manual_group.pk]
    assert fresh(item).state == ItemState.REVIEWED
    assert fresh(item).text == ""


def test_a_week_without_anything_is_left_out_and_lies_on_no_desk(item: Item, known: Known) -> None:
    assert lay_down(item, known) == []
    assert fresh(item).state == ItemState.SKIPPED
    assert not Task.objects.filter(kind="post").exists()
    posting.miss_all(known, now=item.until + timedelta(hours=1))
    assert fresh(item).state == ItemState.SKIPPED


def test_figures_count_people_and_leave_out_the_house_and_what_was_taken_back(
    known: Known, web_group: Group, noon: datetime, item: Item
) -> None:
    for number in range(3):
        say(web_group, "王岚-蓝海-HR", f"第 {number} 句", noon + timedelta(days=1, minutes=number))
    say(web_group, "陈默-远山-HRBP", "我也说一句", noon + timedelta(days=2))
    gone = say(web_group, "陈默-远山-HRBP", "撤回的", noon + timedelta(days=2))
    Message.objects.filter(pk=gone.pk).update(recalled_at=noon)
    say(web_group, "王岚-蓝海-HR", "再之前一周", noon - timedelta(days=9))
    since, until = noon - timedelta(days=1), noon + timedelta(days=6)
    found = digest.figures_of([web_group.pk], since, until, known.zone)[web_group.pk]
    assert (found.messages, found.people) == (4, 2)
    assert found.busiest == (noon + timedelta(days=1)).date()
    assert found.before is None  # the record does not reach back to the beginning of that week


def test_figures_of_a_group_by_hand_need_a_record_of_the_last_day(
    known: Known, manual_group: Group, noon: datetime
) -> None:
    until = noon + timedelta(days=6)
    say(manual_group, "王岚-蓝海-HR", "周二", noon + timedelta(days=1))
    span = ([manual_group.pk], until - timedelta(days=7), until, known.zone)
    assert digest.figures_of(*span) == {}
    say(manual_group, "王岚-蓝海-HR", "周日早上", until - timedelta(hours=3))
    assert digest.figures_of(*span)[manual_group.pk].messages == 2


def test_the_house_itself_is_no_speaker(known: Known, web_group: Group, noon: datetime) -> None:
    arrival = Incoming(Speaker(external=HOUSE, name="群助手"), "早报", noon)
    ingest(web_group, [arrival], source=Source.LIVE, now=noon)
    assert digest.figures_of([web_group.pk], noon, noon + timedelta(days=7), known.zone) == {}


# --- choosing -----------------------------------------------------------------------------------


def pick(item: Item, known: Known, lines: dict[str, str], base: int = 0) -> int:
    return picking.pick(item, lines, "", known, base=base, by=SHELL, now=item.ready_at)


def ref_of(item: Item, known: Known) -> str:
    config = digest.config_of(known.community)
    groups = queries.groups_of(item, known)
    found = digest.week_of(known.community, groups, known.local(item.at), config, item)
    return found.parts[0].lines[0].ref


def test_what_is_chosen_on_the_desk_is_what_goes_out(
    item: Item, known: Known, web_group: Group, noon: datetime
) -> None:
    share(web_group, noon)
    (task,) = [each for each in lay_down(item, known) if each.targets.filter(group=web_group)]
    pick(fresh(item), known, {ref_of(item, known): "续签流程图，直接套用"})
    task.refresh_from_db()
    assert "续签流程图，直接套用" in words(task)
    assert SHARE not in words(task)
    picking.pick_none(fresh(item), known, by=SHELL, now=item.ready_at)
    task.refresh_from_db()
    assert SHARE in words(task)


def test_the_second_of_two_who_choose_is_told(
    item: Item, known: Known, web_group: Group, noon: datetime
) -> None:
    share(web_group, noon)
    ref = ref_of(item, known)
    pick(item, known, {ref: "甲的说法"})
    with pytest.raises(StaleError):
        pick(fresh(item), known, {ref: "乙的说法"})
    assert Picks.objects.get(item=item).lines == {ref: "甲的说法"}
    with pytest.raises(RefusedError, match="at least one line"):
        pick(fresh(item), known, {}, base=1)


def test_lines_that_are_not_on_record_and_too_many_are_refused(
    item: Item, known: Known, web_group: Group, noon: datetime
) -> None:
    share(web_group, noon)
    ref = ref_of(item, known)
    with pytest.raises(RefusedError, match="1 of the lines"):
        pick(item, known, {ref: "", "made:up": "没有的事"})
    with pytest.raises(RefusedError, match="61"):
        pick(item, known, {f"line:{number}": "" for number in range(61)})
    assert not Picks.objects.exists()
    pick(item, known, {ref: ""})


def test_a_line_that_was_chosen_stays_though_it_is_not_on_record_any_more(
    item: Item, known: Known, web_group: Group, noon: datetime
) -> None:
    share(web_group, noon)
    ref = ref_of(item, known)
    pick(item, known, {ref: ""})
    Message.objects.all().delete()
    pick(fresh(item), known, {ref: ""}, base=1)
    assert Picks.objects.get(item=item).version == 2


def test_what_somebody_chose_waits_for_a_second_person_where_the_slot_wants_one(
    item: Item, known: Known, web_group: Group, noon: datetime, lin: Person, wang: Person
) -> None:
    playbook.change(known.community, "community", {"single_handed": False}, by=SHELL, now=noon)
    about = {"is_on": True, "review": True}
    playbook.change(known.community, "slots.week", about, by=SHELL, now=noon)
    known = queries.known_of(known.community)
    share(web_group, noon)
    chosen, now = {ref_of(item, known): "续签流程图"}, item.ready_at
    picking.pick(item, chosen, "", known, base=0, by=as_actor(lin), now=now)
    lay_down(fresh(item), known)
    assert fresh(item).state == ItemState.DRAFTED
    with pytest.raises(RefusedError):
        writing.approve(fresh(item), known, by=as_actor(lin), now=now)
    writing.approve(fresh(item), known, by=as_actor(wang), now=now)
    picking.pick(fresh(item), chosen, "再加一句", known, base=1, by=as_actor(lin), now=now)
    assert fresh(item).state == ItemState.DRAFTED


def test_nobody_writes_one_text_for_groups_that_read_different_things(
    item: Item, known: Known, web_group: Group, noon: datetime
) -> None:
    share(web_group, noon)
    with pytest.raises(RefusedError, match="its own text"):
        writing.write(item, "一段话", known, base=0, by=SHELL, now=noon)
    writing.approve(item, known, by=SHELL, now=noon)
    assert fresh(item).state == ItemState.REVIEWED


def test_with_one_group_the_text_can_be_written_by_hand(
    community: Community, web_group: Group, noon: datetime
) -> None:
    playbook.change(community, "slots.week", {"is_on": True}, by=SHELL, now=noon)
    known = queries.known_of(community)
    planning.plan(known, noon, noon + timedelta(days=7), now=noon)
    item = Item.objects.select_related("community").get(slot="week")
    share(web_group, noon)
    writing.write(item, "这周一句话：很好", known, base=0, by=SHELL, now=noon)
    (task,) = lay_down(fresh(item), known)
    assert words(task) == "这周一句话：很好"


# --- pages --------------------------------------------------------------------------------------


@pytest.fixture
def at_night(monkeypatch: pytest.MonkeyPatch, item: Item) -> datetime:
    """Let pages be visited when the summary lies on the desk."""
    monkeypatch.setattr(clock, "now", lambda: item.ready_at)
    return item.ready_at


def address(name: str, item: Item) -> str:
    return reverse(name, kwargs={"key": "hr", "pk": item.pk})


@pytest.mark.usefixtures("at_night")
def test_the_page_shows_what_was_found_and_saves_what_is_chosen(
    item: Item, known: Known, web_group: Group, noon: datetime, wang: Person, log_in: LogIn
) -> None:
    share(web_group, noon)
    client, ref = log_in(wang), ref_of(item, known)
    page = client.get(address("programme_week", item))
    assert SHARE in page.content.decode()
    said = {"base": "0", "line": [ref], f"plain:{ref}": SHARE, f"words:{ref}": "短一点"}
    client.post(address("programme_week", item), said)
    assert Picks.objects.get(item=item).lines == {ref: "短一点"}
    again = client.post(address("programme_week", item), {**said, f"words:{ref}": "别的词"})
    text = again.content.decode()
    assert "别的词" in text  # nothing typed is lost
    assert 'role="alert"' in text
    client.post(address("programme_week_again", item))
    assert not Picks.objects.exists()


@pytest.mark.usefixtures("at_night")
def test_lines_go_up_and_down_without_a_script_and_stand_so_in_the_text(
    item: Item, known: Known, web_group: Group, noon: datetime, wang: Person, log_in: LogIn
) -> None:
    for number, text in enumerate((SHARE, "面试官培训材料，按岗位分了三档", "年会方案，三种预算")):
        share(web_group, noon + timedelta(minutes=number), text)
    client, where = log_in(wang), address("programme_week", item)
    refs = [row.line.ref for row in client.get(where).context["parts"][0][1]]
    first, second, third = refs
    said = {"base": "0", "order": refs, "line": [first, third], "opening": "这周不少"}
    shown = client.post(where, {**said, f"words:{third}": "年会三种预算", "up": third})
    rows = shown.context["parts"][0][1]
    assert [(row.line.ref, row.is_in) for row in rows] == [
        (first, True),
        (third, True),
        (second, False),
    ]
    assert rows[1].words == "年会三种预算"
    assert (shown.context["opening"], shown.context["base"]) == ("这周不少", 0)
    assert not Picks.objects.exists()
    client.post(where, {**said, "order": [third, first, second], f"words:{third}": "年会三种预算"})
    tasks = lay_down(fresh(item), known)
    text = next(words(each) for each in tasks if "年会三种预算" in words(each))
    assert "1. 年会三种预算" in text
    assert "面试官" not in text
    rows = client.get(where).context["parts"][0][1]
    assert [row.line.ref for row in rows][:2] == [third, first]


@pytest.mark.usefixtures("at_night")
def test_a_page_of_the_editor_is_only_there_for_a_summary(
    item: Item, known: Known, wang: Person, log_in: LogIn
) -> None:
    Item.objects.filter(pk=item.pk).update(slot="extra", moment="")
    assert log_in(wang).get(address("programme_week", item)).status_code == 404


@pytest.mark.usefixtures("at_night")
def test_members_read_what_is_for_them_once_it_is_out(
    item: Item,
    known: Known,
    web_group: Group,
    manual_group: Group,
    ana: Person,
    log_in: LogIn,
    noon: datetime,
) -> None:
    join(ana, web_group)
    share(web_group, noon)
    share(manual_group, noon, "面试官培训材料，按岗位分了三档")
    client = log_in(ana)
    assert client.get(address("programme_week_page", item)).status_code == 404
    lay_down(item, known)
    posting.note_posted(fresh(item), now=item.at)
    text = client.get(address("programme_week_page", item)).content.decode()
    assert SHARE in text
    assert "面试官培训材料" not in text
    assert f"#message-{Message.objects.get(text=SHARE).pk}" in text
    index = client.get(reverse("programme_weeks", kwargs={"key": "hr"}))
    assert address("programme_week_page", item) in index.content.decode()
    Item.objects.filter(pk=item.pk).update(tier_bits=4)
    Person.objects.filter(pk=ana.pk).update(tier=Tier.BEGINNER)
    assert client.get(address("programme_week_page", item)).status_code == 404
