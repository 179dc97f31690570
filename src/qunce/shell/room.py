"""The shell's own card: the facts of the door, and what it stores of a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from qunce.facts import entrance as facts
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Job
from qunce.people.models import Person
from qunce.shell import log_ins, safety, tallies, throttle
from qunce.shell.card import Card, Panel, PersonalData
from qunce.shell.models import Mail, PersonalLink
from qunce.shell.web import giving

LOG_INS_KEPT = N_("Until you log out, at most %(days)s days; a second factor until you remove it")


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return when a personal link was given and on which device it was opened."""
    links = PersonalLink.objects.filter(person=person)
    return list(links.values("issued_at", "bound_at", "device_name", "is_open"))


def erase(person: Person) -> None:
    """Remove the person's link, and mails to them that the local mailbox still holds."""
    PersonalLink.objects.filter(person=person).delete()
    if person.account is not None:
        Mail.objects.filter(recipient__iexact=person.account.email).delete()


def _log_ins_kept(_community: int) -> Words:
    """Say how long a log-in holds."""
    return Words(LOG_INS_KEPT, {"days": settings.SESSION_COOKIE_AGE // log_ins.DAY})


def export_log_ins(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return where the person is logged in, and which second factors there are."""
    if person.account is None:
        return []
    own = {"user": person.account}
    return [
        *UserSession.objects.filter(**own)
        .order_by("id")
        .values("created_at", "last_seen_at", "ip", "user_agent"),
        *Authenticator.objects.filter(**own)
        .order_by("id")
        .values("type", "created_at", "last_used_at"),
    ]


def erase_log_ins(person: Person) -> None:
    """Log the person out everywhere, where the log-in is of no other community."""
    account = person.account
    if account is None or account.persons.exclude(pk=person.pk).exists():
        return
    for session in UserSession.objects.filter(user=account):
        session.end()
    Authenticator.objects.filter(user=account).delete()


CARD = Card(
    key="shell",
    title=N_("Entrance"),
    settings=(safety.SECTION,),
    facts=(facts.PersonalLinkIssued, facts.PersonalLinkRevoked),
    jobs=(
        Job("shell.forget_knocks", "23 * * * *", throttle.forget),
        Job("shell.forget_tallies", "24 * * * *", tallies.forget),
        Job("shell.forget_log_ins", "10 4 * * *", log_ins.forget, late=86_400),
    ),
    panels=(Panel("person", N_("Log-in"), giving.panel, order=90),),
    deeds=dict.fromkeys(
        ("shell_open_account", "shell_give_link", "shell_take_link"),
        N_("Give members a log-in and a personal link"),
    ),
    personal_data=(
        PersonalData(
            N_("Personal link"),
            ("shell.PersonalLink",),
            export,
            erase,
            purpose=N_("To let you log in with one tap"),
            kept=N_("Until your data is deleted"),
        ),
        PersonalData(
            N_("Log-ins and second factors"),
            ("usersessions.UserSession", "mfa.Authenticator"),
            export_log_ins,
            erase_log_ins,
            purpose=N_("To know it is you, and to let you end a log-in of yours elsewhere"),
            kept=_log_ins_kept,
        ),
    ),
)
