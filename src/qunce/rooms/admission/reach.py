"""How an applicant is reached: the address for mails, and the link of their own page."""

from django.conf import settings as site

from qunce.kernel.text import N_
from qunce.people.domain_own import ContactKind, mask
from qunce.rooms.admission.domain import EvidenceKind, EvidenceState
from qunce.rooms.admission.models import Application, Evidence
from qunce.store import secrets

EMAIL = N_("E-mail for the answer")
PHONE = N_("Mobile number")


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


def masked_wechat(application: Application) -> str:
    """Return the WeChat ID so that nobody else can use it, "" where none was told."""
    return mask(ContactKind.WECHAT, _plain(application.wechat))


def masked_others(application: Application) -> list[tuple[str, str]]:
    """Return what else was told to reach the applicant, masked, each with its label."""
    told = (
        (EMAIL, mask(ContactKind.WORK_MAIL, _plain(application.email))),
        (PHONE, mask(ContactKind.PHONE, _plain(application.phone))),
    )
    return [(label, value) for label, value in told if value]


def _plain(sealed: str) -> str:
    return secrets.decrypt(sealed) if sealed else ""


def status_link(application: Application) -> str:
    """Return the whole address of the applicant's own page."""
    return f"{site.SITE_URL}/apply/{application.token}/"


def place_of(application: Application) -> str:
    """Return the name of what is applied to: the group, else the community."""
    return application.group.name if application.group else application.community.name
