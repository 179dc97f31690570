"""The pages: applying with and without a log-in, bad input, the queue, and who may see what."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group, Person
from qunce.rooms.postings import links, reviewing
from qunce.rooms.postings.deciding import PostingState
from qunce.rooms.postings.models import CompanyName, Posting
from qunce.rooms.postings.tests.offers import offer, token, typed

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
NEW = "/m/hr/hiring/new/"


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr("qunce.clock.now", lambda: noon)


def path_of(found: Posting) -> str:
    return f"/hiring/p/{found.token}/"


# --- applying -----------------------------------------------------------------------------------


def test_a_member_applies_and_sees_where_it_stands(ben: Person, log_in: LogIn) -> None:
    phone = log_in(ben)
    answer = phone.post(NEW, typed())
    found = Posting.objects.get()
    assert (found.person, found.name, found.state) == (ben, "Ben", "waiting")
    assert answer["Location"] == path_of(found)
    page = phone.get(path_of(found)).content.decode()
    assert "等待审核" in page
    assert 'class="qc-members"' in page
    assert "薪酬主管" in phone.get("/m/hr/hiring/").content.decode()


def test_while_typing_the_page_says_what_is_missing_and_how_it_will_read(
    ben: Person, log_in: LogIn
) -> None:
    phone = log_in(ben)
    page = phone.post("/m/hr/hiring/check/", typed(details="")).content.decode()
    assert "负责月度核薪，5 年以上经验" in page  # the hint of what is missing
    assert "1.【招聘】薪酬主管" in page
    assert Posting.objects.count() == 0


def test_while_typing_what_cannot_stay_is_told_and_is_not_called_missing(
    ben: Person, log_in: LogIn
) -> None:
    phone = log_in(ben)
    wrong = typed(details="负" * 601, pay="30k-15k", deadline="2026-11-01")
    page = phone.post("/m/hr/hiring/check/", wrong).content.decode()
    for said in ("最多 600 个字", "请把较低的数写在前面", "截止日期已过"):
        assert said in page
    assert "负责月度核薪，5 年以上经验" not in page
    page = phone.post("/m/hr/hiring/check/", typed(details="", company="")).content.decode()
    for lacking in ("企业", "岗位详情"):
        assert f'qc-warn">{lacking}</span>' in page
    assert "发布所需的内容都齐了" in phone.post("/m/hr/hiring/check/", typed()).content.decode()


def test_a_pasted_text_fills_the_fields_and_nothing_typed_is_lost(
    ben: Person, log_in: LogIn
) -> None:
    text = "【招聘】HRBP\n企业简介：北辰物流，成都，做冷链，220人\n联系方式：李先生 13911112222"
    data = typed(text=text, paste="1", details="手写的要求", title="", company="")
    page = log_in(ben).post(NEW, data).content.decode()
    for value in ("HRBP", "北辰物流，成都，做冷链，220人", "李先生 13911112222", "手写的要求"):
        assert value in page
    assert Posting.objects.count() == 0


def test_a_pasted_text_without_a_post_stays_and_is_told(ben: Person, log_in: LogIn) -> None:
    page = log_in(ben).post(NEW, typed(text="今天天气不错", paste="1")).content.decode()
    assert "没有从这段文字里认出招聘内容" in page
    assert "今天天气不错" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("company", "", "请填写这一项"),
        ("company", "！？", "请填写企业名称"),
        ("company", "<b>云杉</b>", "请不要使用"),
        ("company", "=HYPERLINK(1)", "不能以 = 开头"),
        ("company", "云" * 61, "60"),
        ("title", "薪" * 41, "40"),
        ("title", "【招聘】", "写一个具体岗位"),
        ("title", "@SUM(A1)", "不能以 @ 开头"),
        ("title", "<script>alert(1)</script>", "请不要使用"),
        ("details", "负" * 601, "600"),
        ("introduction", "", "请填写这一项"),
        ("contact", "找我就行", "这样联系不上人"),
        ("contact", "1" * 101, "100"),
        ("deadline", "2026-02-30", "日期不对"),
        ("deadline", "昨天", "日期不对"),
        ("deadline", "2026-11-01", "截止日期已过"),
        ("pay", "30k-15k", "请把较低的数写在前面"),
        ("groups", "999", "999"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    ben: Person, log_in: LogIn, field: str, value: str, said: str
) -> None:
    page = log_in(ben).post(NEW, typed(**{field: value}))
    shown = page.content.decode()
    assert page.status_code == 200
    assert said in shown
    assert "<script>alert" not in shown
    assert "负责月度核薪" in shown or field == "details"
    assert Posting.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("title", "  薪酬\u202e主管\x00 ", "薪酬主管"),
        ("title", "【招聘】薪酬主管", "薪酬主管"),
        ("company", "云杉\u200b精密", "云杉精密"),
        ("details", "负责核薪\r\n\x07<b>5年以上经验</b>", "负责核薪\n<b>5年以上经验</b>"),
        ("pay", "", ""),
        ("deadline", "", None),
    ],
)
def test_what_nobody_sees_is_taken_out(
    ben: Person, log_in: LogIn, field: str, value: str, kept: str | None
) -> None:
    phone = log_in(ben)
    answer = phone.post(NEW, typed(**{field: value}))
    found = Posting.objects.get()
    assert getattr(found, field) == kept
    assert "<b>5年" not in phone.get(answer["Location"]).content.decode()


def test_a_double_submit_is_one_application(ben: Person, log_in: LogIn) -> None:
    phone, data = log_in(ben), typed()
    assert phone.post(NEW, data)["Location"] == phone.post(NEW, data)["Location"]
    assert Posting.objects.count() == 1
    phone.post(NEW, typed(form="x"))  # a forged secret is replaced
    assert Posting.objects.count() == 2


def test_groups_can_be_chosen_and_all_of_them_are_none(
    ben: Person, log_in: LogIn, web_group: Group, manual_group: Group
) -> None:
    phone = log_in(ben)
    phone.post(NEW, typed(groups=[str(web_group.pk)]))
    phone.post(NEW, typed(groups=[str(web_group.pk), str(manual_group.pk)]))
    chosen = [list(each.groups.all()) for each in Posting.objects.order_by("pk")]
    assert chosen == [[web_group], []]


# --- by a link ----------------------------------------------------------------------------------


def link(community: Community, now: datetime, person: int = 0, message: int = 0) -> str:
    return f"/hiring/{links.token_of(community.pk, person, message, now)}/"


def test_a_member_without_a_log_in_applies_by_a_signed_link(
    community: Community, ben: Person, noon: datetime
) -> None:
    phone = Client()
    page = phone.get(link(community, noon, ben.pk)).content.decode()
    assert "您在群里的名字" not in page
    phone.post(link(community, noon, ben.pk), typed())
    assert Posting.objects.get().person == ben


def test_who_comes_by_the_link_of_the_group_says_a_name(
    community: Community, web_group: Group, noon: datetime
) -> None:
    phone = Client()
    assert "您在群里的名字" in phone.get(link(community, noon)).content.decode()
    assert "请填写这一项" in phone.post(link(community, noon), typed()).content.decode()
    phone.post(link(community, noon), typed(name="李雷"))
    found = Posting.objects.get()
    assert (found.person, found.name) == (None, "李雷")
    page = phone.get(path_of(found)).content.decode()
    assert "请收藏本页" in page


@pytest.mark.parametrize(
    ("days", "status"), [(0, 200), (30, 200), (31, 400)], ids=["new", "last day", "expired"]
)
def test_a_link_expires(community: Community, noon: datetime, days: int, status: int) -> None:
    answer = Client().get(link(community, noon - timedelta(days=days)))
    assert answer.status_code == status
    if status != 200:
        assert "链接已过期" in answer.content.decode()


@pytest.mark.parametrize("forged", ["x", "1-1-1-1.forged", "0-0-0-0", "1"])
def test_a_forged_link_opens_nothing(community: Community, forged: str) -> None:
    assert Client().get(f"/hiring/{forged}/").status_code == 404
    assert Client().get(f"/hiring/p/{forged}/").status_code == 404
    assert Client().get(f"/hiring/t/{forged}/").status_code == 404


# --- one's own page -----------------------------------------------------------------------------


def test_the_applicant_changes_answers_copies_and_takes_back(
    community: Community, web_group: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    found = offer(community, noon, ben)
    phone = Client()  # the token is the key: no log-in is needed
    reviewing.ask(found, "税前还是税后？", by=as_actor(mia), now=noon)
    assert "税前还是税后？" in phone.get(path_of(found)).content.decode()
    phone.post(f"{path_of(found)}answer/", {"text": "税前"})
    assert "税前" in phone.get(path_of(found)).content.decode()
    assert "薪酬主管" in phone.get(f"{path_of(found)}edit/").content.decode()
    phone.post(f"{path_of(found)}edit/", typed(title="薪酬经理"))
    found.refresh_from_db()
    assert (found.title, found.state) == ("薪酬经理", "waiting")
    phone.post(f"{path_of(found)}withdraw/")
    found.refresh_from_db()
    assert found.state == "withdrawn"
    again = phone.post(f"{path_of(found)}copy/", typed())
    made = Posting.objects.get(copied_from=found)
    assert (made.person, again["Location"]) == (ben, path_of(made))
    assert phone.get(f"{path_of(found)}edit/").status_code == 400


def test_only_ones_own_is_copied_by_the_form(
    community: Community, ben: Person, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    mine, other = offer(community, noon, ben), offer(community, noon, mia, title="HRBP")
    phone = log_in(ben)
    assert "薪酬主管" in phone.get(f"{NEW}?copy={mine.token}").content.decode()
    assert 'value="HRBP"' not in phone.get(f"{NEW}?copy={other.token}").content.decode()


def test_one_tap_tells_what_came_of_it(
    community: Community, ben: Person, noon: datetime, log_in: LogIn
) -> None:
    found = offer(community, noon, ben)
    Posting.objects.filter(pk=found.pk).update(
        state=PostingState.POSTED, posted_at=noon, asked_at=noon
    )
    phone = log_in(ben)
    assert "招到人了吗" in phone.get("/m/hr/").content.decode()
    phone.post(f"{path_of(found)}result/", {"result": "filled"})
    assert Posting.objects.get().result == "filled"
    phone.post(f"{path_of(found)}result/", {"result": "nonsense"})
    assert Posting.objects.get().result == "filled"
    assert "招到人了吗" not in phone.get("/m/hr/").content.decode()


def test_the_queue_says_what_came_of_posts_and_who_never_answered(
    community: Community, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    for title, result in (("薪酬主管", "filled"), ("HRBP", "")):
        Posting.objects.filter(pk=offer(community, noon, title=title).pk).update(
            state=PostingState.POSTED, posted_at=noon, asked_at=noon, result=result
        )
    desk, where = log_in(mia), "/c/hr/postings/?show=posted"
    page = desk.get(where).content.decode()
    assert "已问，没有回复" in page
    assert ">已招到</span>" in page
    assert "HRBP" not in desk.get(f"{where}&result=filled").content.decode()
    assert "薪酬主管" not in desk.get(f"{where}&result=none").content.decode()


def test_the_whole_text_is_open_only_once_it_is_posted(
    community: Community, noon: datetime
) -> None:
    found = offer(community, noon)
    where = f"/hiring/t/{found.public}/"
    assert Client().get(where).status_code == 404
    Posting.objects.filter(pk=found.pk).update(
        state=PostingState.POSTED, posted_at=noon, slot_at=noon
    )
    page = Client().get(where)
    assert "联系方式：王女士" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"


# --- the queue ----------------------------------------------------------------------------------


def test_the_reviewer_sees_all_on_one_page_and_goes_on_to_the_next(
    community: Community, web_group: Group, ben: Person, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    first = offer(community, noon - timedelta(hours=30), ben)
    second = offer(community, noon, ben, company="上海云杉精密")
    desk = log_in(mia)
    queue = desk.get("/c/hr/postings/").content.decode()
    assert "已逾期" in queue
    page = desk.get(f"/c/hr/postings/{second.pk}/").content.decode()
    for said in ("2026-11-25 20:00", "可能是同一家公司", "去掉地名和行业词后相同"):
        assert said in page
    answer = desk.post(f"/c/hr/postings/{first.pk}/approve/", {"seen": "waiting"})
    assert answer["Location"] == f"/c/hr/postings/{second.pk}/"
    assert "您刚刚处理的" in desk.get("/c/hr/postings/").content.decode()
    desk.post("/c/hr/postings/undo/", {"posting": first.pk})
    first.refresh_from_db()
    assert first.state == "waiting"


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("decline", {"reason": ""}, "请选择原因"),
        ("decline", {"reason": "no such"}, "no such"),
        ("ask", {"text": ""}, "写"),
        ("ask", {"text": "？" * 2001}, "2000"),
        ("approve", {"seen": "asked"}, "有人比您先处理了"),
    ],
)
def test_a_reviewer_who_slips_is_told_and_nothing_happens(
    community: Community,
    web_group: Group,
    mia: Person,
    noon: datetime,
    log_in: LogIn,
    verb: str,
    data: dict[str, Any],
    said: str,
) -> None:
    found = offer(community, noon)
    page = log_in(mia).post(f"/c/hr/postings/{found.pk}/{verb}/", {"seen": "waiting", **data})
    assert page.status_code == 200
    assert said in page.content.decode()
    found.refresh_from_db()
    assert found.state == "waiting"


def test_names_are_joined_and_parted_on_their_page(
    community: Community, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    desk = log_in(mia)
    page = desk.post(
        "/c/hr/postings/companies/join/", {"one": "云杉精密", "other": "云杉精密有限公司"}
    )
    assert page.status_code == 200  # they are one name anyway
    desk.post("/c/hr/postings/companies/join/", {"one": "云杉精密", "other": "苏州云杉"})
    assert CompanyName.objects.count() == 2
    row = CompanyName.objects.get(name="苏州云杉")
    assert "苏州云杉" in desk.get("/c/hr/postings/companies/").content.decode()
    desk.post("/c/hr/postings/companies/part/", {"name": row.pk})
    assert CompanyName.objects.count() == 0
    answer = desk.post("/c/hr/postings/companies/part/", {"name": "999999"})
    assert answer.status_code == 404


def test_nobody_sees_another_communitys_posts(
    community: Community, olga: Person, ben: Person, noon: datetime, log_in: LogIn
) -> None:
    found = offer(community, noon, ben)
    for where in ("/c/hr/postings/", f"/c/other/postings/{found.pk}/", NEW):
        assert log_in(olga).get(where).status_code == 404
    assert "薪酬主管" not in log_in(olga).get("/c/other/postings/?show=all").content.decode()


def test_a_member_is_no_reviewer(
    community: Community, ben: Person, noon: datetime, log_in: LogIn
) -> None:
    found = offer(community, noon, ben)
    assert log_in(ben).post(f"/c/hr/postings/{found.pk}/approve/").status_code == 403
    reviewing.approve(found, by=SHELL, now=noon)


# --- tools --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("experience", "said"),
    [
        ("以前核薪要三天，现在半天就能出结果，计件也能算", "可以直接复制到群里"),
        ("限时五折，加我微信领取，最后三天抓紧抢购！", "仍可能被当成广告"),
    ],
)
def test_a_recommendation_is_written_and_read_as_the_rule_does(
    ben: Person, log_in: LogIn, experience: str, said: str
) -> None:
    data = {"tool": "薪酬计算表", "since": "半年", "experience": experience}
    page = log_in(ben).post("/m/hr/recommend/", data).content.decode()
    assert "【推荐】薪酬计算表" in page
    assert said in page
    assert token()
