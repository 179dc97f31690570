"""The writes of a case before its discussion: call, propose, choose, write, check, drop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings as site
from django.db import IntegrityError, transaction

from qunce.facts import casework as facts
from qunce.kernel.actors import Actor
from qunce.kernel.effects import SendText
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.audience import Audience, address
from qunce.people.models import Community, Person
from qunce.people.queries import zone_of
from qunce.rooms.casework import lines, queries
from qunce.rooms.casework.domain import (
    MOST_POSITIONS,
    PROPOSAL,
    STUDY,
    ProposalState,
    ProposalVerb,
    StudyState,
    StudyVerb,
)
from qunce.rooms.casework.models import Position, Proposal, Study
from qunce.rooms.casework.traces import SURE, without_traces
from qunce.store.moves import move

TITLE_LENGTH, TEXT_LENGTH = 80, 5000  # characters
NO_TITLE = N_("Give the case a title.")
NO_TEXT = N_("Tell what happened.")
CALL_IS_OVER = N_("Proposals are not taken any more.")
NO_SCENARIO = N_("Write the scenario first.")
TWO_POSITIONS = N_("Name two positions at least, one a line.")
TOO_MANY = N_("A case has at most %(count)s positions.")
STILL_NAMED = N_("The scenario still names somebody: %(text)s. Take it out first.")
LOOK_AT_ALL = N_("Tick that you have looked at the %(count)s places that may tell who it was.")
SAY_WHY = N_("Say in a sentence why.")
CALL = N_("[Case of the month] %(name)s\n%(text)s\nTell yours until %(until)s: %(link)s")


def link_of(study: Study) -> str:
    """Return the whole address of a case's page for members."""
    return f"{site.SITE_URL}/m/{study.community.key}/monthly/{study.pk}/"


def local(study: Study, moment: datetime) -> str:
    """Return a moment as the community's clocks show it."""
    return f"{moment.astimezone(zone_of(study.community)):%m-%d %H:%M}"


@transaction.atomic
def call(
    community: Community, title: str, text: str, audience: Audience, *, by: Actor, now: datetime
) -> Study:
    """Call for cases: the groups hear of it, members propose on their page. RefusedError: no title.

    Where a channel can the words go out at once, else they are a task of the desk.
    """
    name = title.strip()[:TITLE_LENGTH]
    if not name:
        raise RefusedError(Words(NO_TITLE))
    study = Study.objects.create(
        community=community,
        state=StudyState.CALLED,
        title=name,
        call=text.strip()[:TEXT_LENGTH],
        called_at=now,
        call_until=now + queries.settings_of(community.pk).call_for,
        changed_at=now,
    )
    address(study, audience)
    until = local(study, study.call_until)
    about = {"name": name, "text": study.call, "until": until, "link": link_of(study)}
    groups = queries.groups_of(study)
    effects = [SendText(each.pk, Words(CALL, about)) for each in groups]
    fact = facts.CaseCalled(
        study.pk, name, study.call_until.isoformat(), tuple(each.pk for each in groups)
    )
    ledger.record(fact, by=by, now=now, community=community.pk, effects=effects)
    lines.end_month(community, f"{now.astimezone(zone_of(community)):%Y-%m}", now=now, by=by)
    return study


@transaction.atomic
def propose(
    study: Study, person: Person, text: str, form: str, *, is_hidden: bool, by: Actor, now: datetime
) -> Proposal:
    """Take a member's case; the same `form` twice is one. RefusedError after the call's end."""
    known = Proposal.objects.filter(community=study.community_id, form_token=form).first()
    if known is not None:
        return known
    words = text.strip()
    if not words:
        raise RefusedError(Words(NO_TEXT))
    if study.state != StudyState.CALLED or now >= study.call_until:
        raise RefusedError(Words(CALL_IS_OVER))
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                community_id=study.community_id,
                study=study,
                state=ProposalState.OFFERED,
                person=person,
                name=person.name,
                is_hidden=is_hidden,
                text=words[:TEXT_LENGTH],
                form_token=form,
                at=now,
            )
    except IntegrityError:  # the same form came in at the same moment
        return Proposal.objects.get(community=study.community_id, form_token=form)
    fact = facts.CaseProposed(study.pk, person.pk, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)
    return proposal


@transaction.atomic
def take_back(proposal: Proposal, *, by: Actor, now: datetime) -> None:
    """Take one's own proposal back, while it was not chosen."""
    after = PROPOSAL.after(ProposalState(proposal.state), ProposalVerb.WITHDRAW)
    move(proposal, to=after)
    study = proposal.study
    fact = facts.CaseProposalWithdrawn(study.pk, proposal.person_id, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)


