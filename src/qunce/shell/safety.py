"""What an owner asks of those who run the group: a second factor at the log-in.

The setting holds for everybody with a role. Who has none yet is led to where it is set up, and
comes to no page of the console before; pages for members stay open to them.
"""

import ipaddress
from dataclasses import dataclass

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_
from qunce.people.models import Account
from qunce.playbook.queries import effective


@dataclass(frozen=True, slots=True)
class Safety:
    """What the log-in of who holds a role has to have."""

    second_factor: bool = option(
        default=False,
        label=N_("Who holds a role needs a second factor"),
        help=N_("A code from the phone, or a passkey. Whoever has none is led to set it up."),
    )


SECTION = Section(
    "safety",
    N_("Log-in and safety"),
    Safety,
    N_("What is asked of those who run the group. Members log in by code or by their link."),
    is_common=True,
)


def lacks_second_factor(request: HttpRequest, account: Account, community: int) -> bool:
    """Say whether a second factor is asked for here that the account has not got.

    One that was proved at this log-in needs no look at the tables.
    """
    methods = {record.get("method") for record in get_authentication_records(request)}
    if "mfa" in methods or not effective(community, Safety).second_factor:
        return False
    return not is_mfa_enabled(account)


def passkeys_work(request: HttpRequest) -> bool:
    """Say whether a browser makes passkeys here: only for a name, and over HTTPS.

    WebAuthn knows sites by their domain, never by a number; `localhost` is the one exception to
    HTTPS (W3C Web Authentication, Level 3, section 5.1.2).
    """
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return request.is_secure()
    return False
