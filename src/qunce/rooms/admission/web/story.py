"""What happened to an application, and to its way into groups, as one thread."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from qunce.kernel.text import N_, Words
from qunce.ledger import queries as record
from qunce.ledger import repeating
from qunce.ledger.models import Entry, Errand
from qunce.rooms.admission import letters
from qunce.rooms.admission.models import Application
from qunce.shell.again import try_again
from qunce.shell.words import render as say

UNSENT = N_("The e-mail to the applicant could not be sent")
ICONS = {
    "admission.ApplicantApproved": ("circle-check", "good"),
    "admission.ApplicantDeclined": ("circle-x", "bad"),
    "admission.ApplicantAsked": ("message-circle", "info"),
    "admission.ApplicantAnswered": ("message", "info"),
    "admission.ApplicationReopened": ("arrow-back-up", "warn"),
    "arrivals.ApprovalTakenBack": ("arrow-back-up", "warn"),
    "arrivals.NewcomerRecognised": ("user-check", "good"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the thread, as the shell's timeline shows it."""

    title: Words | str
    at: datetime
    icon: str = "circle-check"
    tone: str = "quiet"
    by: str = ""
    text: Words | str = ""
    body: str = ""


def story_of(application: Application, request: HttpRequest) -> list[Step]:
    """Return the story of an application, oldest first, with the way in that followed."""
    about = record.list_entries_about(application.community_id, "application", application.pk)
    entries = {entry.pk: entry for entry in about}
    if application.person_id is not None:
        known = record.list_entries_about(application.community_id, "person", application.person_id)
        followed = known.filter(fact__startswith="arrivals.", at__gte=application.sent_at)
        entries |= {entry.pk: entry for entry in followed}
    steps = [_step(entries[pk]) for pk in sorted(entries)]
    steps += [_unsent(errand, request) for errand in letters.list_failed(application)]
    return sorted(steps, key=lambda step: step.at)


def _unsent(errand: Errand, request: HttpRequest) -> Step:
    """Tell of a mail that could not be sent, with the way to try it again."""
    at = errand.finished_at or errand.created_at
    why, again = repeating.outcome_of(errand), try_again(request, errand)
    return Step(Words(UNSENT), at, "mail-off", "bad", text=why, body=again)


def _step(entry: Entry) -> Step:
    icon, tone = ICONS.get(entry.fact, ("circle-check", "quiet"))
    sentence = record.sentence_of(entry, say)
    return Step(sentence, entry.at, icon, tone, record.actor_of(entry, say))
