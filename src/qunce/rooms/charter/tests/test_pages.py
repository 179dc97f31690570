"""The pages of the charter: open, for members, on the console."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cast import as_actor
from paper_reader import texts_of
from qunce.people.models import Community, Person
from qunce.rooms.charter import actions, jobs, personal, queries
from qunce.rooms.charter.domain import Way, put
from qunce.rooms.charter.models import CharterVersion
from qunce.rooms.charter.tests.test_actions import OWN, publish

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
PUBLIC = "/charter/hr/"


def test_before_the_first_version_the_open_page_shows_the_default(community: Community) -> None:
    page = Client().get(PUBLIC).content.decode()
    assert "还没有正式发布" in page
    assert "不发与HR无关的广告" in page


def test_everybody_reads_the_charter_with_examples_and_what_follows(
    wang: Person, noon: datetime
) -> None:
    jobs.tick(noon)
    page = Client().get(PUBLIC).content.decode()
    for word in ("HR Exchange", "第1版", "“低息贷款，加我微信”", "第2次起：移出群", "怎么申诉"):
        assert word in page
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "No advertising outside HR" in client.get(PUBLIC).content.decode()


def publish_for_later(person: Person, now: datetime) -> CharterVersion:
    """Publish another text of the last clause, for a day to come."""
    community, by = person.community, as_actor(person)
    charter = put(queries.charter_now(community.pk), replace(OWN, text="不在群里拉票、刷赞。"))
    actions.save_draft(community, charter, revision=0, by=by, now=now)
    day = now + timedelta(days=3)
    return actions.publish(
        community, since=day, note="", material=False, revision=1, by=by, now=now
    )


def test_earlier_versions_stay_readable_and_withdrawn_ones_do_not(
    wang: Person, noon: datetime
) -> None:
    jobs.tick(noon)
    publish(wang, noon)
    version = publish_for_later(wang, noon)
    client = Client()
    assert "不拉票" in client.get(PUBLIC).content.decode()
    assert "不拉票" not in client.get(PUBLIC, {"version": 1}).content.decode()
    assert "以前的版本" in client.get(PUBLIC, {"version": 1}).content.decode()
    assert "还没到生效日期" in client.get(PUBLIC, {"version": 3}).content.decode()
    actions.withdraw(version, by=as_actor(wang), now=noon)
    assert client.get(PUBLIC, {"version": 3}).status_code == 404


@pytest.mark.parametrize("number", ["9", "x", "-1", "1" * 50, "<script>"])
def test_no_such_version_is_a_friendly_404(wang: Person, noon: datetime, number: str) -> None:
    jobs.tick(noon)
    answer = Client().get(PUBLIC, {"version": number})
    assert answer.status_code == 404
    assert "<script>" not in answer.content.decode().split("</head>")[1].split("没有群规")[-1]


def test_of_a_community_that_does_not_exist_there_is_no_charter(community: Community) -> None:
    assert Client().get("/charter/nobody/").status_code == 404


def test_the_pdf_holds_the_titles_of_all_clauses(wang: Person, noon: datetime) -> None:
    client = Client()
    assert client.get(f"{PUBLIC}pdf/").status_code == 404
    version = publish(wang, noon)
    answer = client.get(f"{PUBLIC}pdf/", {"version": version.number})
    assert answer["Content-Type"] == "application/pdf"
    said = "".join("".join(texts_of(answer.content)).split())
    for clause in version.sheets["zh-hans"]["clauses"]:
        assert "".join(clause["title"].split()) in said
    assert "不在群里拉票" in said
    assert client.get(f"{PUBLIC}pdf/", {"version": 9}).status_code == 404


# --- the editor ---------------------------------------------------------------------------------

DRAFT = "/c/hr/charter/draft/"


def filled(client: Client, address: str, **written: str) -> dict[str, str]:
    """Return what a page's form holds, with what somebody writes over it."""
    form = client.get(address).context["form"]
    held = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in held.items() if value is not None and value is not False}
    return {**{name: str(value) for name, value in sent.items()}, **written}


