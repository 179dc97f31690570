"""All that a rule did between two times is withdrawn, each member hears of it once, and back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor, join
from qunce import clock
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry, Errand
from qunce.ledger.worker import run_due
from qunce.people.models import Person
from qunce.rooms.moderation import undoing
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_trying import Undoing
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
ABUSE = "你这个傻逼，给我滚出去"


@pytest.fixture
def boss(wang: Person) -> Actor:
    """Return the owner as the one who acts."""
    return as_actor(wang)


@pytest.fixture
def hit(web_stage: Stage, ben: Person) -> Stage:
    """Return a group in which Ben was hit twice and Zoe once by a rule, Ben once by another."""
    zoe = Person.objects.create(
        community=web_stage.group.community, name="Zoe", created_at=web_stage.now
    )
    join(zoe, web_stage.group)
    for who, text in ((ben, ABUSE), (ben, AD), (zoe, AD), (ben, AD + "！")):
        web_stage.say(who, text)
        web_stage.later(hours=1)
    return web_stage


def scope_of(stage: Stage, **also: object) -> undoing.Scope:
    """Return all that the word list did in the last day."""
    until = stage.now + timedelta(minutes=1)
    about = {"since": stage.now - timedelta(days=1), "until": until, "rule": "ad_words"}
    return undoing.Scope(**{**about, **also})  # type: ignore[arg-type]  # as the tests name them


def test_all_decisions_of_the_rule_are_withdrawn_and_each_member_hears_once(
    hit: Stage, boss: Actor
) -> None:
    community = hit.group.community
    told_before = Errand.objects.filter(kind="Notify").count()
    row = undoing.begin(community, scope_of(hit), by=boss, now=hit.now)
    hit.work()
    row.refresh_from_db()
    assert (row.state, len(row.done), row.percent) == ("done", 3, 100)
    states = dict(Case.objects.values_list("text", "state"))
    assert states == {
        ABUSE: "acted",
        AD: "overturned",
        AD + "！": "overturned",
    }
    assert Errand.objects.filter(kind="Notify").count() == told_before + 2
    fact = Entry.objects.get(fact="trying.RuleUndone")
    assert (fact.payload["count"], fact.payload["members"]) == (3, 2)


def test_only_the_time_the_group_and_the_version_that_were_chosen(hit: Stage, boss: Actor) -> None:
    community = hit.group.community
    last = Case.objects.latest("id")
    found = undoing.find_cases(community, scope_of(hit, since=last.decided_at))
    assert [case.pk for case in found] == [last.pk]
    assert (
        undoing.find_cases(community, scope_of(hit, until=last.sent_at - timedelta(days=9))) == []
    )
    assert undoing.find_cases(community, scope_of(hit, version=7)) == []
    with pytest.raises(RefusedError):
        undoing.begin(community, scope_of(hit, rule="links"), by=boss, now=hit.now)
    with pytest.raises(RefusedError):
        undoing.begin(
            community, scope_of(hit, until=hit.now - timedelta(days=2)), by=boss, now=hit.now
        )


def test_what_a_person_decided_is_left_alone(hit: Stage, boss: Actor) -> None:
    Case.objects.filter(text=AD).update(decided_by=boss.id)
    (case,) = undoing.find_cases(hit.group.community, scope_of(hit))
    assert case.text == AD + "！"


def test_it_can_be_taken_back_and_nobody_is_sanctioned_anew(hit: Stage, boss: Actor) -> None:
    row = undoing.begin(hit.group.community, scope_of(hit), by=boss, now=hit.now)
    hit.work()
    row.refresh_from_db()
    errands = Errand.objects.exclude(kind="reaction").count()
    assert undoing.take_back(row, by=boss, now=hit.now) == 3
    hit.work()
    assert set(Case.objects.values_list("state", flat=True)) == {"acted"}
    assert Errand.objects.exclude(kind="reaction").count() == errands


def test_stopped_it_goes_on_where_it_was(hit: Stage, boss: Actor) -> None:
    row = undoing.begin(hit.group.community, scope_of(hit), by=boss, now=hit.now)
    undoing.stop(row, now=hit.now)
    hit.work()
    assert not Case.objects.filter(state="overturned").exists()
    hit.later(minutes=1)
    undoing.resume(row, now=hit.now)
    hit.work()
    assert Case.objects.filter(state="overturned").count() == 3


def test_the_page_shows_the_cases_first_and_then_withdraws_them(
    hit: Stage, log_in: LogIn, wang: Person
) -> None:
    client = log_in(wang)
    where = reverse("moderation_undo", kwargs={"key": wang.community.key})
    assert client.get(where).context["cases"] is None
    times = {
        "rule": "ad_words",
        "since": (hit.now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "until": (hit.now + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    page = client.get(where, times)
    assert len(page.context["cases"]) == 3
    assert not Undoing.objects.exists()
    client.post(where, times)
    row = Undoing.objects.get()
    assert row.percent == 0
    run_due(clock.now())
    place = {"key": wang.community.key, "pk": row.pk}
    assert (
        "已撤销 3 个处理"
        in client.get(reverse("moderation_undoing", kwargs=place)).content.decode()
    )
    client.post(reverse("moderation_undoing_back", kwargs=place))
    row.refresh_from_db()
    assert row.state == "taken_back"


def test_without_any_case_the_page_says_what_to_do(log_in: LogIn, wang: Person) -> None:
    where = reverse("moderation_undo", kwargs={"key": wang.community.key})
    times = {"rule": "links", "since": "2026-11-01T00:00", "until": "2026-11-02T00:00"}
    assert "没有可撤销的处理" in log_in(wang).get(where, times).content.decode()


def test_the_pages_refuse_times_the_wrong_way_round_and_list_what_was_withdrawn(
    hit: Stage, boss: Actor, wang: Person, log_in: LogIn
) -> None:
    client, where = log_in(wang), f"/c/{hit.group.community.key}/rules/undo/"
    times = {"rule": "ad_words", "since": "2026-11-26T10:00", "until": "2026-11-25T10:00"}
    assert "结束时间早于开始时间" in client.get(where, times).content.decode()
    row = undoing.begin(hit.group.community, scope_of(hit), by=boss, now=hit.now)
    hit.work()
    page = client.get(f"{where}{row.pk}/")
    assert {case.text for case in page.context["page"]} == {AD, AD + "！"}
    assert len(client.get(f"{where}{row.pk}/", {"q": "！"}).context["page"]) == 1
