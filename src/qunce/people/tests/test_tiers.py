"""Tiers are set, asked for and proposed, with a history; nothing changes by itself (M25)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from cast import as_actor
from qunce.kernel.actors import MACHINE
from qunce.kernel.errors import QunceError, RefusedError
from qunce.ledger.models import Entry, Task
from qunce.people import actions as people
from qunce.people import personal, tiers
from qunce.people.domain import Tier
from qunce.people.models import Person, TierChange, TierRequest
from qunce.people.tier_rule import Settings

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def tier_of(person: Person) -> str:
    return Person.objects.get(pk=person.pk).tier


def test_a_change_by_hand_needs_a_reason_and_is_kept(
    ben: Person, mia: Person, noon: datetime
) -> None:
    with pytest.raises(RefusedError, match="reason"):
        tiers.set_by_hand(ben, Tier.SENIOR, "  ", by=as_actor(mia), now=noon)
    assert tier_of(ben) == ""
    tiers.set_by_hand(ben, Tier.SENIOR, "Met at the salon", by=as_actor(mia), now=noon)
    with pytest.raises(RefusedError, match="already"):
        tiers.set_by_hand(ben, Tier.SENIOR, "Again", by=as_actor(mia), now=noon)
    tiers.set_by_hand(ben, None, "A mistake", by=as_actor(mia), now=noon)
    rows = TierChange.objects.order_by("id").values_list("before", "after", "evidence", "by")
    assert list(rows) == [
        ("", "senior", "Met at the salon", mia.pk),
        ("senior", "", "A mistake", mia.pk),
    ]
    assert Entry.objects.filter(fact="people.TierChanged").count() == 2


def test_the_record_gives_a_tier_only_where_there_is_none(
    ben: Person, mia: Person, noon: datetime
) -> None:
    by, settings = as_actor(mia), Settings()
    assert tiers.set_from_record(ben, settings, by=by, now=noon) is None
    people.correct(ben, by=by, now=noon, years=Decimal(3), position="招聘主管")
    assert tiers.set_from_record(ben, settings, by=by, now=noon) is Tier.SENIOR
    assert TierChange.objects.get().evidence == "3.0 · 招聘主管"
    people.correct(ben, by=by, now=noon, position="HRD")
    assert tiers.set_from_record(ben, settings, by=by, now=noon) is Tier.SENIOR
    assert tier_of(ben) == "senior"


def test_an_application_is_granted_with_its_evidence(
    ben: Person, mia: Person, noon: datetime
) -> None:
    made = tiers.ask(ben, Tier.MANAGER, "HRD since May", by=as_actor(ben), now=noon)
    task = Task.objects.get(key=f"tier:{made.pk}")
    assert (tier_of(ben), task.state, task.role) == ("", "open", "ops")
    same = TierRequest.objects.select_related("person").get(pk=made.pk)
    tiers.grant(made, by=as_actor(mia), now=noon)
    task.refresh_from_db()
    assert (tier_of(ben), task.state) == ("manager", "done")
    change = TierChange.objects.get()
    assert (change.source, change.evidence, change.by) == ("request", "HRD since May", mia)
    with pytest.raises(QunceError, match="Somebody else"):
        tiers.decline(same, "Too late", by=as_actor(mia), now=noon)


def test_a_decline_needs_a_reason_and_changes_nothing(
    ben: Person, mia: Person, noon: datetime
) -> None:
    made = tiers.ask(ben, Tier.MANAGER, "Please", by=as_actor(ben), now=noon)
    with pytest.raises(RefusedError, match="reason"):
        tiers.decline(made, " ", by=as_actor(mia), now=noon)
    tiers.decline(made, "An assistant's post", by=as_actor(mia), now=noon)
    assert (tier_of(ben), made.state, made.reason) == ("", "declined", "An assistant's post")
    assert tiers.ask(ben, Tier.MANAGER, "Now I am", by=as_actor(ben), now=noon).pk != made.pk


def test_what_cannot_be_asked(ben: Person, mia: Person, noon: datetime) -> None:
    with pytest.raises(RefusedError, match="speaks for it"):
        tiers.ask(ben, Tier.MANAGER, "\n", by=as_actor(ben), now=noon)
    tiers.set_by_hand(ben, Tier.SENIOR, "Known", by=as_actor(mia), now=noon)
    with pytest.raises(RefusedError, match="already"):
        tiers.ask(ben, Tier.SENIOR, "Five years", by=as_actor(ben), now=noon)
    first = tiers.ask(ben, Tier.MANAGER, "HRD", by=as_actor(ben), now=noon)
    with pytest.raises(RefusedError, match="applied already"):
        tiers.ask(ben, Tier.BEGINNER, "No", by=as_actor(ben), now=noon)
    tiers.withdraw(first, by=as_actor(ben), now=noon)
    assert Task.objects.get(key=f"tier:{first.pk}").state == "done"
    tiers.ask(ben, Tier.BEGINNER, "Yes", by=as_actor(ben), now=noon)


# --- as years pass ------------------------------------------------------------------------------


def propose(person: Person, now: datetime) -> int:
    return tiers.propose(person.community, Settings(), by=MACHINE, now=now)


def test_years_that_pass_propose_and_change_nothing(
    ben: Person, mia: Person, noon: datetime
) -> None:
    people.correct(ben, by=as_actor(mia), now=noon, years=Decimal("2.5"))
    tiers.set_from_record(ben, Settings(), by=as_actor(mia), now=noon)
    assert (tier_of(ben), propose(ben, noon)) == ("beginner", 0)
    assert propose(ben, noon + YEAR) == 1
    made = TierRequest.objects.get()
    assert (made.wanted, made.by_rule, made.evidence) == ("senior", True, "3.5")
    assert tier_of(ben) == "beginner", "nobody has decided"
    assert propose(ben, noon + YEAR) == 0, "it is proposed once"
    assert Task.objects.get(kind="tier").role == "ops"
    tiers.grant(made, by=as_actor(mia), now=noon + YEAR)
    assert (tier_of(ben), TierChange.objects.latest("id").source) == ("senior", "rule")


def test_a_proposal_that_was_declined_waits_for_a_year(
    ben: Person, mia: Person, noon: datetime
) -> None:
    people.correct(ben, by=as_actor(mia), now=noon, years=Decimal(4))
    assert propose(ben, noon) == 1
    tiers.decline(TierRequest.objects.get(), "Half of it in sales", by=as_actor(mia), now=noon)
    assert propose(ben, noon + timedelta(days=300)) == 0
    assert propose(ben, noon + YEAR) == 1


def test_the_rule_never_proposes_a_step_down(ben: Person, mia: Person, noon: datetime) -> None:
    people.correct(ben, by=as_actor(mia), now=noon, years=Decimal(1))
    tiers.set_by_hand(ben, Tier.MANAGER, "Leads HR of a plant", by=as_actor(mia), now=noon)
    assert propose(ben, noon) == 0


def test_what_a_member_asks_goes_before_what_the_rule_proposes(
    ben: Person, mia: Person, noon: datetime
) -> None:
    people.correct(ben, by=as_actor(mia), now=noon, years=Decimal(4))
    propose(ben, noon)
    assert tiers.open_request(ben) is None, "a proposal is not the member's"
    made = tiers.ask(ben, Tier.MANAGER, "HRD", by=as_actor(ben), now=noon)
    assert set(TierRequest.objects.values_list("state", "by_rule")) == {
        ("withdrawn", True),
        ("asked", False),
    }
    assert tiers.open_request(ben) == made


def test_every_community_has_its_own(
    ben: Person, olga: Person, mia: Person, noon: datetime
) -> None:
    people.correct(ben, by=as_actor(mia), now=noon, years=Decimal(4))
    assert propose(olga, noon) == 0
    made = tiers.ask(ben, Tier.SENIOR, "Years", by=as_actor(ben), now=noon)
    with pytest.raises(QunceError):
        tiers.access_request(olga.community, made.pk)


def test_tiers_are_exported_and_erased(ben: Person, mia: Person, noon: datetime) -> None:
    tiers.set_by_hand(ben, Tier.SENIOR, "Met at the salon", by=as_actor(mia), now=noon)
    tiers.ask(ben, Tier.MANAGER, "HRD since May", by=as_actor(ben), now=noon)
    told = str(personal.export_person(ben))
    assert "Met at the salon" in told
    assert "HRD since May" in told
    personal.erase_person(mia)
    assert TierChange.objects.get().by is None
    personal.erase_person(ben)
    assert not TierChange.objects.exists()
    assert not TierRequest.objects.exists()
