"""Signed links to the application page, for members without a log-in (M45).

A link names a community, perhaps a member, perhaps a message that was written in a group and
whose text is filled in. It is dated and holds for the days of the settings.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings as site
from django.core import signing

from qunce.chat.models import Message
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Person
from qunce.playbook.queries import effective
from qunce.rooms.postings.deciding import Settings

SALT = "qunce.postings"
WRONG = N_("This link is not complete. Please copy it again, whole.")
EXPIRED = N_("This link has expired. Ask an admin for a new one, or log in.")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who comes by a link, as far as it says, and what was written in a group."""

    community: Community
    person: Person | None = None
    message: Message | None = None


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")


def token_of(community: int, person: int, message: int, now: datetime) -> str:
    """Return the token of a link; 0 for no member, 0 for no message."""
    return _signer().sign(f"{community}-{person}-{message}-{int(now.timestamp())}")


def link_for(community: int, person: int, message: int, now: datetime) -> str:
    """Return a whole link; 0 for no member, 0 for no message."""
    return f"{site.SITE_URL}/hiring/{token_of(community, person, message, now)}/"


def read(token: str, now: datetime) -> Bearer:
    """Return whom a link stands for.

    Raises NotFoundError for a token that is not ours, RefusedError for one that is too old.
    """
    try:
        parts = [int(part) for part in _signer().unsign(token).split("-")]
        key, person, message, made = parts
    except (signing.BadSignature, ValueError):
        raise NotFoundError(Words(WRONG)) from None
    community = Community.objects.filter(pk=key).first()
    if community is None:
        raise NotFoundError(Words(WRONG))
    if datetime.fromtimestamp(made, tz=UTC) < now - effective(key, Settings).link_days:
        raise RefusedError(Words(EXPIRED))
    who = Person.objects.filter(community=community, pk=person).first()
    said = Message.objects.filter(community=community, pk=message).first()
    return Bearer(community, who, said)