def test_a_clause_is_changed_and_the_others_stay_translated(
    log_in: LogIn, wang: Person, noon: datetime
) -> None:
    client = log_in(wang)
    data = filled(client, f"{DRAFT}1/", text="这里不发广告。", step_2="", step_1="warn")
    assert data["title"] == "不发与HR无关的广告"
    assert client.post(f"{DRAFT}1/", data).headers["Location"] == DRAFT
    first = queries.writing_of(wang.community_id).charter.clauses[0]
    assert (first.title, first.text) == ("No advertising outside HR", "这里不发广告。")
    assert first.allowed == queries.charter_now(wang.community_id).clauses[0].allowed
    assert first.ladder == ("warn",)
    assert "这里不发广告。" in client.get(DRAFT).content.decode()
    assert "这里不发广告。" not in Client().get(PUBLIC).content.decode()


def test_mutes_points_and_reports_of_a_clause_are_set_and_published(
    log_in: LogIn, wang: Person
) -> None:
    client = log_in(wang)
    data = filled(client, f"{DRAFT}5/", mutes="24，72", weight="3", proved_removes="on")
    client.post(f"{DRAFT}5/", data)
    parts = filled(client, f"{DRAFT}parts/", points_limit="6")
    client.post(f"{DRAFT}parts/", parts)
    draft = queries.writing_of(wang.community_id).charter
    fifth = draft.clauses[4]
    assert (fifth.mutes, fifth.weight, fifth.proved_removes) == ((24, 72), 3, True)
    assert draft.points_limit == 6
    page = client.get(DRAFT).content.decode()
    assert "每次记3分" in page
    assert "核实" in page


def test_a_clause_is_added_moved_and_removed_without_scripts(log_in: LogIn, wang: Person) -> None:
    client = log_in(wang)
    data = filled(client, f"{DRAFT}new/", title="不拉票", text="不在群里拉票。", step_1="remind")
    client.post(f"{DRAFT}new/", data)
    client.post(f"{DRAFT}10/move/", {"to": "up", "revision": "1"})
    clauses = queries.writing_of(wang.community_id).charter.clauses
    assert clauses[-2].title == "不拉票"
    client.post(f"{DRAFT}9/remove/", {"revision": "2"})
    titles = [each.title for each in queries.writing_of(wang.community_id).charter.clauses]
    assert "不拉票" not in titles
    client.post(f"{DRAFT}discard/")
    assert queries.find_draft(wang.community_id) is None


def test_a_clause_in_use_cannot_be_removed_and_the_page_says_why(
    log_in: LogIn, wang: Person
) -> None:
    client = log_in(wang)
    page = client.get(DRAFT).content.decode()
    assert "还不能删" in page
    answer = client.post(
        f"{DRAFT}1/remove/",
        {"revision": "0"},
        follow=True,
        headers={"referer": f"http://testserver{DRAFT}"},
    )
    assert "还开着" in answer.content.decode()
    assert queries.find_draft(wang.community_id) is None


BAD = [
    pytest.param({"title": ""}, "title", id="empty"),
    pytest.param({"title": "长" * 41}, "title", id="over-long title"),
    pytest.param({"text": "长" * 601}, "text", id="over-long text"),
    pytest.param({"text": "广\u202e告"}, "text", id="direction turned"),
    pytest.param({"title": "a\x07b"}, "title", id="control character"),
    pytest.param({"title": "a\x00b"}, "title", id="null character"),
    pytest.param({"allowed": "\n".join("abcdefghi")}, "allowed", id="nine examples"),
    pytest.param({"forbidden": "长" * 161}, "forbidden", id="an example of a page"),
    pytest.param({"step_1": ""}, "step_1", id="no first step"),
    pytest.param({"mutes": "24, long"}, "mutes", id="a length that is no number"),
    pytest.param({"mutes": "721"}, "mutes", id="a mute of more than thirty days"),
    pytest.param({"weight": "0"}, "weight", id="a violation without points"),
    pytest.param({"step_1": "banish"}, "step_1", id="an unknown step"),
    pytest.param({"step_2": "", "step_3": "remove"}, "step_2", id="a hole in the ladder"),
    pytest.param({"step_1": "remove", "step_2": "warn"}, "step_2", id="a step down"),
]


