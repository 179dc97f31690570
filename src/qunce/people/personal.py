"""What the floor of people holds of a person: for export and for erasure (DESIGN rule 9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from qunce.people.contacts import in_full, list_contacts
from qunce.people.models import (
    Appointment,
    Consent,
    Contact,
    ContactChange,
    ContactLook,
    DataCopy,
    Erasure,
    Identity,
    Membership,
    Nickname,
    Person,
    RecordSheet,
    RoleOffer,
    Shift,
    TierChange,
    TierRequest,
)
from qunce.people.owners import refuse_last_owner
from qunce.people.sheets import forget_in_sheets, sheets_with
from qunce.store.naming import forget_name

MODELS = (
    *("people.Person", "people.Membership", "people.Appointment"),
    *("people.Identity", "people.Nickname", "people.RecordSheet"),
    *("people.RoleOffer", "people.Shift"),
    *("people.Contact", "people.ContactChange", "people.ContactLook"),
    *("people.Consent", "people.DataCopy", "people.Erasure"),
    *("people.TierChange", "people.TierRequest"),
)
RECORD = (
    "name",
    "company",
    "position",
    "function",
    "city",
    "gives",
    "seeks",
    "years",
    "years_on",
    "tier",
    "shows_tier",
    "note",
    "created_at",
)


def export_person(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the record, the memberships, the roles and the names on every channel."""
    of_person = {"person": person}
    return [
        {**_log_in(person), **{name: getattr(person, name) for name in RECORD}},
        *Membership.objects.filter(**of_person)
        .order_by("id")
        .values("group__name", "nickname", "state", "joined_at", "left_at", "muted_until"),
        *Appointment.objects.filter(**of_person).order_by("id").values("role", "since", "until"),
        *RoleOffer.objects.filter(**of_person)
        .order_by("id")
        .values("role", "state", "note", "offered_at", "answered_at", "answer"),
        *Shift.objects.filter(**of_person).order_by("id").values("duty", "weekday", "day"),
        *TierChange.objects.filter(**of_person)
        .order_by("id")
        .values("before", "after", "source", "evidence", "at"),
        *TierRequest.objects.filter(**of_person)
        .order_by("id")
        .values("wanted", "evidence", "by_rule", "state", "asked_at", "decided_at", "reason"),
        *Identity.objects.filter(**of_person).order_by("id").values("channel", "external", "name"),
        *Nickname.objects.filter(identity__person=person)
        .order_by("id")
        .values("group__name", "name", "first_seen", "last_seen"),
        *in_full(list_contacts(person)),
        *ContactChange.objects.filter(**of_person).values("kind", sent_at=F("code_sent_at")),
        *ContactLook.objects.filter(**of_person).values("kind", "by_name", "why", "at"),
        *DataCopy.objects.filter(Q(person=person) | Q(by=person)).values(
            *("way", "by_name", "reason", "checked", "made_at", "expires_at"),
            *("voided_at", "fetched_at", "fetched"),
        ),
        *Consent.objects.filter(**of_person).values(
            "purpose", "version", "given_at", "withdrawn_at"
        ),
        *Erasure.objects.filter(**of_person).values("state", "asked_at", "due_at", "ended_at"),
        *sheets_with(person),
        *RecordSheet.objects.filter(uploaded_by=person)
        .order_by("id")
        .values("file_name", "state", "uploaded_at"),
    ]


def all_names_of(person: Person) -> set[str]:
    """Return all names by which a person is or was known here. Ask before they are erased."""
    own = Identity.objects.filter(person=person)
    return {
        person.name,
        *own.values_list("name", flat=True),
        *Nickname.objects.filter(identity__in=own).values_list("name", flat=True),
        *person.memberships.values_list("nickname", flat=True),
    } - {""}


def _log_in(person: Person) -> dict[str, Any]:
    account = person.account
    if account is None:
        return {"email": ""}
    return {
        "email": account.email,
        "language": account.language,
        "last_login": account.last_login,
    }


@transaction.atomic
def erase_person(person: Person) -> None:
    """Empty the record and drop all names; that somebody was in the groups stays, without a name.

    The log-in goes too, unless it belongs to a person of another community. Call it last: the
    other floors find what is the person's by the identities. RefusedError for the last owner.
    """
    refuse_last_owner(person)
    Nickname.objects.filter(identity__person=person).delete()
    Identity.objects.filter(person=person).update(external="", name="", person=None)
    Appointment.objects.filter(person=person).delete()
    RoleOffer.objects.filter(person=person).delete()
    RoleOffer.objects.filter(predecessor=person).update(predecessor=None)
    RoleOffer.objects.filter(offered_by=person).update(offered_by=None)
    Shift.objects.filter(person=person).delete()
    forget_in_sheets(person)
    TierChange.objects.filter(person=person).delete()
    TierChange.objects.filter(by=person).update(by=None)
    TierRequest.objects.filter(person=person).delete()
    TierRequest.objects.filter(decided_by=person).update(decided_by=None)
    Membership.objects.filter(person=person).update(nickname="")
    _erase_own(person)
    account = person.account
    texts = ("name", "company", "position", "function", "city", "gives", "seeks", "tier", "note")
    emptied = dict.fromkeys(texts, "")
    Person.objects.filter(pk=person.pk).update(
        **emptied, years=None, years_on=None, shows_tier=False, account=None
    )
    if account is not None and not account.persons.exists():
        account.delete()


def _erase_own(person: Person) -> None:
    """Delete contacts and looks; consents and deletions stay as proof, without a name."""
    Contact.objects.filter(person=person).delete()
    ContactChange.objects.filter(person=person).delete()
    ContactLook.objects.filter(person=person).delete()
    ContactLook.objects.filter(by=person).update(by=None, by_name="")
    DataCopy.objects.filter(person=person).delete()
    DataCopy.objects.filter(by=person).update(by=None, by_name="")
    Erasure.objects.filter(person=person).update(asked_name="", reason="")
    forget_name(Erasure, "asked_by", "asked_name", person)
