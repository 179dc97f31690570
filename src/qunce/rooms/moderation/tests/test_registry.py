"""The registry: what is kept of a text, its pages, and the leave that a member declares."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.protected import Leave
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.rooms.moderation import registered, registry, shingles
from qunce.rooms.moderation.models_protected import ProtectedText
from qunce.rooms.moderation.registry import Registration
from qunce.rooms.moderation.shingles import prints_of
from qunce.rooms.moderation.tests.protected import LAW, TEXT

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

GOOD = {"title": "调薪十讲", "holder": "某某咨询", "leave": "ask", "told": "", "text": TEXT}


def where(person: Person, name: str = "moderation_protected", **keys: int) -> str:
    return reverse(name, kwargs={"key": person.community.key, **keys})


def test_a_text_is_registered_found_changed_taken_out_and_put_back(
    log_in: LogIn, mia: Person
) -> None:
    client = log_in(mia)
    assert "还没有登记" in client.get(where(mia)).content.decode()
    client.post(where(mia, "moderation_protect"), GOOD)
    row = ProtectedText.objects.get()
    assert row.registered_name == mia.name
    assert TEXT[:20].encode() not in bytes(row.prints)
    assert client.get(where(mia), {"q": "某某"}).context["page"].total == 1
    assert client.get(where(mia), {"leave": "free"}).context["page"].total == 0
    changed = {**GOOD, "title": "调薪十二讲", "leave": "source", "text": ""}
    client.post(where(mia, "moderation_protected_change", pk=row.pk), changed)
    row.refresh_from_db()
    after = ProtectedText.objects.get(is_replaced=False)
    assert (after.title, after.leave, after.prints) == ("调薪十二讲", "source", row.prints)
    assert (row.is_replaced, row.removed_at) == (True, after.registered_at)
    page = client.post(where(mia, "moderation_protected_out", pk=after.pk)).content.decode()
    assert where(mia, "moderation_protected_back", pk=after.pk) in page
    empty = client.get(where(mia))
    assert empty.context["page"].total == 0
    assert "?state=out" in empty.content.decode()
    assert client.get(where(mia), {"state": "out"}).context["page"].total == 1
    client.post(where(mia, "moderation_protected_back", pk=after.pk))
    assert client.get(where(mia)).context["page"].total == 1
    facts = list(Entry.objects.order_by("id").values_list("fact", flat=True))
    assert [each.rpartition(".")[2] for each in facts if "Text" in each] == [
        "TextRegistered",
        "ProtectedTextChanged",
        "TextTakenOut",
        "TextPutBack",
    ]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"title": ""}, "title", "请填写这一项"),
        ({"holder": ""}, "holder", "请填写这一项"),
        ({"text": ""}, "text", "请粘贴文本"),
        ({"text": "太短的一句话"}, "text", "60"),
        ({"text": "好的。" * 60}, "text", "重复"),
        ({"text": "长" * 200_001}, "text", "200000"),
    ],
)
def test_bad_input_is_told_at_its_field_and_loses_nothing(
    change: dict[str, str], field: str, said: str, log_in: LogIn, mia: Person
) -> None:
    answer = log_in(mia).post(where(mia, "moderation_protect"), {**GOOD, **change})
    assert said in " ".join(answer.context["form"].errors[field])
    assert "某某咨询" in answer.content.decode() or field == "holder"
    assert not ProtectedText.objects.exists()


def test_the_same_text_is_not_registered_twice(log_in: LogIn, mia: Person) -> None:
    client = log_in(mia)
    client.post(where(mia, "moderation_protect"), GOOD)
    again = {**GOOD, "title": "又一份", "text": TEXT.replace("，", " , ")}
    answer = client.post(where(mia, "moderation_protect"), again)
    assert "调薪十讲" in " ".join(answer.context["form"].errors["text"])
    row = ProtectedText.objects.get()
    assert (
        client.post(where(mia, "moderation_protected_change", pk=row.pk), GOOD).status_code == 302
    )


def test_files_are_read_and_others_refused(log_in: LogIn, mia: Person) -> None:
    client = log_in(mia)
    without = {**GOOD, "text": ""}
    bad = SimpleUploadedFile("讲义.pdf", b"%PDF-1.4 nothing")
    answer = client.post(where(mia, "moderation_protect"), {**without, "file": bad})
    assert answer.context["form"].errors["file"]
    both = SimpleUploadedFile("讲义.txt", TEXT.encode())
    answer = client.post(where(mia, "moderation_protect"), {**GOOD, "file": both})
    assert answer.context["form"].errors["file"]
    good = SimpleUploadedFile("讲义.txt", TEXT.encode("gb18030"))
    client.post(where(mia, "moderation_protect"), {**without, "file": good})
    row = ProtectedText.objects.get()
    client.post(where(mia, "moderation_protect"), {**GOOD, "text": LAW, "leave": "free"})
    assert 180 < row.length < len(TEXT)
    assert ProtectedText.objects.count() == 2


def test_another_communitys_texts_are_not_there(log_in: LogIn, mia: Person, olga: Person) -> None:
    client = log_in(mia)
    client.post(where(mia, "moderation_protect"), GOOD)
    row = ProtectedText.objects.get()
    there = log_in(olga)
    address = where(olga, "moderation_protected_change", pk=row.pk)
    assert there.get(address).status_code == 404
    assert registered.protected_in(olga.community_id) == ()
    assert len(registered.protected_in(mia.community_id)) == 1


def test_of_two_who_change_a_text_the_second_is_told_and_nothing_counts_twice(
    log_in: LogIn, mia: Person, noon: datetime
) -> None:
    log_in(mia).post(where(mia, "moderation_protect"), GOOD)
    row = registered.access_text(mia.community, ProtectedText.objects.get().pk)
    told = Registration("调薪十二讲", "某某咨询", Leave.ASK)
    registry.change(row, told, by=SHELL, now=noon)
    with pytest.raises(StaleError):
        registry.change(row, told, by=SHELL, now=noon)
    with pytest.raises(StaleError):
        registry.take_out(row, by=SHELL, now=noon)
    (counts,) = ProtectedText.objects.filter(removed_at=None)
    registry.take_out(counts, by=SHELL, now=noon)
    with pytest.raises(StaleError):
        registry.take_out(counts, by=SHELL, now=noon)
    registry.put_back(counts, by=SHELL, now=noon)
    with pytest.raises(StaleError):
        registry.put_back(counts, by=SHELL, now=noon)
    assert Entry.objects.filter(fact__startswith="protected.").count() == 4


def test_what_was_registered_anew_meanwhile_is_not_put_back_beside_it(
    log_in: LogIn, mia: Person
) -> None:
    client = log_in(mia)
    client.post(where(mia, "moderation_protect"), GOOD)
    row = ProtectedText.objects.get()
    client.post(where(mia, "moderation_protected_out", pk=row.pk))
    client.post(where(mia, "moderation_protect"), {**GOOD, "title": "调薪再讲"})
    back = where(mia, "moderation_protected_back", pk=row.pk)
    assert "调薪再讲" in client.post(back, follow=True).content.decode()
    assert registered.list_texts(mia.community).filter(removed_at=None).count() == 1


def test_a_text_is_read_before_a_transaction_begins(
    wang: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths, outside = [], len(connection.savepoint_ids)

    def seen(text: str) -> bytes:
        depths.append(len(connection.savepoint_ids))
        return prints_of(text)

    monkeypatch.setattr(shingles, "prints_of", seen)
    told = Registration("调薪十讲", "某某咨询", Leave.ASK, TEXT)
    row = registry.register(wang.community, told, by=SHELL, now=noon)
    registry.change(row, replace(told, text=TEXT + LAW), by=SHELL, now=noon)
    assert depths == [outside, outside]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_two_who_register_the_same_at_once_store_it_once(
    wang: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2)
    ended: list[ProtectedText | RefusedError] = []
    told = Registration("调薪十讲", "某某咨询", Leave.ASK, TEXT)

    def met(text: str) -> bytes:
        both.wait(10)
        return prints_of(text)

    def register() -> None:
        try:
            ended.append(registry.register(wang.community, told, by=SHELL, now=noon))
        except RefusedError as error:
            ended.append(error)
        connection.close()

    monkeypatch.setattr(shingles, "prints_of", met)
    threads = [Thread(target=register) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert ProtectedText.objects.count() == 1
    assert {type(each) for each in ended} == {ProtectedText, RefusedError}
