"""A copy for who has no log-in: asked for, checked, fetched by a link or saved, made void."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people import contacts, copies, personal
from qunce.people.domain_own import Check, ContactKind, CopyWay
from qunce.people.models import ContactLook, DataCopy, Person
from qunce.shell import links

LogIn = Callable[[Person], Client]
ASKED = {"checked": "account", "reason": "周一私聊里问"}


@pytest.fixture
def lin(wang: Person, noon: datetime) -> Person:
    """Return a member without a log-in whose phone is stored."""
    person = people.enrol(wang.community, "老林", now=noon)
    contacts.note(person, ContactKind.PHONE, "13800131234", by=as_actor(wang), now=noon)
    return person


@pytest.fixture
def as_wang(wang: Person, log_in: LogIn) -> Client:
    return log_in(wang)


def link_in(page: str) -> str:
    """Return the path of the link in the words that are ready to be sent."""
    found = re.search(r"(/copy/[\w.-]+/)", page)
    assert found, "no link on the page"
    return found[1]


def make_link(as_wang: Client, lin: Person) -> str:
    """Have a link made on the owner's page and return its path."""
    at = f"/c/hr/members/{lin.pk}/copy/"
    page = as_wang.post(at, {**ASKED, "way": "link"}, follow=True)
    return link_in(page.content.decode())


def test_a_link_hands_out_everything_to_who_opens_it(as_wang: Client, lin: Person) -> None:
    link = make_link(as_wang, lin)
    visitor = Client()
    page = visitor.get(link)
    assert "老林" in page.content.decode()
    assert "13800131234" not in page.content.decode(), "opened to look what it is, it shows nothing"
    assert DataCopy.objects.get().fetched == 0
    assert "13800131234" in visitor.post(link, {"read": "1"}).content.decode()
    packed = zipfile.ZipFile(io.BytesIO(visitor.post(link).content))
    assert "13800131234" in str(json.loads(packed.read("my-data.json")))
    made = DataCopy.objects.get()
    assert (made.by_name, made.reason, made.checked) == ("Wang", ASKED["reason"], "account")
    assert made.fetched == 2
    assert not ContactLook.objects.exists(), "no admin saw anything"
    facts = list(Entry.objects.order_by("id").values_list("fact", flat=True))[-3:]
    assert facts == ["people_own.DataCopyMade", *["people_own.DataCopyFetched"] * 2]


def test_a_file_counts_as_a_look_at_each_contact(as_wang: Client, lin: Person) -> None:
    page = as_wang.post(f"/c/hr/members/{lin.pk}/copy/", {**ASKED, "way": "file"})
    assert page["Content-Type"] == "application/zip"
    look = ContactLook.objects.get(person=lin)
    assert (look.kind, look.by_name, look.why) == ("phone", "Wang", ASKED["reason"])
    assert DataCopy.objects.get().expires_at is None


@pytest.mark.parametrize("typed", [{}, {"checked": "account"}, {"checked": "x", "reason": "问过"}])
def test_nothing_is_handed_out_without_reason_and_check(
    as_wang: Client, lin: Person, typed: dict[str, str]
) -> None:
    page = as_wang.post(f"/c/hr/members/{lin.pk}/copy/", {**typed, "way": "file"})
    assert page["Content-Type"].startswith("text/html")
    assert "invalid-feedback" in page.content.decode()
    assert not DataCopy.objects.exists()


def test_a_link_ends_with_its_time_and_when_it_is_made_void(
    as_wang: Client, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, visitor = make_link(as_wang, lin), Client()
    made = DataCopy.objects.get()
    late = clock.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "13800131234" not in visitor.post(link, {"read": "1"}).content.decode()
    monkeypatch.undo()
    assert "13800131234" in visitor.post(link, {"read": "1"}).content.decode()
    as_wang.post(f"/c/hr/copies/{made.pk}/void/")
    assert "13800131234" not in visitor.post(link, {"read": "1"}).content.decode()
    assert Client().get(link.replace(".", ".x")).status_code == 404


def test_a_link_is_not_fetched_without_end(lin: Person, wang: Person, noon: datetime) -> None:
    wanted = copies.Wanted(CopyWay.LINK, "私聊", Check.SPOKEN, timedelta(days=1))
    made = copies.make(lin, wanted, by=as_actor(wang), now=noon)
    for _ in range(copies.MOST_FETCHES):
        copies.fetch(made, now=noon)
    with pytest.raises(RefusedError, match="does not hold"):
        copies.fetch(made, now=noon)


def test_who_has_a_log_in_takes_the_copy_alone(as_wang: Client, ben: Person) -> None:
    page = as_wang.post(f"/c/hr/members/{ben.pk}/copy/", {**ASKED, "way": "link"})
    assert not DataCopy.objects.exists()
    assert "Ben" in page.content.decode()


def test_the_member_reads_it_on_the_own_page_and_in_the_copy(
    as_wang: Client, lin: Person, wang: Person, log_in: LogIn
) -> None:
    make_link(as_wang, lin)
    links.open_account(lin, "lin@example.org", by=as_actor(wang), now=clock.now())
    page = log_in(lin).get("/m/hr/my-data/").content.decode()
    assert ASKED["reason"] in page
    assert any(row.get("reason") == ASKED["reason"] for row in personal.export_person(lin))
    personal.erase_person(lin)
    assert not DataCopy.objects.exists()


def test_old_copies_are_forgotten(lin: Person, wang: Person, noon: datetime) -> None:
    wanted = copies.Wanted(CopyWay.LINK, "私聊", Check.PAPER, timedelta(days=1))
    copies.make(lin, wanted, by=as_actor(wang), now=noon)
    assert copies.forget(lin.community, noon) == 0
    assert copies.forget(lin.community, noon + timedelta(seconds=1)) == 1
