"""Who an applicant may be already: shown to the reviewer with reasons, never decided (DESIGN 8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from qunce.kernel.companies import same_company
from qunce.kernel.text import N_
from qunce.people import contacts
from qunce.people.domain import MembershipState
from qunce.people.domain_own import ContactKind
from qunce.people.models import Membership, Person
from qunce.rooms.admission.domain import OPEN, ApplicationState, EvidenceState
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.naming import same_name
from qunce.store.secrets import decrypt

MOST = 20  # lines that a reviewer is shown


class Likeness(StrEnum):
    """Why somebody is taken for the applicant, the gravest first."""

    REMOVED = "removed"
    DECLINED = "declined"
    MEMBER = "member"
    CONTACT = "contact"
    MAILBOX = "mailbox"
    APPLIED = "applied"
    DEVICE = "device"
    NAMESAKE = "namesake"  # a hint: people change companies, and names are shared

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return LABELS[self]


LABELS = {
    Likeness.REMOVED: N_("Was removed from a group before"),
    Likeness.DECLINED: N_("Was declined before"),
    Likeness.MEMBER: N_("A member of that name and company"),
    Likeness.CONTACT: N_("The same mobile number or WeChat ID"),
    Likeness.MAILBOX: N_("The same mailbox"),
    Likeness.APPLIED: N_("An application of that name and company"),
    Likeness.DEVICE: N_("Sent from the same device"),
    Likeness.NAMESAKE: N_("A member of that name in another company"),
}


@dataclass(frozen=True, slots=True)
class Alike:
    """One reason; either a person of the record or an application is behind it."""

    likeness: Likeness
    name: str
    company: str
    at: datetime
    person: int | None = None
    application: int | None = None
    too_early: datetime | None = None  # from when on they were told they may apply again


def find_alike(application: Application) -> list[Alike]:
    """Return who an applicant may be already, each with the reason, the gravest first."""
    found = {
        (each.likeness, each.person, each.application): each
        for each in (*_persons(application), *_applications(application))
    }
    order = list(Likeness)
    lines = sorted(
        found.values(), key=lambda each: (order.index(each.likeness), -each.at.timestamp())
    )
    return lines[:MOST]


def find_doubts(application: Application) -> list[Alike]:
    """Return for what an application has to be opened by itself: all likenesses but namesakes."""
    return [each for each in find_alike(application) if each.likeness is not Likeness.NAMESAKE]


def persons_alike(application: Application) -> list[Person]:
    """Return the members that an applicant may be, for the choice whose record it is."""
    keys = [each.person for each in find_alike(application) if each.person is not None]
    found = Person.objects.in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]


# --- the record ---------------------------------------------------------------------------------


def _persons(application: Application) -> Iterator[Alike]:
    community = application.community_id
    named = Person.objects.filter(community=community).exclude(pk=application.person_id or 0)
    alike = list(_of_name(named, application.name))
    for each in alike:
        is_close = _fits(each, application)
        yield _person(Likeness.MEMBER if is_close else Likeness.NAMESAKE, each)
    reached = list(_reached(application))
    yield from (_person(Likeness.CONTACT, each) for each in reached)
    keys = {each.pk for each in (*alike, *reached)}
    removed = Membership.objects.filter(person_id__in=keys, state=MembershipState.REMOVED)
    for membership in removed.select_related("person"):
        at = membership.left_at or membership.person.created_at
        yield _person(Likeness.REMOVED, membership.person, at)


def _reached(application: Application) -> Iterator[Person]:
    """Yield members with the same mobile number, WeChat ID or company mailbox.

    Who was seen in a group under that WeChat ID is one of them: an imported member has told none.
    """
    told = [
        (ContactKind.PHONE, application.phone),
        (ContactKind.WECHAT, application.wechat),
        (ContactKind.WORK_MAIL, application.email),
    ]
    told += [(ContactKind.WORK_MAIL, each.address) for each in _mailboxes(application)]
    for kind, sealed in told:
        same = contacts.find_same(application.community, kind, decrypt(sealed))
        yield from same.exclude(pk=application.person_id or 0)
    if wechat := decrypt(application.wechat):
        seen = Person.objects.filter(community=application.community_id)
        seen = seen.filter(identities__external__iexact=wechat).distinct()
        yield from seen.exclude(pk=application.person_id or 0)


def _of_name(rows: QuerySet[Person], name: str) -> Iterable[Person]:
    """Return who has a name, however it is written: the first character narrows the search."""
    narrow = rows.filter(name__istartswith=name[:1])
    return (each for each in narrow if same_name(each.name, name))


def _fits(person: Person, application: Application) -> bool:
    """Say whether the companies can be one; a record without a company fits every one."""
    return not person.company or same_company(person.company, application.company)


def _person(likeness: Likeness, person: Person, at: datetime | None = None) -> Alike:
    return Alike(likeness, person.name, person.company, at or person.created_at, person=person.pk)


# --- other applications -------------------------------------------------------------------------


def _applications(application: Application) -> Iterator[Alike]:
    others = Application.objects.filter(community=application.community_id)
    others = others.exclude(pk=application.pk)
    named = [
        each
        for each in others.filter(name__istartswith=application.name[:1])
        if same_name(each.name, application.name)
        and same_company(each.company, application.company)
    ]
    contact = list(_same_contact(others, application))
    mailbox = list(_same_mailbox(others, application))
    yield from (_line(Likeness.APPLIED, each) for each in named)
    yield from (_line(Likeness.CONTACT, each) for each in contact)
    yield from (_line(Likeness.MAILBOX, each) for each in mailbox)
    for each in (*named, *contact, *mailbox):
        if each.state == ApplicationState.DECLINED:
            again = each.reapply_at
            is_early = again is not None and again > application.sent_at
            yield replace(_line(Likeness.DECLINED, each), too_early=again if is_early else None)
    if application.device_hash:
        device = others.filter(device_hash=application.device_hash, state__in=OPEN)
        yield from (_line(Likeness.DEVICE, each) for each in device)


def _same_contact(rows: QuerySet[Application], application: Application) -> QuerySet[Application]:
    same = Q()
    for name in ("phone_hash", "wechat_hash"):
        if value := vars(application)[name]:
            same |= Q(**{name: value})
    return rows.filter(same) if same else rows.none()


def _same_mailbox(rows: QuerySet[Application], application: Application) -> QuerySet[Application]:
    hashes = {application.email_hash, *(each.address_hash for each in _mailboxes(application))}
    hashes.discard("")
    proven = Evidence.objects.filter(
        community=application.community_id, address_hash__in=hashes
    ).exclude(state=EvidenceState.WITHDRAWN)
    return rows.filter(Q(email_hash__in=hashes) | Q(pk__in=proven.values("application")))


def _mailboxes(application: Application) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(application=application).exclude(address_hash="")
    return rows.exclude(state=EvidenceState.WITHDRAWN)


def _line(likeness: Likeness, application: Application) -> Alike:
    return Alike(
        likeness,
        application.name,
        application.company,
        application.sent_at,
        application=application.pk,
    )
