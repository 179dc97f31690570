"""Which version of the privacy notice counts, and who has to be asked anew."""

from datetime import datetime

from cast import as_actor
from qunce.people import consents
from qunce.people.domain_own import Purpose
from qunce.people.models import Person
from qunce.playbook import actions
from qunce.playbook.privacy import (
    consent_version,
    lacks_consent,
    list_notices,
    privacy_version,
)


def test_a_version_is_counted_whenever_the_section_changed(wang: Person, noon: datetime) -> None:
    community, by = wang.community, as_actor(wang)
    assert privacy_version(community) == 1
    actions.change(community, "roles", {"answer_days": 3}, by=by, now=noon)
    assert privacy_version(community) == 1
    actions.change(community, "privacy", {"contact": "hr@firm.com"}, by=by, now=noon)
    actions.change(community, "roles", {"answer_days": 4}, by=by, now=noon)
    assert privacy_version(community) == 2
    newest = list_notices(community)[-1]
    assert (newest.settings.contact, newest.since) == ("hr@firm.com", noon)
    assert list_notices(community)[0].settings.contact == ""


def test_a_consent_holds_until_the_notice_changed_in_substance(
    wang: Person, ben: Person, noon: datetime
) -> None:
    community, by = wang.community, as_actor(wang)
    assert lacks_consent(ben)
    consents.give(ben, Purpose.PRIVACY, 1, by=as_actor(ben), now=noon)
    actions.change(community, "privacy", {"contact": "hr@firm.com"}, by=by, now=noon)
    assert consent_version(community) == 1
    assert not lacks_consent(ben)
    both = {"contact": "hr@firm.com", "edition": 2}
    actions.change(community, "privacy", both, by=by, now=noon)
    assert consent_version(community) == privacy_version(community) == 3
    assert lacks_consent(ben)
    actions.change(community, "privacy", {**both, "own_words": "…"}, by=by, now=noon)
    assert (consent_version(community), privacy_version(community)) == (3, 4)
    consents.give(ben, Purpose.PRIVACY, 3, by=as_actor(ben), now=noon)
    assert not lacks_consent(ben)