@pytest.mark.parametrize(("written", "field"), BAD)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    log_in: LogIn, wang: Person, written: dict[str, str], field: str
) -> None:
    client = log_in(wang)
    data = filled(client, f"{DRAFT}2/", forbidden="只写这一条") | written
    answer = client.post(f"{DRAFT}2/", data)
    assert list(answer.context["form"].errors) == [field]
    for name, value in data.items():
        assert str(answer.context["form"][name].value()) == value
    assert queries.find_draft(wang.community_id) is None


def test_odd_titles_are_only_texts(log_in: LogIn, wang: Person, noon: datetime) -> None:
    titles = ["<b>x</b>", "=1+1", "مرحبا", "％(x)s %(y)s {z}", "🙏" * 40]
    client = log_in(wang)
    for place, title in enumerate(titles, start=1):
        client.post(f"{DRAFT}{place}/", filled(client, f"{DRAFT}{place}/", title=title))
    data = filled(client, f"{DRAFT}publish/", note=" ".join(titles))
    client.post(f"{DRAFT}publish/", data)
    page = Client().get(PUBLIC)
    assert [each.title for each in page.context["sheet"].clauses[: len(titles)]] == titles
    assert "<b>x" not in page.content.decode()
    assert Client().get(f"{PUBLIC}pdf/").status_code == 200


def test_of_two_writers_the_second_keeps_what_was_typed(log_in: LogIn, wang: Person) -> None:
    client = log_in(wang)
    mine = filled(client, f"{DRAFT}4/", title="我的标题")
    client.post(f"{DRAFT}1/", filled(client, f"{DRAFT}1/", title="别人的标题"))
    answer = client.post(f"{DRAFT}4/", mine)
    page = answer.content.decode()
    assert "草稿刚被别人改过" in page
    assert "我的标题" in page
    again = {**mine, "revision": answer.context["form"]["revision"].value()}
    client.post(f"{DRAFT}4/", again)
    titles = [each.title for each in queries.writing_of(wang.community_id).charter.clauses]
    assert {"我的标题", "别人的标题"} <= set(titles)


def test_the_other_parts_are_changed(log_in: LogIn, wang: Person) -> None:
    client = log_in(wang)
    where = f"{DRAFT}parts/"
    wrong = client.post(where, filled(client, where, strikes_expire="0", preamble="只此一行"))
    assert list(wrong.context["form"].errors) == ["strikes_expire"]
    assert "只此一行" in wrong.content.decode()
    client.post(where, filled(client, where, strikes_expire="30", preamble="只此一行"))
    changed = queries.writing_of(wang.community_id).charter
    assert (changed.strikes_expire, changed.preamble) == (timedelta(days=30), "只此一行")
    assert changed.encouraged == queries.charter_now(wang.community_id).encouraged


def test_publishing_shows_what_differs_and_asks_for_a_note_and_a_day(
    log_in: LogIn, wang: Person, noon: datetime
) -> None:
    jobs.tick(noon)
    client = log_in(wang)
    where = f"{DRAFT}publish/"
    assert "没有不同" in client.get(where).content.decode()
    client.post(f"{DRAFT}3/", filled(client, f"{DRAFT}3/", title="推荐须写体验"))
    page = client.get(where).content.decode()
    assert "<ins>" in page
    today = timezone.localdate()
    yesterday = (today - timedelta(days=1)).isoformat()
    wrong = client.post(where, filled(client, where, note="", since=yesterday, material="on"))
    assert set(wrong.context["form"].errors) == {"note", "since"}
    assert yesterday in wrong.content.decode()
    tomorrow = (today + timedelta(days=1)).isoformat()
    client.post(where, filled(client, where, note="改了标题", since=tomorrow, material="on"))
    version = queries.find_scheduled(wang.community_id)
    assert version is not None
    assert (version.note, version.material, version.asks) == ("改了标题", True, True)
    home = client.get("/c/hr/charter/").content.decode()
    assert "撤回" in home
    assert "推荐须写体验" in client.get("/c/hr/charter/versions/2/").content.decode()
    client.post("/c/hr/charter/versions/2/withdraw/")
    assert queries.find_scheduled(wang.community_id) is None


