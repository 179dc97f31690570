"""How an applicant is reached: the address for mails, and the link of their own page."""

from django.conf import settings as site

from qunce.rooms.admission.domain import EvidenceKind, EvidenceState
from qunce.rooms.admission.models import Application, Evidence
from qunce.store import secrets


def confirmed_mailbox(application: Application) -> Evidence | None:
    """Return the mailbox to which a code was sent and entered again, None without one."""
    proofs = Evidence.objects.filter(
        application=application, kind=EvidenceKind.WORK_MAIL, state=EvidenceState.CONFIRMED
    )
    return proofs.exclude(address="").order_by("-decided_at", "-id").first()


def confirmed_address(application: Application) -> str:
    """Return the address of the confirmed mailbox, "" without one."""
    proof = confirmed_mailbox(application)
    return secrets.decrypt(proof.address) if proof else ""


def address_of(application: Application) -> str:
    """Return where mails to an applicant go, "" where no address is known."""
    told = secrets.decrypt(application.email) if application.email else ""
    return told or confirmed_address(application)


def status_link(application: Application) -> str:
    """Return the whole address of the applicant's own page."""
    return f"{site.SITE_URL}/apply/{application.token}/"


def place_of(application: Application) -> str:
    """Return the name of what is applied to: the group, else the community."""
    return application.group.name if application.group else application.community.name
