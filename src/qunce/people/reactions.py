"""What people do when other rooms record a fact."""

from datetime import datetime

from qunce.facts.admission import ApplicantApproved
from qunce.kernel.actors import Actor, ActorKind
from qunce.ledger.contracts import Cause
from qunce.people import consents
from qunce.people.domain_own import Purpose
from qunce.people.models import Person


def on_applicant_approved(fact: ApplicantApproved, cause: Cause, now: datetime) -> None:
    """Keep what the applicant consented to in the form as the member's own consents."""
    if not fact.privacy_version or not fact.consented_at or cause.community is None:
        return
    person = Person.objects.filter(pk=fact.person, community_id=cause.community).first()
    if person is None:
        return
    by = Actor(ActorKind.PERSON, person.pk, person.name)
    at = min(datetime.fromisoformat(fact.consented_at), now)
    for purpose in Purpose:
        consents.give(person, purpose, fact.privacy_version, by=by, now=at)
