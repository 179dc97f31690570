"""The papers that an applicant ticks: the privacy notice and the charter in force."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from qunce.facts.reads import CharterInForce
from qunce.people.models import Community
from qunce.playbook.privacy import privacy_version
from qunce.shell.house import house


@dataclass(frozen=True, slots=True)
class Papers:
    """Versions (0: there is none) and the open pages on which they stand ("" for none)."""

    privacy: int
    privacy_path: str
    charter: int
    charter_path: str


def papers_of(community: Community, now: datetime) -> Papers:
    """Return what counts now."""
    ask = house.ask(CharterInForce)
    charter = ask(community.pk, now) if ask else None
    return Papers(
        privacy=privacy_version(community),
        privacy_path=reverse("privacy_notice", kwargs={"key": community.key}),
        charter=charter.number if charter else 0,
        charter_path=charter.path if charter else "",
    )
