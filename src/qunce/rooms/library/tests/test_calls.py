"""Calls for contributions: asked, answered on the phone, declined kindly, credited."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cast import as_actor
from qunce import clock
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.ledger.models import Entry, Task
from qunce.ledger.worker import run_due
from qunce.people.audience import EVERYBODY, Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.rooms.library import calls, files, publishing
from qunce.rooms.library.domain_calls import CallState
from qunce.rooms.library.models import Call, Item, Submission
from qunce.rooms.library.personal import erase
from qunce.rooms.library.tests.office_files import word
from qunce.rooms.library.writing import Text

LogIn = Callable[[Person], Client]
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def opened(community: Community, by: Person, now: datetime, audience: Audience = EVERYBODY) -> Call:
    return calls.open_call(
        community,
        "最想解决的薪酬难题",
        "写写您的做法",
        now + WEEK,
        audience=audience,
        category=None,
        by=as_actor(by),
        now=now,
    )


def sent(call: Call, person: Person, now: datetime, title: str = "宽带薪酬落地") -> Submission:
    text = Text(title=title, body="三步走")
    return calls.send(call, person, text, credit="云杉小本", form="f" * 24, now=now)


def at(name: str, **keys: Any) -> str:
    return reverse(name, kwargs={"key": "hr", **keys})


def test_what_is_accepted_and_published_names_its_author_and_tells_them(
    community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    call = opened(community, lin, noon)
    assert Task.objects.get(kind="library-call").words is not None
    row = sent(call, ben, noon)
    assert sent(call, ben, noon) == row
    assert Task.objects.get(kind="library-sent").state == "open"
    calls.take(row, by=as_actor(lin), now=noon)
    item = Item.objects.get()
    publishing.submit(item, by=as_actor(lin), now=noon)
    publishing.approve(item, by=as_actor(lin), now=noon)
    run_due(noon + timedelta(minutes=5))
    run_due(noon + timedelta(minutes=10))
    item.refresh_from_db()
    assert (item.credit, item.contributor) == ("云杉小本", ben)
    assert [each.to for each in mail.outbox] == [["ben@example.org"]] * 2
    assert Task.objects.get(kind="library-sent").state == "done"
    told = Entry.objects.filter(fact="library.ContributionTaken")
    assert told.count() == 1


def test_what_is_declined_is_declined_kindly_and_can_be_taken_back(
    community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    row = sent(opened(community, lin, noon), ben, noon)
    with pytest.raises(RefusedError):
        calls.decline(row, "不喜欢", by=as_actor(lin), now=noon)
    calls.decline(row, "信息太少", words="补充一下预算", by=as_actor(lin), now=noon)
    assert "很愿意收录" in row.reason_words
    assert Item.objects.get().state == "withdrawn"
    row = calls.access_own(ben, row.pk)
    calls.reopen(row, by=as_actor(lin), now=noon)
    run_due(noon + timedelta(minutes=5))
    assert not mail.outbox  # nobody is told of what was taken back
    assert Item.objects.get().state == "draft"


def test_after_the_deadline_nothing_is_taken(
    community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    call = opened(community, lin, noon)
    calls.close_due(noon + WEEK)
    call.refresh_from_db()
    assert call.state == "closed"
    with pytest.raises(RefusedError):
        sent(call, ben, noon + WEEK)
    calls.change_call(call, "再来", "写", noon + 3 * WEEK, audience=EVERYBODY, now=noon + WEEK)
    assert sent(call, ben, noon + WEEK).state == "sent"
    with pytest.raises(RefusedError):
        calls.change_call(call, "再来", "写", noon, audience=EVERYBODY, now=noon + WEEK)


def test_a_call_for_managers_is_not_there_for_others(
    community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    call = opened(community, lin, noon, Audience((Tier.MANAGER,)))
    assert calls.list_open(ben, noon) == []
    with pytest.raises(NotFoundError):
        calls.access_for(ben, call.pk)


def test_a_member_sends_in_from_the_phone_and_nothing_typed_is_lost(
    log_in: LogIn, community: Community, lin: Person, ben: Person, mia: Person
) -> None:
    call = opened(community, lin, clock.now())
    client = log_in(ben)
    assert "最想解决的薪酬难题" in client.get(at("library_home")).content.decode()
    page = client.get(at("library_contribute", pk=call.pk)).content.decode()
    token = page.split('name="form" value="')[1].split('"')[0]
    bad = SimpleUploadedFile("宏.docx", b"PK\x03\x04x")
    typed = {"title": "宽带薪酬", "body": "很长的经验", "credit": "小本", "form": token}
    again = client.post(at("library_contribute", pk=call.pk), {**typed, "files": [bad]})
    assert "很长的经验" in again.content.decode()
    assert "宏.docx" in again.content.decode()
    good = SimpleUploadedFile("表.docx", word())
    done = client.post(at("library_contribute", pk=call.pk), {**typed, "files": [good]})
    row = Submission.objects.get()
    assert done["Location"] == at("library_sent", pk=row.pk)
    assert row.item.attachments.count() == 1
    assert log_in(mia).get(done["Location"]).status_code == 404  # it is Ben's
    assert log_in(mia).get(at("library_read", pk=row.item_id)).status_code == 404
    client.post(at("library_take_back", pk=row.pk))
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_what_was_declined_is_changed_and_sent_in_again(
    log_in: LogIn, community: Community, lin: Person, ben: Person, mia: Person
) -> None:
    now = clock.now()
    call = opened(community, lin, now)
    row = sent(call, ben, now)
    calls.decline(row, "信息太少", words="补上数字", by=as_actor(lin), now=now)
    page = log_in(ben).get(at("library_sent", pk=row.pk)).content.decode()
    again = f"{at('library_contribute', pk=call.pk)}?again={row.pk}"
    assert again in page
    form = log_in(ben).get(again).content.decode()
    assert all(each in form for each in ("宽带薪酬落地", "三步走", "云杉小本"))
    assert "重新选择" not in form
    files.add(row.item, "表.txt", b"x", by=as_actor(ben), now=now)
    assert "重新选择" in log_in(ben).get(again).content.decode()
    assert log_in(mia).get(again).status_code == 404
    for over in ({"deadline": now}, {"deadline": call.deadline, "state": CallState.CLOSED}):
        Call.objects.update(**over)
        assert again not in log_in(ben).get(at("library_sent", pk=row.pk)).content.decode()


@pytest.mark.parametrize(("count", "size"), [(4, 10), (2, 6 << 20)])
def test_too_many_or_too_large_files_are_refused_not_left_out(
    log_in: LogIn, community: Community, lin: Person, ben: Person, count: int, size: int
) -> None:
    call = opened(community, lin, clock.now())
    files = [SimpleUploadedFile(f"{n}.txt", b"x" * size) for n in range(count)]
    typed = {"title": "宽带薪酬", "body": "经验", "credit": "小本", "files": files}
    page = log_in(ben).post(at("library_contribute", pk=call.pk), typed).content.decode()
    assert page.count("合计 10 MB 以内") == 2  # the hint, and the fault
    assert not Submission.objects.exists()


def test_an_admin_answers_on_the_page(
    log_in: LogIn, community: Community, lin: Person, ben: Person
) -> None:
    client = log_in(lin)
    typed = {"title": "薪酬难题", "words": "写", "deadline": "2020-01-01T09:00", "category": ""}
    assert "invalid-feedback" in client.post(at("library_new_call"), typed).content.decode()
    client.post(at("library_new_call"), {**typed, "deadline": "2090-01-01T09:00"})
    call = Call.objects.get()
    row = sent(call, ben, clock.now())
    page = client.get(at("library_call", pk=call.pk)).content.decode()
    assert "三步走" in page
    bad = client.post(at("library_decide", pk=row.pk), {"do": "decline", "words": "我写的话"})
    assert "我写的话" in bad.content.decode()
    client.post(at("library_decide", pk=row.pk), {"do": "decline", "reason": "像是广告"})
    assert "请多写自己的做法" in log_in(ben).get(at("library_sent", pk=row.pk)).content.decode()
    client.post(at("library_decide", pk=row.pk), {"do": "reopen"})
    done = client.post(at("library_decide", pk=row.pk), {"do": "take"})
    assert done["Location"] == at("library_item", pk=row.item_id)


def test_what_was_never_accepted_goes_with_the_person(
    community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    sent(opened(community, lin, noon), ben, noon)
    erase(ben)
    assert not Submission.objects.exists()
    assert not Item.objects.exists()