@transaction.atomic
def choose(study: Study, proposal: Proposal | None, *, by: Actor, now: datetime) -> None:
    """Choose a proposal, or None to write a case of one's own; the scenario begins with it.

    What is sure to name somebody (members, ways to reach them) is replaced at once.
    """
    after = STUDY.after(StudyState(study.state), StudyVerb.CHOOSE)
    for other in Proposal.objects.filter(study=study, state=ProposalState.CHOSEN):
        move(other, to=PROPOSAL.after(ProposalState.CHOSEN, ProposalVerb.UNCHOOSE))
    text = ""
    if proposal is not None:
        proposal.refresh_from_db()
        move(proposal, to=PROPOSAL.after(ProposalState(proposal.state), ProposalVerb.CHOOSE))
        text = without_traces(proposal.text, queries.traces_of(study, proposal.text), SURE)
    move(study, to=after, scenario=text or study.scenario, changed_at=now)
    person = proposal.person_id if proposal is not None else None
    fact = facts.CaseChosen(study.pk, person, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)
    lines.end(study, lines.CHOOSE, now=now, by=by)


@transaction.atomic
def write(
    study: Study,
    title: str,
    scenario: str,
    positions: Sequence[str],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write the scenario and the positions; whether it names somebody is checked anew after it."""
    named = [each.strip()[:60] for each in positions if each.strip()]
    if not scenario.strip():
        raise RefusedError(Words(NO_SCENARIO))
    if len(named) < 2:
        raise RefusedError(Words(TWO_POSITIONS))
    if len(named) > MOST_POSITIONS:
        raise RefusedError(Words(TOO_MANY, {"count": MOST_POSITIONS}))
    after = STUDY.after(StudyState(study.state), StudyVerb.WRITE)
    name = title.strip()[:TITLE_LENGTH] or study.title
    words = scenario.strip()[:TEXT_LENGTH]
    move(study, to=after, title=name, scenario=words, checked_at=None, changed_at=now)
    study.positions.all().delete()
    Position.objects.bulk_create(
        Position(community_id=study.community_id, study=study, place=place, title=each)
        for place, each in enumerate(named)
    )
    fact = facts.CaseWritten(study.pk, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)


@transaction.atomic
def replace_all(study: Study, kinds: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Replace what was found of some kinds in the scenario by words that name nobody."""
    after = STUDY.after(StudyState(study.state), StudyVerb.WRITE)
    wanted = [each.kind for each in queries.traces_of(study) if each.kind.value in kinds]
    text = without_traces(study.scenario, queries.traces_of(study), wanted)
    move(study, to=after, scenario=text, checked_at=None, changed_at=now)
    fact = facts.CaseWritten(study.pk, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)


@transaction.atomic
def check(study: Study, *, looked: int, by: Actor, now: datetime) -> None:
    """Say that a person has looked at all that may tell who it was: `looked` places.

    Raises RefusedError while a member or a way to reach somebody is named, where there are more
    places than were looked at, and without positions.
    """
    traces = queries.traces_of(study)
    sure = [each.text for each in traces if each.kind in SURE]
    if not study.scenario:
        raise RefusedError(Words(NO_SCENARIO))
    if study.positions.count() < 2:
        raise RefusedError(Words(TWO_POSITIONS))
    if sure:
        raise RefusedError(Words(STILL_NAMED, {"text": "、".join(dict.fromkeys(sure))}))
    if traces and looked != len(traces):
        raise RefusedError(Words(LOOK_AT_ALL, {"count": len(traces)}))
    after = STUDY.after(StudyState(study.state), StudyVerb.CHECK)
    also: dict[str, Any] = {"checked_by_id": by.id, "traces_left": len(traces)}
    move(study, to=after, checked_at=now, changed_at=now, **also)
    fact = facts.CaseChecked(study.pk, study.title, len(traces))
    ledger.record(fact, by=by, now=now, community=study.community_id)


@transaction.atomic
def drop(study: Study, reason: str, *, by: Actor, now: datetime) -> None:
    """Drop a case; members do not see it any more. Raises RefusedError without a reason."""
    words = reason.strip()[:200]
    if not words:
        raise RefusedError(Words(SAY_WHY))
    after = STUDY.after(StudyState(study.state), StudyVerb.DROP)
    move(study, to=after, reason=words, changed_at=now)
    fact = facts.CaseDropped(study.pk, study.title, words)
    ledger.record(fact, by=by, now=now, community=study.community_id)
    lines.end_all(study, now=now, by=by)


@transaction.atomic
def resume(study: Study, *, by: Actor, now: datetime) -> None:
    """Undo a drop: the case stands again where it stood, nothing of it is lost.

    A discussion that was broken off is over: it can be summed up, or discussed longer. Where a
    call's time has passed meanwhile the desk asks for the choice.
    """
    verb = StudyVerb.CALL_AGAIN
    if study.opened_at is not None:
        verb = StudyVerb.SUM_AGAIN
    elif study.scenario or study.proposals.filter(state=ProposalState.CHOSEN).exists():
        verb = StudyVerb.WRITE_AGAIN
    after = STUDY.after(StudyState(study.state), verb)
    also: dict[str, Any] = {"closes_at": now} if verb is StudyVerb.SUM_AGAIN else {}
    move(study, to=after, reason="", checked_at=None, changed_at=now, **also)
    fact = facts.CaseResumed(study.pk, study.title)
    ledger.record(fact, by=by, now=now, community=study.community_id)
    if verb is StudyVerb.SUM_AGAIN:
        lines.say(study, lines.SUM_UP, now=now)
    elif verb is StudyVerb.CALL_AGAIN and study.call_until <= now:
        lines.say(study, lines.CHOOSE, now=now)
