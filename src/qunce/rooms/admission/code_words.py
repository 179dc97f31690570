"""Code words that are said in the group, so that who appears or claims a name is recognised."""

import re
import secrets
from collections.abc import Iterable

from qunce.people.models import Community
from qunce.rooms.admission.claiming import OPEN_CLAIMS
from qunce.rooms.admission.domain import OPEN
from qunce.rooms.admission.models import Application, Claim

# Without what looks or sounds alike when it is read out or typed on a phone, and without V, W, X
# and Q: a code word with VX or QQ in it reads like contact bait when it is said in the group.
SIGNS = "ACDEFGHJKMNPRTUY34679"
LENGTH = 4
TRIES = 20
_SAID = re.compile(
    rf"(?<![0-9A-Za-z])(?:[{SIGNS}]{{{LENGTH}}}){{1,2}}(?![0-9A-Za-z])", re.IGNORECASE | re.ASCII
)


def new_code_word(community: Community) -> str:
    """Return a short word that no open application and no open claim of the community has."""
    applied = Application.objects.filter(community=community, state__in=OPEN)
    claimed = Claim.objects.filter(community=community, state__in=OPEN_CLAIMS)
    for _ in range(TRIES):
        word = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if not any(rows.filter(code_word=word).exists() for rows in (applied, claimed)):
            return word
    return "".join(secrets.choice(SIGNS) for _ in range(2 * LENGTH))


def words_in(texts: Iterable[str]) -> set[str]:
    """Return what may be a code word in texts, in the case in which code words are stored."""
    return {found.upper() for text in texts for found in _SAID.findall(text)}
