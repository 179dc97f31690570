"""The open address of a case: for a member who has no log-in and reads a notice in a chat."""

from django.conf import settings
from django.core import signing

SALT = "qunce.moderation.case"


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")


def path_of(case: int) -> str:
    """Return the path of the page about a case that needs no log-in."""
    return f"/notices/{_signer().sign(str(case))}/"


def address_of(case: int) -> str:
    """Return the whole address of that page."""
    return f"{settings.SITE_URL}{path_of(case)}"


def address_to_come() -> str:
    """Return how that address will look, for a notice that is only shown before it is sent."""
    return f"{settings.SITE_URL}/notices/…/"


def case_of(token: str) -> int | None:
    """Return the key of the case that a token stands for, None where it is wrong."""
    try:
        return int(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None
