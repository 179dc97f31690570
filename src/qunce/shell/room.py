"""The shell's own card: the facts of the door, and what it stores of a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from qunce.facts import entrance as facts
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.people.models import Person
from qunce.shell import safety, throttle
from qunce.shell.card import Card, Panel, PersonalData
from qunce.shell.models import Mail, PersonalLink
from qunce.shell.web import giving


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return when a personal link was given and on which device it was opened."""
    links = PersonalLink.objects.filter(person=person)
    return list(links.values("issued_at", "bound_at", "device_name", "is_open"))


def erase(person: Person) -> None:
    """Remove the person's link, and mails to them that the local mailbox still holds."""
    PersonalLink.objects.filter(person=person).delete()
    if person.account is not None:
        Mail.objects.filter(recipient__iexact=person.account.email).delete()


CARD = Card(
    key="shell",
    title=N_("Entrance"),
    settings=(safety.SECTION,),
    facts=(facts.PersonalLinkIssued, facts.PersonalLinkRevoked),
    jobs=(Job("shell.forget_knocks", "23 * * * *", throttle.forget),),
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
    ),
)
