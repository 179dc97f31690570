"""Publishing, coming into force, and accepting."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.facts.admission import ApplicantApproved
from qunce.facts.charter import CharterAccepted
from qunce.facts.playbook import PlaybookChanged
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.clauses import CHARTER, Charter, Clause
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.rules import RuleState
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Entry, Task
from qunce.people.models import Community, Group, Membership, Person
from qunce.playbook import actions as playbook
from qunce.playbook import domain, toml
from qunce.playbook.queries import effective, latest_values
from qunce.playbook.registry import sections
from qunce.rooms.charter import actions, jobs, queries, reactions
from qunce.rooms.charter.domain import Way, put, without
from qunce.rooms.charter.models import CharterVersion
from qunce.shell.house import house

pytestmark = pytest.mark.django_db
OWN = Clause("own1", 0, "不拉票", "不在群里拉票。")


def write(community: Community, charter: Charter, by: Actor, now: datetime) -> int:
    """Save a draft; return its revision."""
    revision = queries.writing_of(community.pk).revision
    return actions.save_draft(community, charter, revision=revision, by=by, now=now).revision


def publish(person: Person, now: datetime, **about: object) -> CharterVersion:
    """Publish the charter with one more clause, as an owner does."""
    community, by = person.community, as_actor(person)
    revision = write(community, put(queries.charter_now(community.pk), OWN), by, now)
    options = {"since": None, "note": "加了一条", "material": True, **about}
    return actions.publish(community, revision=revision, by=by, now=now, **options)  # type: ignore[arg-type]


def test_the_first_version_is_the_default_charter_and_asks_nobody(
    community: Community, noon: datetime
) -> None:
    assert queries.charter_in_force(community.pk, noon) is None
    jobs.tick(noon)
    jobs.tick(noon)
    (version,) = CharterVersion.objects.all()
    assert (version.number, version.state, version.asks) == (1, "in_force", False)
    known = queries.charter_in_force(community.pk, noon)
    assert known is not None
    assert (known.number, known.path) == (1, "/charter/hr/")


def test_published_at_once_it_counts_in_moderation_at_once(wang: Person, noon: datetime) -> None:
    jobs.tick(noon)
    version = publish(wang, noon)
    assert version.state == "in_force"
    assert effective(wang.community_id, Charter).clause("own1") is not None
    states = dict(CharterVersion.objects.values_list("number", "state"))
    assert states == {1: "past", 2: "in_force"}
    assert queries.find_draft(wang.community_id) is None


def test_published_for_a_day_it_counts_from_that_day(wang: Person, noon: datetime) -> None:
    jobs.tick(noon)
    day = noon + timedelta(days=3)
    version = publish(wang, noon, since=day)
    jobs.tick(day - timedelta(minutes=1))
    assert effective(wang.community_id, Charter).clause("own1") is None
    with pytest.raises(RefusedError, match="Version 2 is published"):
        publish(wang, noon)
    jobs.tick(day)
    version.refresh_from_db()
    assert version.state == "in_force"
    assert effective(wang.community_id, Charter).clause("own1") is not None


def test_before_its_day_it_can_be_withdrawn_with_its_announcement(
    wang: Person, noon: datetime
) -> None:
    version = publish(wang, noon, since=noon + timedelta(days=3))
    actions.withdraw(version, by=as_actor(wang), now=noon)
    jobs.tick(noon + timedelta(days=4))
    version.refresh_from_db()
    assert version.state == "withdrawn"
    assert [task.state for task in Task.objects.all()] == ["skipped"]
    with pytest.raises(RefusedError):
        actions.accept(wang, version, way=Way.PAGE, by=MACHINE, at=noon, now=noon)


def test_not_from_a_day_that_is_over_and_not_without_a_change(wang: Person, noon: datetime) -> None:
    with pytest.raises(RefusedError, match="over"):
        publish(wang, noon, since=noon - timedelta(minutes=1))
    community, by = wang.community, as_actor(wang)
    actions.discard_draft(community)
    with pytest.raises(RefusedError, match="nothing to publish"):
        actions.publish(community, since=None, note="", material=False, revision=0, by=by, now=noon)


def test_of_two_writers_the_second_is_told(wang: Person, noon: datetime) -> None:
    community, by = wang.community, as_actor(wang)
    charter = queries.charter_now(community.pk)
    actions.save_draft(community, put(charter, OWN), revision=0, by=by, now=noon)
    for revision in (0, 7):
        with pytest.raises(StaleError):
            actions.save_draft(community, charter, revision=revision, by=by, now=noon)
    with pytest.raises(StaleError):
        actions.publish(community, since=None, note="", material=False, revision=0, by=by, now=noon)


def test_a_clause_that_a_rule_hangs_on_stays(wang: Person, noon: datetime) -> None:
    charter = queries.charter_now(wang.community_id)
    with pytest.raises(RefusedError, match="cannot go") as refused:
        write(wang.community, without(charter, "flood"), as_actor(wang), noon)
    assert "the rule “" in str(refused.value)
    by = as_actor(wang)
    for rule in house.rules():
        if rule.clause == "flood":
            off = {"state": RuleState.OFF.value}
            playbook.change(wang.community, f"rules.{rule.key}", off, by=by, now=noon)
    write(wang.community, without(charter, "flood"), by, noon)
    assert queries.writing_of(wang.community_id).charter.clause("flood") is None


def test_what_is_set_in_the_settings_becomes_a_version(wang: Person, noon: datetime) -> None:
    jobs.tick(noon)
    by = as_actor(wang)
    playbook.change(
        wang.community, "charter", {"strikes_expire": "30 d"}, by=by, now=noon, note="TOML"
    )
    actions.adopt(wang.community, by=MACHINE, now=noon)
    actions.adopt(wang.community, by=MACHINE, now=noon)
    newest = queries.find_in_force(wang.community_id)
    assert newest is not None
    assert (newest.number, newest.asks) == (2, False)
    assert "30" in newest.sheets["en"]["terms"][0]


def test_what_was_said_about_a_change_elsewhere_is_said_of_its_version_too(
    wang: Person, noon: datetime
) -> None:
    actions.adopt(wang.community, by=MACHINE, now=noon)
    for note, told in (
        ("Milder for adverts", "Milder for adverts"),
        ("", "Changed in the settings"),
    ):
        data = {"mute_length": "3 h" if note else "5 h"}
        made = playbook.change(
            wang.community, "charter", data, by=as_actor(wang), now=noon, note=note
        )
        fact = PlaybookChanged(None, made.number if made else 0, ("charter.mute_length",))
        reactions.on_playbook_changed(fact, Cause(0, wang.community.pk, noon), noon)
        version = queries.find_in_force(wang.community.pk)
        assert version is not None
        assert version.note == told


def test_a_version_is_frozen_in_both_languages(wang: Person, noon: datetime) -> None:
    version = publish(wang, noon)
    assert version.sheets["en"]["clauses"][0]["title"] == "No advertising outside HR"
    assert version.sheets["zh-hans"]["clauses"][0]["title"] == "不发与HR无关的广告"
    assert version.sheets["en"]["clauses"][-1]["title"] == OWN.title


def test_whoever_is_asked_accepts_once(wang: Person, ben: Person, noon: datetime) -> None:
    version = publish(wang, noon)
    assert queries.is_asked(ben)
    for _ in range(2):
        actions.accept(ben, version, way=Way.PAGE, by=as_actor(ben), at=noon, now=noon)
    assert not queries.is_asked(ben)
    facts = Entry.objects.filter(fact="charter.CharterAccepted")
    assert facts.count() == 1, CharterAccepted


def test_a_change_that_is_not_material_asks_nobody_again(
    wang: Person, ben: Person, noon: datetime
) -> None:
    first = publish(wang, noon)
    actions.accept(ben, first, way=Way.PAGE, by=as_actor(ben), at=noon, now=noon)
    other = replace(OWN, text="不在群里拉票、刷赞。")
    revision = write(
        wang.community, put(queries.charter_now(wang.community_id), other), as_actor(wang), noon
    )
    second = actions.publish(
        wang.community,
        since=None,
        note="",
        material=False,
        revision=revision,
        by=as_actor(wang),
        now=noon,
    )
    assert not second.asks
    assert not queries.is_asked(ben)
    assert queries.is_asked(wang)
    assert queries.find_asked(wang.community_id) == first


def test_who_is_late_is_one_task_and_nobody_is_removed(
    wang: Person, ben: Person, mia: Person, noon: datetime
) -> None:
    version = publish(wang, noon)
    actions.accept(ben, version, way=Way.PAGE, by=as_actor(ben), at=noon, now=noon)
    jobs.chase(noon + timedelta(days=14))
    assert Task.objects.filter(kind="charter").count() == 0
    late = noon + timedelta(days=15)
    for hour in range(3):
        jobs.chase(late + timedelta(hours=hour))
    (task,) = Task.objects.filter(kind="charter")
    assert task.words is not None
    assert task.words["params"]["names"] == "@Mia @Wang"
    assert not Membership.objects.exclude(state="active").exists()
    for person in (mia, wang):
        actions.accept(person, version, way=Way.TOLD, by=as_actor(wang), at=late, now=late)
    jobs.chase(late + timedelta(days=1))
    task.refresh_from_db()
    assert task.state == "done"


def test_what_was_asked_stays_a_task_while_a_version_counts_that_asked_nobody(
    wang: Person, ben: Person, mia: Person, noon: datetime
) -> None:
    publish(wang, noon)
    changed = put(queries.charter_now(wang.community_id), replace(OWN, key="own2", number=0))
    write(wang.community, changed, as_actor(wang), noon)
    about = {"since": None, "note": "只改措辞", "material": False, "by": as_actor(wang)}
    second = actions.publish(wang.community, revision=1, now=noon, **about)  # type: ignore[arg-type]
    late = noon + timedelta(days=15)
    jobs.chase(late)
    (task,) = Task.objects.filter(kind="charter")
    assert task.title["params"]["count"] == 3
    actions.accept(ben, second, way=Way.PAGE, by=as_actor(ben), at=late, now=late)
    assert queries.count_of(queries.find_asked(wang.community_id), late).late == 2  # type: ignore[arg-type]
    write(wang.community, without(changed, "own2"), as_actor(wang), late)
    about["material"] = True
    actions.publish(wang.community, revision=1, now=late, **about)  # type: ignore[arg-type]
    jobs.chase(late)
    task.refresh_from_db()
    assert task.state == "done"  # another version is asked for now
    assert not Task.objects.filter(kind="charter", state="open").exists()


def test_the_announcement_is_one_line_for_all_groups(
    wang: Person, region_group: Group, noon: datetime
) -> None:
    publish(wang, noon)
    (task,) = Task.objects.filter(kind="post")
    assert task.targets.count() == Group.objects.filter(community=wang.community).count() == 3


def test_who_joined_a_week_ago_has_time_left(wang: Person, ben: Person, noon: datetime) -> None:
    version = publish(wang, noon)
    late = noon + timedelta(days=15)
    Membership.objects.filter(person=ben).update(joined_at=late - timedelta(days=7))
    assert queries.count_of(version, late).late == 1
    assert queries.count_of(version, late).open == 2


def test_what_an_applicant_accepted_is_noted(ana: Person, noon: datetime) -> None:
    jobs.tick(noon)
    fact = ApplicantApproved(
        application=1,
        person=ana.pk,
        group=None,
        name="Ana",
        charter_version=1,
        charter_accepted_at=noon.isoformat(),
    )
    reactions.on_came_in(fact, None, noon)  # type: ignore[arg-type]  # not looked at
    kept = queries.find_last_accepted(ana)
    assert kept is not None
    assert (kept.way, kept.at) == ("joining", noon)


def test_a_charter_goes_into_the_toml_file_and_out_of_it(wang: Person, noon: datetime) -> None:
    example = replace(OWN, allowed=("群内投票",), forbidden=("帮我投一票", '"引号"\\'))
    charter = put(queries.charter_now(wang.community_id), example)
    charter = replace(charter, preamble="第一行\n第二行")
    revision = write(wang.community, charter, as_actor(wang), noon)
    actions.publish(
        wang.community,
        since=None,
        note="",
        material=False,
        revision=revision,
        by=as_actor(wang),
        now=noon,
    )
    (values,) = latest_values(wang.community_id)
    text = toml.dump(values, sections.in_order())
    assert "帮我投一票" in text
    read = toml.load(text, sections.by_key)
    assert domain.check(read, sections.by_key) == []
    assert domain.effective(CHARTER, read["charter"]) == charter


def test_the_announcement_is_not_late_at_once(wang: Person, noon: datetime) -> None:
    publish(wang, noon)
    (task,) = Task.objects.filter(kind="post")
    assert task.due == noon + timedelta(hours=24)


def test_what_cannot_come_into_force_on_its_day_waits_and_is_told(
    wang: Person, noon: datetime
) -> None:
    by, day = as_actor(wang), noon + timedelta(days=2)
    rules = [rule for rule in house.rules() if rule.clause == "flood"]
    for rule in rules:
        off = {"state": RuleState.OFF.value}
        playbook.change(wang.community, f"rules.{rule.key}", off, by=by, now=noon)
    revision = write(
        wang.community, without(queries.charter_now(wang.community_id), "flood"), by, noon
    )
    version = actions.publish(
        wang.community, since=day, note="", material=False, revision=revision, by=by, now=noon
    )
    playbook.change(wang.community, f"rules.{rules[0].key}", {}, by=by, now=noon)
    for minute in range(3):
        jobs.tick(day + timedelta(minutes=minute))
    version.refresh_from_db()
    assert version.state == "scheduled"
    (task,) = Task.objects.filter(kind="charter")
    assert task.urgent
    off = {"state": RuleState.OFF.value}
    playbook.change(wang.community, f"rules.{rules[0].key}", off, by=by, now=day)
    jobs.tick(day + timedelta(hours=1))
    version.refresh_from_db()
    assert version.state == "in_force"
    task.refresh_from_db()
    assert task.state == "done"