# --- who has accepted ---------------------------------------------------------------------------


def test_a_member_reads_what_changed_and_accepts(
    log_in: LogIn, wang: Person, ben: Person, noon: datetime
) -> None:
    client = log_in(ben)
    assert client.get("/m/hr/charter/").status_code == 200
    version = publish(wang, noon)
    assert "我已阅读并同意" in client.get("/m/hr/").content.decode()
    page = client.get("/m/hr/charter/").content.decode()
    assert "我已阅读并同意" in page
    client.post("/m/hr/charter/", {"version": version.number + 1})
    assert queries.is_asked(ben)
    for _ in range(2):
        client.post("/m/hr/charter/", {"version": version.number})
    assert not queries.is_asked(ben)
    assert "我已阅读并同意" not in client.get("/m/hr/").content.decode()
    assert "我已阅读并同意" not in client.get("/m/hr/charter/").content.decode()


def test_the_list_tells_who_has_and_who_has_not(
    log_in: LogIn, wang: Person, ben: Person, mia: Person, noon: datetime
) -> None:
    client = log_in(mia)
    where = "/c/hr/charter/accepted/"
    assert "还没有请成员确认" in client.get(where).content.decode()
    version = publish(wang, noon)
    actions.accept(ben, version, way=Way.PAGE, by=as_actor(ben), at=noon, now=noon)

    def names(**asked: str) -> list[str]:
        return [each["person"].name for each in client.get(where, asked).context["lines"]]

    assert names() == ["Ben", "Mia", "Wang"]
    assert names(state="accepted") == ["Ben"]
    assert names(state="open") == ["Mia", "Wang"]
    assert names(q="wan") == ["Wang"]
    assert names(group="industry", state="open") == ["Mia", "Wang"]
    assert names(state="nonsense", page="99") == ["Ben", "Mia", "Wang"]


def test_the_files_run_no_formula(
    log_in: LogIn, wang: Person, mia: Person, ben: Person, noon: datetime
) -> None:
    Person.objects.filter(pk=ben.pk).update(name="=1+1", company="@SUM(1)")
    publish(wang, noon)
    client = log_in(mia)
    text = client.get("/c/hr/charter/accepted/file/").content.decode("utf-8-sig")
    assert "'=1+1,'@SUM(1)" in text
    book = load_workbook(BytesIO(client.get("/c/hr/charter/accepted/file/?format=xlsx").content))
    assert book.active is not None
    assert book.active["A2"].value == "'=1+1"


def test_what_was_said_in_the_chat_is_noted(
    log_in: LogIn, wang: Person, mia: Person, ben: Person, noon: datetime
) -> None:
    client = log_in(mia)
    note = f"/c/hr/members/{ben.pk}/charter/"
    assert client.post(note).status_code == 400
    publish(wang, noon)
    assert "还没确认过" in client.get(f"/c/hr/members/{ben.pk}/").content.decode()
    client.post(note)
    kept = queries.find_last_accepted(ben)
    assert kept is not None
    assert (kept.way, kept.noted_by) == ("told", "Mia")


def test_what_a_person_accepted_is_exported_and_erased(
    wang: Person, ben: Person, noon: datetime
) -> None:
    version = publish(wang, noon)
    actions.accept(ben, version, way=Way.PAGE, by=as_actor(ben), at=noon, now=noon)
    (told,) = personal.export(ben)
    assert told == {"version__number": version.number, "at": noon, "way": "page"}
    personal.erase(ben)
    assert not personal.export(ben)
