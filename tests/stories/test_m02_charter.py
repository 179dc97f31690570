"""M02: the group's rules are published beforehand, with what follows, and accepted by members."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse

from cast import as_actor
from paper_reader import texts_of
from qunce.facts.admission import ApplicantApproved
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Clause, Step
from qunce.ledger import actions as ledger
from qunce.ledger.models import Entry, Task
from qunce.people.models import Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import jobs, queries
from qunce.rooms.charter.domain import put
from qunce.rooms.charter.models import CharterVersion
from qunce.rooms.moderation.models import Case
from stage import Stage

LogIn = Callable[[Person], Client]
ADVERTISEMENT = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
PUBLIC = "/charter/hr/"


def where(name: str, person: Person, **also: int) -> str:
    return reverse(name, kwargs={"key": person.community.key, **also})


def changed(client: Client, address: str, **written: str) -> None:
    """Fill in a form as it stands, with some fields written anew."""
    form = client.get(address).context["form"]
    held = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in held.items() if value is not None and value is not False}
    assert client.post(address, {**sent, **written}).status_code == 302


def test_story_m02_from_the_draft_to_the_acceptance(
    web_stage: Stage, wang: Person, ben: Person, mia: Person, log_in: LogIn
) -> None:
    jobs.tick(web_stage.now)
    owner, member, passer_by = log_in(wang), log_in(ben), Client()
    assert "第1版" in passer_by.get(PUBLIC).content.decode()

    changed(owner, where("charter_clause", wang, number=1), title="广告一律不发")
    assert "广告一律不发" not in passer_by.get(PUBLIC).content.decode()
    changed(owner, where("charter_publish", wang), note="广告从严", material="on")
    page = passer_by.get(PUBLIC).content.decode()
    assert "广告一律不发" in page
    assert "第2次起：移出群聊" in page
    assert "不发与HR无关的广告" in passer_by.get(PUBLIC, {"version": 1}).content.decode()
    assert "广告一律不发" in "".join(texts_of(passer_by.get(f"{PUBLIC}pdf/").content))

    (told,) = Task.objects.filter(kind="post")
    assert "广告从严" in str(told.words)
    assert told.targets.count() == 2
    for target in told.targets.all():
        ledger.tick_target(target, by=as_actor(mia), now=web_stage.now)
    told.refresh_from_db()
    assert told.state == "done"

    assert where("charter_accept", ben) in member.get(where("web_home", ben)).content.decode()
    assert "广告从严" in member.get(where("charter_accept", ben)).content.decode()
    member.post(where("charter_accept", ben), {"version": "2"})
    assert not queries.is_asked(ben)
    history = Entry.objects.filter(subjects__kind="person", subjects__key=ben.pk)
    assert history.filter(fact__endswith="CharterAccepted").exists()


def test_story_m02_a_decision_names_the_clause_that_was_published(
    web_stage: Stage, wang: Person, ben: Person, log_in: LogIn
) -> None:
    clause = queries.charter_now(wang.community_id).clauses[0]
    by, now = as_actor(wang), web_stage.now
    charter.adopt(wang.community, by=by, now=now)
    strict = Clause(clause.key, 1, "广告一律不发", clause.text, (Step.WARN,))
    draft = put(queries.charter_now(wang.community_id), strict)
    charter.save_draft(wang.community, draft, revision=0, by=by, now=now)
    tomorrow = now + timedelta(days=1)
    charter.publish(
        wang.community, since=tomorrow, note="", material=False, revision=1, by=by, now=now
    )
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    before = Case.objects.get()
    jobs.tick(tomorrow)
    web_stage.now = tomorrow
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    after = Case.objects.exclude(pk=before.pk).get()
    assert (before.next_step, after.step) == ("remove", "warn")
    assert (before.charter, after.charter) == (1, 2)
    page = log_in(wang).get(where("moderation_case", wang, pk=after.pk)).content.decode()
    assert "广告一律不发" in page
    assert f"?version=2#clause-{clause.key}" in page
    own = log_in(ben).get(f"/m/hr/cases/{before.pk}/").content.decode()
    assert f"?version=1#clause-{clause.key}" in own


def test_story_m02_whoever_does_not_accept_is_a_task_and_stays(
    manual_stage: Stage, wang: Person, ben: Person, mia: Person, log_in: LogIn
) -> None:
    owner = log_in(wang)
    changed(owner, where("charter_clause", wang, number=7), text="十分钟内最多五条。")
    changed(owner, where("charter_publish", wang), note="刷屏说清楚了", material="on")
    version = CharterVersion.objects.get()
    jobs.chase(version.in_force_from + timedelta(days=15))
    (task,) = Task.objects.filter(kind="charter")
    assert "@Ben" in str(task.words)
    assert [line["person"].name for line in log_in(mia).get(task.link).context["lines"]] == []
    assert Membership.objects.filter(state="active").count() == 6
    log_in(mia).post(where("charter_note", mia, pk=ben.pk))
    assert not queries.is_asked(ben)


def test_story_m02_staying_counts_as_knowing_where_the_owner_says_so(
    manual_stage: Stage, wang: Person, ben: Person, log_in: LogIn
) -> None:
    never = {"asking": "never"}
    playbook.change(wang.community, "acceptance", never, by=SHELL, now=manual_stage.now)
    owner = log_in(wang)
    changed(owner, where("charter_clause", wang, number=7), text="十分钟内最多五条。")
    changed(owner, where("charter_publish", wang), note="刷屏说清楚了", material="on")
    (task,) = Task.objects.filter(kind="post")
    assert "继续留群即视为知悉" in log_in(wang).get(where("console_desk", wang)).content.decode()
    assert not queries.is_asked(ben)
    assert task.targets.count() == 2


def test_story_m02_what_an_applicant_accepted_is_kept(
    web_stage: Stage, ana: Person, mia: Person
) -> None:
    jobs.tick(web_stage.now)
    fact = ApplicantApproved(
        application=1,
        person=ana.pk,
        group=web_stage.group.pk,
        name="Ana",
        charter_version=1,
        charter_accepted_at=web_stage.now.isoformat(),
    )
    community = ana.community_id
    with_entry(fact, mia, community, web_stage)
    web_stage.work()
    kept = queries.find_last_accepted(ana)
    assert kept is not None
    assert (kept.version.number, kept.way) == (1, "joining")


def with_entry(fact: ApplicantApproved, by: Person, community: int, stage: Stage) -> None:
    """Write a fact down, as admission does when a reviewer lets somebody in."""
    with transaction.atomic():
        ledger.record(fact, by=as_actor(by), now=stage.now, community=community)
