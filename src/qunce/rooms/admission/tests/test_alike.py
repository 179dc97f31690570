"""Who an applicant may be already: every reason, and none across communities."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from cast import as_actor
from qunce.people import contacts
from qunce.people.domain_own import ContactKind
from qunce.people.models import Community, Group, Identity, Membership, Person
from qunce.rooms.admission import applying, evidence
from qunce.rooms.admission.alike import Likeness, find_alike, find_doubts, persons_alike
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.tests.applicants import ANA, apply

OTHER = replace(ANA, name="陈静", company="别家公司", wechat="someone_else", email="", phone="")


def reasons(application: Application) -> list[Likeness]:
    return [each.likeness for each in find_alike(application)]


def known(community: Community, now: datetime, **about: str) -> Person:
    told = {"name": "安娜", "company": "宏图集团（上海）有限公司", **about}
    return Person.objects.create(community=community, created_at=now, **told)


def test_who_is_new_is_like_nobody(community: Community, ben: Person, noon: datetime) -> None:
    apply(community, noon, sheet=OTHER)
    assert find_alike(apply(community, noon)) == []


def test_a_member_of_that_name_and_company(community: Community, noon: datetime) -> None:
    person = known(community, noon)
    namesake = known(community, noon, company="别家公司")
    known(community, noon, name="安娜娜")
    made = apply(community, noon)
    assert reasons(made) == [Likeness.MEMBER, Likeness.NAMESAKE]
    assert persons_alike(made) == [person, namesake]
    assert [each.likeness for each in find_doubts(made)] == [Likeness.MEMBER]


def test_a_removal_is_shown_although_the_company_is_another_one(
    community: Community, manual_group: Group, noon: datetime
) -> None:
    person = known(community, noon, company="别家公司")
    Membership.objects.create(
        community=community, group=manual_group, person=person, state="removed", left_at=noon
    )
    made = apply(community, noon)
    assert reasons(made) == [Likeness.REMOVED, Likeness.NAMESAKE]
    assert [each.likeness for each in find_doubts(made)] == [Likeness.REMOVED]


def test_an_earlier_removal_stands_first(
    community: Community, manual_group: Group, noon: datetime
) -> None:
    person = known(community, noon, company="")
    Membership.objects.create(
        community=community, group=manual_group, person=person, state="removed", left_at=noon
    )
    assert reasons(apply(community, noon)) == [Likeness.REMOVED, Likeness.MEMBER]


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        (ContactKind.PHONE, "138 0000 0000", "phone"),
        (ContactKind.WECHAT, "Ana_HR_2026", "wechat"),
        (ContactKind.WORK_MAIL, "hr@acme.com.cn", "email"),
    ],
)
def test_a_contact_of_a_member(
    ben: Person, noon: datetime, kind: ContactKind, value: str, field: str
) -> None:
    contacts.note(ben, kind, value, by=as_actor(ben), now=noon)
    typed: dict[str, Any] = {field: value.replace(" ", "").lower()}
    sheet = replace(OTHER, **typed)
    made = apply(ben.community, noon, sheet=sheet)
    (line,) = find_alike(made)
    assert (line.likeness, line.person) == (Likeness.CONTACT, ben.pk)


def test_who_was_removed_is_known_by_the_id_under_which_the_chat_knew_them(
    community: Community, manual_group: Group, noon: datetime
) -> None:
    person = known(community, noon, name="老安", company="")
    Identity.objects.create(
        community=community,
        channel="manual",
        external="wxid_9ana",
        group=manual_group,
        person=person,
        created_at=noon,
    )
    Membership.objects.create(
        community=community, group=manual_group, person=person, state="removed", left_at=noon
    )
    made = apply(community, noon, sheet=replace(OTHER, wechat="WXID_9ana"))
    assert reasons(made) == [Likeness.REMOVED, Likeness.CONTACT]


def test_another_application_by_name_contact_mailbox_or_device(
    community: Community, noon: datetime
) -> None:
    first = apply(community, noon, device="one-phone")
    evidence.ask_code(first, "hr@acme.com.cn", now=noon)
    same_name = apply(community, noon, sheet=replace(ANA, wechat="another_one", email=""))
    assert reasons(same_name) == [Likeness.APPLIED]
    same_wechat = apply(community, noon, sheet=replace(OTHER, wechat="ANA_hr_2026"))
    assert reasons(same_wechat) == [Likeness.CONTACT]
    same_mail = apply(community, noon, sheet=replace(OTHER, name="王五", email="hr@acme.com.cn"))
    assert reasons(same_mail) == [Likeness.MAILBOX]
    device = apply(community, noon, sheet=replace(OTHER, name="赵六"), device="one-phone")
    assert Likeness.DEVICE in reasons(device)
    applying.withdraw(first, now=noon)
    assert Likeness.DEVICE not in reasons(device)  # only open ones


def test_an_earlier_decline_stands_before_the_rest(community: Community, noon: datetime) -> None:
    first = apply(community, noon - timedelta(days=40))
    Application.objects.filter(pk=first.pk).update(state=ApplicationState.DECLINED)
    found = reasons(apply(community, noon))
    assert found[0] is Likeness.DECLINED
    assert set(found) == {
        *(Likeness.DECLINED, Likeness.APPLIED, Likeness.CONTACT, Likeness.MAILBOX),
    }


def test_the_reviewer_sees_that_somebody_applies_again_too_early(
    community: Community, noon: datetime
) -> None:
    first = apply(community, noon - timedelta(days=10))
    again = noon + timedelta(days=20)
    Application.objects.filter(pk=first.pk).update(state="declined", reapply_at=again)
    made = apply(community, noon)
    assert find_alike(made)[0].too_early == again
    Application.objects.filter(pk=first.pk).update(reapply_at=noon)
    assert not any(each.too_early for each in find_alike(made))


def test_another_community_is_never_looked_at(
    community: Community, other_community: Community, noon: datetime
) -> None:
    known(other_community, noon)
    apply(other_community, noon, device="one-phone")
    assert find_alike(apply(community, noon, device="one-phone")) == []
