"""Codes that are mailed: one arithmetic for applicants, claimants and members' own mailboxes."""

from datetime import datetime, timedelta

import pytest

from qunce.kernel.errors import BusyError, RefusedError
from qunce.people.models import ContactChange, Person
from qunce.store import mailed_codes as codes
from qunce.store.mailed_codes import MailedCode
from qunce.store.secrets import encrypt

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(ben: Person) -> ContactChange:
    made: ContactChange = ContactChange.objects.create(
        community=ben.community, person=ben, kind="work_mail", sealed=encrypt("ben@firm.com")
    )
    return made


def draw(row: MailedCode, now: datetime, *, another: bool = False) -> str:
    codes.draw(row, now=now, another=another)
    row.save()
    return codes.code_of(row)


def test_a_code_has_six_digits_that_the_row_does_not_tell(
    row: ContactChange, noon: datetime
) -> None:
    assert codes.code_of(row) == ""
    code = draw(row, noon)
    assert len(code) == codes.DIGITS
    assert code.isdecimal()
    assert code == codes.code_of(ContactChange.objects.get(pk=row.pk))  # a mail sent again
    assert code not in str(ContactChange.objects.values().get(pk=row.pk))


def test_the_code_of_one_row_is_not_the_code_of_another(row: ContactChange, noon: datetime) -> None:
    drawn = {draw(row, noon + n * codes.PAUSE, another=True) for n in range(20)}
    assert len(drawn) > 15  # two alike among a million are possible, many are not
    other = ContactChange(pk=row.pk + 1, seed=row.seed)
    assert codes.code_of(other) != codes.code_of(row)


@pytest.mark.parametrize(("seconds", "said"), [(0, 61), (30, 31), (59, 2)])
def test_between_two_codes_is_a_pause_that_tells_its_seconds(
    row: ContactChange, noon: datetime, seconds: int, said: int
) -> None:
    draw(row, noon)
    with pytest.raises(BusyError, match=f"wait {said} seconds"):
        codes.draw(row, now=noon + timedelta(seconds=seconds), another=True)
    assert codes.pause_left(row, noon + codes.PAUSE) == 0
    draw(row, noon + codes.PAUSE)


def test_one_mailbox_gets_few_codes_and_another_one_begins_anew(
    row: ContactChange, noon: datetime
) -> None:
    for n in range(codes.MOST_SENDS):
        draw(row, noon + n * codes.PAUSE)
    later = noon + codes.MOST_SENDS * codes.PAUSE
    with pytest.raises(RefusedError, match="several codes"):
        codes.draw(row, now=later)
    draw(row, later, another=True)
    assert row.sends == 1


def test_a_code_holds_for_its_minutes(row: ContactChange, noon: datetime) -> None:
    code = draw(row, noon)
    assert codes.holds(row, noon + codes.HOLDS - timedelta(seconds=1))
    assert not codes.holds(row, noon + codes.HOLDS)
    with pytest.raises(RefusedError, match="does not hold"):
        codes.enter(row, code, now=noon + codes.HOLDS)
    codes.enter(row, f" {code} ", now=noon + codes.HOLDS - timedelta(seconds=1))


def test_wrong_tries_are_counted_and_end_the_code(row: ContactChange, noon: datetime) -> None:
    code = draw(row, noon)
    wrong = "000000" if code != "000000" else "111111"
    for left in range(codes.MOST_TRIES - 1, -1, -1):
        with pytest.raises(RefusedError, match=f"{left} tries"):
            codes.enter(row, wrong, now=noon)
    with pytest.raises(RefusedError, match="does not hold"):
        codes.enter(row, code, now=noon)
    codes.enter(row, draw(row, noon + codes.PAUSE), now=noon + codes.PAUSE)


def test_an_older_code_does_not_hold_for_who_still_has_the_page_open(
    row: ContactChange, noon: datetime
) -> None:
    before = draw(row, noon)
    stale = ContactChange.objects.get(pk=row.pk)
    draw(row, noon + codes.PAUSE)
    with pytest.raises(RefusedError, match="does not hold"):
        codes.enter(stale, before, now=noon + codes.PAUSE)
