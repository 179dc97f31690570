"""A question with its answer becomes a draft, once, credited to who answered."""

from datetime import datetime

import pytest

from qunce.facts.answers import PairProposedForLibrary
from qunce.facts.reads import CaseSummary, Pair
from qunce.kernel.actors import SHELL
from qunce.kernel.text import Words
from qunce.ledger.models import Task
from qunce.people.models import Community, Person
from qunce.rooms.library import drafting, lines, publishing
from qunce.rooms.library.models import Item
from qunce.shell.house import House


def test_a_proposed_pair_is_drafted_once_and_credits_its_author(
    community: Community, ben: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = Pair("试用期能延长吗", "想延长一个月", "不能超过上限", "劳动法", "/c/x/", ben.pk, "Ben")
    monkeypatch.setattr(House, "ask", lambda *_: lambda *_: pair)
    fact = PairProposedForLibrary(1, ben.pk, "试用期能延长吗", 2)
    for _ in range(2):
        drafting.take_pair(community, fact, now=noon)
    item = Item.objects.get()
    assert (item.state, item.contributor, item.credit) == ("draft", ben, "Ben")
    assert item.body == "> 想延长一个月\n\n不能超过上限"
    assert Task.objects.get(kind="library-draft").state == "open"
    publishing.submit(item, by=SHELL, now=noon)
    publishing.approve(item, by=SHELL, now=noon)
    assert Task.objects.get(kind="library-draft").state == "done"


def test_what_was_taken_back_is_not_drafted(
    community: Community, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(House, "ask", lambda *_: lambda *_: None)
    fact = PairProposedForLibrary(1, None, "x", 2)
    assert drafting.take_pair(community, fact, now=noon) is None
    assert not Item.objects.exists()


def test_a_case_is_drafted_and_drafted_anew(
    community: Community, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = ((Words("Method"), "先谈后签"), (Words("Law"), ""))
    case = CaseSummary("集体讨薪怎么谈", parts, ("王芳", "李雷"), "/m/x/")
    monkeypatch.setattr(House, "ask", lambda *_: lambda *_: case)
    item = drafting.take_case(community, 3, now=noon)
    assert item is not None
    assert (item.credit, item.body) == ("王芳、李雷", "## Method\n\n先谈后签")
    drafting.put_case_away(community, 3, now=noon)
    assert Item.objects.get().state == "withdrawn"
    newer = CaseSummary("集体讨薪怎么谈", ((Words("Method"), "先签后谈"),), (), "/m/x/")
    monkeypatch.setattr(House, "ask", lambda *_: lambda *_: newer)
    drafting.take_case(community, 3, now=noon)
    again = Item.objects.get()
    assert (again.state, again.revision) == ("draft", 2)
    assert "先签后谈" in again.body


def test_a_line_of_before_they_were_numbered_ends_with_its_draft(
    community: Community, noon: datetime
) -> None:
    item = Item.objects.create(
        community=community, title="试用期", created_at=noon, changed_at=noon
    )
    lines.show_draft(item, now=noon)
    Task.objects.update(key=f"{lines.DRAFT}:{item.pk}")
    lines.show_draft(item, now=noon)
    (task,) = Task.objects.all()
    lines.close_draft(item, by=SHELL, now=noon)
    task.refresh_from_db()
    assert task.state == "done"
