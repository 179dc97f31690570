"""The applicant's writes: the form, its completion, and taking it back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from qunce.facts import admission as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group
from qunce.playbook.queries import effective
from qunce.rooms.admission import invitations, mails
from qunce.rooms.admission.code_words import new_code_word
from qunce.rooms.admission.domain import (
    APPLICATION,
    ApplicationState,
    ApplicationVerb,
    Applying,
    EvidenceKind,
    EvidenceState,
)
from qunce.rooms.admission.mailboxes import normal_address
from qunce.rooms.admission.models import Application, Evidence, Invitation
from qunce.rooms.admission.typed import normal_phone, normal_wechat
from qunce.store.moves import move
from qunce.store.secrets import encrypt, keyed_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was written into the form, tidied and checked."""

    name: str
    company: str
    position: str
    years: Decimal | None = None
    kind: str = "hr"
    wechat: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the form came in. `form` is its secret: the same one twice is one application.

    The versions are those of the papers that were ticked, 0 for none.
    """

    form: str
    group: Group | None = None
    invitation: Invitation | None = None
    device: str = ""
    language: str = ""
    privacy_version: int = 0
    charter_version: int = 0


def hash_of(purpose: str, value: str) -> str:
    """Return the keyed hash by which a wechat, phone, mail or device is compared."""
    normal = {"wechat": normal_wechat, "phone": normal_phone, "mail": normal_address}
    return keyed_hash(f"contact:{purpose}", normal.get(purpose, str)(value))


def as_actor(application: Application) -> Actor:
    """Return an applicant as the one who acts: a person whom the house does not know yet."""
    return Actor(ActorKind.PERSON, None, application.name)


@transaction.atomic
def send(community: Community, sheet: Sheet, way: Way, *, now: datetime) -> Application:
    """Store an application; the same form sent twice, also at the same time, gives one.

    Raises RefusedError where the invitation does not hold any more.
    """
    invitation = invitations.lock(way.invitation) if way.invitation else None
    known = Application.objects.filter(community=community, form_token=way.form).first()
    if known is not None:
        return known
    if invitation is not None:
        invitations.check(invitation, now)
    try:
        with transaction.atomic():
            application = _store(community, sheet, way, now)
    except IntegrityError:  # the same form came in at the same moment
        return Application.objects.get(community=community, form_token=way.form)
    inviter = way.invitation.inviter if way.invitation else None
    fact = facts.ApplicationSent(
        application=application.pk,
        group=application.group_id,
        name=application.name,
        invited_by=inviter.pk if inviter else None,
    )
    ledger.record(fact, by=as_actor(application), now=now, community=community)
    if sheet.email:
        mails.lay(mails.Mail.LINK, application, application.pk, now=now)
    complete(application, now=now)
    return application


@transaction.atomic
def enter_by_hand(
    community: Community, sheet: Sheet, group: Group | None, *, by: Actor, now: datetime
) -> Application:
    """Store an application that was told in a chat; whoever enters it answers for the person."""
    way = Way(form=secrets.token_urlsafe(24), group=group)
    application = _store(community, sheet, way, now, entered_by=by.id)
    fact = facts.ApplicationSent(
        application=application.pk, group=application.group_id, name=application.name
    )
    ledger.record(fact, by=by, now=now, community=community)
    _go_on(application, "", now=now, by=by)
    return application


def _store(
    community: Community, sheet: Sheet, way: Way, now: datetime, *, entered_by: int | None = None
) -> Application:
    application: Application = Application.objects.create(
        community=community,
        group=way.group,
        invitation=way.invitation,
        token=secrets.token_urlsafe(24),
        form_token=way.form,
        state=ApplicationState.PROVING,
        kind=sheet.kind,
        name=sheet.name,
        company=sheet.company,
        position=sheet.position,
        years=sheet.years,
        city=sheet.city,
        extra=dict(sheet.extra),
        wechat=encrypt(sheet.wechat),
        wechat_hash=hash_of("wechat", sheet.wechat),
        phone=encrypt(sheet.phone),
        phone_hash=hash_of("phone", sheet.phone),
        email=encrypt(sheet.email),
        email_hash=hash_of("mail", sheet.email),
        device_hash=hash_of("device", way.device),
        code_word=new_code_word(community),
        language=way.language,
        privacy_version=way.privacy_version,
        consented_at=now if way.privacy_version else None,
        charter_version=way.charter_version,
        charter_accepted_at=now if way.charter_version else None,
        entered_by_id=entered_by,
        sent_at=now,
    )
    return application


# --- evidence makes it complete -----------------------------------------------------------------


def given(application: Application) -> set[str]:
    """Return the kinds of evidence that are there.

    A mailbox and a voucher have confirmed; a certificate only has to lie there: the reviewer
    looks at it.
    """
    rows = Evidence.objects.filter(application=application)
    there = rows.filter(state=EvidenceState.CONFIRMED).exclude(kind=EvidenceKind.CERTIFICATE)
    sheets = rows.filter(kind=EvidenceKind.CERTIFICATE).exclude(file="")
    sheets = sheets.filter(state__in=(EvidenceState.OPEN, EvidenceState.CONFIRMED))
    return {*there.values_list("kind", flat=True), *sheets.values_list("kind", flat=True)}


def is_enough(settings: Applying, kinds: set[str]) -> bool:
    """Say whether the evidence is what the community asks for: any one of them, or all."""
    wanted = set(settings.evidence)
    if not wanted:
        return True
    return wanted <= kinds if settings.all_evidence else bool(wanted & kinds)


def complete(application: Application, *, now: datetime) -> bool:
    """Hand an application to the reviewers as soon as its evidence is enough; say whether it was.

    Runs inside the caller's transaction.
    """
    if application.state != ApplicationState.PROVING:
        return False
    settings = effective(application.community_id, Applying, application.group_id)
    kinds = given(application)
    if not is_enough(settings, kinds):
        return False
    _go_on(application, ", ".join(sorted(kinds)), now=now, by=as_actor(application))
    return True


def _go_on(application: Application, evidence: str, *, now: datetime, by: Actor) -> None:
    settings = effective(application.community_id, Applying, application.group_id)
    after = APPLICATION.after(ApplicationState(application.state), ApplicationVerb.PROVE)
    due = now + settings.promise
    move(application, to=after, waiting_since=now, due_at=due)
    fact = facts.ApplicationProved(
        application=application.pk,
        group=application.group_id,
        name=application.name,
        evidence=evidence,
        due=due.isoformat(timespec="minutes"),
    )
    ledger.record(fact, by=by, now=now, community=application.community_id)


@transaction.atomic
def withdraw(application: Application, *, now: datetime) -> None:
    """Take an application back, as the applicant wishes. RefusedError once it was decided."""
    after = APPLICATION.after(ApplicationState(application.state), ApplicationVerb.WITHDRAW)
    move(application, to=after, decided_at=now)
    fact = facts.ApplicationWithdrawn(
        application=application.pk, group=application.group_id, name=application.name
    )
    ledger.record(fact, by=as_actor(application), now=now, community=application.community_id)


def note_evidence(application: Application, kind: EvidenceKind, *, now: datetime) -> None:
    """Record that a piece of evidence is there, and see whether it is enough."""
    fact = facts.EvidenceGiven(
        application=application.pk, name=application.name, kind=kind, title=Words(kind.label)
    )
    ledger.record(fact, by=as_actor(application), now=now, community=application.community_id)
    complete(application, now=now)
