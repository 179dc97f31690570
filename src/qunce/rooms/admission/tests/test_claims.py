"""Claims: wrong input, forged and used links, two at once, guessing, and the console's pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cast import as_actor
from qunce.chat.contracts import Batch
from qunce.kernel.errors import BusyError, RefusedError
from qunce.kernel.messages import Author, Message
from qunce.people.models import Group, Identity, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission import claims, code_words
from qunce.rooms.admission.claiming import CLAIM, OPEN_CLAIMS, ClaimState, ClaimVerb
from qunce.rooms.admission.matching import Ground
from qunce.rooms.admission.models import Claim
from qunce.rooms.admission.web.claiming import group_path
from qunce.shell.models import Knock
from qunce.store.mailed_codes import code_of

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
TOLD = {
    "nickname": "李娜-甲公司-经理",
    "name": "李娜",
    "company": "甲公司",
    "address": "lina@qq.com",
    "privacy": "on",
    "charter": "on",
}


def begun(group: Group, now: datetime, **more: str) -> Claim:
    """Return a claim whose code was mailed."""
    told = {"address": "lina@qq.com", "nickname": "李娜", "name": "李娜", **more}
    return claims.begin(group, claims.Told(**told), now=now)  # type: ignore[arg-type]  # texts


def heard(group: Group, now: datetime, *texts: str, author: int = 1) -> Batch:
    """Return a batch in which somebody says the texts."""
    said = [
        Message(id=number, group=group.pk, author=Author(author), text=text, sent_at=now)
        for number, text in enumerate(texts, 1)
    ]
    return Batch(group.community_id, group.pk, said, now)


def test_an_ended_claim_stays_ended() -> None:
    for state in ClaimState:
        verbs = set(CLAIM.verbs_from(state))
        assert bool(verbs) == (state in OPEN_CLAIMS or state is ClaimState.REFUSED)
    assert CLAIM.verbs_from(ClaimState.REFUSED) == (ClaimVerb.REOPEN,)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("nickname", "", "请填写这一项"),
        ("nickname", "长" * 121, "120"),
        ("name", "", "请填写这一项"),
        ("name", "=HYPERLINK(1)", "="),
        ("name", "<script>x</script>", "&lt;"),
        ("company", "长" * 121, "120"),
        ("address", "lina", "邮箱"),
        ("address", "a@b", "邮箱"),
        ("privacy", "", "同意"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    field: str, value: str, said: str, manual_group: Group
) -> None:
    told = {**TOLD, field: value}
    content = Client().post(group_path(manual_group), told).content.decode()
    assert said in content
    kept = "甲公司" if field != "company" else "李娜"
    assert kept in content
    assert not Claim.objects.exists()


@pytest.mark.parametrize("sign", ["1", "1:forged", "x" * 200, "%F0%9F%98%80"])
def test_a_forged_link_leads_to_a_friendly_404(sign: str, manual_group: Group) -> None:
    assert Client().get(f"/claim/group/{sign}/").status_code == 404
    assert Client().get(f"/claim/{sign}/").status_code == 404
    assert Client().post(f"/claim/{sign}/code/", {"code": "123456"}).status_code == 404


def test_the_link_of_a_group_can_be_switched_off(
    manual_group: Group, wang: Person, noon: datetime
) -> None:
    community = manual_group.community
    assert Client().get(group_path(manual_group)).status_code == 200
    off = {"open_link": False}
    playbook.change(community, "claiming", off, by=as_actor(wang), now=noon)
    assert Client().get(group_path(manual_group)).status_code == 404


def test_the_same_form_twice_is_one_claim(manual_group: Group, noon: datetime) -> None:
    one = begun(manual_group, noon, form="a" * 32)
    two = begun(manual_group, noon, form="a" * 32)
    assert one == two


def test_codes_are_not_guessed(manual_group: Group, noon: datetime) -> None:
    claim = begun(manual_group, noon)
    wrong = "000000" if code_of(claim) != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(RefusedError, match=f"{left} tries"):
            claims.try_code(claim, wrong, now=noon)
    with pytest.raises(RefusedError, match="does not hold"):
        claims.try_code(claim, code_of(claim), now=noon)


def test_a_code_holds_for_a_while_and_another_one_needs_a_pause(
    manual_group: Group, noon: datetime
) -> None:
    claim = begun(manual_group, noon)
    with pytest.raises(RefusedError, match="does not hold"):
        claims.try_code(claim, code_of(claim), now=noon + timedelta(minutes=15))
    told = claims.Told(address="other@qq.com")
    with pytest.raises(BusyError, match="seconds"):
        claims.go_on(claim, told, now=noon + timedelta(seconds=59))
    before = code_of(claim)
    claims.go_on(claim, told, now=noon + timedelta(seconds=60))
    assert code_of(claim) != before
    claims.try_code(claim, code_of(claim), now=noon + timedelta(seconds=61))
    assert claim.state == ClaimState.WAITING


def test_a_used_link_and_an_old_one_say_so(ben: Person, mia: Person, noon: datetime) -> None:
    ben.account = None
    ben.save()
    (first,) = claims.give([ben], by=as_actor(mia), now=noon)
    (second,) = claims.give([ben], by=as_actor(mia), now=noon)
    first.refresh_from_db()
    assert first.state == ClaimState.VOID
    assert "已经失效" in Client().get(f"/claim/{first.token}/").content.decode()
    with pytest.raises(RefusedError, match="over"):
        claims.go_on(second, claims.Told(address="b@qq.com"), now=noon + timedelta(days=31))


def test_one_name_has_one_claimant(manual_group: Group, mia: Person, noon: datetime) -> None:
    identity = Identity.objects.create(
        community=manual_group.community,
        channel="manual",
        group=manual_group,
        name="李娜",
        created_at=noon,
    )
    one, two = begun(manual_group, noon), begun(manual_group, noon, address="x@qq.com")
    for each in (one, two):
        claims.try_code(each, code_of(each), now=noon)
    claims.recognise(one, identity, Ground.SAID, by=as_actor(mia), now=noon)
    identity.refresh_from_db()
    with pytest.raises(RefusedError, match="log-in already"):
        claims.recognise(two, identity, Ground.SAID, by=as_actor(mia), now=noon)
    two.refresh_from_db()
    assert two.state == ClaimState.WAITING


def test_forms_without_end_are_slowed_down(manual_group: Group) -> None:
    client = Client()
    client.get(group_path(manual_group))
    pages = [client.post(group_path(manual_group), TOLD).content.decode() for _ in range(20)]
    assert "太频繁" in pages[-1] or "分钟后" in pages[-1]
    assert Knock.objects.exists()


def test_the_console_gives_links_and_confirms(
    manual_group: Group, mia: Person, ben: Person, log_in: LogIn, noon: datetime
) -> None:
    ben.account = None
    ben.save()
    client = log_in(mia)
    page = client.get("/c/hr/claims/").content.decode()
    assert "/claim/group/" in page
    content = client.post("/c/hr/claims/links/", {"person": [str(ben.pk)]}).content.decode()
    assert Claim.objects.get().token in content
    nobody = client.post("/c/hr/claims/links/", {}, HTTP_REFERER="http://testserver/c/hr/claims/")
    assert nobody.status_code == 302
    claim = begun(manual_group, noon, nickname="Ben", name="Ben")
    claims.try_code(claim, code_of(claim), now=noon)
    assert "是这位" in client.get(f"/c/hr/claims/{claim.pk}/").content.decode()
    identity = Identity.objects.filter(person=ben, group=manual_group).first()
    assert identity is not None
    client.post(f"/c/hr/claims/{claim.pk}/confirm/", {"identity": str(identity.pk)})
    ben.refresh_from_db()
    assert ben.account is not None


def test_the_list_says_in_words_where_a_claim_stands(
    manual_group: Group, mia: Person, log_in: LogIn, noon: datetime
) -> None:
    claim = begun(manual_group, noon)
    claims.try_code(claim, code_of(claim), now=noon)
    identity = Identity.objects.create(
        community=manual_group.community,
        channel="manual",
        group=manual_group,
        name="小娜",
        created_at=noon,
    )
    Claim.objects.update(identity=identity)
    page = log_in(mia).get("/c/hr/claims/").content.decode()
    assert "待确认" in page.split("<tbody>")[1]
    assert ">waiting<" not in page
    assert "小娜" in page


def test_a_code_word_means_one_thing(
    manual_group: Group, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = begun(manual_group, noon)
    signs = iter([*claim.code_word, *"AAAA"])
    monkeypatch.setattr("secrets.choice", lambda _signs: next(signs))
    assert code_words.new_code_word(manual_group.community) == "AAAA"


# --- what is asked of the database --------------------------------------------------------------


def waiting_claim(group: Group, noon: datetime, **more: str) -> Claim:
    """Return a claim whose mailbox is confirmed."""
    claim = begun(group, noon, **more)
    claims.try_code(claim, code_of(claim), now=noon)
    return claim


def test_messages_without_anything_like_a_code_word_ask_nothing_of_the_database(
    manual_group: Group, noon: datetime, django_assert_num_queries: Any
) -> None:
    waiting_claim(manual_group, noon)
    texts = ("早上好", "HRBP 招聘，2026 年 OKR 怎么定？", "see you at 10:30", "")
    with django_assert_num_queries(0):
        claims.hear(heard(manual_group, noon, *texts))
    with django_assert_num_queries(1):
        claims.hear(heard(manual_group, noon, "team 34AC"))


def test_a_code_word_is_heard_in_any_case_and_in_the_midst_of_a_text(
    manual_group: Group, noon: datetime
) -> None:
    for number, text in enumerate(("认领 {}", "我是{}，认领", "{}")):
        claim = waiting_claim(manual_group, noon, form=str(number) * 32)
        word = claim.code_word.lower() if number else claim.code_word
        identity = Identity.objects.create(
            community=manual_group.community,
            group=manual_group,
            channel="manual",
            external=f"e{number}",
            name="另一个昵称",
            created_at=noon,
        )
        claims.hear(heard(manual_group, noon, text.format(word), author=identity.pk))
        claim.refresh_from_db()
        assert claim.identity == identity


def test_of_a_large_group_only_names_that_may_fit_are_compared(
    manual_group: Group, noon: datetime, django_assert_num_queries: Any
) -> None:
    named = ["李娜-甲公司-经理", "李 娜", "小李娜", "ＬＩ娜", "王娜", "李雷"]
    Identity.objects.bulk_create(
        Identity(
            community=manual_group.community,
            group=manual_group,
            channel="manual",
            external=f"n{number}",
            name=name,
            created_at=noon,
        )
        for number, name in enumerate([*named, *(f"群友{n}" for n in range(300))])
    )
    claim = waiting_claim(manual_group, noon, nickname="Li娜", company="甲公司")
    with django_assert_num_queries(2):
        found = claims.candidates(claim)
    assert [(identity.name, ground) for identity, ground in found] == [
        ("李娜-甲公司-经理", Ground.NICKNAME),
        ("ＬＩ娜", Ground.NICKNAME),
        ("李 娜", Ground.NAME),
        ("小李娜", Ground.NAME),
    ]
