"""Members' records from a sheet: what is written and undone, batch by batch."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection

from cast import as_actor
from qunce.kernel.actors import SHELL, Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import Words
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people import record_work, records, tiers, workbooks
from qunce.people.domain import Tier, TierRequestState, TierSource
from qunce.people.domain_records import Line, Outcome, Row, SheetState, SheetVerb, plan
from qunce.people.models import Community, Group, Person, RecordSheet
from qunce.people.personal import erase_person, export_person
from qunce.people.tier_rule import Settings as TierRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def community(ben: Person) -> Community:
    """Return the community in which Ben is a member."""
    return ben.community


def upload(community: Community, *rows: dict[str, str], now: datetime) -> RecordSheet:
    """Return a sheet with these rows that was shown."""
    numbered = [Row(place, cells) for place, cells in enumerate(rows, start=2)]
    return records.show(community, numbered, "members.xlsx", rule=TierRule(), by=SHELL, now=now)


def write(sheet: RecordSheet, now: datetime, by: Actor = SHELL) -> None:
    """Write a sheet to its end, as the worker does."""
    records.begin(sheet, SheetVerb.CARRY_OUT, by=by, now=now, is_for_worker=False)
    record_work.carry_on(sheet, by=by, now=lambda: now)


def test_rows_are_compared_before_a_transaction_begins(
    community: Community, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths = []

    def seen(*given: Any) -> list[Line]:
        depths.append(len(connection.savepoint_ids))
        return plan(*given)

    monkeypatch.setattr(records, "plan", seen)
    outside = len(connection.savepoint_ids)
    upload(community, {"name": "Zoe"}, now=noon)
    assert depths == [outside]


def take_back(sheet: RecordSheet, now: datetime, by: Actor = SHELL) -> int:
    """Take a sheet back to its end; return how many rows stay."""
    records.begin(sheet, SheetVerb.UNDO, by=by, now=now, is_for_worker=False)
    record_work.carry_on(sheet, by=by, now=lambda: now)
    return sheet.kept


def test_a_sheet_is_shown_written_and_undone(
    community: Community, ben: Person, mia: Person, noon: datetime
) -> None:
    rows = ({"name": "张三", "company": "丙公司", "years": "2"}, {"name": "Ben", "city": "上海"})
    sheet = upload(community, *rows, now=noon)
    ben.refresh_from_db()
    assert ben.city == ""
    write(sheet, noon, as_actor(mia))
    ben.refresh_from_db()
    new = Person.objects.get(name="张三")
    assert (ben.city, new.company, new.years) == ("上海", "丙公司", Decimal(2))
    with pytest.raises((StaleError, RefusedError)):
        write(sheet, noon, as_actor(mia))
    assert take_back(sheet, noon, as_actor(mia)) == 0
    ben.refresh_from_db()
    assert ben.city == ""
    assert not Person.objects.filter(name="张三").exists()


def test_a_long_sheet_takes_few_statements_to_write_and_to_undo(
    community: Community, ben: Person, django_assert_max_num_queries: Any, noon: datetime
) -> None:
    rows = [{"name": f"新人{n}", "company": "丁公司"} for n in range(150)]
    rows += [{"name": "Ben", "city": "上海"}]
    sheet = upload(community, *rows, now=noon)
    with django_assert_max_num_queries(25):
        write(sheet, noon)
    assert Person.objects.filter(company="丁公司").count() == 150
    with django_assert_max_num_queries(150):
        assert take_back(sheet, noon) == 0
    assert not Person.objects.filter(company="丁公司").exists()
    ben.refresh_from_db()
    assert ben.city == ""


def test_wide_brackets_stay_what_they_are(
    community: Community, ben: Person, noon: datetime
) -> None:
    people.correct(ben, by=SHELL, now=noon, company="某光伏（化名）")
    content = records.sheet_of(community, str)
    lines = plan(workbooks.read(BytesIO(content), len(content)), records.known_of(community))
    assert {each.outcome for each in lines} == {Outcome.SAME}


def test_what_changed_since_it_was_shown_is_left_alone_and_named(
    community: Community, ben: Person, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Neu"}, {"name": "Ben", "city": "上海"}, now=noon)
    people.correct(ben, by=SHELL, now=noon, city="北京")
    write(sheet, noon)
    ben.refresh_from_db()
    assert ben.city == "北京"
    assert Person.objects.filter(name="Neu").exists()
    new, changed = records.lines_of(sheet)
    assert (new.outcome, changed.outcome) == (Outcome.NEW, Outcome.REFUSED)
    assert changed.said == Words(record_work.CHANGED_SINCE)
    assert take_back(sheet, noon) == 0
    ben.refresh_from_db()
    assert ben.city == "北京"


def test_a_sheet_goes_on_where_a_worker_was_killed(
    community: Community, ben: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_work, "BATCH", 2)
    sheet = upload(community, *({"name": f"新人{n}"} for n in range(5)), now=noon)
    records.begin(sheet, SheetVerb.CARRY_OUT, by=SHELL, now=noon, is_for_worker=False)

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record_work.carry_on(sheet, by=SHELL, now=lambda: noon, heard=killed)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.done_lines, sheet.percent) == (SheetState.WRITING, 2, 40)
    assert not sheet.may_have_died(noon + timedelta(minutes=1))
    assert sheet.may_have_died(noon + timedelta(minutes=3))
    record_work.carry_on(sheet, by=SHELL, now=lambda: noon)
    assert sheet.state == SheetState.CARRIED_OUT
    assert Person.objects.filter(name__startswith="新人").count() == 5
    assert take_back(sheet, noon) == 0
    assert not Person.objects.filter(name__startswith="新人").exists()


def test_undoing_leaves_what_was_changed_or_used_since(
    community: Community, ben: Person, web_group: Group, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Neu"}, {"name": "Ben", "city": "上海"}, now=noon)
    write(sheet, noon)
    new = Person.objects.get(name="Neu")
    people.join(web_group, new, by=SHELL, now=noon)
    people.correct(ben, by=SHELL, now=noon, city="北京")
    assert take_back(sheet, noon) == 2
    ben.refresh_from_db()
    assert ben.city == "北京"
    assert Person.objects.filter(name="Neu").exists()


def test_a_sheet_without_changes_says_so(community: Community, noon: datetime) -> None:
    sheet = upload(community, {"name": "Ben"}, {"name": ""}, now=noon)
    with pytest.raises(RefusedError, match="would change"):
        write(sheet, noon)


def test_a_person_is_told_of_and_taken_out_of_kept_sheets(
    community: Community, ben: Person, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Ben", "city": "上海"}, {"name": "Neu"}, now=noon)
    assert any(row.get("sheet") == "members.xlsx" for row in export_person(ben))
    erase_person(ben)
    sheet.refresh_from_db()
    assert [line["name"] for line in sheet.lines] == ["Neu"]
    records.forget(noon + records.KEPT + timedelta(seconds=1))
    assert not RecordSheet.objects.exists()


def test_all_records_come_back_from_the_sheet_unchanged(
    community: Community, ben: Person, noon: datetime
) -> None:
    people.correct(ben, by=SHELL, now=noon, company="=甲公司", years=Decimal("3.5"))
    say: Callable[[str], str] = str
    content = records.sheet_of(community, say)
    rows = workbooks.read(BytesIO(content), len(content))
    lines = plan(rows, records.known_of(community))
    assert {each.outcome for each in lines} == {Outcome.SAME}


def test_a_tier_in_a_sheet_counts_at_once_and_goes_back_with_it(
    community: Community, ben: Person, mia: Person, noon: datetime
) -> None:
    tiers.set_by_hand(ben, Tier.BEGINNER, "start", by=SHELL, now=noon)
    asked = tiers.ask(ben, Tier.SENIOR, "five years", by=as_actor(ben), now=noon)
    rows = ({"name": "Ben", "tier": "资深"}, {"name": "Neu", "tier": "管理者"})
    sheet = upload(community, *rows, {"name": "Jung", "years": "1"}, now=noon)
    write(sheet, noon, as_actor(mia))
    ben.refresh_from_db()
    asked.refresh_from_db()
    assert (ben.tier, asked.state) == (Tier.SENIOR, TierRequestState.GRANTED)
    new, young = Person.objects.get(name="Neu"), Person.objects.get(name="Jung")
    assert (new.tier, young.tier) == (Tier.MANAGER, Tier.BEGINNER)
    assert young.tier_changes.get().source == TierSource.RULE
    last = ben.tier_changes.first()
    assert last is not None
    assert (last.source, last.evidence, last.by) == (TierSource.SHEET, "members.xlsx", mia)
    assert Entry.objects.filter(fact="people.TierChanged").count() == 2
    assert take_back(sheet, noon, as_actor(mia)) == 0
    ben.refresh_from_db()
    assert ben.tier == Tier.BEGINNER
    last = ben.tier_changes.first()
    assert last is not None
    assert last.source == TierSource.SHEET_UNDONE


def test_a_tier_that_was_set_again_since_stays(
    community: Community, ben: Person, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Ben", "tier": "资深", "city": "上海"}, now=noon)
    write(sheet, noon)
    ben.refresh_from_db()
    tiers.set_by_hand(ben, Tier.MANAGER, "head of HR", by=SHELL, now=noon)
    assert take_back(sheet, noon) == 1
    ben.refresh_from_db()
    assert (ben.tier, ben.city) == (Tier.MANAGER, "")
