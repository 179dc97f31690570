"""The reviewer's verbs: ask, decline, reopen; and what the clock does with an open question."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.facts import admission as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.playbook.queries import effective
from qunce.rooms.admission import letters, lines
from qunce.rooms.admission.deciding import Review, closed, reasons_of
from qunce.rooms.admission.domain import APPLICATION, ApplicationState, ApplicationVerb, Applying
from qunce.rooms.admission.letters import Letter
from qunce.rooms.admission.models import Application, Remark
from qunce.shell.words import render
from qunce.store.moves import move

LONGEST = 2000  # characters of a question or an answer

FASTER = N_("Somebody was faster. %(what)s")
CHANGED = N_("Somebody was faster: it is “%(state)s” now.")
ASK_SOMETHING = N_("Write what you want to know.")
ANSWER_SOMETHING = N_("Write your answer first.")
TOO_LONG = N_("That is too long: %(length)s of at most %(most)s characters.")
GIVE_A_REASON = N_("Choose a reason.")
UNDECIDED = (ApplicationState.PROVING, ApplicationState.WAITING, ApplicationState.ASKED)


def advance(
    application: Application, verb: ApplicationVerb, *, seen: str = "", **also: Any
) -> None:
    """Change the state by a verb.

    `seen` is the state that the reviewer's page showed. StaleError tells who was faster and what
    they decided.
    """
    state = ApplicationState(application.state)
    if seen and seen != state:
        raise _faster(application)
    try:
        after = APPLICATION.after(state, verb)
    except RefusedError:
        raise (
            _faster(application)
            if state not in UNDECIDED
            else RefusedError(Words(CHANGED, {"state": Words(state.label)}))
        ) from None
    try:
        move(application, to=after, **also)
    except StaleError:
        application.refresh_from_db()
        raise _faster(application) from None


def _faster(application: Application) -> StaleError:
    about = record.list_entries_about(application.community_id, "application", application.pk)
    last = about.last()
    if last is None:
        label = ApplicationState(application.state).label
        return StaleError(Words(CHANGED, {"state": Words(label)}))
    return StaleError(Words(FASTER, {"what": record.sentence_of(last, render)}))


@transaction.atomic
def ask(application: Application, text: str, *, by: Actor, now: datetime, seen: str = "") -> Remark:
    """Ask the applicant something: by e-mail where there is an address, on their page anyway.

    A second question while one is open only joins the talk. Raises RefusedError without words.
    """
    words = _checked(text, ASK_SOMETHING)
    if application.state != ApplicationState.ASKED or seen not in {"", application.state}:
        advance(application, ApplicationVerb.ASK, seen=seen)
    remark = _say(application, words, by.id, now=now)
    fact = facts.ApplicantAsked(application=application.pk, name=application.name)
    entry = ledger.record(fact, by=by, now=now, community=application.community_id)
    letters.post(application, Letter.ASKED, now=now, text=words, number=remark.pk, entry=entry)
    lines.update_queue(application.community, now=now, by=by)
    return remark


@transaction.atomic
def answer(application: Application, text: str, *, by: Actor, now: datetime) -> Remark:
    """Take the applicant's answer; the promise counts anew from now.

    Raises RefusedError without words, or where nothing is asked any more.
    """
    words = _checked(text, ANSWER_SOMETHING)
    promise = effective(application.community_id, Applying, application.group_id).promise
    advance(application, ApplicationVerb.ANSWER, waiting_since=now, due_at=now + promise)
    remark = _say(application, words, None, now=now)
    fact = facts.ApplicantAnswered(application=application.pk, name=application.name)
    ledger.record(fact, by=by, now=now, community=application.community_id)
    lines.update_queue(application.community, now=now)
    return remark


def _checked(text: str, empty: str) -> str:
    words = text.strip()
    if not words:
        raise RefusedError(Words(empty))
    if len(words) > LONGEST:
        raise RefusedError(Words(TOO_LONG, {"length": len(words), "most": LONGEST}))
    return words


def _say(application: Application, text: str, reviewer: int | None, *, now: datetime) -> Remark:
    return Remark.objects.create(
        community_id=application.community_id,
        application=application,
        reviewer_id=reviewer,
        from_applicant=reviewer is None,
        text=text,
        at=now,
    )


@transaction.atomic
def decline(
    application: Application,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    seen: str = "",
) -> None:
    """Decline with a reason of the list; own words are added to what the applicant reads.

    Raises RefusedError for a reason that is not on the list.
    """
    settings = effective(application.community_id, Review, application.group_id)
    chosen = next((each for each in reasons_of(settings) if each.title == reason), None)
    if chosen is None:
        raise RefusedError(Words(GIVE_A_REASON))
    own = _checked(words, GIVE_A_REASON) if words.strip() else ""
    applying = effective(application.community_id, Applying, application.group_id)
    said = f"{closed(chosen.words)}\n{own}" if own else chosen.words
    advance(
        application,
        ApplicationVerb.DECLINE,
        seen=seen,
        decided_at=now,
        decided_by_id=by.id,
        reason=chosen.title,
        reason_words=said,
        reapply_at=now + applying.reapply_after,
    )
    fact = facts.ApplicantDeclined(
        application=application.pk,
        group=application.group_id,
        name=application.name,
        reason=Words("%(reason)s", {"reason": chosen.title}),
    )
    entry = ledger.record(fact, by=by, now=now, community=application.community_id)
    letters.post(application, Letter.DECLINED, now=now, number=entry.pk, entry=entry)
    lines.update_queue(application.community, now=now, by=by)


@transaction.atomic
def reopen(application: Application, *, by: Actor, now: datetime) -> None:
    """Undo a decline or a lapse: the application waits again, with a new promise."""
    promise = effective(application.community_id, Applying, application.group_id).promise
    advance(
        application,
        ApplicationVerb.REOPEN,
        decided_at=None,
        decided_by=None,
        reason="",
        reason_words="",
        reapply_at=None,
        waiting_since=now,
        due_at=now + promise,
    )
    fact = facts.ApplicationReopened(application.pk, application.group_id, application.name)
    ledger.record(fact, by=by, now=now, community=application.community_id)
    lines.update_queue(application.community, now=now, by=by)


# --- what the clock does ------------------------------------------------------------------------


@transaction.atomic
def remind(application: Application, *, now: datetime) -> None:
    """Ask an open question once more; a second call for the same question says nothing."""
    question = application.remarks.filter(from_applicant=False).order_by("id").last()
    if question is not None:
        text, number = question.text, question.pk
        letters.post(application, Letter.ASKED_AGAIN, now=now, text=text, number=number)


@transaction.atomic
def lapse(application: Application, *, now: datetime) -> None:
    """End an application for which nothing came any more."""
    advance(application, ApplicationVerb.LAPSE, decided_at=now)
    fact = facts.ApplicationLapsed(application.pk, application.group_id, application.name)
    entry = ledger.record(fact, by=MACHINE, now=now, community=application.community_id)
    letters.post(application, Letter.LAPSED, now=now, number=entry.pk, entry=entry)


def follow_up(application: Application, *, now: datetime) -> None:
    """Remind of an open question after a while, and let it lapse after a longer one."""
    community, group = application.community_id, application.group_id
    if application.state != ApplicationState.ASKED:
        return
    question = application.remarks.filter(from_applicant=False).order_by("id").last()
    since = question.at if question else application.sent_at
    if _is_past(since, effective(community, Applying, group).lapse_after, now):
        lapse(application, now=now)
    elif _is_past(since, effective(community, Review, group).remind_after, now):
        remind(application, now=now)


def _is_past(since: datetime, length: timedelta, now: datetime) -> bool:
    return now >= since + length
