"""What makes the charter act: facts of other rooms and floors."""

from datetime import datetime

from qunce.facts.admission import ApplicantApproved
from qunce.facts.claims import MemberClaimed
from qunce.facts.people import CommunityFounded
from qunce.facts.playbook import PlaybookChanged
from qunce.kernel.actors import MACHINE
from qunce.ledger.contracts import Cause
from qunce.people.models import Community, Person
from qunce.playbook.queries import list_versions
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries
from qunce.rooms.charter.domain import Way


def on_community_founded(_fact: CommunityFounded, cause: Cause, now: datetime) -> None:
    """Give a new community the default charter as its first version."""
    _adopt(cause, now)


def on_playbook_changed(fact: PlaybookChanged, cause: Cause, now: datetime) -> None:
    """Keep the open page true where clauses were changed in the settings."""
    if fact.group is None and any(each.startswith("charter.") for each in fact.settings):
        _adopt(cause, now, fact.number)


def _adopt(cause: Cause, now: datetime, number: int = 0) -> None:
    """Write down what counts, with what was said where the settings became version `number`."""
    if cause.community is not None:
        community = Community.objects.get(pk=cause.community)
        made = list_versions(community, None).filter(number=number).first()
        charter.adopt(community, by=MACHINE, now=now, note=made.note if made else "")


def on_came_in(fact: ApplicantApproved | MemberClaimed, _cause: Cause, now: datetime) -> None:
    """Note what an applicant, or who claimed a name, accepted in the form."""
    person = Person.objects.filter(pk=fact.person).first()
    if person is None or not fact.charter_accepted_at:
        return
    versions = queries.list_versions(person.community_id)
    version = versions.filter(number=fact.charter_version).first()
    if version is not None:
        at = datetime.fromisoformat(fact.charter_accepted_at)
        charter.accept(person, version, way=Way.JOINING, by=MACHINE, at=at, now=now)
