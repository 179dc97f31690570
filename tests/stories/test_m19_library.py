"""M19, M32, M33: what the group knows is gathered, kept true, and named after who gave it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Task
from qunce.ledger.worker import run_due
from qunce.people.audience import EVERYBODY, Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.rooms.library import calls, jobs, moving, publishing, reading, telling
from qunce.rooms.library.domain import Kind
from qunce.rooms.library.models import Item
from qunce.rooms.library.tests.office_files import word
from qunce.rooms.library.tests.texts import published, written
from qunce.rooms.library.writing import Text

LogIn = Callable[[Person], Client]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of these stories apart."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_story_m19_a_folder_moves_in_and_a_member_finds_it_by_initials(
    log_in: LogIn, community: Community, ben: Person, noon: datetime
) -> None:
    source = {
        "绩效/考核/绩效考核办法.md": "# 绩效考核办法\n\n季度考核，三级评分。".encode(),
        "员工关系/考勤制度.docx": word("迟到三次提醒一次"),
    }
    reads = list(reading.read_all(source, 20))
    moving.take_all(community, reads, by=SHELL, now=noon, publish=True)
    client = log_in(ben)
    found = client.get(reverse("library_search", kwargs={"key": "hr"}), {"q": "jxkh"})
    assert "<mark>绩效考核</mark>办法" in found.content.decode()
    inside = client.get(reverse("library_search", kwargs={"key": "hr"}), {"q": "提醒一次"})
    assert "考勤制度" in inside.content.decode()


def test_story_m32_a_policy_names_its_source_ends_and_is_followed_by_the_new_one(
    log_in: LogIn, community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    last = noon.date() + 3 * DAY
    old = published(
        community,
        "缴费基数 2025",
        noon,
        kind=Kind.POLICY,
        source="人社局",
        valid_until=last,
        keeper=lin,
    )
    jobs.end(noon)
    (reminder,) = Task.objects.filter(kind="library-validity")
    assert reminder.person_id == lin.pk
    new = written(community, "缴费基数 2026", noon, kind=Kind.POLICY, replaces=[old])
    publishing.submit(new, by=as_actor(lin), now=noon + DAY)
    publishing.approve(new, by=as_actor(lin), now=noon + DAY, at=noon + 2 * DAY)
    jobs.publish(noon + 2 * DAY)
    page = log_in(ben).get(reverse("library_read", kwargs={"key": "hr", "pk": old.pk}))
    told = page.content.decode()
    assert "已失效" in told
    assert "缴费基数 2026" in told
    assert "人社局" in told


def test_story_m33_a_call_a_case_its_author_named_and_the_week_is_told(
    community: Community, lin: Person, ben: Person, noon: datetime
) -> None:
    call = calls.open_call(
        community,
        "薪酬难题",
        "写写做法",
        noon + 7 * DAY,
        audience=EVERYBODY,
        category=None,
        by=as_actor(lin),
        now=noon,
    )
    text = Text(title="计件工资怎么保底", body="设保底线")
    row = calls.send(call, ben, text, credit="Ben", form="a" * 24, now=noon + DAY)
    calls.take(row, by=as_actor(lin), now=noon + 2 * DAY)
    item = Item.objects.get(pk=row.item_id)
    publishing.submit(item, by=as_actor(lin), now=noon + 2 * DAY)
    publishing.approve(item, by=as_actor(lin), now=noon + 2 * DAY)
    run_due(noon + 3 * DAY)
    run_due(noon + 3 * DAY)
    assert "计件工资怎么保底" in mail.outbox[-1].body
    (line,) = telling.find_highlights(community.pk, noon, noon + 7 * DAY)
    assert (line.title, line.by, line.person) == ("计件工资怎么保底", "Ben", ben.pk)


def test_story_m29_what_is_for_managers_is_theirs_alone(
    log_in: LogIn, community: Community, ben: Person, noon: datetime
) -> None:
    item = published(community, "裁员沟通", noon, audience=Audience((Tier.MANAGER,)))
    address = reverse("library_read", kwargs={"key": "hr", "pk": item.pk})
    assert log_in(ben).get(address).status_code == 404
    ben.tier = Tier.MANAGER
    ben.save()
    assert log_in(ben).get(address).status_code == 200
