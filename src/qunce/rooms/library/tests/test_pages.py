"""The library's pages: writing, two at once, review, reading on the phone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.people import actions as people
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.library import actions, shelves
from qunce.rooms.library.models import Category, Item
from qunce.rooms.library.tests.texts import published, written
from qunce.rooms.library.writing import About, Text

LogIn = Callable[[Person], Client]


def at(name: str, **keys: Any) -> str:
    return reverse(name, kwargs={"key": "hr", **keys})


def form(**changed: Any) -> dict[str, Any]:
    return {
        "kind": "article",
        "title": "绩效考核办法",
        "summary": "",
        "body": "## 目标\n\n**季度**考核",
        "permission": "own",
        "tags": "绩效 KPI",
        **changed,
    }


def test_an_admin_writes_looks_and_publishes(
    log_in: LogIn, lin: Person, ben: Person, community: Community
) -> None:
    shelves.add_usual(community)
    shelf = Category.objects.get(community=community, name="绩效")
    client = log_in(lin)
    assert "资料库里还没有内容" in client.get(at("library_items")).content.decode()
    answer = client.post(at("library_new"), form(category=str(shelf.pk)))
    item = Item.objects.get()
    assert answer["Location"] == at("library_item", pk=item.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "<strong>季度</strong>考核" in page
    assert "一个人管群" in page
    assert log_in(ben).get(at("library_read", pk=item.pk)).status_code == 404
    client.post(at("library_publish", pk=item.pk), {"at": ""})
    page = log_in(ben).get(at("library_read", pk=item.pk)).content.decode()
    assert "绩效考核办法" in page
    assert "#KPI" in page
    found = log_in(ben).get(at("library_search"), {"q": "jxkh"}).content.decode()
    assert "<mark>绩效考核</mark>办法" in found


def test_faults_stand_at_their_field_and_nothing_typed_is_lost(log_in: LogIn, lin: Person) -> None:
    page = (
        log_in(lin)
        .post(
            at("library_new"),
            form(
                title=" ", body="很长的正文", link="javascript:alert(1)", valid_until="2026-02-30"
            ),
        )
        .content.decode()
    )
    assert "很长的正文" in page
    assert "javascript:alert(1)" in page
    assert page.count("invalid-feedback") == 3
    assert not Item.objects.exists()


def test_who_saves_second_sees_both_texts_in_one(
    log_in: LogIn, lin: Person, wang: Person, community: Community, noon: datetime
) -> None:
    item = written(community, "办法", noon, "一\n二")
    text = Text(title="办法", body="壹\n二")
    actions.save(item, text, About(), revision=1, by=as_actor(wang), now=noon)
    client = log_in(lin)
    page = client.post(
        at("library_edit", pk=item.pk), form(title="办法", body="一\n二\n三", revision="1")
    )
    told = page.content.decode()
    assert "Wang" in told
    assert "壹\n二\n三</textarea>" in told
    assert 'name="revision" value="2"' in told
    client.post(at("library_edit", pk=item.pk), form(title="办法", body="壹\n二\n三", revision="2"))
    item.refresh_from_db()
    assert item.body == "壹\n二\n三"
    assert item.versions.filter(is_aside=True).count() == 1
    difference = client.get(at("library_version", pk=item.pk, number=item.revision))
    assert "<ins>" in difference.content.decode()


def test_where_two_manage_the_writer_hands_in_and_the_other_gives_back(
    log_in: LogIn, lin: Person, wang: Person, community: Community, noon: datetime
) -> None:
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=noon)
    log_in(lin).post(at("library_new"), form())
    item = Item.objects.get()
    assert "提交审核" in log_in(lin).get(at("library_item", pk=item.pk)).content.decode()
    log_in(lin).post(at("library_act", pk=item.pk, verb="submit"))
    log_in(lin).post(at("library_publish", pk=item.pk), {"at": ""})
    item.refresh_from_db()
    assert item.state == "review"
    log_in(wang).post(at("library_return", pk=item.pk), {"remark": "请写明来源"})
    assert "请写明来源" in log_in(lin).get(at("library_item", pk=item.pk)).content.decode()


@pytest.mark.parametrize("when", ["2020-01-01T09:00", "2026-02-30T09:00", "morgen"])
def test_a_time_that_is_over_or_does_not_exist_is_told_at_its_field(
    log_in: LogIn, lin: Person, community: Community, noon: datetime, when: str
) -> None:
    item = written(community, "办法", noon)
    page = log_in(lin).post(at("library_publish", pk=item.pk), {"at": when})
    assert "invalid-feedback" in page.content.decode()
    item.refresh_from_db()
    assert (item.shown, item.state) == (0, "draft")


def test_the_preview_is_safe(log_in: LogIn, lin: Person) -> None:
    body = "<script>x</script> **粗** ![p](https://example.com/p.png)"
    page = log_in(lin).post(at("library_preview"), {"body": body}).content.decode()
    assert "<strong>粗</strong>" in page
    assert "<script" not in page
    assert "<img" not in page


def test_a_member_sees_only_what_is_for_them(
    log_in: LogIn, ben: Person, community: Community, noon: datetime
) -> None:
    secret = published(community, "高管薪酬", noon, audience=Audience((Tier.MANAGER,)))
    published(community, "薪酬调研", noon)
    client = log_in(ben)
    for page in (
        client.get(at("library_home")),
        client.get(at("library_search")),
        client.get(at("library_search"), {"q": "薪酬"}),
    ):
        assert "高管" not in page.content.decode()
        assert "调研" in page.content.decode()
    assert client.get(at("library_read", pk=secret.pk)).status_code == 404
    assert client.post(at("library_vote", pk=secret.pk), {"useful": "1"}).status_code == 404


def test_who_has_left_the_last_group_reads_nothing_any_more(
    log_in: LogIn, ben: Person, web_group: Group, noon: datetime
) -> None:
    item = published(web_group.community, "薪酬调研", noon)
    client = log_in(ben)
    assert client.get(at("library_read", pk=item.pk)).status_code == 200
    for membership in ben.memberships.all():
        people.leave(membership, by=SHELL, now=noon)
    assert client.get(at("library_read", pk=item.pk)).status_code == 404
    assert "调研" not in client.get(at("library_search"), {"q": "薪酬"}).content.decode()


def test_one_tap_tells_whether_it_was_useful(
    log_in: LogIn, ben: Person, community: Community, noon: datetime
) -> None:
    item = published(community, "薪酬调研", noon)
    client = log_in(ben)
    for said in ("1", "0", "1", "x"):
        client.post(at("library_vote", pk=item.pk), {"useful": said})
    item.refresh_from_db()
    assert (item.useful, item.not_useful) == (1, 0)
    assert "您觉得有用" in client.get(at("library_read", pk=item.pk)).content.decode()


def test_categories_are_begun_added_ordered_and_removed(
    log_in: LogIn, lin: Person, community: Community, noon: datetime
) -> None:
    client = log_in(lin)
    client.post(at("library_usual"))
    client.post(at("library_usual"))
    tops = Category.objects.filter(community=community, parent=None)
    assert [each.name for each in tops][:2] == ["招聘", "薪酬"]
    client.post(at("library_categories"), {"name": "外派", "parent": ""})
    again = client.post(at("library_categories"), {"name": "外派", "parent": ""})
    assert "已经有同名" in again.content.decode()
    pay = tops.get(name="薪酬")
    client.post(at("library_order", pk=pay.pk))
    assert tops.all().first() == pay
    item = published(community, "薪酬表", noon, category=pay)
    client.post(at("library_order", pk=pay.pk), {"do": "remove"})
    item.refresh_from_db()
    assert item.category is None
