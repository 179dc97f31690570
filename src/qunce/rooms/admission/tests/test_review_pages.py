"""The reviewer's pages: the queue, one application, several at once, and the way in."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.ledger.models import Entry, Task
from qunce.people.models import Group, Membership, Person
from qunce.rooms.admission import approval, jobs, queue, reviewing
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.tests import waiting
from qunce.store.secrets import encrypt
from stage import Stage

pytestmark = pytest.mark.django_db
QUEUE = "/c/hr/applications/"
REASON = "身份没能核实"
LogIn = Callable[[Person], Client]


@pytest.fixture
def now() -> datetime:
    """Return the real time: pages ask the clock."""
    return clock.now()


def text_of(client: Client, path: str, **params: str) -> str:
    response = client.get(path, params)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_queue_is_in_the_order_of_the_promise_with_search_and_filters(
    manual_group: Group, web_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    late = waiting.application(manual_group, now - timedelta(hours=30), "王芳", company="腾讯")
    waiting.application(manual_group, now, "李娜")
    waiting.confirmed(late, "wf@tencent.example.com", now)
    waiting.application(web_group, now, "张伟", state="declined")
    client = log_in(mia)
    page = text_of(client, QUEUE)
    assert page.index("王芳") < page.index("李娜")
    assert "已逾期" in page
    assert "张伟" not in page
    assert "张伟" in text_of(client, QUEUE, show="decided")
    assert "王芳" not in text_of(client, QUEUE, q="字节")
    assert "李娜" not in text_of(client, QUEUE, evidence="work_mail")
    assert "王芳" not in text_of(client, QUEUE, evidence="none")
    assert "李娜" not in text_of(client, QUEUE, group=web_group.key)
    assert "李娜" not in text_of(client, QUEUE, mine="yes")
    reviewing.ask(late, "哪个部门？", by=as_actor(mia), now=now)
    assert "王芳" in text_of(client, QUEUE, mine="yes", show="asked")


def test_everything_about_an_application_stands_on_one_page(
    manual_group: Group, mia: Person, ben: Person, log_in: LogIn, now: datetime
) -> None:
    found = waiting.application(manual_group, now, extra={"function": "薪酬"}, city="北京")
    waiting.confirmed(found, "lina@corp.example.com", now)
    page = text_of(log_in(mia), f"{QUEUE}{found.pk}/")
    for told in ("李娜", "字节跳动", "薪酬", "北京", found.code_word, "corp.example.com"):
        assert told in page
    assert "lina@corp" not in page


def test_contacts_are_masked_and_the_wechat_id_is_shown_on_request_and_recorded(
    manual_group: Group, mia: Person, hal: Person, log_in: LogIn, now: datetime
) -> None:
    found = waiting.application(
        manual_group, now, email="lina@home.example.com", wechat=encrypt("lina_hr_2026")
    )
    client, path = log_in(mia), f"{QUEUE}{found.pk}/"
    page = text_of(client, path)
    assert "li***6" in page
    assert "l***@home.example.com" in page
    assert "lina_hr_2026" not in page
    assert f"{path}wechat/" in page
    assert "lina_hr_2026" in client.post(f"{path}wechat/").content.decode()
    assert Entry.objects.filter(fact__endswith="ApplicantContactSeen").count() == 1
    assert f"{path}wechat/" not in text_of(log_in(hal), path)


def test_after_a_decision_the_next_one_comes(
    manual_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    first = waiting.application(manual_group, now - timedelta(hours=2), "李娜")
    second = waiting.application(manual_group, now, "王芳")
    client = log_in(mia)
    sent = {"seen": "waiting", "groups": [manual_group.pk], "person": "new"}
    response = client.post(f"{QUEUE}{first.pk}/approve/", sent)
    assert response["Location"] == f"{QUEUE}{second.pk}/"
    assert Arrival.objects.get().person.name == "李娜"
    sent = {"seen": "waiting", "reason": REASON, "words": "谢谢"}
    response = client.post(f"{QUEUE}{second.pk}/decline/", sent)
    assert response["Location"] == QUEUE
    page = text_of(client, QUEUE)
    assert "刚刚处理的" in page
    client.post(f"{QUEUE}undo/", {"application": [first.pk, second.pk]})
    assert set(Application.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.parametrize(
    ("verb", "sent", "said"),
    [
        ("ask", {"text": ""}, "请写下您想了解的内容"),
        ("ask", {"text": "  \n "}, "请写下您想了解的内容"),
        ("ask", {"text": "很" * 2001}, "2000"),
        ("decline", {"reason": "", "words": "自己的话"}, "请选择一个原因"),
        ("decline", {"reason": "=1+1", "words": "自己的话"}, "=1+1"),
        ("decline", {"reason": REASON, "words": "很" * 501}, "500"),
        ("approve", {"person": "new"}, "请至少选择一个群"),
        ("approve", {"groups": ["999999"], "person": "new"}, "999999"),
        ("approve", {"person": "4711"}, "4711"),
        ("ask", {"text": "<b>\u202e=1+1</b>", "seen": "asked"}, "有人比您先处理"),
    ],
)
def test_bad_input_is_told_at_its_place_and_nothing_typed_is_lost(
    verb: str,
    sent: dict[str, object],
    said: str,
    manual_group: Group,
    mia: Person,
    log_in: LogIn,
    now: datetime,
) -> None:
    found = waiting.application(manual_group, now)
    response = log_in(mia).post(f"{QUEUE}{found.pk}/{verb}/", {"seen": "waiting"} | sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert Application.objects.get(pk=found.pk).state == ApplicationState.WAITING
    for typed in ("自己的话", "&lt;b&gt;"):
        if typed in str(sent).replace("<", "&lt;").replace(">", "&gt;"):
            assert typed in page


def test_the_slower_reviewer_reads_who_was_faster(
    manual_group: Group, mia: Person, wang: Person, log_in: LogIn, now: datetime
) -> None:
    found = waiting.application(manual_group, now)
    reviewing.decline(found, REASON, by=as_actor(wang), now=now)
    sent = {"seen": "waiting", "groups": [manual_group.pk], "person": "new"}
    response = log_in(mia).post(f"{QUEUE}{found.pk}/approve/", sent)
    page = response.content.decode()
    assert "Wang" in page
    assert REASON in page
    assert "有人比您先处理了" in page
    assert not Arrival.objects.exists()
    sent = {"seen": "waiting", "text": "您在哪个部门？"}
    page = log_in(mia).post(f"{QUEUE}{found.pk}/ask/", sent).content.decode()
    assert "您在哪个部门？" in page


def test_several_are_approved_after_a_preview_with_nobody_ticked_at_first(
    manual_group: Group, web_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    found = [
        waiting.application(manual_group, now, "李娜"),
        waiting.application(web_group, now, "王芳", email=""),
        waiting.application(manual_group, now, "张伟"),
    ]
    client = log_in(mia)
    assert "checked" not in text_of(client, QUEUE).split('id="queue"')[1]
    assert client.post(f"{QUEUE}bulk/")["Location"] == QUEUE
    chosen = {"application": [found[0].pk, found[1].pk]}
    page = client.post(f"{QUEUE}bulk/", chosen).content.decode()
    assert "李娜" in page
    assert "张伟" not in page
    assert Application.objects.filter(state="approved").count() == 0
    client.post(f"{QUEUE}bulk/approve/", chosen)
    approved = Application.objects.filter(state="approved")
    assert sorted(approved.values_list("name", flat=True)) == ["李娜", "王芳"]
    client.post(f"{QUEUE}undo/", {"application": [each.pk for each in found]})
    assert Application.objects.filter(state="waiting").count() == 3
    assert not Membership.objects.filter(person__name="王芳", state="active").exists()


def test_the_preview_says_who_has_shown_nothing_yet(
    manual_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    proven, sheet, bare, back = (
        waiting.application(manual_group, now, name) for name in ("李娜", "王芳", "张伟", "赵敏")
    )
    waiting.confirmed(proven, "lina@acme.com.cn", now)
    for one, state in ((sheet, "open"), (back, "withdrawn")):
        one.evidence.create(
            community=one.community, kind="certificate", state=state, file="x.jpg", created_at=now
        )
    client = log_in(mia)
    chosen = {"application": [each.pk for each in (proven, sheet, bare, back)]}
    page = client.post(f"{QUEUE}bulk/", chosen).content.decode()
    assert "以下 3 人还没有已确认的证明：王芳、张伟、赵敏" in page
    assert page.count("没有任何证明") == 2
    assert "HR 相关证书：待查看" in page
    assert "企业邮箱验证码：已确认" in page
    sheet.evidence.update(file="")
    assert "审核后已删除" in text_of(client, f"{QUEUE}{sheet.pk}/")
    sheet.evidence.update(file="x.jpg")
    alone = client.post(f"{QUEUE}bulk/", {"application": [proven.pk]}).content.decode()
    assert "没有已确认的证明" not in alone
    for value, names in (("none", {"张伟", "赵敏"}), ("certificate", {"王芳"})):
        shown = client.get(QUEUE, {"evidence": value}).content.decode()
        assert {n for n in ("李娜", "王芳", "张伟", "赵敏") if f">{n}</a>" in shown} == names


# --- the way in ---------------------------------------------------------------------------------


@pytest.fixture
def way(manual_group: Group, mia: Person, now: datetime) -> Arrival:
    """Return somebody who was let in and gave a WeChat ID."""
    found = waiting.application(manual_group, now, wechat=encrypt("lina_hr"))
    (made,) = approval.approve(found, Choice(), by=as_actor(mia), now=now)
    return made


def test_the_desk_has_one_line_in_which_people_are_ticked_one_by_one(
    way: Arrival, mia: Person, log_in: LogIn, now: datetime
) -> None:
    client = log_in(mia)
    desk = text_of(client, "/c/hr/")
    assert "加好友" in desk
    assert way.code_word in desk
    assert "lina_hr" not in desk
    where = f"/c/hr/arrivals/{way.pk}/"
    answer = client.post(f"{where}tick/", {"state": "adding"}, headers={"HX-Request": "true"})
    assert "拉群" in answer.content.decode()
    client.post(f"{where}tick/", {"state": "inviting", "skip": "yes"})
    client.post(f"{where}undo/")
    way.refresh_from_db()
    assert way.state == "inviting"
    for state in ("inviting", "welcoming"):
        client.post(f"{where}tick/", {"state": state})
    assert "加好友" not in text_of(client, "/c/hr/").split("qd-ended")[0]
    assert Task.objects.get(kind="arrivals").state == "done"
    arrived = text_of(client, f"/c/hr/groups/{way.group.key}/arrivals/", show="arrived")
    assert "李娜" in arrived


def test_who_does_not_come_is_taken_off_and_the_seat_goes_on(
    way: Arrival, mia: Person, log_in: LogIn, now: datetime
) -> None:
    inside = Membership.objects.filter(group=way.group).count()
    Group.objects.filter(pk=way.group_id).update(capacity=inside + 1)
    way.group.refresh_from_db()
    found = waiting.application(way.group, now, "王芳")
    (second,) = approval.approve(found, Choice(), by=as_actor(mia), now=now)
    assert second.state == "waitlisted"
    client, place = log_in(mia), f"/c/hr/groups/{way.group.key}/arrivals/"
    drop = f"/c/hr/arrivals/{way.pk}/drop/"
    assert drop in text_of(client, place, show="coming")
    assert drop not in text_of(client, place, show="waiting")
    client.post(drop)
    way.refresh_from_db()
    second.refresh_from_db()
    assert (way.state, second.state) == ("dropped", "adding")
    assert f"/c/hr/arrivals/{way.pk}/back/" in text_of(client, place, show="dropped")


def test_an_asked_application_keeps_its_place_in_the_line(
    manual_group: Group, mia: Person, now: datetime
) -> None:
    ages = (30, 20, 10)
    first, second, third = (
        waiting.application(manual_group, now, due_at=now - timedelta(hours=age)) for age in ages
    )
    reviewing.ask(second, "哪个部门？", by=as_actor(mia), now=now)
    assert queue.neighbours(second) == (None, third.pk)
    assert queue.neighbours(first) == (None, third.pk)


@pytest.mark.parametrize("state", list(ApplicationState))
def test_an_application_is_shown_in_every_state(
    state: ApplicationState, manual_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    waiting.application(manual_group, now, "王芳")
    about = {"due_at": None} if state is ApplicationState.PROVING else {}
    found = waiting.application(manual_group, now, state=state, **about)
    assert "李娜" in text_of(log_in(mia), f"{QUEUE}{found.pk}/")


def test_a_look_at_the_wechat_id_is_recorded(way: Arrival, mia: Person, log_in: LogIn) -> None:
    client = log_in(mia)
    where = f"{QUEUE}{way.application_id}/wechat/"
    assert client.get(where).status_code == 405
    assert "lina_hr" in client.post(where).content.decode()
    assert "lina_hr" in client.post(where, headers={"HX-Request": "true"}).content.decode()
    looks = Entry.objects.filter(fact="people_own.ContactLookedAt", actor_person=mia.pk)
    assert looks.count() == 2
    found = waiting.application(way.group, clock.now(), "王芳", wechat=encrypt("wf_hr"))
    assert "wf_hr" in client.post(f"{QUEUE}{found.pk}/wechat/").content.decode()
    assert Entry.objects.filter(fact="arrivals.ApplicantContactSeen").count() == 1


def test_who_is_unclear_is_said_on_a_page(manual_stage: Stage, mia: Person, log_in: LogIn) -> None:
    found = waiting.application(manual_stage.group, manual_stage.now)
    (made,) = approval.approve(found, Choice(), by=as_actor(mia), now=manual_stage.now)
    waiting.appears(manual_stage.group, "李娜", manual_stage.now + timedelta(minutes=5))
    manual_stage.later(minutes=6)
    task = Task.objects.get(kind="meet")
    client = log_in(mia)
    assert found.code_word in text_of(client, task.link)
    client.post(f"{task.link}who/", {"arrival": ""})
    assert Task.objects.get(pk=task.pk).state == "open"
    other = waiting.application(manual_stage.group, manual_stage.now, "李娜", company="别家")
    (way,) = approval.approve(other, Choice(), by=as_actor(mia), now=manual_stage.now)
    client.post(f"{task.link}who/", {"arrival": made.pk})
    made.refresh_from_db()
    assert made.identity is not None
    assert Task.objects.get(pk=task.pk).state == "done"
    # A second answer, from a page that was open before, does not make one of two people.
    late = client.post(f"{task.link}who/", {"arrival": way.pk}, follow=True)
    assert "已经确认过" in late.content.decode()
    assert set(Person.objects.filter(name="李娜")) == {made.person, way.person}
    assert "就是这位" not in text_of(client, task.link)


def test_the_groups_page_tells_how_fast_answers_are(
    manual_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    found = waiting.application(manual_group, now - timedelta(hours=6))
    waiting.application(manual_group, now - timedelta(hours=30), "王芳")
    reviewing.decline(found, REASON, by=as_actor(mia), now=now - timedelta(hours=1))
    page = text_of(log_in(mia), f"/c/hr/groups/{manual_group.key}/")
    assert "5.0 小时" in page
    assert "1 份已超时" in page


def test_others_are_kept_out(
    way: Arrival, ben: Person, lin: Person, olga: Person, log_in: LogIn, now: datetime
) -> None:
    found = waiting.application(way.group, now, "王芳")
    jobs.tick(now)
    pages = [QUEUE, f"{QUEUE}{found.pk}/", f"/c/hr/groups/{way.group.key}/arrivals/"]
    for page in pages:
        assert log_in(ben).get(page).status_code == 403
        assert log_in(olga).get(page).status_code == 404
        assert log_in(lin).get(page).status_code == 200
        assert log_in(olga).get(page.replace("/hr/", "/other/")).status_code in {200, 404}
    verbs = [f"{QUEUE}{found.pk}/{verb}/" for verb in ("ask", "decline", "approve", "reopen")]
    verbs += [f"/c/hr/arrivals/{way.pk}/{verb}/" for verb in ("tick", "undo", "drop", "back")]
    verbs += [
        f"{QUEUE}bulk/",
        f"{QUEUE}bulk/approve/",
        f"{QUEUE}undo/",
        f"{QUEUE}{found.pk}/wechat/",
    ]
    for path in verbs:
        assert log_in(lin).post(path).status_code == 403, path
        assert log_in(olga).post(path).status_code == 404, path
        if "/bulk/" not in path and "undo" not in path:
            theirs = path.replace("/hr/", "/other/")
            assert log_in(olga).post(theirs).status_code == 404, theirs
    assert Application.objects.get(pk=found.pk).state == ApplicationState.WAITING


def test_a_new_member_is_led_to_the_first_steps(
    web_group: Group, mia: Person, ben: Person, log_in: LogIn, now: datetime
) -> None:
    told = {"gives": "绩效方案模板", "seeks": "<b>组织诊断</b>"}
    found = waiting.application(web_group, now, extra=told)
    waiting.confirmed(found, "lina@corp.example.com", now)
    approval.approve(found, Choice(), by=as_actor(mia), now=now)
    assert found.person is not None
    client = log_in(found.person)
    assert "/m/hr/first-steps/" in text_of(client, "/m/hr/")
    assert "/m/hr/first-steps/" not in text_of(log_in(ben), "/m/hr/")
    page = text_of(client, "/m/hr/first-steps/")
    assert "李娜-字节跳动-HRBP" in page
    assert "绩效方案模板" in page
    assert "<b>组织诊断" not in page
    Arrival.objects.update(arrived_at=now - timedelta(days=20))
    assert "/m/hr/first-steps/" not in text_of(client, "/m/hr/")


def test_who_may_be_known_already_is_not_approved_among_many(
    manual_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    Person.objects.create(
        community=manual_group.community, name="李娜", company="字节跳动", created_at=now
    )
    found = [waiting.application(manual_group, now, name) for name in ("李娜", "王芳")]
    client, chosen = log_in(mia), {"application": [each.pk for each in found]}
    page = client.post(f"{QUEUE}bulk/", chosen).content.decode()
    assert "请单独打开" in page
    assert "通过 1 位" in page
    client.post(f"{QUEUE}bulk/approve/", chosen)
    states = [Application.objects.get(pk=each.pk).state for each in found]
    assert states == ["waiting", "approved"]
