"""The copy of a member's own data, and its deletion: what the worker carries out."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings as site
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qunce.console.own_words import label_of, show_field
from qunce.facts.people_own import OwnDataExported
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.calendar import local_day
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.ledger.contracts import Assignment
from qunce.people import actions as people
from qunce.people import consents, erasing
from qunce.people.domain import MembershipState
from qunce.people.domain_own import ErasureState, Purpose
from qunce.people.models import Erasure, Person
from qunce.people.owners import refuse_last_owner
from qunce.people.queries import zone_of
from qunce.playbook.privacy import Privacy
from qunce.shell import own_data
from qunce.shell.downloads import ZIP, download
from qunce.shell.times import exact
from qunce.shell.words import render as say
from qunce.shell.words import sentence

GONE = N_("It was taken back or is done already.")
MAIL_TRIES = 3  # then the deletion goes on without its mail
AGAIN = 600.0  # seconds until a mail is tried again
LETTERS = {
    "asked": (
        N_("%(community)s: your data will be deleted on %(due)s"),
        N_(
            "The deletion of all your data in %(community)s is noted. It happens on %(due)s.\n\n"
            "Until then you can take it back here: %(link)s"
        ),
    ),
    "reminder": (
        N_("%(community)s: your data will be deleted on %(due)s"),
        N_(
            "A reminder: all your data in %(community)s is going to be deleted on %(due)s. After "
            "that nobody can bring it back.\n\nUntil then you can keep it here: %(link)s"
        ),
    ),
    "done": (
        N_("%(community)s: your data is deleted"),
        N_(
            "All your data in %(community)s is deleted, your log-in there too. What had to stay "
            "has no name any more: that there were cases and how they ended, sums of counted "
            "messages, and the proof of your consents.\n\nThis is the last mail you get."
        ),
    ),
}


# --- the copy -----------------------------------------------------------------------------------


def as_html(
    person: Person, settings: Privacy, now: datetime, *, icon: str = "", back: str = ""
) -> str:
    """Return everything that is stored as one page that needs nothing else.

    `icon` and `back` are addresses of this site, for the page that is shown here.
    """
    zone = zone_of(person.community)
    with timezone.override(zone):
        parts = [
            {
                "told": part.told,
                "rows": _in_words(part.rows),
            }
            for part in own_data.collect(person, settings)
        ]
        known = {
            "person": person,
            "parts": parts,
            "icon": icon,
            "back": back,
            "made": exact(now, zone),
            "language": translation.get_language(),
        }
        return render_to_string("console/own_copy.html", known)


def _in_words(rows: Sequence[Mapping[str, Any]]) -> list[list[tuple[str, str]]]:
    """Return rows as labels and values; what happened as the line of the history."""
    known = record.entries_by_key(row["entry"] for row in rows if "what" in row)
    shown = []
    for row in rows:
        entry = known.get(row["entry"]) if "what" in row else None
        told = {"at": row["at"], "what": sentence(entry)} if entry else row
        shown.append([(label_of(name), show_field(name, told[name])) for name in told])
    return shown


def as_json(person: Person, settings: Privacy, now: datetime) -> str:
    """Return everything that is stored for another programme to read."""
    data = {
        "format": "qunce.own-data/1",
        "community": person.community.name,
        "made_at": now.isoformat(timespec="seconds"),
        "parts": [
            {
                "title": part.told.title,
                "purpose": part.told.purpose,
                "kept": part.told.kept,
                "rows": list(part.rows),
            }
            for part in own_data.collect(person, settings)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def hand_out(person: Person, settings: Privacy, *, by: Actor, now: datetime) -> HttpResponse:
    """Return the copy as a ZIP file, and record that its person took it."""
    with transaction.atomic():
        fact = OwnDataExported(person=person.pk, name=person.name)
        ledger.record(fact, by=by, now=now, community=person.community_id)
    return packed(person, settings, now)


def packed(person: Person, settings: Privacy, now: datetime) -> HttpResponse:
    """Return the copy as a ZIP file."""
    stem, day = _("my-data"), local_day(now, zone_of(person.community))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.html", as_html(person, settings, now))
        archive.writestr("my-data.json", as_json(person, settings, now))
    name = f"{person.community.name}-{stem}-{day:%Y%m%d}.zip"
    return download(file.getvalue(), ZIP, name)


# --- the deletion -------------------------------------------------------------------------------


@transaction.atomic
def ask_erasure(
    person: Person, settings: Privacy, *, by: Actor, now: datetime, reason: str = ""
) -> Erasure:
    """Ask for the deletion by the community's settings; a member's own ends the consents."""
    asked = erasing.ask(
        person,
        by=by,
        now=now,
        wait=timedelta(days=settings.wait_days),
        remind=timedelta(days=settings.remind_days),
        reason=reason,
    )
    if asked.by_member and consents.find(person, Purpose.PRIVACY) is not None:
        consents.withdraw(person, Purpose.PRIVACY, by=by, now=now)
    return asked


def carry_out(assignment: Assignment) -> Outcome:
    """Delete all that is stored of a person (the executor of `erase_person`).

    Each part has its own transaction and can be repeated; people's own is the last one. Where a
    mail cannot be sent, it is tried again some times: the deletion does not wait for it.
    """
    asked = erasing.find(int(assignment.payload["erasure"]))
    if asked is None or asked.state != ErasureState.WAITING:
        return Outcome(Status.DONE, Words(GONE))
    person, now = asked.person, assignment.now
    try:
        with transaction.atomic():
            refuse_last_owner(person)
            _leave(person, now)
    except RefusedError as error:
        erasing.take_back(asked, by=MACHINE, now=now)
        return Outcome(Status.DENIED, error.words)
    own_data.erase_rooms(person)
    assignment.beat()
    if not _post(asked, "done") and assignment.attempt < MAIL_TRIES:
        return Outcome(Status.RETRY, retry_after=AGAIN)
    with transaction.atomic():
        own_data.erase_person(person)
        erasing.carried_out(asked, by=MACHINE, now=now)
    return Outcome(Status.DONE)


def _leave(person: Person, now: datetime) -> None:
    for membership in person.memberships.filter(state=MembershipState.ACTIVE):
        people.leave(membership, by=MACHINE, now=now)


def send(assignment: Assignment) -> Outcome:
    """Tell a member by mail of the deletion that waits (the executor of `erasure_mail`)."""
    asked = erasing.find(int(assignment.payload["erasure"]))
    if asked is None or asked.state != ErasureState.WAITING:
        return Outcome(Status.DONE, Words(GONE))
    if not _post(asked, str(assignment.payload["letter"])):
        return Outcome(Status.RETRY, retry_after=AGAIN)
    return Outcome(Status.DONE)


def _post(asked: Erasure, letter: str) -> bool:
    """Send a letter to the person's log-in address; say whether nothing went wrong."""
    account, community = asked.person.account, asked.community
    if account is None:
        return True
    language = account.language or site.LANGUAGE_CODE
    where = reverse("own_data", kwargs={"key": community.key})
    about: dict[str, str | int | float | Words] = {
        "community": community.name,
        "due": exact(asked.due_at, zone_of(community)),
        "link": f"{site.SITE_URL}{where}",
    }
    subject, body = LETTERS[letter]
    try:
        send_mail(
            say(Words(subject, about), language),
            say(Words(body, about), language),
            None,
            [account.email],
        )
    except (SMTPException, OSError):
        return False
    return True
