"""The console's pages: who sees them, what they show, what wrong input does."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from cast import as_actor
from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, Task, TaskTarget
from qunce.people import actions as people
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.playbook.models import Version
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

PAGES = (
    "console_desk",
    "console_groups",
    "console_members",
    "console_search",
    "console_history",
    "console_playbook",
    "console_versions",
    "console_open_group",
)


def task_for(
    community: Community, groups: tuple[Group, ...] = (), key: str = "one", words: str = "早上好"
) -> Task:
    now = clock.now()
    return ledger.open_task(
        TaskDraft(
            community=community.pk,
            kind="post",
            title=Words("Post the briefing"),
            words=Words("%(text)s", {"text": words}),
            role=Role.CONTENT,
            key=key,
            groups=tuple(group.pk for group in groups),
            due=now + timedelta(hours=1),
        ),
        now=now,
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_those_who_run_the_group(
    name: str, log_in: LogIn, wang: Person, ben: Person, olga: Person
) -> None:
    where = reverse(name, kwargs={"key": wang.community.key})
    assert log_in(wang).get(where).status_code == 200
    assert log_in(ben).get(where).status_code == 403
    assert log_in(olga).get(where).status_code == 404
    assert Client().get(where).status_code == 302


def test_one_text_for_many_groups_is_one_line_ticked_one_by_one(
    log_in: LogIn, wang: Person, web_group: Group, manual_group: Group
) -> None:
    task = task_for(wang.community, (web_group, manual_group))
    client = log_in(wang)
    page = client.get(reverse("console_desk", kwargs={"key": wang.community.key}))
    assert page.content.decode().count("Post the briefing") == 1
    for target in TaskTarget.objects.filter(task=task):
        where = reverse("console_tick", kwargs={"key": wang.community.key, "pk": target.pk})
        client.post(where)
    task.refresh_from_db()
    assert (task.state, task.ended_name) == ("done", wang.name)


@pytest.mark.parametrize(("length", "count"), [(2000, 0), (2001, 2), (5000, 3)])
def test_a_post_too_long_for_one_message_lies_there_in_numbered_pieces(
    log_in: LogIn, wang: Person, manual_group: Group, length: int, count: int
) -> None:
    task_for(wang.community, (manual_group,), words="工" * length)
    where = reverse("console_desk", kwargs={"key": wang.community.key})
    shown = log_in(wang).get(where).content.decode()
    assert len(re.findall('data-copy="（', shown)) == count
    assert (f"（{count}/{count}）" in shown) is bool(count)


def test_the_words_are_posted_where_a_program_can(
    log_in: LogIn, wang: Person, web_group: Group, manual_group: Group
) -> None:
    task = task_for(wang.community, (web_group, manual_group))
    where = reverse("console_send", kwargs={"key": wang.community.key, "pk": task.pk})
    log_in(wang).post(where, {"words": "各位早上好"})
    ticked = {target.group_id: target.ticked_at for target in task.targets.all()}
    assert ticked[web_group.pk] is not None
    assert ticked[manual_group.pk] is None


def test_a_task_is_finished_skipped_and_taken_back(log_in: LogIn, wang: Person) -> None:
    task = task_for(wang.community)
    client = log_in(wang)

    def does(what: str, **data: str) -> str:
        where = reverse(f"console_{what}", kwargs={"key": wang.community.key, "pk": task.pk})
        client.post(where, data)
        task.refresh_from_db()
        return task.state

    assert does("finish", proof="截图已存") == "done"
    assert task.proof == "截图已存"
    assert does("reopen") == "open"
    assert does("skip", reason="今天放假") == "skipped"


def test_a_task_of_another_community_is_not_known(
    log_in: LogIn, olga: Person, wang: Person
) -> None:
    task = task_for(wang.community)
    where = reverse("console_finish", kwargs={"key": olga.community.key, "pk": task.pk})
    assert log_in(olga).post(where).status_code == 404


def test_the_desk_asks_few_questions_of_the_database(
    log_in: LogIn,
    wang: Person,
    web_group: Group,
    manual_group: Group,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(30):
        task_for(wang.community, (web_group, manual_group), key=str(number))
    client = log_in(wang)
    where = reverse("console_desk", kwargs={"key": wang.community.key})
    client.get(where)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.get(where)


def test_a_setting_is_saved_and_a_wrong_one_is_refused(log_in: LogIn, wang: Person) -> None:
    where = reverse(
        "console_section", kwargs={"key": wang.community.key, "section": "slots.briefing"}
    )
    client = log_in(wang)
    page = client.get(where)
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    refused = client.post(where, data | {"headline": ""})
    assert refused.status_code == 200
    assert refused.context["form"].errors["headline"]
    assert not Version.objects.exists()
    client.post(where, data | {"headline": "【早】", "is_on": "on"})
    (version,) = Version.objects.all()
    assert version.values == {"slots.briefing": {"headline": "【早】"}}


def test_the_clauses_have_an_editor_and_no_group_has_its_own(
    log_in: LogIn, wang: Person, web_group: Group
) -> None:
    where = reverse("console_section", kwargs={"key": wang.community.key, "section": "charter"})
    client = log_in(wang)
    editor = reverse("charter_console", kwargs={"key": wang.community.key})
    assert client.get(where).headers["Location"] == editor
    refused = client.get(f"{where}?group={web_group.key}")
    assert refused.status_code == 404
    assert "单个群不能另设" in refused.content.decode()
    listed = client.get(
        reverse("console_playbook", kwargs={"key": wang.community.key}), {"group": web_group.key}
    )
    assert "charter" not in {line["section"].key for line in listed.context["lines"]}
    assert "以下设置各群一致" in listed.content.decode()
    upload = reverse("console_upload", kwargs={"key": wang.community.key})
    file = SimpleUploadedFile("group.toml", '[charter]\npreamble = "我们自己的"\n'.encode())
    answer = client.post(f"{upload}?group={web_group.key}", {"file": file}, follow=True)
    assert "charter: 这一部分全社群统一" in answer.content.decode()
    assert not Version.objects.exists()


def test_a_clause_in_use_cannot_be_dropped_by_a_file(log_in: LogIn, wang: Person) -> None:
    where = reverse("console_upload", kwargs={"key": wang.community.key})
    one = '[[charter.clauses]]\nkey = "ads"\nnumber = 1\ntitle = "无广告"\ntext = "不发广告"\n'
    file = SimpleUploadedFile("settings.toml", one.encode())
    answer = log_in(wang).post(where, {"file": file}, follow=True)
    assert "还不能删" in answer.content.decode()
    assert not Version.objects.exists()


def test_a_role_is_given_and_the_last_owner_stays(log_in: LogIn, wang: Person, ben: Person) -> None:
    client = log_in(wang)
    place = {"key": wang.community.key, "pk": ben.pk}
    client.post(reverse("console_appoint", kwargs=place), {"role": "content"})
    page = client.get(reverse("console_member", kwargs=place))
    assert page.context["roles"] == []
    (asked,) = page.context["offers"]
    answer = {"key": wang.community.key, "pk": asked["offer"].pk}
    log_in(ben).post(reverse("console_accept_offer", kwargs=answer))
    page = client.get(reverse("console_member", kwargs=place))
    assert len(page.context["roles"]) == 1
    place["pk"] = wang.pk
    client.post(reverse("console_dismiss", kwargs=place), {"role": "owner"})
    assert as_actor(wang).id == wang.pk
    assert wang.appointments.filter(role="owner", until__isnull=True).exists()


def test_the_first_run_founds_everything_and_is_shown_once(db: None) -> None:
    client = Client()
    assert client.get("/").headers["Location"] == reverse("console_first_run")
    page = client.get(reverse("console_first_run"))
    four = ["programme", "admission", "postings", "paste"]
    assert page.context["form"]["switches"].value() == four
    answer = client.post(
        reverse("console_first_run"),
        {
            "community": "HR充电站",
            "name": "王芳",
            "email": "wang@example.com",
            "zone": "Asia/Shanghai",
            "group": "华东HR交流群",
            "kind": "general",
            "channel": "manual",
            "switches": ["programme", "admission"],
        },
    )
    community = Community.objects.get()
    assert answer.headers["Location"] == reverse("console_desk", kwargs={"key": community.key})
    assert Group.objects.get().key == "hua-dong-hr-jiao-liu-qun"
    desk = client.get(answer.headers["Location"])
    assert reverse("manual_paste", kwargs={"key": community.key}) not in desk.content.decode()
    assert client.get(reverse("console_first_run")).status_code == 302


def test_settings_of_an_unknown_group_are_not_those_of_the_community(
    log_in: LogIn, wang: Person
) -> None:
    place = {"key": wang.community.key, "section": "community"}
    where = reverse("console_section", kwargs=place)
    answer = log_in(wang).post(f"{where}?group=nowhere", {"quiet_from": "23:00"})
    assert answer.status_code == 404
    assert not Version.objects.exists()


def test_versions_say_lists_plainly_and_the_command_line_in_the_readers_language(
    log_in: LogIn, wang: Person, noon: datetime
) -> None:
    switched = {"switched_on": ["paste", "programme"]}
    playbook.change(wang.community, "community", switched, by=SHELL, now=noon)
    page = log_in(wang).get(reverse("console_versions", kwargs={"key": wang.community.key}))
    (change,) = page.context["lines"][0]["changes"]
    assert change.after == "贴一段\n早报"
    with override("zh-hans"):
        assert gettext(page.context["lines"][0]["version"].author) == "命令行"


def test_settings_name_no_row_of_a_manual_that_nobody_can_open(log_in: LogIn, wang: Person) -> None:
    place = {"key": wang.community.key, "section": "community"}
    page = log_in(wang).get(reverse("console_section", kwargs=place)).content.decode()
    assert "安静开始" in page
    assert not re.search(r"\bM\d\d\b", page)


def test_versions_are_paged_and_each_is_compared_with_the_one_before(
    log_in: LogIn, wang: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qunce.console.playbook.SHOWN_VERSIONS", 2)
    for number in range(1, 6):
        data = {"quiet_from": f"2{number % 3}:30", "switched_on": ["paste"]}
        note = "spring" if number == 2 else ""
        playbook.change(wang.community, "community", data, by=SHELL, now=noon, note=note)
    where = reverse("console_versions", kwargs={"key": wang.community.key})

    def shown(query: str) -> list[tuple[int, list[str], bool]]:
        lines = log_in(wang).get(f"{where}?{query}").context["lines"]
        return [
            (each["version"].number, [one.field for one in each["changes"]], each["is_newest"])
            for each in lines
        ]

    assert shown("") == [(5, ["quiet_from"], True), (4, ["quiet_from"], False)]
    assert shown("page=2") == [(3, ["quiet_from"], False), (2, ["quiet_from"], False)]
    assert shown("page=3") == [(1, ["switched_on", "quiet_from"], False)]
    assert shown("q=spring") == [(2, ["quiet_from"], False)]
    assert "page=2" in log_in(wang).get(where).content.decode()


def test_the_history_is_found_by_name_and_by_what_it_is_about(
    log_in: LogIn, wang: Person, ben: Person, web_group: Group
) -> None:
    now = clock.now()
    people.appoint(ben, Role.EVENTS, by=as_actor(wang), now=now)
    people.mute(ben.memberships.get(group=web_group), now, by=SHELL, now=now)
    where = reverse("console_history", kwargs={"key": wang.community.key})

    def told(query: str) -> list[str]:
        page = log_in(wang).get(f"{where}?{query}")
        return [line["words"] for line in page.context["lines"]]

    assert len(told(f"q={ben.name}")) == 2
    assert told("q=nobody") == told("area=moderation") == []
    assert len(told("area=people")) >= 2
    assert told("area=nothing&before=9" + "9" * 40)  # what is unknown is left out


def test_a_line_of_the_history_says_times_and_results_as_people_do(
    log_in: LogIn, wang: Person, ben: Person, web_group: Group, noon: datetime
) -> None:
    people.mute(
        ben.memberships.get(group=web_group), noon + timedelta(days=400), by=SHELL, now=noon
    )
    where = reverse("console_history", kwargs={"key": wang.community.key})
    told = str(log_in(wang).get(where).context["lines"][0]["words"])
    assert "禁言" in told
    assert "年" in told
    assert "T" not in told


def test_a_thread_shows_the_decision_behind_what_a_channel_did(
    log_in: LogIn, web_stage: Stage, wang: Person, ben: Person
) -> None:
    web_stage.say(ben, "信 用 卡 代 办，下 卡 快 额 度 高，加微信 13800000000")
    web_stage.work()
    taken_back = Entry.objects.get(fact="chat.MessageRecalled")
    assert taken_back.cause is not None
    assert taken_back.cause.fact == "moderation.MessageSanctioned"
    place = {"key": wang.community.key, "pk": taken_back.pk}
    page = log_in(wang).get(reverse("console_thread", kwargs=place)).content.decode()
    assert "撤回消息" in page
    assert "Recall" not in page
