"""What happened on the way into a group."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class NewcomerWelcomed(Fact):
    person: int
    group: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s is to be welcomed.")


@dataclass(frozen=True, slots=True)
class NicknamesReminded(Fact):
    person: tuple[int, ...]
    group: int
    count: int
    sentence: ClassVar[str] = N_("%(actor)s asked for mended nicknames. Members asked: %(count)s.")


@dataclass(frozen=True, slots=True)
class InvitationMade(Fact):
    """`person` is who invites."""

    invitation: int
    person: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("%(name)s made an invitation.")


@dataclass(frozen=True, slots=True)
class InvitationRevoked(Fact):
    invitation: int
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s revoked an invitation.")


@dataclass(frozen=True, slots=True)
class ApplicationSent(Fact):
    """`name` is the applicant's, `invited_by` a person's key; `person` is empty before approval."""

    application: int
    group: int | None
    name: str
    invited_by: int | None = None
    sentence: ClassVar[str] = N_("%(name)s applied.")


@dataclass(frozen=True, slots=True)
class ApplicationProved(Fact):
    """The evidence that was asked for is there: a reviewer has to answer until `due`."""

    application: int
    group: int | None
    name: str
    evidence: str = ""
    due: str = ""
    sentence: ClassVar[str] = N_("The application of %(name)s is complete.")


@dataclass(frozen=True, slots=True)
class EvidenceGiven(Fact):
    application: int
    name: str
    kind: str
    title: Words
    sentence: ClassVar[str] = N_("%(name)s gave evidence: %(title)s.")


@dataclass(frozen=True, slots=True)
class ApplicantVouchedFor(Fact):
    """`person` is the member who was asked; `knows` what they answered."""

    application: int
    person: int
    name: str
    knows: bool
    answer: Words
    sentence: ClassVar[str] = N_("%(actor)s about %(name)s: %(answer)s")


@dataclass(frozen=True, slots=True)
class CertificateDeleted(Fact):
    application: int
    sentence: ClassVar[str] = N_("A certificate was deleted after the decision.")


@dataclass(frozen=True, slots=True)
class ApplicantAsked(Fact):
    application: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s asked %(name)s something.")


@dataclass(frozen=True, slots=True)
class ApplicantAnswered(Fact):
    application: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s answered.")


@dataclass(frozen=True, slots=True)
class ApplicantApproved(Fact):
    """`charter_accepted_at` is ISO 8601, "" where the applicant has accepted no charter."""

    application: int
    person: int
    group: int | None
    name: str
    charter_version: int = 0
    charter_accepted_at: str = ""
    privacy_version: int = 0
    consented_at: str = ""
    sentence: ClassVar[str] = N_("%(actor)s let %(name)s in.")


@dataclass(frozen=True, slots=True)
class ApplicantDeclined(Fact):
    application: int
    group: int | None
    name: str
    reason: Words
    sentence: ClassVar[str] = N_("%(actor)s declined %(name)s: %(reason)s")


@dataclass(frozen=True, slots=True)
class ApplicationReopened(Fact):
    application: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s opened the application of %(name)s again.")


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn(Fact):
    application: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("%(name)s withdrew the application.")


@dataclass(frozen=True, slots=True)
class ApplicationLapsed(Fact):
    application: int
    group: int | None
    name: str
    sentence: ClassVar[str] = N_("The application of %(name)s lapsed.")


@dataclass(frozen=True, slots=True)
class ApplicationErased(Fact):
    application: int
    sentence: ClassVar[str] = N_("An application was erased after its time.")
