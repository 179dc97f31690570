"""Replays that a page asks for: begun, carried on by the worker, stopped, looked at."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts import trying as facts
from qunce.kernel.actors import Actor
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.people.models import Community, Group
from qunce.people.turns import in_turn
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.models_trying import Draft, Replay, ReplayLine
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Line, Plan
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.running import StoppedError, run
from qunce.rooms.moderation.trying import REPLAY, ReplayState, ReplayVerb
from qunce.store.moves import move

KIND = "moderation.replay"  # of the errand that carries a replay on
OFTEN = 0.5  # seconds between two notes of how far it is
PROCESSES = 2
NICE = 10  # how much it stands back behind the chat
KEPT = timedelta(days=90)  # results are kept so long; the record of going live stays

NO_REPLAY = N_("There is no such replay.")
ONE_AT_A_TIME = N_("A replay of this draft is running already: wait for it, or stop it.")
NOT_DONE = N_("This replay has not come to its end: begin it again.")


def list_replays(community: Community) -> QuerySet[Replay]:
    """Return the replays of a community, newest first."""
    return Replay.objects.filter(community=community).select_related("group", "draft")


def access_replay(community: Community, pk: int) -> Replay:
    """Return a replay of the community, or raise NotFoundError."""
    found = list_replays(community).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_REPLAY))
    return found


@transaction.atomic
def begin(
    group: Group,
    stretch: tuple[datetime, datetime],
    *,
    by: Actor,
    now: datetime,
    draft: Draft | None = None,
) -> Replay:
    """Hand a replay of a draft, or of the rules in force, to the worker.

    Raises RefusedError where one of the same draft is running.
    """
    in_turn(group.community_id)
    running = Replay.objects.filter(group=group, draft=draft, state=ReplayState.RUNNING)
    if running.exists():
        raise RefusedError(Words(ONE_AT_A_TIME))
    row = Replay.objects.create(
        community_id=group.community_id,
        group=group,
        draft=draft,
        print=draft.print if draft else "",
        values=drafts.tried_values(draft) if draft else {},
        since=stretch[0],
        until=stretch[1],
        by_person=by.id,
        by_name=by.name,
        began_at=now,
        seen_at=now,
    )
    key = f"{KIND}:{row.pk}"
    ledger.enqueue(KIND, {"replay": row.pk}, community=row.community_id, now=now, key=key)
    return row


def plan_of(row: Replay) -> Plan:
    """Return the plan of a replay: what is tried is what was the draft when it began."""
    if row.draft is None and not row.print:
        return plans.of_record(row.group, row.since, row.until)
    is_own = row.draft is not None and row.draft.group_id is not None
    return plans.of_trial(row.group, row.values, row.since, row.until, is_own=is_own)


def stop(row: Replay, *, now: datetime) -> None:
    """Stop a replay; who carries it on ends after the part at hand."""
    move(row, to=REPLAY.after(ReplayState(row.state), ReplayVerb.STOP), ended_at=now)
    ReplayLine.objects.filter(replay=row).delete()


@transaction.atomic
def look(row: Replay, *, by: Actor, now: datetime) -> None:
    """Note that somebody has looked at the result: the condition for going live.

    Raises RefusedError for one that has not come to its end.
    """
    if row.state != ReplayState.DONE:
        raise RefusedError(Words(NOT_DONE))
    _set(row, looked_at=now, looked_by=by.id, looked_name=by.name)
    fact = facts.ReplayLookedAt(
        draft=row.draft_id,
        group=row.group_id,
        name=row.draft.name if row.draft else row.group.name,
        replay=row.pk,
        messages=row.read,
        hits=row.report["now"]["hits"],
    )
    ledger.record(fact, by=by, now=now, community=row.community_id)


def clear_old(now: datetime) -> None:
    """Delete the results that have been kept long enough."""
    Replay.objects.filter(began_at__lt=now - KEPT).delete()


# --- the worker's side --------------------------------------------------------------------------


def execute(assignment: Assignment) -> Outcome:
    """Carry out the replay that an errand names; broken off by a crash it begins anew."""
    found = Replay.objects.select_related("group__community", "draft")
    row = found.filter(pk=int(assignment.payload["replay"])).first()
    if row is None or not row.is_running:
        return Outcome(Status.DONE)
    ReplayLine.objects.filter(replay=row).delete()
    watch = _Watch(row, assignment)
    processes = min(PROCESSES, os.cpu_count() or 1)
    try:
        tally = run(plan_of(row), watch, processes=processes, nice=NICE)
    except StoppedError:
        ReplayLine.objects.filter(replay=row).delete()
        return Outcome(Status.DONE)
    now = watch.now()
    after = REPLAY.after(ReplayState.RUNNING, ReplayVerb.FINISH)
    move(row, to=after, ended_at=now, seen_at=now, report=tally.report(), read=tally.read)
    return Outcome(Status.DONE)


class _Watch:
    """Keeps the lines of a replay and writes down how far it is."""

    def __init__(self, row: Replay, assignment: Assignment) -> None:
        self._row = row
        self._assignment = assignment
        self._began = self._noted = monotonic()

    def now(self) -> datetime:
        """Return the time: that of the errand's start, and what has passed since."""
        return self._assignment.now + timedelta(seconds=monotonic() - self._began)

    def __call__(self, lines: list[Line], tally: Tally, total: int) -> None:
        """Keep the next lines. Raises StoppedError where somebody has stopped the replay."""
        keep(self._row, lines)
        if monotonic() - self._noted < OFTEN and tally.read < total:
            return
        self._noted = monotonic()
        self._assignment.beat()
        mine = Replay.objects.filter(pk=self._row.pk, state=ReplayState.RUNNING)
        if not mine.update(read=tally.read, total=total, seen_at=self.now()):
            raise StoppedError


def keep(row: Replay, lines: Sequence[Line]) -> None:
    """Store lines of the result."""
    rows = [
        ReplayLine(
            community_id=row.community_id,
            replay=row,
            message_id=line.message.id,
            sent_at=line.message.sent_at,
            change=line.change,
            truth=line.truth,
            answer=line.now.answer,
            clause=line.now.clause,
            step=line.now.step,
            strike=line.now.strike,
            rules=_listed(line.now.rules),
            spans=[[each.rule, *each.span] for each in line.now.found or line.was.found],
            was_answer=line.was.answer,
            was_clause=line.was.clause,
            was_step=line.was.step,
            was_rules=_listed(line.was.rules),
        )
        for line in lines
    ]
    ReplayLine.objects.bulk_create(rows, batch_size=500)


def _listed(rules: Sequence[str]) -> str:
    return f",{','.join(rules)}," if rules else ""


def _set(row: Replay, **values: Any) -> None:
    Replay.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
