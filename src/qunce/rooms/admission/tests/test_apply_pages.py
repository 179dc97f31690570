"""The open pages: form, invitation, the applicant's own page, the voucher's."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission import evidence, invitations
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.tests.applicants import apply, invite, photo, typed
from qunce.shell.models import Knock
from qunce.store import mailed_codes

FORM = "/join/hr/industry/"
EXE = b"MZ\x90\x00" + bytes(3000)
HIDDEN = "\u202e\u0000\u200b"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def browser(manual_group: Group) -> Client:
    """Return a passer-by's browser that has seen the form, and so has the device's cookie."""
    client = Client()
    client.get(FORM)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- the form -----------------------------------------------------------------------------------


def test_a_passer_by_applies_in_one_step(browser: Client) -> None:
    response = browser.post(FORM, typed(), follow=True)
    made = Application.objects.get()
    assert response.redirect_chain[0][0] == f"/apply/{made.token}/"
    assert made.device_hash
    assert made.group
    assert made.group.key == "industry"
    assert "还差一步" in text_of(response)
    assert "no-store" in response["Cache-Control"]


def test_the_form_helps_a_phone_to_fill_it_in(browser: Client) -> None:
    page = text_of(browser.get(FORM))
    for part in (
        *('autocomplete="name"', 'autocomplete="organization"', 'inputmode="decimal"'),
        *('autocomplete="organization-title"', 'autocapitalize="none"', 'enterkeyhint="next"'),
        *(
            'enterkeyhint="done"',
            'type="email"',
            "csrfmiddlewaretoken",
            'href="/privacy/hr/" target="_blank"',
        ),
    ):
        assert part in page, part


# Field, what is typed there, the words that stand at it.
WRONG = [
    ("name", "", "请填写这一项"),
    ("name", "   ", "请填写这一项"),
    ("name", HIDDEN, "请填写这一项"),
    ("name", "=1+1", "请填写真实姓名"),
    ("name", "<b>安娜</b>", "请填写真实姓名"),
    ("name", "12345", "请填写真实姓名"),
    ("name", "安" * 81, "80"),
    ("name", "P\u0430ul Li", "两种字母"),  # its second letter is Cyrillic
    ("company", "", "请填写这一项"),
    ("company", "=HYPERLINK(1)", "不能以 = 开头"),
    ("company", "@SUM(A1)", "不能以 @ 开头"),
    ("company", "<script>alert(1)</script>", "请去掉"),
    ("company", "www.spam.com 加我", "不要填网址"),
    ("company", "宏", "只有一个字"),
    ("company", "\u0410cme 有限公司", "两种字母"),
    ("company", "……", "请填写这一项"),
    ("company", "宏" * 121, "120"),
    ("position", "+经理", "不能以 + 开头"),
    ("position", "{{ 经理 }}", "请去掉"),
    ("position", "理" * 121, "120"),
    ("wechat", "", "请填写这一项"),
    ("wechat", "安娜小姐", "这不是微信号"),
    ("wechat", "ab", "这不是微信号"),
    ("wechat", "a" * 41, "40"),
    ("years", "", "请填写这一项"),
    ("years", "五年", "请填数字"),
    ("years", "-1", "0"),
    ("years", "99", "60"),
    ("years", "NaN", "请填数字"),
    ("years", "1e400", "请填数字"),
    ("years", "2.55", "小数点后一位"),
    ("email", "ana@", "邮箱地址不完整"),
    ("email", f"{'a' * 250}@mail.example.org", "254"),
    ("privacy", "", "需要您同意"),
]


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    browser: Client, field: str, value: str, said: str
) -> None:
    sent = typed(**{field: value})
    if not value and field in {"privacy", "charter"}:
        del sent[field]
    response = browser.post(FORM, sent)
    page = text_of(response)
    assert response.status_code == 200
    assert not Application.objects.exists()
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert said in str(form.errors[field])
    assert f'id="id_{field}_error"' in page
    for name, typed_there in sent.items():
        if name not in {"privacy", "charter"} and name != field:
            assert f'value="{typed_there}"' in page, f"{name} is lost"
    assert "<script>alert" not in page


GOOD = [
    ("name", "阿依古丽·买买提", "阿依古丽·买买提"),
    ("name", "  Ana   de la  Cruz ", "Ana de la Cruz"),
    ("name", "O’Neill-王", "O’Neill-王"),
    ("name", f"安{HIDDEN}娜", "安娜"),
    ("name", "محمد علي", "محمد علي"),
    ("name", "𠮷田", "𠮷田"),
    ("company", "3M 中国", "3M 中国"),
    ("company", "AT&T", "AT&T"),
    ("company", "宏图集团（上海）有限公司", "宏图集团（上海）有限公司"),
    ("position", "HRBP / 招聘", "HRBP / 招聘"),
    ("name", "Иван Li", "Иван Li"),
    ("years", " ６.5 年", Decimal("6.5")),
]


@pytest.mark.parametrize(("field", "value", "kept"), GOOD)
def test_real_names_of_all_scripts_are_taken(
    browser: Client, field: str, value: str, kept: str
) -> None:
    assert browser.post(FORM, typed(**{field: value})).status_code == 302
    assert Application.objects.values_list(field, flat=True).get() == kept


def test_a_form_sent_twice_leads_to_the_same_page(browser: Client) -> None:
    sent = typed()
    first, again = browser.post(FORM, sent), browser.post(FORM, sent)
    assert first["Location"] == again["Location"]
    assert Application.objects.count() == 1


def test_a_forged_form_token_is_replaced(browser: Client) -> None:
    browser.post(FORM, typed(form="x"))
    assert len(Application.objects.get().form_token) > 20


def test_a_browser_that_sends_too_often_keeps_what_was_typed(browser: Client) -> None:
    for _ in range(12):
        assert browser.post(FORM, typed()).status_code == 302
    response = browser.post(FORM, typed())
    assert "操作太频繁" in text_of(response)
    assert 'value="安娜"' in text_of(response)
    colleague = Client()  # the same address, another device: a whole company applies
    colleague.get(FORM)
    assert colleague.post(FORM, typed()).status_code == 302
    assert not Knock.objects.filter(key__contains="127.0.0.1").exists()


def test_what_is_asked_is_a_setting(browser: Client, wang: Person, noon: datetime) -> None:
    values = {"kinds": ["hr", "lawyer"], "asks": ["phone", "city", "gives"]}
    playbook.change(wang.community, "applying", values, by=as_actor(wang), now=noon)
    page = text_of(browser.get(FORM))
    assert "劳动法律师" in page
    assert 'name="email"' not in page
    sent = typed(kind="lawyer", phone="+86 138 0000 0000", city="上海", gives="劳动法问答")
    assert browser.post(FORM, sent).status_code == 302
    made = Application.objects.get()
    assert (made.kind, made.city, made.extra) == ("lawyer", "上海", {"gives": "劳动法问答"})
    refused = browser.post(FORM, typed(kind="headhunter", phone="12345"))
    assert set(refused.context["form"].errors) == {"kind", "phone"}


def test_conditions_stand_above_the_form(
    browser: Client, manual_group: Group, wang: Person, noon: datetime
) -> None:
    values = {"words": "欢迎制造业的同行", "industries": ["制造业", "汽车"], "tiers": ["senior"]}
    playbook.change(
        wang.community, "conditions", values, by=as_actor(wang), now=noon, group=manual_group
    )
    page = text_of(browser.get(FORM))
    assert "欢迎制造业的同行" in page
    assert "制造业、汽车" in page
    assert page.index("制造业、汽车") < page.index('name="name"')


def test_a_web_group_asks_for_a_mailbox_in_place_of_a_wechat_id(web_group: Group) -> None:
    client = Client()
    assert 'name="wechat"' not in text_of(client.get("/join/hr/general/"))
    refused = client.post("/join/hr/general/", typed(email=""))
    assert list(refused.context["form"].errors) == ["email"]
    assert client.post("/join/hr/general/", typed()).status_code == 302


def test_with_several_groups_one_chooses(web_group: Group, manual_group: Group) -> None:
    client = Client()
    page = text_of(client.get("/join/hr/"))
    assert "/join/hr/general/" in page
    assert "/join/hr/industry/" in page
    assert client.post("/join/hr/?any", typed()).status_code == 302
    assert Application.objects.get().group is None


@pytest.mark.parametrize("path", ["/join/nowhere/", "/join/hr/other/", "/i/forged/", "/v/forged/"])
def test_what_does_not_exist_says_so(manual_group: Group, other_group: Group, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_the_switch_rules_all_of_it(
    browser: Client, wang: Person, noon: datetime, log_in: Callable[[Person], Client]
) -> None:
    made = invite(wang, as_actor(wang), noon)
    playbook.change(
        wang.community, "community", {"switched_on": ["paste"]}, by=as_actor(wang), now=noon
    )
    for path in (FORM, "/join/hr/", f"/i/{made.token}/"):
        assert browser.get(path).status_code == 404
    admin = log_in(wang)
    assert admin.get("/c/hr/invitations/").status_code == 404
    assert "/c/hr/invitations/" not in text_of(admin.get("/c/hr/members/"))


# --- invitations --------------------------------------------------------------------------------


def test_an_invitation_leads_to_the_form_and_names_who_invites(
    browser: Client, ben: Person, noon: datetime
) -> None:
    made = invite(ben, as_actor(ben), noon)
    page = text_of(browser.get(f"/i/{made.token}/"))
    assert "Ben邀请您加入" in page
    browser.post(f"/i/{made.token}/", typed())
    assert Application.objects.get().invitation == made
    assert "<svg" in text_of(browser.get(f"/i/{made.token}/poster/"))


@pytest.mark.parametrize(
    ("how", "said"), [("expired", "已过期"), ("revoked", "已被撤销"), ("used", "名额已经用完")]
)
def test_an_invitation_that_does_not_hold_shows_a_way_on(
    browser: Client, ben: Person, noon: datetime, how: str, said: str
) -> None:
    made = invite(ben, as_actor(ben), noon, quota=1)
    if how == "expired":
        type(made).objects.update(expires_at=noon)
    elif how == "revoked":
        invitations.revoke(made, by=as_actor(ben), now=noon)
    else:
        apply(ben.community, noon, invitation=made)
    before = Application.objects.count()
    for path in (f"/i/{made.token}/", f"/i/{made.token}/poster/"):
        response = browser.get(path)
        assert response.status_code == 410
        assert said in text_of(response)
        assert 'href="/join/hr/"' in text_of(response)
    late = browser.post(f"/i/{made.token}/", typed())
    assert said in text_of(late)
    assert 'value="安娜"' in text_of(late)
    assert 'href="/join/hr/"' in text_of(late)
    assert Application.objects.count() == before


def test_by_invitation_only_there_is_no_form_without_one(
    browser: Client, wang: Person, noon: datetime
) -> None:
    values = {"invitation_required": True}
    playbook.change(wang.community, "applying", values, by=as_actor(wang), now=noon)
    response = browser.post(FORM, typed())
    assert "只接受邀请" in text_of(response)
    assert not Application.objects.exists()
    made = invite(wang, as_actor(wang), noon)
    assert browser.post(f"/i/{made.token}/", typed()).status_code == 302


# --- the applicant's own page -------------------------------------------------------------------


@pytest.fixture
def made(manual_group: Group, noon: datetime) -> Application:
    return apply(manual_group.community, noon, group=manual_group)


def post(made: Application, what: str, **sent: Any) -> str:
    return text_of(Client().post(f"/apply/{made.token}/{what}", sent, follow=True))


def test_a_code_confirms_the_mailbox_on_the_page(made: Application) -> None:
    page = post(made, "code/", address="chen@acme.com.cn")
    assert "chen@acme.com.cn" in page
    assert 'autocomplete="one-time-code"' in page
    found = evidence.find_mailbox(made)
    assert found
    code = mailed_codes.code_of(found)
    wrong = "111111" if code != "111111" else "222222"
    assert "还可以试 4 次" in post(made, "code/try/", code=wrong)
    assert "六位数字" in post(made, "code/try/", code="12")
    spaced = f" {code[:3]} {code[3:]}".translate({n + 48: n + 0xFF10 for n in range(10)})
    assert "邮箱已验证" in post(made, "code/try/", code=spaced)
    made.refresh_from_db()
    assert made.state == ApplicationState.WAITING
    assert "11-24 12:00" in post(made, "code/try/", code=code)


# Where it is sent, what is sent, what the page says at the field.
REFUSED = [
    ("code/", {"address": "ana@qq.com"}, "这是个人邮箱"),
    ("code/", {"address": "ana@mailinator.com"}, "一次性邮箱"),
    ("code/", {"address": "ana"}, "邮箱地址不完整"),
    ("code/", {"address": ""}, "请填写这一项"),
    ("code/", {"address": "=1+1@acme.com, b@acme.com"}, "邮箱地址不完整"),
    ("code/", {"address": f"{'a' * 300}@acme.com"}, "254"),
    ("code/try/", {"code": "123456"}, "验证码已失效"),
    ("code/try/", {"code": "<script>"}, "六位数字"),
    ("member/", {"member": ""}, "请填写这一项"),
    ("member/", {"member": "名" * 121}, "120"),
    ("certificate/", {}, "请填写这一项|请先选"),
    ("certificate/", {"certificate": ("a.png", b"")}, "空文件"),
    ("certificate/", {"certificate": ("card.png", EXE)}, "这不是图片"),
    ("certificate/", {"certificate": ("card.jpg", b"<html><script>")}, "这不是图片"),
    ("certificate/", {"certificate": ("card.pdf", b"%PDF-1.4 /JS (x) %%EOF")}, "脚本"),
]


@pytest.mark.parametrize(("where", "sent", "said"), REFUSED)
def test_bad_evidence_is_told_at_its_field(
    made: Application, where: str, sent: dict[str, Any], said: str
) -> None:
    data = {
        name: SimpleUploadedFile(value[0], value[1], "image/png")
        if isinstance(value, tuple)
        else value
        for name, value in sent.items()
    }
    page = post(made, where, **data)
    assert any(each in page for each in said.split("|"))
    for name, value in sent.items():
        if isinstance(value, str) and value and name != "code":
            assert f'value="{value}"' in page, "what was typed is lost"
    assert "<script>" not in page.replace("<script src", "").replace("<script nonce", "")
    made.refresh_from_db()
    assert made.state == ApplicationState.PROVING


def test_a_certificate_that_is_too_large_is_refused(
    made: Application, wang: Person, noon: datetime
) -> None:
    values = {"certificate_size": 1}
    playbook.change(wang.community, "applying", values, by=as_actor(wang), now=noon)
    large = SimpleUploadedFile("card.jpg", photo() + bytes(1 << 20), "image/jpeg")
    assert "文件超过 1 MB" in post(made, "certificate/", certificate=large)
    assert not Evidence.objects.exists()


def test_a_member_is_named_and_nobody_learns_whether_there_is_one(
    made: Application, ben: Person
) -> None:
    known, unknown = post(made, "member/", member="Ben"), post(made, "member/", member="Nemo")
    assert "如果 TA 在群里" in known
    assert "如果 TA 在群里" in unknown
    assert known.count("TA 在群里") == unknown.count("TA 在群里")


def test_an_application_is_taken_back_on_the_page(made: Application) -> None:
    assert "本人已撤回" in post(made, "withdraw/")
    page = post(made, "code/", address="chen@acme.com.cn")
    assert "本人已撤回" in page
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("path", ["/apply/forged/", "/apply/%00/", "/apply/../hr/"])
def test_a_forged_link_opens_nothing(made: Application, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_every_open_form_wants_its_csrf_secret(made: Application) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in (FORM, f"/apply/{made.token}/withdraw/", f"/apply/{made.token}/certificate/"):
        assert client.post(path, typed()).status_code == 403
